import type { Sent } from '../webhooks/webhooksApi';

/** A payload that the user edits before it is sent. */
export interface Draft {
  /** The name of the editor that it opens in. */
  name: string;
  text: string;
  isJson: boolean;
  /** The label of the action that sends it. */
  action: string;
  send(text: string): Promise<Sent>;
}
