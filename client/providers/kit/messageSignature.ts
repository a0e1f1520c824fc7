/** HTTP Message Signatures (RFC 9421), with the body covered by `Content-Digest` (RFC 9530). */
import { createHash, createHmac, verify as verifyBytes } from 'node:crypto';
import { t } from '../../common/translate';
import { checkTimestamp, equalBytes } from './hmac';
import { isPublicKeyText, parsePublicKey } from './publicKeys';
import {
  coversBody,
  invalid,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  showsSender,
} from './signature';

/** One signature: its label, the covered components as they are written, and its parameters. */
interface Labeled {
  /** The component identifiers, each with its quotation marks: `"@method"`. */
  components: string[];
  /** Everything behind the `=` of its `Signature-Input`, which is itself signed. */
  params: string;
  signature: Buffer;
}

/** Maximum length of the headers in characters: they are split, and a sender chooses them. */
const maxLength = 8 * 1024;

function signaturesIn({ headers }: Pick<SignedRequest, 'headers'>): Labeled[] {
  const inputs = headers['signature-input'] ?? '';
  const values = headers.signature ?? '';
  if (inputs.length > maxLength || values.length > maxLength) return [];
  const bytes = new Map(
    Array.from(values.matchAll(/([a-z*][\w*.-]*)=:([\w+/=]*):/g), ([, label, text]) => [
      label!,
      Buffer.from(text!, 'base64'),
    ]),
  );
  const found = inputs.matchAll(/([a-z*][\w*.-]*)=(\(([^()]*)\)((?:;[a-z][\w-]*=(?:"[^"]*"|\d+))*))/g);
  return Array.from(found).flatMap(([, label, params, list]) => {
    const signature = bytes.get(label!);
    return signature ? [{ components: list!.split(' ').filter((one) => one !== ''), params: params!, signature }] : [];
  });
}

const parameter = (params: string, name: string): string | undefined =>
  new RegExp(`;${name}=(?:"([^"]*)"|(\\d+))`)
    .exec(params)
    ?.slice(1)
    .find((one) => one !== undefined);

/** The value of a component; undefined where the request has none, or its identifier has parameters. */
function componentValue(component: string, { method, url, headers }: SignedRequest): string | undefined {
  const name = /^"([^"]+)"$/.exec(component)?.[1];
  const { host, pathname, search, protocol } = new URL(url);
  switch (name) {
    case undefined:
      return undefined;
    case '@method':
      return method;
    case '@target-uri':
      return url;
    case '@authority':
      return host;
    case '@scheme':
      return protocol.slice(0, -1);
    case '@path':
      return pathname;
    case '@query':
      return search || '?';
    case '@request-target':
      return pathname + search;
    default:
      return name.startsWith('@') ? undefined : headers[name]?.trim();
  }
}

/** RFC 9421, section 2.5. */
function signatureBase({ components, params }: Labeled, signed: SignedRequest): Buffer | undefined {
  const lines: string[] = [];
  for (const component of components) {
    const value = componentValue(component, signed);
    if (value === undefined) return undefined;
    lines.push(`${component}: ${value}`);
  }
  return Buffer.from([...lines, `"@signature-params": ${params}`].join('\n'), 'utf8');
}

function fits(one: Labeled, signed: SignedRequest, secret: string): boolean {
  const base = signatureBase(one, signed);
  if (base === undefined) return false;
  const key = parsePublicKey(secret);
  const named = parameter(one.params, 'alg');
  if (!key || named === 'hmac-sha256') {
    if ((named !== undefined && named !== 'hmac-sha256') || isPublicKeyText(secret)) return false;
    // Everybody can sign with an empty key, which is what base64 makes of some texts.
    return [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'base64')].some(
      (shared) => shared.length > 0 && equalBytes(one.signature, createHmac('sha256', shared).update(base).digest()),
    );
  }
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return verifyBytes(null, base, key, one.signature);
    case 'ec': {
      const hash = key.asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'sha384' : 'sha256';
      return verifyBytes(hash, base, { key, dsaEncoding: 'ieee-p1363' }, one.signature);
    }
    case 'rsa':
      return named === 'rsa-v1_5-sha256'
        ? verifyBytes('sha256', base, key, one.signature)
        : verifyBytes('sha512', base, { key, padding: 6, saltLength: 64 }, one.signature);
    default:
      return false;
  }
}

const digestAlgorithms: Record<string, string> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

/** Whether `Content-Digest` fits the body; undefined where it has no digest of a known kind. */
function digestFits({ headers, body }: SignedRequest): boolean | undefined {
  const stated = (headers['content-digest'] ?? '').split(',').flatMap((part) => {
    const [, name = '', text = ''] = /^\s*([a-z\d-]+)=:([\w+/=]*):\s*$/.exec(part) ?? [];
    const algorithm = digestAlgorithms[name];
    return algorithm ? [{ algorithm, bytes: Buffer.from(text, 'base64') }] : [];
  });
  if (stated.length === 0) return undefined;
  return stated.every(({ algorithm, bytes }) => equalBytes(bytes, createHash(algorithm).update(body).digest()));
}

const fiveMinutesMs = 5 * 60_000;

function verify(signed: SignedRequest, secret: string): SignatureVerdict {
  const all = signaturesIn(signed);
  if (all.length === 0) return invalid({ code: 'malformedHeader' });
  const right = all.find((one) => fits(one, signed, secret));
  if (!right) return invalid({ code: 'mismatch', possibleCause: 'otherUrl' });
  const { params, components } = right;
  const expires = Number(parameter(params, 'expires') ?? Number.POSITIVE_INFINITY) * 1000;
  const created = parameter(params, 'created');
  const problem =
    created === undefined
      ? undefined
      : checkTimestamp({ signedAt: () => Number(created) * 1000, toleranceMs: fiveMinutesMs }, signed);
  if (problem) return invalid(problem);
  if (expires < signed.now) return invalid({ code: 'webTokenExpired' });
  const isOfBody = components.includes('"content-digest"') ? digestFits(signed) : undefined;
  if (isOfBody === false) return invalid({ code: 'contentDigestMismatch' });
  return isOfBody ? coversBody : showsSender;
}

export const messageSignature: SignatureVerifier = {
  name: 'HTTP Message Signature',
  header: /^signature$/,
  isOurs: (headers) => headers['signature-input'] !== undefined,
  facts: {
    algorithm: 'Ed25519, ECDSA, RSA or HMAC-SHA256',
    signs: 'the listed components; the body where `Content-Digest` is one of them',
    toleranceMs: fiveMinutesMs,
    coversBody: true,
  },
  usesKeyPair: true,
  verify,
  sign() {
    throw new Error(
      t(
        '{0} signs with a private key that only {0} has, so nobody else can sign this delivery.',
        'HTTP Message Signatures',
      ),
    );
  },
};
