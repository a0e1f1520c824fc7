import { createHash, createPublicKey, verify as verifyBytes } from 'node:crypto';
import { t } from '../../common/translate';
import {
  coversBody,
  equalBytes,
  equalTexts,
  type HmacScheme,
  hmacVerifier,
  invalid,
  isSignedBy,
  type SignatureVerdict,
  type SignatureVerifier,
  type SignedRequest,
  showsSender,
  type UnsignedRequest,
} from './hmac';
import {
  anyToken,
  bodyOnly,
  exactHeader,
  hexAfter,
  parseEpoch,
  singleSignature,
  toSeconds,
  valuesOf,
  writeSignature,
} from './hmacParts';
import { moreHmacSchemes } from './hmacProviders';
import { sendgrid } from './sendgrid';

/** GitHub docs, "Validating webhook deliveries"; Meta signs the same way. Form mode signs the raw form. */
const github: HmacScheme = {
  name: 'X-Hub-Signature-256',
  header: exactHeader('x-hub-signature-256'),
  algorithm: 'sha256',
  encoding: 'hex',
  given: singleSignature('x-hub-signature-256', hexAfter('sha256=')),
  put: writeSignature('x-hub-signature-256', 'sha256='),
  stamp: githubIds,
  base: bodyOnly,
};

/** The unsigned id by which receivers tell GitHub's deliveries apart. */
function githubIds({ headers, id }: UnsignedRequest): Record<string, string> {
  return headers['x-github-delivery'] === undefined ? {} : { 'x-github-delivery': id };
}

/** The Standard Webhooks specification; Svix, which it comes from, has its own prefix. Key: base64 after `whsec_`. */
const standard = (prefix: 'webhook' | 'svix', name: string): HmacScheme => ({
  name,
  header: exactHeader(`${prefix}-signature`),
  // GoCardless and Storyblok use a header of the same name for a plain signature of the body.
  isOurs: (headers) => headers[`${prefix}-id`] !== undefined,
  algorithm: 'sha256',
  encoding: 'base64',
  given: (headers) =>
    (headers[`${prefix}-signature`] ?? '').split(' ').flatMap((one) => /^v1,(\S+)$/.exec(one)?.[1] ?? []),
  put: writeSignature(`${prefix}-signature`, 'v1,'),
  stamp: ({ id, now }) => ({ [`${prefix}-id`]: `msg_${id}`, [`${prefix}-timestamp`]: toSeconds(now) }),
  base: ({ headers, body }) => [`${headers[`${prefix}-id`] ?? ''}.${headers[`${prefix}-timestamp`] ?? ''}.`, body],
  key: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
  signedAt: (headers) => parseEpoch(headers[`${prefix}-timestamp`]),
});

/** Stripe docs, "Verify webhook signatures manually". The key is the whole secret, `whsec_` included. */
const stripe: HmacScheme = {
  name: 'Stripe',
  header: exactHeader('stripe-signature'),
  algorithm: 'sha256',
  encoding: 'hex',
  given: (headers) => valuesOf(headers['stripe-signature'], 'v1'),
  put: (signature, { now }) => ({ 'stripe-signature': `t=${toSeconds(now)},v1=${signature}` }),
  stamp: ({ now }) => ({ 'stripe-signature': `t=${toSeconds(now)}` }),
  base: ({ headers, body }) => [`${valuesOf(headers['stripe-signature'], 't')[0] ?? ''}.`, body],
  signedAt: (headers) => parseEpoch(valuesOf(headers['stripe-signature'], 't')[0]),
};

/** Slack docs, "Verifying requests from Slack"; Zoom docs, "Verify webhook events": the same scheme under other names. */
const versioned = (name: string, signature: string, timestamp: string): HmacScheme => ({
  name,
  header: exactHeader(signature),
  algorithm: 'sha256',
  encoding: 'hex',
  given: singleSignature(signature, hexAfter('v0=')),
  put: writeSignature(signature, 'v0='),
  stamp: ({ now }) => ({ [timestamp]: toSeconds(now) }),
  base: ({ headers, body }) => [`v0:${headers[timestamp] ?? ''}:`, body],
  signedAt: (headers) => parseEpoch(headers[timestamp]),
});

/** Shopify docs, "Verify the origin of webhooks"; Xero docs, "Webhooks: signature": base64 of the raw body. */
const base64OfBody = (name: string, signature: string): HmacScheme => ({
  name,
  header: exactHeader(signature),
  algorithm: 'sha256',
  encoding: 'base64',
  given: singleSignature(signature, anyToken),
  put: writeSignature(signature),
  base: bodyOnly,
});

/** Asana docs, "Webhook security": the key is the secret of the handshake. */
const asana: HmacScheme = {
  name: 'Asana',
  header: exactHeader('x-hook-signature'),
  algorithm: 'sha256',
  encoding: 'hex',
  given: singleSignature('x-hook-signature', hexAfter('')),
  put: writeSignature('x-hook-signature'),
  base: bodyOnly,
};

/** Notion docs, "Webhooks: validating event payloads": the key is the verification token. */
const notion: HmacScheme = {
  ...asana,
  name: 'Notion',
  header: exactHeader('x-notion-signature'),
  given: singleSignature('x-notion-signature', hexAfter('sha256=')),
  put: writeSignature('x-notion-signature', 'sha256='),
};

/** Twitch docs, "Handling webhook events: verifying the event message"; it advises ten minutes. */
const twitch: HmacScheme = {
  name: 'Twitch',
  header: exactHeader('twitch-eventsub-message-signature'),
  algorithm: 'sha256',
  encoding: 'hex',
  given: singleSignature('twitch-eventsub-message-signature', hexAfter('sha256=')),
  put: writeSignature('twitch-eventsub-message-signature', 'sha256='),
  stamp: ({ id, now }) => ({
    'twitch-eventsub-message-id': id,
    'twitch-eventsub-message-timestamp': new Date(now).toISOString(),
  }),
  base: ({ headers, body }) => [
    headers['twitch-eventsub-message-id'] ?? '',
    headers['twitch-eventsub-message-timestamp'] ?? '',
    body,
  ],
  signedAt: (headers) => Date.parse(headers['twitch-eventsub-message-timestamp'] ?? ''),
  toleranceMs: 10 * 60_000,
};

/** X docs, "Securing webhooks": base64 behind a prefix. */
const x: HmacScheme = {
  name: 'X',
  header: exactHeader('x-twitter-webhooks-signature'),
  algorithm: 'sha256',
  encoding: 'base64',
  given: singleSignature('x-twitter-webhooks-signature', /^sha256=(\S+)$/),
  put: writeSignature('x-twitter-webhooks-signature', 'sha256='),
  base: bodyOnly,
};

/** Trello docs, "Webhooks: webhook signatures": the body, then the callback URL as it was registered. */
const trello: HmacScheme = {
  name: 'Trello',
  header: exactHeader('x-trello-webhook'),
  algorithm: 'sha1',
  encoding: 'base64',
  given: singleSignature('x-trello-webhook', anyToken),
  put: writeSignature('x-trello-webhook'),
  base: ({ body, url }) => [body, url],
  signsUrl: true,
};

/** DocuSign docs, "Connect: HMAC security": one header for each key. */
const docusign: HmacScheme = {
  name: 'DocuSign',
  header: /^x-docusign-signature-\d+$/,
  algorithm: 'sha256',
  encoding: 'base64',
  given: (headers) =>
    Object.entries(headers).flatMap(([name, value]) => (/^x-docusign-signature-\d+$/.test(name) ? [value] : [])),
  put: writeSignature('x-docusign-signature-1'),
  base: bodyOnly,
};

/** Twilio docs, "Webhooks security": the URL and the sorted fields of a form; `bodySHA256` in the URL covers JSON, where it is there. */
const twilio: HmacScheme = {
  name: 'Twilio',
  header: exactHeader('x-twilio-signature'),
  algorithm: 'sha1',
  encoding: 'base64',
  given: singleSignature('x-twilio-signature', anyToken),
  put: writeSignature('x-twilio-signature'),
  address: withBodyDigest,
  base: (signed) => [signed.url, ...(isForm(signed) ? formFields(signed.body) : [])],
  signsUrl: true,
  isWhole: (signed) => bodyDigest(signed) !== null || isForm(signed),
  objection({ url, body }) {
    const stated = bodyDigest({ url });
    if (stated === null) return undefined;
    const actual = createHash('sha256').update(body).digest();
    return equalBytes(Buffer.from(stated, 'hex'), actual) ? undefined : { code: 'bodyDigestMismatch' };
  },
};

const bodyDigest = ({ url }: Pick<SignedRequest, 'url'>): string | null => new URL(url).searchParams.get('bodySHA256');

/** The URL with the digest of this body in its `bodySHA256`, where it has one. */
function withBodyDigest({ url, body }: UnsignedRequest): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return url.replace(/([?&]bodySHA256=)[^&#]*/, `$1${digest}`);
}

const isForm = ({ headers }: SignedRequest) =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

/** Names and values, sorted by name. A value that is repeated for a name counts once. */
function formFields(body: Buffer): string[] {
  const form = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    const values = form.get(name);
    if (values) values.add(value);
    else form.set(name, new Set([value]));
  }
  return [...form.keys()].sort().flatMap((name) => [...form.get(name)!].sort().map((value) => name + value));
}

/** Mailchimp docs, "Authenticating webhook requests": as Twilio; the request that checks a new webhook is signed with the key `test-webhook`. */
const mandrill: HmacScheme = {
  ...twilio,
  name: 'Mandrill',
  header: exactHeader('x-mandrill-signature'),
  given: singleSignature('x-mandrill-signature', anyToken),
  put: writeSignature('x-mandrill-signature'),
  address: undefined,
  objection: undefined,
  isWhole: isForm,
};

/** HubSpot docs, "Validating requests: v3": method, URI, body, timestamp in milliseconds. */
const hubspot: HmacScheme = {
  name: 'HubSpot v3',
  header: exactHeader('x-hubspot-signature-v3'),
  algorithm: 'sha256',
  encoding: 'base64',
  given: singleSignature('x-hubspot-signature-v3', anyToken),
  put: writeSignature('x-hubspot-signature-v3'),
  stamp: ({ now }) => ({ 'x-hubspot-request-timestamp': String(now) }),
  base: ({ method, url, body, headers }) => [
    method,
    url.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent),
    body,
    headers['x-hubspot-request-timestamp'] ?? '',
  ],
  signedAt: (headers) => parseEpoch(headers['x-hubspot-request-timestamp']),
  signsUrl: true,
};

/** HubSpot docs, "Validating requests: v1" and "v2": a plain digest; `x-hubspot-signature-version` has the version. */
const hubspotOld: HmacScheme = {
  name: 'HubSpot v1 and v2',
  header: exactHeader('x-hubspot-signature'),
  algorithm: 'sha256',
  isPlainDigest: true,
  encoding: 'hex',
  given: singleSignature('x-hubspot-signature', hexAfter('')),
  put: writeSignature('x-hubspot-signature'),
  base: ({ method, url, body, headers }) =>
    headers['x-hubspot-signature-version'] === 'v2' ? [method, url, body] : [body],
  signsUrl: true,
};

/** Fitbit docs, "Using subscriptions: security": the key is the client secret with an ampersand behind it. */
const fitbit: HmacScheme = {
  name: 'Fitbit',
  header: exactHeader('x-fitbit-signature'),
  algorithm: 'sha1',
  encoding: 'base64',
  // Documented as percent-encoded; what is sent has an unencoded "=" or "+" as well.
  given: (headers) =>
    singleSignature(
      'x-fitbit-signature',
      anyToken,
    )(headers).map((text) => text.replace(/%(2B|2F|3D)/gi, decodeURIComponent)),
  put: writeSignature('x-fitbit-signature'),
  base: bodyOnly,
  key: (secret) => Buffer.from(`${secret}&`, 'utf8'),
};

/**
 * The secret itself in a header. GitLab docs, "Webhooks: validate payloads by using a secret token"; Telegram docs, "Bot
 * API: setWebhook", secret_token.
 */
function sharedToken(name: string, from: string): SignatureVerifier {
  const verify = (headers: Record<string, string>, secret: string): SignatureVerdict =>
    equalTexts(headers[from] ?? '', secret) ? showsSender : invalid({ code: 'sharedTokenMismatch' });
  return {
    name,
    header: exactHeader(from),
    verify: ({ headers }, secret) => verify(headers, secret),
    sign: ({ headers, url }, secret) => ({ url, headers: { ...headers, [from]: secret } }),
    stream: ({ headers }, secret) => ({ update: () => {}, verdict: () => verify(headers, secret) }),
  };
}

/** Discord docs, "Interactions: security and authorization": Ed25519 over timestamp and body; the secret is the public key. */
const discord: SignatureVerifier = {
  name: 'Discord',
  header: exactHeader('x-signature-ed25519'),
  verify({ headers, body }, secret) {
    const publicKey = secret.trim();
    if (!/^[0-9a-f]{64}$/i.test(publicKey)) {
      return invalid({ code: 'publicKeyForm', provider: 'Discord' });
    }
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') };
    const signature = Buffer.from(headers['x-signature-ed25519'] ?? '', 'hex');
    const message = Buffer.concat([Buffer.from(headers['x-signature-timestamp'] ?? '', 'utf8'), body]);
    const matches = verifyBytes(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
    return matches ? coversBody : invalid({ code: 'publicKeyMismatch', provider: 'Discord' });
  },
  sign() {
    throw new Error(
      t('Discord signs with a private key that only Discord has, so nobody else can sign this delivery.'),
    );
  },
};

/** All verifiers with a known provider, in the order in which they are tried. */
export const verifiers: SignatureVerifier[] = [
  ...[
    github,
    standard('webhook', 'Standard Webhooks'),
    standard('svix', 'Svix'),
    stripe,
    versioned('Slack', 'x-slack-signature', 'x-slack-request-timestamp'),
    versioned('Zoom', 'x-zm-signature', 'x-zm-request-timestamp'),
    base64OfBody('Shopify', 'x-shopify-hmac-sha256'),
    base64OfBody('Xero', 'x-xero-signature'),
    asana,
    notion,
    twitch,
    x,
    trello,
    docusign,
    twilio,
    hubspot,
    hubspotOld,
    fitbit,
    mandrill,
    ...moreHmacSchemes,
  ].map(hmacVerifier),
  discord,
  sendgrid,
  sharedToken('GitLab', 'x-gitlab-token'),
  sharedToken('Telegram', 'x-telegram-bot-api-secret-token'),
];

/** Matches the header of any verifier: one test for each header rules most requests out. */
const anyHeader = new RegExp(verifiers.map(({ header: { source } }) => `(?:${source})`).join('|'));

/** The verifier of the provider whose signature is in the headers (lower-case names); undefined for an unknown one. */
export function findVerifier(headers: Record<string, string>): SignatureVerifier | undefined {
  const isKnown = Object.keys(headers).some((name) => anyHeader.test(name));
  return isKnown ? verifiers.find((one) => isSignedBy(one, headers)) : undefined;
}
