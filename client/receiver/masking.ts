/** Queries and headers for exports. */
import { looksSecret } from '../common/randomText';
import { mask, maskQuery, type Redactor } from '../common/redact';
import { scrubText } from '../common/scrub';
import { isSignatureHeader } from './headers';
import { holdsSecret, isSecretMember, isSecretQuery } from './secretNames';

/** A query without its question mark for an export. */
export const exportedQuery = (query: string): string =>
  maskQuery(query, (name, value) => isSecretQuery(name) || looksSecret(name, value));

/** True for a header that is masked wherever it is shown: its name is that of a secret, or its value looks like one. */
export const isMaskedHeader = (name: string, value: string): boolean =>
  holdsSecret(name) || (looksSecret(name, value) && !isSignatureHeader(name));

/**
 * Headers (lower-case names) for an export: secrets by name, form and look are masked. A signature shows nothing of its
 * key and stays, unless `withSignatures` is false.
 */
export function exportedHeaders(
  headers: Record<string, string>,
  redactor: Redactor,
  { withSignatures }: { withSignatures: boolean },
): Record<string, string> {
  const scrubber = { redactor, isSecretName: isSecretMember };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (isMaskedHeader(name, value)) return [name, mask];
      if (isSignatureHeader(name)) return [name, withSignatures ? redactor.text(value) : mask];
      return [name, scrubText(value, scrubber)];
    }),
  );
}
