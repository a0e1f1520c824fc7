/** Services that send the secret itself instead of a signature: in a header, or in the body, which it does not cover. */
import { createHmac } from 'node:crypto';
import { isSecretHeader } from '../../common/headers';
import type { Json } from '../../common/json';
import { isObject, parseJson } from '../../common/json';
import { mask } from '../../common/redact';
import { verifyBodySignature } from './bodySignatures';
import {
  coversBody,
  equalTexts,
  invalid,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  showsSender,
} from './hmac';
import { type Digests, verifyToken } from './jsonWebToken';

/** True for the name of a header that may hold a secret. */
const mayHoldSecret = (name: string) =>
  !/cookie/.test(name) && (isSecretHeader(name) || /hash$|verif|passcode/.test(name));

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
    .filter(([name]) => mayHoldSecret(name))
    .flatMap(([, value]) => secretForms(value))
    .map((form) => equalTexts(form, secret))
    .includes(true);

/**
 * Microsoft Graph docs, "changeNotification: clientState", of each notification; Figma docs, "Webhooks security":
 * `passcode`. Others use more general names.
 */
const secretMemberNames = ['clientState', 'passcode', 'secret', 'token', 'verification_token', 'verificationToken'];

/** The members of a body that usually hold a secret: name and value. */
function secretMembers(body: unknown): [string, string][] {
  if (!isObject(body)) return [];
  const own = secretMemberNames.flatMap((name): [string, string][] => {
    const value = body[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const listed = Array.isArray(body.value) ? body.value.filter(isObject) : [];
  const states = listed.flatMap((one): [string, string][] =>
    typeof one.clientState === 'string' ? [['clientState', one.clientState]] : [],
  );
  return [...own, ...states];
}

/** Microsoft docs, "Create an outgoing webhook" (Teams): an HMAC of the body in `Authorization`; its key is base64. */
function hasTeamsSignature({ headers, body }: Pick<SignedRequest, 'headers' | 'body'>, secret: string): boolean {
  const given = /^HMAC\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given === undefined) return false;
  return equalTexts(given, createHmac('sha256', Buffer.from(secret, 'base64')).update(body).digest('base64'));
}

/** The JSON text of a body, or of the field `json` of a multipart form, which Dropbox Sign uses. */
function jsonTextOf(headers: Record<string, string>, body: Buffer): string {
  const text = body.toString('utf8');
  if (!/^multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return text;
  const named = text.indexOf('name="json"');
  const start = text.indexOf('\r\n\r\n', named) + 4;
  return named < 0 || start < 4 ? '' : text.slice(start, text.indexOf('\r\n--', start));
}

/** The parts of a request that may show the secret. For a body that is not held in memory, `digests` replaces it. */
export type SharedSecretRequest = Pick<SignedRequest, 'headers' | 'body'> & { digests?: Digests };

/** Verifies the secret that a request itself carries. Undefined where nothing in the request can be one. */
export function verifySharedSecret(
  { headers, body, digests }: SharedSecretRequest,
  secret: string,
  now = Date.now(),
): SignatureVerdict | undefined {
  if (hasTeamsSignature({ headers, body }, secret)) return coversBody;
  if (inHeaders(headers, secret)) return showsSender;
  const token = verifyToken({ headers, body, digests, now }, secret);
  if (token?.valid) return token;
  // A token that does not match may be meant for another party.
  return inBody(parseJson(jsonTextOf(headers, body)), secret) ?? token;
}

function inBody(parsed: Json | undefined, secret: string): SignatureVerdict | undefined {
  const own = parsed === undefined ? undefined : verifyBodySignature(parsed, secret);
  if (own !== undefined) return own ? showsSender : invalid({ code: 'mismatch' });
  const members = secretMembers(parsed);
  if (members.length === 0) return undefined;
  if (members.every(([, value]) => equalTexts(value, secret))) return showsSender;
  // These two names hold nothing but secrets, and each notification has its own; the general names may hold anything.
  const [name] =
    members.find(([name, value]) => /^(clientState|passcode)$/.test(name) && !equalTexts(value, secret)) ?? [];
  if (name !== undefined) return invalid({ code: 'bodySecretMismatch', member: name });
  return members.some(([, value]) => equalTexts(value, secret)) ? showsSender : undefined;
}

/** Puts the secret back into the headers in which a stored delivery has it masked. Undefined where none is masked. */
export function maskedSecretVerifier(headers: Record<string, string>): SignatureVerifier | undefined {
  const masked = Object.keys(headers).filter((name) => headers[name] === mask && mayHoldSecret(name));
  if (masked.length === 0) return undefined;
  return {
    name: masked[0]!,
    header: /^$/,
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
