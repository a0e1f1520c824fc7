import type { Json } from '../../common/json';
import type { SchemeFacts, SignatureVerdict, SignedRequest } from './signature';

/** A proof of the sender in the body or the query, which no header announces. */
export interface RequestVerifier {
  name: string;
  facts: SchemeFacts;
  /**
   * Undefined where the request has no proof of this kind.
   * @param parsed the body as JSON, or the fields of a form; undefined for any other body
   */
  verify(signed: SignedRequest, parsed: Json | undefined, secret: string): SignatureVerdict | undefined;
}
