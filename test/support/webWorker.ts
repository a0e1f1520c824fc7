import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import type { PublishDiagnosticsParams } from 'vscode-languageserver-protocol';

/**
 * What a web worker offers, of which Node has the same (html.spec.whatwg.org, WorkerGlobalScope): nothing of Node's own, so no
 * Buffer, process, require, setImmediate or global. Names of ECMAScript itself are those of the context.
 */
const offered = {
  AbortController,
  AbortSignal,
  Event,
  EventTarget,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearInterval,
  clearTimeout,
  console,
  performance,
  queueMicrotask,
  setInterval,
  setTimeout,
  structuredClone,
};

/** The names of what a {@link WebWorker} offers besides ECMAScript and its own messages. */
export const offeredNames = Object.keys(offered);

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

/** A bundle in a bare context, as a language client meets it that started it as a web worker. */
export class WebWorker {
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private readonly pushed = new Map<string, PublishDiagnosticsParams>();
  private readonly listeners = new Set<() => void>();
  private readonly scope: { onmessage?(event: { data: unknown }): void };
  private readonly clone: (json: string) => unknown;
  private requests = 0;

  constructor(file: string) {
    const scope: Record<string, unknown> = { ...offered };
    scope.self = scope;
    scope.addEventListener = () => {};
    scope.removeEventListener = () => {};
    scope.postMessage = (message: Message) => this.receive(structuredClone(message));
    const context = createContext(scope);
    this.scope = scope as typeof this.scope;
    // Objects of its own realm, as a clone that comes in has.
    this.clone = new Script('(json) => JSON.parse(json)').runInContext(context);
    new Script(readFileSync(file, 'utf8'), { filename: file }).runInContext(context);
  }

  request<T>(method: string, params: unknown): Promise<T> {
    const id = ++this.requests;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.send({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  /** The findings of a document; resolves once they are pushed. */
  findings(uri: string): Promise<PublishDiagnosticsParams> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.pushed.get(uri);
        if (!found) return;
        this.listeners.delete(look);
        resolve(found);
      };
      this.listeners.add(look);
      look();
    });
  }

  private send(message: Message): void {
    const data = this.clone(JSON.stringify({ jsonrpc: '2.0', ...message }));
    setTimeout(() => this.scope.onmessage?.({ data }), 0);
  }

  private receive({ id, method, params, result, error }: Message): void {
    if (method === 'textDocument/publishDiagnostics') {
      const push = params as PublishDiagnosticsParams;
      this.pushed.set(push.uri, push);
      for (const listener of [...this.listeners]) listener();
    } else if (method === undefined && id !== undefined) {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    }
  }
}
