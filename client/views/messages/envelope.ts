/** What goes between a webview's page and its host, around the messages of the page in question. */

/** From the page. `ready`: it can take messages, for the first time or after it was hidden and made anew. */
export type FromPage<Message> = { type: 'ready' } | { type: 'message'; id: number; message: Message };

/** To the page: a message of the host's own, or what came of the page's message with that id. */
export type ToPage<Message> =
  | { type: 'message'; message: Message }
  | { type: 'result'; id: number; result: unknown }
  | { type: 'error'; id: number; error: string };

/** Element of the document that holds the {@link PageSetup}. */
export const setupElement = 'setup';

export interface PageSetup {
  /** The editor's translations, by English message; empty where it speaks English. */
  translations: Record<string, string>;
  /** BCP 47, of the editor. */
  language: string;
}
