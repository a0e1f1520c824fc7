/** HMAC schemes that differ in little but their header, one row each. The name is shown when a delivery is refused. */
import type { HmacScheme } from './hmac';
import { bodyOnly, exactHeader, parseEpoch, toSeconds, valuesOf } from './hmacParts';

type Kind = Pick<HmacScheme, 'algorithm' | 'encoding'>;

const hex: Kind = { algorithm: 'sha256', encoding: 'hex' };
const base64: Kind = { algorithm: 'sha256', encoding: 'base64' };
const sha1 = (kind: Kind): Kind => ({ ...kind, algorithm: 'sha1' });

const digits: Record<HmacScheme['algorithm'], number> = { sha1: 40, sha256: 64, sha384: 96, sha512: 128 };

/** Reads the signatures after a prefix. There are several, separated by commas, while a key is rotated. */
const signaturesAfter = (name: string, prefix: string) => (headers: Record<string, string>) =>
  (headers[name] ?? '')
    .split(/,\s*/)
    .flatMap((one) => (one.startsWith(prefix) && one.length > prefix.length ? [one.slice(prefix.length)] : []));

/** An HMAC over the raw body alone. */
function ofBody(name: string, from: string, kind: Kind, prefix = ''): HmacScheme {
  return {
    name,
    header: exactHeader(from),
    ...kind,
    given: signaturesAfter(from, prefix),
    put: (signature) => ({ [from]: prefix + signature }),
    base: bodyOnly,
  };
}

/**
 * W3C WebSub, section 7.1: the header names its algorithm. Atlassian docs, "Webhooks: secure admin webhooks" (Jira) and
 * "Manage webhooks" (Bitbucket): sha256; Intercom docs, "Webhooks: signed notifications": sha1.
 */
const hub = (algorithm: HmacScheme['algorithm']): HmacScheme => ({
  ...ofBody(`X-Hub-Signature (${algorithm})`, 'x-hub-signature', { algorithm, encoding: 'hex' }, `${algorithm}=`),
  isOurs: (headers) => headers['x-hub-signature']!.startsWith(`${algorithm}=`),
});

/** Smartsheet docs, "Webhook callbacks: authenticate"; its header's value has no prefix. */
const smartsheet = ofBody('Smartsheet', 'smartsheet-hmac-sha256', hex);

/** ClickUp docs, "Webhook signature"; Lemon Squeezy docs: the same. Other services use that header for something else. */
const clickup: HmacScheme = {
  ...ofBody('ClickUp', 'x-signature', hex),
  isOurs: (headers) => new RegExp(`^[0-9a-f]{${digits.sha256}}$`, 'i').test(headers['x-signature']!),
};

/** SurveyMonkey docs, "Webhook callbacks": the key is the client id, an ampersand and the secret. The id is in a header of the delivery. */
const surveymonkey: HmacScheme = {
  ...ofBody('SurveyMonkey', 'sm-signature', sha1(base64)),
  key: (secret, headers) =>
    Buffer.from(secret.includes('&') ? secret : `${headers['sm-apikey'] ?? ''}&${secret}`, 'utf8'),
};

/** Airtable docs, "Webhooks overview": the key is `macSecretBase64` of the create response, decoded. */
const airtable: HmacScheme = {
  ...ofBody('Airtable', 'x-airtable-content-mac', hex, 'hmac-sha256='),
  key: (secret) => Buffer.from(secret, 'base64'),
};

/** An HMAC over the body and a timestamp that has its own header. */
function stamped(
  name: string,
  from: string,
  kind: Kind,
  at: { header: string; write(milliseconds: number): string; read(text: string | undefined): number },
  base: (timestamp: string, body: Buffer) => (string | Buffer)[],
): HmacScheme {
  return {
    ...ofBody(name, from, kind),
    stamp: ({ now }) => ({ [at.header]: at.write(now) }),
    base: ({ headers, body }) => base(headers[at.header] ?? '', body),
    signedAt: (headers) => at.read(headers[at.header]),
  };
}

const iso = { write: (now: number) => new Date(now).toISOString(), read: (text = '') => Date.parse(text) };
const milliseconds = { write: String, read: parseEpoch };

/** Zendesk docs, "Verifying webhooks". */
const zendesk = stamped(
  'Zendesk',
  'x-zendesk-webhook-signature',
  base64,
  { header: 'x-zendesk-webhook-signature-timestamp', ...iso },
  (timestamp, body) => [timestamp, body],
);

/** Webflow docs, "Verifying webhook signatures". */
const webflow = stamped(
  'Webflow',
  'x-webflow-signature',
  hex,
  { header: 'x-webflow-timestamp', ...milliseconds },
  (timestamp, body) => [`${timestamp}:`, body],
);

const boxHeader = /^box-signature-(primary|secondary)$/;

/** Box docs, "Webhook signatures": a signature for each of two keys, at most ten minutes old. */
const box: HmacScheme = {
  ...stamped(
    'Box',
    'box-signature-primary',
    base64,
    { header: 'box-delivery-timestamp', ...iso },
    (timestamp, body) => [body, timestamp],
  ),
  header: boxHeader,
  given: (headers) => Object.entries(headers).flatMap(([name, value]) => (boxHeader.test(name) ? [value] : [])),
  toleranceMs: 10 * 60_000,
};

/** An HMAC whose timestamp and signatures are parts of one header. */
function inParts(
  name: string,
  from: string,
  { time, signature, separator }: { time: string; signature: string; separator: ',' | ';' },
  between: string,
): HmacScheme {
  const timeIn = (headers: Record<string, string>) => valuesOf(headers[from], time, separator)[0];
  const written = (now: number) => `${time}=${toSeconds(now)}`;
  return {
    name,
    header: exactHeader(from),
    ...hex,
    given: (headers) => valuesOf(headers[from], signature, separator),
    put: (made, { now }) => ({ [from]: `${written(now)}${separator}${signature}=${made}` }),
    stamp: ({ now }) => ({ [from]: written(now) }),
    base: ({ headers, body }) => [`${timeIn(headers) ?? ''}${between}`, body],
    signedAt: (headers) => parseEpoch(timeIn(headers)),
  };
}

/** Calendly docs, "Webhook signatures". */
const calendly = inParts('Calendly', 'calendly-webhook-signature', { time: 't', signature: 'v1', separator: ',' }, '.');

/** Paddle docs, "Verify webhook signatures". */
const paddle = inParts('Paddle', 'paddle-signature', { time: 'ts', signature: 'h1', separator: ';' }, ':');

/** Square docs, "Validate event notifications": the registered notification URL, followed by the body. */
const square = (name: string, from: string, kind: Kind): HmacScheme => ({
  ...ofBody(name, from, kind),
  base: ({ url, body }) => [url, body],
  signsUrl: true,
});

/**
 * Contentful docs, "Webhooks: request verification", and its node-apps-toolkit, which verifies it: method, path, the
 * headers that are listed as signed, and the body, in lines.
 */
const contentful: HmacScheme = {
  ...ofBody('Contentful', 'x-contentful-signature', hex),
  stamp: ({ now, headers }) => ({
    'x-contentful-timestamp': String(now),
    'x-contentful-signed-headers':
      headers['x-contentful-signed-headers'] ?? 'x-contentful-signed-headers,x-contentful-timestamp',
  }),
  base: ({ method, url, headers, body }) => [`${method}\n${pathOf(url)}\n${signedHeaders(headers)}\n`, body],
  signedAt: (headers) => parseEpoch(headers['x-contentful-timestamp']),
  signsUrl: true,
};

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url);
  return search === '' ? pathname : encodeURI(`${pathname}?${encodeURIComponent(search.slice(1))}`);
};

function signedHeaders(headers: Record<string, string>): string {
  const names = (headers['x-contentful-signed-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const wanted = names.filter((name) => headers[name] !== undefined).sort();
  return wanted.map((name) => `${name}:${headers[name]!.trim()}`).join(';');
}

export const moreHmacSchemes: HmacScheme[] = [
  hub('sha1'),
  hub('sha256'),
  hub('sha384'),
  hub('sha512'),
  /** Dropbox docs, "Webhooks: notifications". */
  ofBody('Dropbox', 'x-dropbox-signature', hex),
  /** PagerDuty docs, "Verifying webhook signatures". */
  ofBody('PagerDuty', 'x-pagerduty-signature', hex, 'v1='),
  /** Typeform docs, "Secure your webhooks". */
  ofBody('Typeform', 'typeform-signature', base64, 'sha256='),
  /** Linear docs, "Webhooks: securing webhooks". */
  ofBody('Linear', 'linear-signature', hex),
  /** LINE docs, "Messaging API: verify webhook signature". */
  ofBody('LINE', 'x-line-signature', base64),
  /** Intuit docs, "QuickBooks Online webhooks: validate the notification". */
  ofBody('QuickBooks', 'intuit-signature', base64),
  /** WooCommerce REST API docs, "Webhooks: delivery". */
  ofBody('WooCommerce', 'x-wc-webhook-signature', base64),
  /** Nylas docs, "Secure a webhook". */
  ofBody('Nylas', 'x-nylas-signature', hex),
  /** Formstack docs, "Webhooks: HMAC key". */
  ofBody('Formstack', 'x-fs-signature', hex, 'sha256='),
  /** Webex docs, "Webhooks: authenticate with a secret". */
  ofBody('Webex', 'x-spark-signature', sha1(hex)),
  /** Sentry docs, "Integration platform: webhooks". */
  ofBody('Sentry', 'sentry-hook-signature', hex),
  /** Gitea docs, "Webhooks". */
  ofBody('Gitea', 'x-gitea-signature', hex),
  /** Help Scout docs, "Webhooks: verifying". */
  ofBody('Help Scout', 'x-helpscout-signature', sha1(base64)),
  smartsheet,
  clickup,
  surveymonkey,
  airtable,
  zendesk,
  webflow,
  box,
  calendly,
  paddle,
  square('Square', 'x-square-hmacsha256-signature', base64),
  square('Square (SHA-1)', 'x-square-signature', sha1(base64)),
  contentful,
];
