/** The signature schemes that the providers declare. */
import { providers } from '../../providers';
import { isSignedBy, type SignatureVerifier } from '../../providers/kit/signature';

const isWeak = ({ facts }: SignatureVerifier): boolean => /MD5|SHA1\b/.test(facts.algorithm);

/** All verifiers with a known provider. Some services send a weaker signature as well: stronger ones come first. */
export const verifiers: SignatureVerifier[] = [
  ...new Set(providers.flatMap(({ signatures = [] }) => signatures)),
].toSorted((a, b) => Number(isWeak(a)) - Number(isWeak(b)));

/** Matches the header of any verifier: one test for each header rules most requests out. */
const anyHeader = new RegExp(verifiers.map(({ header: { source } }) => `(?:${source})`).join('|'));

/** The verifiers whose signature is in the headers (lower-case names). Several providers may share a header. */
export function findVerifiers(headers: Record<string, string>): SignatureVerifier[] {
  const isKnown = Object.keys(headers).some((name) => anyHeader.test(name));
  return isKnown ? verifiers.filter((one) => isSignedBy(one, headers)) : [];
}

/** The first of {@link findVerifiers}; undefined for an unknown provider. */
export const findVerifier = (headers: Record<string, string>): SignatureVerifier | undefined =>
  findVerifiers(headers)[0];
