/** The ids of views that the manifest declares. The entry of the extension loads this: it imports nothing. */

export const webhooksView = 'flow-webhooks.webhooks';

/** The type of the preview's panels, which VS Code restores. */
export const previewType = 'flowWebhooks.preview';
