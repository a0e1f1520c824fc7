/** The envelope of messages between a webview's page and the extension. */

/** From the page. `ready` means that it can receive messages, at first or after being created again. */
export type FromPage<Message> = { type: 'ready' } | { type: 'message'; id: number; message: Message };

/** To the page: a message, or the result or error of the page's message with that id. */
export type ToPage<Message> =
  | { type: 'message'; message: Message }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'error'; id: number; error: string };

/** Id of the document element that holds the {@link PageSetup}. */
export const setupElement = 'setup';

export interface PageSetup {
  /** The translations by English message; empty where they are English. */
  translations: Readonly<Record<string, string>>;
  /** BCP 47 tag of the language of the page. */
  language: string;
}
