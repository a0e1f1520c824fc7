/** Services that send the secret itself instead of a signature, or prove in the body or the query that they know it. */
import { isSecretHeader } from '../../common/headers';
import type { Json } from '../../common/json';
import { isObject, parseJson } from '../../common/json';
import { mask } from '../../common/redact';
import { providers } from '../../providers';
import { equalTexts } from '../../providers/kit/hmac';
import { type TokenRequest, verifyToken } from '../../providers/kit/jsonWebToken';
import { isPublicKeyText } from '../../providers/kit/publicKeys';
import { invalid, type SignatureVerdict, type SignatureVerifier, showsSender } from '../../providers/kit/signature';
import { generalSecretQuery, mayBeSecretMember, mayHoldSecret } from '../../providers/secretNames';

/**
 * The texts that a header's value may hold a secret as: with or without its scheme (RFC 9110, 11.4); with Basic, user and
 * password, or the password alone.
 */
function secretForms(value: string): string[] {
  const [, scheme = '', rest = ''] = /^(\w+)\s+(\S+)$/.exec(value) ?? [];
  if (scheme === '') return [value];
  if (!/^basic$/i.test(scheme)) return [value, rest];
  const decoded = Buffer.from(rest, 'base64').toString('utf8');
  return [value, decoded, decoded.slice(decoded.indexOf(':') + 1)];
}

const inHeaders = (headers: Record<string, string>, secret: string): boolean =>
  Object.entries(headers)
    .filter(([name]) => mayHoldSecret(name) || isSecretHeader(name))
    .flatMap(([, value]) => secretForms(value))
    .map((form) => equalTexts(form, secret))
    .includes(true);

/** A secret in the query of the callback, such as `?secret=…`: part of the URL that the person registered. */
const inQuery = (url: string, secret: string): boolean =>
  [...new URL(url).searchParams]
    .filter(([name]) => generalSecretQuery.includes(name.toLowerCase()))
    .map(([, value]) => equalTexts(value, secret))
    .includes(true);

/** Maximum number of members of a body that are compared with a secret: a sender chooses how many there are. */
const maxSecretMembers = 50;

/** A secret in a member of the body, or in a field of a form, whose name usually holds one, or says so. */
const inMembers = (parsed: Json | undefined, secret: string): boolean =>
  isObject(parsed) &&
  Object.entries(parsed)
    .flatMap(([name, value]) => (typeof value === 'string' && mayBeSecretMember(name) ? [value] : []))
    .slice(0, maxSecretMembers)
    .map((value) => equalTexts(value, secret))
    .includes(true);

/** The body as JSON: as it is, as the fields of a form, or as the field `json` of a multipart form (Dropbox Sign). */
function parseBody(headers: Record<string, string>, body: Buffer): Json | undefined {
  const type = headers['content-type'] ?? '';
  const text = body.toString('utf8');
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return formFieldsOf(text);
  if (!/^multipart\/form-data\b/i.test(type)) return parseJson(text);
  const named = text.indexOf('name="json"');
  const start = text.indexOf('\r\n\r\n', named) + 4;
  return named < 0 || start < 4 ? undefined : parseJson(text.slice(start, text.indexOf('\r\n--', start)));
}

/** The fields of a form. A body that is long is not one: its fields would be many. */
const formFieldsOf = (text: string): Json | undefined =>
  text.length > 256 * 1024 ? undefined : Object.fromEntries(new URLSearchParams(text));

const inRequest = providers.flatMap(({ inRequest: verifiers = [] }) => verifiers);

/** The maximum age in milliseconds of a token, by the header that holds it. */
const tokenAges = Object.fromEntries(
  providers
    .flatMap(({ tokens = [] }) => tokens)
    .flatMap(({ header, maxAgeMs }) => (header && maxAgeMs ? [[header, maxAgeMs]] : [])),
);

/** A request that may show the secret. For a body that is not held in memory, `digests` replaces it. */
export type SharedSecretRequest = TokenRequest;

/**
 * Verifies the secret that a request itself carries. Undefined where nothing in the request can be one.
 * @param isPublic true where the secret is a public key, which may verify a token, and which everybody can send along
 */
export function verifySharedSecret(
  request: SharedSecretRequest,
  secret: string,
  isPublic = isPublicKeyText(secret),
): SignatureVerdict | undefined {
  const { headers, body, url } = request;
  // The bytes of an Ed25519 key verify no token, and could be taken for a shared key.
  if (isPublic) return isPublicKeyText(secret) ? verifyToken(request, secret, tokenAges) : undefined;
  if (inHeaders(headers, secret)) return showsSender;
  const token = verifyToken(request, secret, tokenAges);
  if (token?.valid) return token;
  // A token that does not match may be meant for another party.
  return inBody(request, parseBody(headers, body), secret) ?? (inQuery(url, secret) ? showsSender : token);
}

function inBody(request: SharedSecretRequest, parsed: Json | undefined, secret: string): SignatureVerdict | undefined {
  const verdicts = inRequest.flatMap(({ verify }) => verify(request, parsed, secret) ?? []);
  const right = verdicts.filter(({ valid }) => valid);
  const best = right.find((one) => one.valid && one.covers === 'body') ?? right[0] ?? verdicts[0];
  return best ?? (inMembers(parsed, secret) ? showsSender : undefined);
}

/** Puts the secret back into the headers in which a stored delivery has it masked. Undefined where none is masked. */
export function maskedSecretVerifier(headers: Record<string, string>): SignatureVerifier | undefined {
  const masked = Object.keys(headers).filter((name) => headers[name] === mask && mayHoldSecret(name));
  if (masked.length === 0) return undefined;
  return {
    name: masked[0]!,
    header: /^$/,
    facts: { algorithm: 'the secret itself', signs: 'nothing', coversBody: false },
    verify: (signed, secret) => verifySharedSecret(signed, secret) ?? invalid({ code: 'mismatch' }),
    sign: (unsigned, secret) => ({
      url: unsigned.url,
      headers: {
        ...unsigned.headers,
        ...Object.fromEntries(masked.map((name) => [name, name === 'authorization' ? `Bearer ${secret}` : secret])),
      },
    }),
  };
}
