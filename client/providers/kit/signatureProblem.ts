/** Why a signature is not accepted, as codes: what people read is written in describeProblem.ts. */

/** What a secret would have to be read as for a signature to fit. */
export type KeyForm = 'plainText' | 'trimmed' | 'lineEnd' | 'withoutPrefix' | 'base64' | 'hex';

/** How the URL that was signed differs from the registered callback URL. */
export type UrlForm =
  | { change: 'withoutQuery' | 'trailingSlash' | 'port' }
  | { change: 'scheme'; scheme: string }
  | { change: 'host'; header: string }
  | { change: 'hostAndScheme'; header: string; scheme: string };

/** How the body that was signed differs from the body that arrived. */
export type BodyForm = 'trimmed' | 'lineEnd' | 'compact' | 'spaced' | 'escapedSlashes' | 'indent2' | 'indent4';

/** What is wrong with a signature or token. Never holds what would have been right. */
export type SignatureProblem =
  /** Nothing that was tried fits; `possibleCause` is what else may explain it. */
  | { code: 'mismatch'; possibleCause?: 'otherUrl' | 'unknownScheme' }
  | { code: 'malformedHeader' }
  /** The secret cannot be decoded in the way that the provider documents. */
  | { code: 'keyUnreadable' }
  | { code: 'unreadableTimestamp' }
  | { code: 'staleTimestamp'; isAhead: boolean; seconds: number; allowedSeconds: number }
  | { code: 'keyForm'; form: KeyForm }
  | { code: 'encoding'; used: string; documented: string }
  | { code: 'otherUrl'; form: UrlForm }
  | { code: 'otherBody'; form: BodyForm }
  | { code: 'publicKeyForm'; provider: string }
  | { code: 'publicKeyMismatch'; provider: string }
  | { code: 'bodyDigestMismatch' }
  | { code: 'contentDigestMismatch' }
  | { code: 'sharedTokenMismatch' }
  | { code: 'bodySecretMismatch'; member: string }
  | { code: 'webTokenMismatch' | 'webTokenOtherBody' | 'webTokenOtherUrl' | 'webTokenExpired' }
  | { code: 'bodyTooLarge'; maxBytes: number };

/** Why a request is not accepted, or why nothing in it could be verified. */
export type SignatureReason =
  /** `scheme`: undefined where the secret itself came along. */
  | { code: 'rejected'; scheme?: string; problem: SignatureProblem; secretCount: number }
  | { code: 'unsupportedScheme'; header: string }
  /** The key that would verify it is published at `host`, which nobody has agreed to call. */
  | { code: 'keyNotFetched'; scheme: string; host: string };

/** True where a problem names a cause, rather than only that nothing fits. */
export const namesCause = ({ code }: SignatureProblem): boolean => code !== 'mismatch';
