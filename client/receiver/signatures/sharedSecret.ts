/** Services that do not sign send the secret itself along: in a header of some name, or in the body, which it does not cover. */
import { createHmac } from 'node:crypto';
import { isSecretHeader } from '../../common/headers';
import type { Json } from '../../common/json';
import { isObject, parseJson } from '../../common/json';
import { mask } from '../../common/redact';
import { t } from '../../common/translate';
import { verifyBodySignature } from './bodySignatures';
import {
  coversBody,
  equalTexts,
  invalid,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  showsSender,
  unknownReason,
} from './hmac';
import { type Digests, verifyToken } from './jsonWebToken';

const carries = (name: string) => !/cookie/.test(name) && (isSecretHeader(name) || /hash$|verif|passcode/.test(name));

/** With a scheme before it or without (RFC 9110, 11.4); of Basic both parts, or the password. */
function formsIn(value: string): string[] {
  const [, scheme = '', rest = ''] = /^(\w+)\s+(\S+)$/.exec(value) ?? [];
  if (scheme === '') return [value];
  if (!/^basic$/i.test(scheme)) return [value, rest];
  const decoded = Buffer.from(rest, 'base64').toString('utf8');
  return [value, decoded, decoded.slice(decoded.indexOf(':') + 1)];
}

const inHeaders = (headers: Record<string, string>, secret: string): boolean =>
  Object.entries(headers)
    .filter(([name]) => carries(name))
    .flatMap(([, value]) => formsIn(value))
    .map((form) => equalTexts(form, secret))
    .includes(true);

/**
 * Microsoft Graph docs, "changeNotification: clientState", of each notification; Figma docs, "Webhooks security":
 * `passcode`. Others name it more plainly.
 */
const names = ['clientState', 'passcode', 'secret', 'token', 'verification_token', 'verificationToken'];

/** What a body says the secret is, by name. */
function saidIn(body: unknown): [string, string][] {
  if (!isObject(body)) return [];
  const own = names.flatMap((name): [string, string][] => {
    const value = body[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const listed = Array.isArray(body.value) ? body.value.filter(isObject) : [];
  const states = listed.flatMap((one): [string, string][] =>
    typeof one.clientState === 'string' ? [['clientState', one.clientState]] : [],
  );
  return [...own, ...states];
}

/** Microsoft docs, "Create an outgoing webhook" (Teams): an HMAC of the body where credentials stand; its key is base64. */
function isTeams({ headers, body }: Pick<SignedRequest, 'headers' | 'body'>, secret: string): boolean {
  const given = /^HMAC\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given === undefined) return false;
  return equalTexts(given, createHmac('sha256', Buffer.from(secret, 'base64')).update(body).digest('base64'));
}

/** The JSON of a body, or that of the field `json` of a multipart form, in which Dropbox Sign has it. */
function jsonIn(headers: Record<string, string>, body: Buffer): string {
  const text = body.toString('utf8');
  if (!/^multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return text;
  const named = text.indexOf('name="json"');
  const start = text.indexOf('\r\n\r\n', named) + 4;
  return named < 0 || start < 4 ? '' : text.slice(start, text.indexOf('\r\n--', start));
}

/** A request as far as it is looked at: of a body that was not held in memory, the digests in its place. */
export type SharedSecretRequest = Pick<SignedRequest, 'headers' | 'body'> & { digests?: Digests };

/** Undefined where nothing in the request is meant to be the secret. */
export function verifySharedSecret(
  { headers, body, digests }: SharedSecretRequest,
  secret: string,
  now = Date.now(),
): SignatureVerdict | undefined {
  if (isTeams({ headers, body }, secret)) return coversBody;
  if (inHeaders(headers, secret)) return showsSender;
  const token = verifyToken({ headers, body, digests, now }, secret);
  if (token?.valid) return token;
  // A token in some header may be there for somebody else.
  return inBody(parseJson(jsonIn(headers, body)), secret) ?? token;
}

function inBody(parsed: Json | undefined, secret: string): SignatureVerdict | undefined {
  const own = parsed === undefined ? undefined : verifyBodySignature(parsed, secret);
  if (own !== undefined) return own ? showsSender : invalid(unknownReason());
  const said = saidIn(parsed);
  if (said.length === 0) return undefined;
  if (said.every(([, value]) => equalTexts(value, secret))) return showsSender;
  // Each notification has its own; the plainer names may be anything else.
  const [name] =
    said.find(([name, value]) => /^(clientState|passcode)$/.test(name) && !equalTexts(value, secret)) ?? [];
  if (name !== undefined) return invalid(t('"{0}" in the body is not the secret of this webhook.', name));
  return said.some(([, value]) => equalTexts(value, secret)) ? showsSender : undefined;
}

/** Puts the secret back where a stored delivery had it masked. */
export function maskedSecretVerifier(headers: Record<string, string>): SignatureVerifier | undefined {
  const masked = Object.keys(headers).filter((name) => headers[name] === mask && carries(name));
  if (masked.length === 0) return undefined;
  return {
    name: masked[0]!,
    header: /^$/,
    verify: (signed, secret) => verifySharedSecret(signed, secret) ?? invalid(''),
    sign: (unsigned, secret) => ({
      url: unsigned.url,
      headers: {
        ...unsigned.headers,
        ...Object.fromEntries(masked.map((name) => [name, name === 'authorization' ? `Bearer ${secret}` : secret])),
      },
    }),
  };
}
