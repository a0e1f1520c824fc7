/** The HMAC scheme of an unknown provider, as the user describes it. Holds no secret. */
export interface SignatureDescription {
  /** The header that holds the signature. */
  header: string;
  algorithm: 'sha1' | 'sha256' | 'sha512';
  encoding: 'hex' | 'base64';
  /** The prefix of the signature in its header, such as `sha256=`; empty where there is none. */
  prefix: string;
  /** The signed text. `timestamp.body`: the value of {@link timestampHeader}, a full stop, the body. */
  signs: 'body' | 'timestamp.body' | 'url+body';
  /**
   * With `timestamp.body`: the header with seconds or milliseconds since the epoch, or ISO 8601. A timestamp older than
   * five minutes is refused.
   */
  timestampHeader?: string;
}
