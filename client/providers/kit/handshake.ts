/** A request that may be a handshake. */
export interface IncomingRequest {
  /** Upper case. */
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  query: URLSearchParams;
  body: Buffer;
  /** The body as JSON, set by the first handshake that parses it. */
  parsed?: { value: unknown };
}

/** The response to a handshake or a delivery, and its consequences. */
export interface HandshakeResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** What the user should know or do, in their language. */
  problem?: string;
  /** The secret that the provider signs with from now on. */
  secret?: string;
  /** An address that confirms the webhook when it is opened: only a person may have it opened. */
  confirms?: string;
}

/** The facts about a registration that a response may depend on. */
export interface HandshakeContext {
  /** The secret in use first; empty where there is none. */
  secrets: readonly string[];
  /** The hosts of the service and of the definition. */
  hosts: string[];
  /** The callback URL, as the service knows it. */
  callbackUrl?: string;
}

/**
 * A provider's check that the callback expects its deliveries, recognized by the shape of the request. The responses
 * contain text that a stranger sent, therefore always as plain text or JSON, which no browser interprets.
 */
export interface Handshake {
  name: string;
  /**
   * The role of the signing secret: the provider signs the handshake like a delivery (`signs`), the response is computed
   * from the secret (`answers`), or the handshake brings the secret (`delivers`).
   */
  secret: 'none' | 'signs' | 'answers' | 'delivers';
  /** True where the provider never signs it: a request with a signature is a delivery then. */
  isUnsigned?: boolean;
  /** True where it can tell its provider from others that send the same request: it is asked before those. */
  comesFirst?: boolean;
  /** True for a shape that several providers use, or any may: it is tried after those of one provider. */
  isGeneral?: boolean;
  /** The request and the response in English, for the page of services. */
  about: { request: string; response: string };
  /** Undefined where the request is not this handshake. */
  respond(incoming: IncomingRequest, known: HandshakeContext): HandshakeResponse | undefined;
}
