/**
 * The response that a person gives to the handshakes of a service that is not known here. Header values and the body are
 * templates: `{query.x}`, `{header.x}` and `{body.x}` stand for what the request has there; `{body.a.b}` goes deeper.
 */
export interface HandshakeAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The parts of a template that stand for something in a request. */
export const placeholders = (): RegExp => /\{(query|header|body)\.([^{}\r\n]{1,100})\}/g;
