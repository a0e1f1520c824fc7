/** Services that sign with a JSON Web Token (RFC 7515, RFC 7519): in a header, or as the whole body. */
import { createHash, createHmac, createPublicKey, type KeyObject, verify as verifyBytes } from 'node:crypto';
import { isObject, parseJson } from '../webhooks/json';
import { t } from '../webhooks/text';
import { equal, type SignatureVerdict, type Signed, wrong } from './hmac';

const compact = /^(?:Bearer\s+)?([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** A token is told by its first characters, the beginning of a JSON object. */
const tokenIn = (value: string): string | undefined =>
  value.startsWith('ey') || /^bearer\s+ey/i.test(value) ? compact.exec(value.trim())?.[1] : undefined;

const json = (part: string) => parseJson(Buffer.from(part, 'base64url').toString('utf8'));

const hashes: Record<string, string> = { '256': 'sha256', '384': 'sha384', '512': 'sha512' };

function isSigned(token: string, secret: string): boolean {
  const [head = '', claims = '', given = ''] = token.split('.');
  const header = json(head);
  const [, kind, bits = ''] = /^(HS|RS|PS|ES)(256|384|512)$/.exec(isObject(header) ? String(header.alg) : '') ?? [];
  const hash = hashes[bits];
  if (!kind || !hash) return false;
  const signed = Buffer.from(`${head}.${claims}`, 'ascii');
  const signature = Buffer.from(given, 'base64url');
  const key = publicKeyIn(secret);
  // A public key is no shared secret: whoever knows it could sign with it.
  if (kind === 'HS') return !key && equal(signature, createHmac(hash, secret).update(signed).digest());
  if (!key) return false;
  if (kind === 'ES') return verifyBytes(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  const padding = kind === 'PS' ? { padding: 6, saltLength: -1 } : {};
  return verifyBytes(hash, signed, { key, ...padding }, signature);
}

function publicKeyIn(secret: string): KeyObject | undefined {
  if (!secret.includes('-----BEGIN')) return undefined;
  try {
    return createPublicKey(secret);
  } catch {
    return undefined;
  }
}

/**
 * Netlify docs, "HTTP POST request with JWS": `sha256` of the body among the claims; monday docs, "App events: verify", in
 * `Authorization`; Wix docs, "Webhooks: verify", as the body. Undefined where there is no token.
 */
export function tokenVerdict(
  { headers, body, now }: Pick<Signed, 'headers' | 'body'> & { now: number },
  secret: string,
): SignatureVerdict | undefined {
  const tokens = [...Object.values(headers), body.length < 64 * 1024 ? body.toString('latin1') : ''].flatMap(
    (value) => tokenIn(value) ?? [],
  );
  const token = tokens.find((one) => isSigned(one, secret));
  if (token === undefined)
    return tokens.length > 0 ? wrong(t('its token was not signed with the secret of this webhook.')) : undefined;
  const claims = json(token.split('.')[1]!);
  if (!isObject(claims)) return { valid: true };
  if (typeof claims.exp === 'number' && claims.exp * 1000 < now - 60_000) return wrong(t('its token has expired.'));
  const digest = createHash('sha256').update(body).digest('hex');
  if (typeof claims.sha256 === 'string' && claims.sha256.toLowerCase() !== digest)
    return wrong(t('its token was made for another body.'));
  return { valid: true };
}
