/** The ids of views that the manifest declares. Imports nothing: the entry of the extension loads it. */

export const webhooksView = 'flow-webhooks.webhooks';

/** The type of the preview's panels, which VS Code restores. */
export const previewType = 'flowWebhooks.preview';
