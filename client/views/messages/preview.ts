/** Between the preview of what makers see and its host. */
import type { Range } from '../../../server/protocol/document';
import type { Preview } from '../../../server/protocol/preview';

export type ToPreviewPage = {
  type: 'show';
  preview: Preview;
  /** The file's name. */
  file: string;
  /** The text cannot be read at the moment: this is how it was before. */
  stale: boolean;
};

export type FromPreviewPage =
  | { type: 'choose'; trigger: string }
  | { type: 'reveal'; range: Range }
  /** In an empty definition: the wizard that writes a trigger. */
  | { type: 'newTrigger' };

/** What the page keeps so that a reloaded window shows the same again. */
export interface PreviewState {
  uri: string;
  trigger?: string;
}
