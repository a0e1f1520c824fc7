/** An HMAC of a provider that is not known here, as a person describes it. Holds no secret. */
export interface SignatureDescription {
  /** The header that holds the signature. */
  header: string;
  algorithm: 'sha1' | 'sha256' | 'sha512';
  encoding: 'hex' | 'base64';
  /** What stands before the signature in its header, such as `sha256=`; empty for nothing. */
  prefix: string;
  /** `timestamp.body`: what {@link timestampHeader} holds, a full stop, the body. */
  signs: 'body' | 'timestamp.body' | 'url+body';
  /** Of `timestamp.body`: seconds or milliseconds since the epoch, or ISO 8601. Older than five minutes is refused. */
  timestampHeader?: string;
}
