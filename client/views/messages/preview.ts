/** Messages between the preview's page and the extension. */
import type { Range } from '../../../server/protocol/document';
import type { Preview } from '../../../server/protocol/preview';

export type ToPreviewPage = {
  type: 'show';
  preview: Preview;
  /** The file name. */
  file: string;
  /** True when the text has syntax errors and this is the last good preview. */
  stale: boolean;
};

export type FromPreviewPage =
  | { type: 'choose'; trigger: string }
  | { type: 'reveal'; range: Range }
  /** The person wants this expression on the clipboard. */
  | { type: 'copy'; expression: string }
  /** Starts New Trigger from Samples; offered in a definition without triggers. */
  | { type: 'newTrigger' };

/** State saved so that a reloaded window shows the same trigger. */
export interface PreviewState {
  uri: string;
  trigger?: string;
}
