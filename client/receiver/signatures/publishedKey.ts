/** Keys that providers publish: which one a request names, and whether it is where the provider documents it. */
import type { SignatureVerifier, SignedRequest } from '../../providers/kit/signature';
import { findVerifiers } from './verifiers';

/** A key that would verify a request. */
export interface NamedKey {
  verifier: SignatureVerifier;
  /** Over https, at a documented host of the provider. */
  url: string;
  host: string;
}

/**
 * The published key that a request names; undefined where it names none, or one at another place than the provider
 * documents: a sender must not choose whom this machine calls, or whose key it trusts.
 */
export function publishedKeyOf(request: Pick<SignedRequest, 'headers' | 'body'>): NamedKey | undefined {
  for (const verifier of findVerifiers(request.headers)) {
    const { published } = verifier;
    const url = published?.url(request);
    if (!published || url === undefined || url.length > 2048 || !URL.canParse(url)) continue;
    const { protocol, host, hostname, username, password } = new URL(url);
    const isDocumented = protocol === 'https:' && host === hostname && published.hosts.test(hostname);
    if (isDocumented && username === '' && password === '') return { verifier, url, host: hostname };
  }
  return undefined;
}
