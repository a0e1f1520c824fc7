import type { Sent } from '../webhooks/webhooksApi';

/** A text that the user edits before it is sent, or used in another way. */
export interface Draft {
  /** The name of the editor that it opens in. */
  name: string;
  text: string;
  isJson: boolean;
  /** The label of the action that sends or uses it. */
  action: string;
  /** Undefined where nothing was sent. */
  send(text: string): Promise<Sent | undefined>;
}
