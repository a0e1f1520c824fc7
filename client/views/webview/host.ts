/** Messages between the page and the extension, and translation. */
import { type FromPage, type PageSetup, setupElement, type ToPage } from '../messages/envelope';

interface Editor {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => Editor;

export const editor = acquireVsCodeApi();

const setup: PageSetup = JSON.parse(document.getElementById(setupElement)?.textContent ?? '{}');

/** Translates and fills placeholders, as in the extension. */
export function t(message: string, ...values: (string | number)[]): string {
  const text = setup.translations[message] ?? message;
  return text.replace(/\{(\d+)\}/g, (place, index) => String(values[Number(index)] ?? place));
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const waiting = new Map<number, Waiting>();
let lastId = 0;

/** Sends a message; resolves to the extension's result, or rejects with its error message. */
export function send<Message>(message: Message): Promise<unknown> {
  lastId += 1;
  const id = lastId;
  editor.postMessage({ type: 'message', id, message } satisfies FromPage<Message>);
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

/** Called once, when the page can take messages. */
export function listen<Message>(receive: (message: Message) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage<Message>>) => {
    if (data.type === 'message') return receive(data.message);
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === 'result') asked?.resolve(data.result);
    else asked?.reject(new Error(data.error));
  });
  editor.postMessage({ type: 'ready' } satisfies FromPage<Message>);
}
