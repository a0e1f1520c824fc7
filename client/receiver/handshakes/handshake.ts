export interface IncomingRequest {
  /** Upper case. */
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  query: URLSearchParams;
  body: Buffer;
  /** What it is as JSON, for those that look into it: parsed for the first of them. */
  parsed?: { value: unknown };
}

export interface HandshakeResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** What the person has to know or do. */
  problem?: string;
  /** That the provider will sign with from now on. */
  secret?: string;
}

/** What is known of the registration whose callback is called. */
export interface HandshakeContext {
  /** The one in use first; empty where there is none. */
  secrets: readonly string[];
  /** Of the service and of the definition. */
  hosts: string[];
  /** As the service knows it. */
  callbackUrl?: string;
}

/**
 * How one provider makes sure that the callback is ours, recognised by the shape of its request. The answers reflect
 * what a stranger sent: always as text that no browser interprets, or as JSON.
 */
export interface Handshake {
  name: string;
  /**
   * What the secret has to do with it: the provider signs it like any delivery (`signs`), the answer is made with it
   * (`answers`), or it comes with it (`delivers`).
   */
  secret: 'none' | 'signs' | 'answers' | 'delivers';
  /** Undefined where the request is none of its. */
  respond(incoming: IncomingRequest, known: HandshakeContext): HandshakeResponse | undefined;
}
