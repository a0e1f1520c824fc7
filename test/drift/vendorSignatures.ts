/**
 * `npm run drift:signatures -- DIR` writes `test/providers/vectors.json`: what vendor libraries sign, or accept and refuse.
 * They are too large to install for every test run, so DIR is a folder in which they are installed:
 * `npm install --prefix DIR square telnyx @hubspot/api-client@13 @adyen/api-library @line/bot-sdk@10 retell-sdk plivo
 * webflow-api @contentful/node-apps-toolkit livekit-server-sdk messagebird @upstash/qstash @larksuiteoapi/node-sdk`
 */
import { createHash, createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** A request as it was signed, and what the library says of it and of another body. */
export interface Vector {
  name: string;
  library: string;
  /** `signs`: the library made the signature. `accepts`: it accepted ours, and refused another body. */
  by: 'signs' | 'accepts';
  secret: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Milliseconds since the epoch. */
  now: number;
}

const folder = resolve(process.argv[2] ?? '.');
const load = createRequire(join(folder, 'package.json'));
const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;

const now = 1_700_000_000_000;
const seconds = String(now / 1000);
const url = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const body = '{"id":7,"event":"paid","by":"mona"}';
const changed = '{"id":8,"event":"paid","by":"mona"}';
const secret = 'a shared secret of 32 characters';
const hex = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056';

const hmac = (text: string, encoding: 'hex' | 'base64' | 'base64url', key: string = secret) =>
  createHmac('sha256', key).update(text).digest(encoding);

type Checks = (text: string) => unknown;

/** True when a library accepts; it may refuse by throwing. */
async function isAccepted(check: Checks, text: string): Promise<boolean> {
  try {
    return (await check(text)) !== false;
  } catch {
    return false;
  }
}

const vectors: Vector[] = [];

function signed(name: string, library: string, headers: Record<string, string>, more: Partial<Vector> = {}): void {
  const made = { name, library: `${library} ${versionOf(library)}`, by: 'signs' as const };
  vectors.push({ ...made, secret, url, headers, body, now, ...more });
}

async function accepted(
  name: string,
  library: string,
  headers: Record<string, string>,
  check: Checks,
  more: Partial<Vector> = {},
): Promise<void> {
  const verdicts = [await isAccepted(check, more.body ?? body), await isAccepted(check, changed)];
  if (verdicts[0] !== true || verdicts[1] !== false) throw new Error(`${name}: ${library} says ${verdicts}`);
  signed(name, library, headers, { by: 'accepts', ...more });
}

const token = (claims: object, key = secret) => {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${hmac(text, 'base64url', key)}`;
};
const digest = (encoding: 'hex' | 'base64' | 'base64url', text = body) =>
  createHash('sha256').update(text).digest(encoding);

async function record(): Promise<void> {
  const { Signature } = load('@hubspot/api-client');
  const hubspot = (version: string) =>
    Signature.getSignature('POST', version, { clientSecret: secret, requestBody: body, url, timestamp: now });
  for (const version of ['v1', 'v2']) {
    signed(`HubSpot ${version}`, '@hubspot/api-client', {
      'x-hubspot-signature-version': version,
      'x-hubspot-signature': hubspot(version),
    });
  }
  signed('HubSpot v3', '@hubspot/api-client', {
    'x-hubspot-request-timestamp': String(now),
    'x-hubspot-signature-v3': hubspot('v3'),
  });

  const { hmacValidator: HmacValidator } = load('@adyen/api-library');
  const item = {
    pspReference: 'p1',
    originalReference: '',
    merchantAccountCode: 'Test',
    merchantReference: 'r1',
    amount: { value: 1130, currency: 'EUR' },
    eventCode: 'AUTHORISATION',
    success: 'true',
  };
  const additionalData = { hmacSignature: new HmacValidator().calculateHmac(item, hex) };
  const notification = { notificationItems: [{ NotificationRequestItem: { ...item, additionalData } }] };
  signed('Adyen', '@adyen/api-library', {}, { secret: hex, body: JSON.stringify(notification) });
  signed(
    'Adyen (banking)',
    '@adyen/api-library',
    { hmacsignature: new HmacValidator().calculateHmac(body, hex) },
    { secret: hex },
  );

  const { symmetric } = load('retell-sdk/lib/webhook_auth.js');
  signed('Retell', 'retell-sdk', { 'x-retell-signature': await symmetric.sign(body, secret, now) });

  const { signRequest } = load('@contentful/node-apps-toolkit');
  const long = secret.repeat(2);
  const request = { method: 'POST', path: new URL(url).pathname, headers: { 'x-contentful-topic': 'publish' }, body };
  const contentful: Record<string, string> = signRequest(long, request, now);
  const lower = Object.entries(contentful).map(([name, value]) => [name.toLowerCase(), String(value)]);
  signed(
    'Contentful',
    '@contentful/node-apps-toolkit',
    { 'x-contentful-topic': 'publish', ...Object.fromEntries(lower) },
    { secret: long },
  );

  const { WebhooksHelper } = load('square');
  const square = hmac(url + body, 'base64');
  await accepted('Square', 'square', { 'x-square-hmacsha256-signature': square }, (text) =>
    WebhooksHelper.verifySignature({
      requestBody: text,
      signatureHeader: square,
      signatureKey: secret,
      notificationUrl: url,
    }),
  );

  const line = hmac(body, 'base64');
  await accepted('LINE', '@line/bot-sdk', { 'x-line-signature': line }, (text) =>
    load('@line/bot-sdk').validateSignature(text, secret, line),
  );

  const webflow = { 'x-webflow-timestamp': String(now), 'x-webflow-signature': hmac(`${now}:${body}`, 'hex') };
  const { Client } = load('webflow-api/wrapper/WebhooksClient.js');
  await accepted('Webflow', 'webflow-api', webflow, (text) =>
    Client.prototype.verifySignature({ headers: webflow, body: text, secret }),
  );

  const fields = { From: '+1800', To: '+1900' };
  const form = new URLSearchParams(fields).toString();
  const nonce = '12345';
  const plivo = hmac(`${url}?From+1800To+1900.${nonce}`, 'base64');
  await accepted(
    'Plivo',
    'plivo',
    {
      'content-type': 'application/x-www-form-urlencoded',
      'x-plivo-signature-v3-nonce': nonce,
      'x-plivo-signature-v3': plivo,
    },
    (text) => {
      const given = text === form ? fields : { ...fields, To: '+1901' };
      return load('plivo/dist/utils/v3Security.js').validateV3Signature('POST', url, nonce, secret, plivo, given);
    },
    { body: form },
  );

  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const telnyxKey = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');
  const at = String(Math.floor(Date.now() / 1000));
  const telnyx = {
    'telnyx-timestamp': at,
    'telnyx-signature-ed25519': signBytes(null, Buffer.from(`${at}|${body}`), privateKey).toString('base64'),
  };
  const { TelnyxWebhook } = load('telnyx/lib/webhooks.js');
  await accepted('Telnyx', 'telnyx', telnyx, (text) => new TelnyxWebhook(telnyxKey).verify(text, telnyx), {
    secret: telnyxKey,
    now: Number(at) * 1000,
  });

  const { AccessToken, WebhookReceiver } = load('livekit-server-sdk');
  const livekit = new AccessToken('key', secret, { ttl: 10 * 365 * 86_400 });
  const started = '{"event":"room_started","id":"EV_1"}';
  livekit.sha256 = digest('base64', started);
  const authorization: string = await livekit.toJwt();
  await accepted(
    'LiveKit',
    'livekit-server-sdk',
    { authorization },
    (text) => new WebhookReceiver('key', secret).receive(text, authorization),
    { body: started, now: Date.now() },
  );

  const exp = 4_000_000_000;
  const { Receiver } = load('@upstash/qstash');
  const qstash = token({ iss: 'Upstash', sub: url, exp, nbf: 1_600_000_000, body: digest('base64url') });
  const receiver = new Receiver({ currentSigningKey: secret, nextSigningKey: 'another' });
  await accepted('Upstash QStash', '@upstash/qstash', { 'upstash-signature': qstash }, (text) =>
    receiver.verify({ signature: qstash, body: text, url }),
  );

  const messagebird = token({
    iss: 'MessageBird',
    jti: 'j1',
    iat: Number(seconds),
    exp,
    url_hash: digest('hex', url),
    payload_hash: digest('hex'),
  });
  const verifier = load('messagebird/lib/webhook-signature-jwt.js');
  const { createSecretKey } = await import('node:crypto');
  await accepted('MessageBird', 'messagebird', { 'messagebird-signature-jwt': messagebird }, (text) =>
    verifier.verify(url, Buffer.from(text), messagebird, createSecretKey(Buffer.from(secret))),
  );

  const { EventDispatcher } = load('@larksuiteoapi/node-sdk');
  const larkText = createHash('sha256').update(`${seconds}n1${secret}${body}`).digest('hex');
  const lark = { 'x-lark-request-timestamp': seconds, 'x-lark-request-nonce': 'n1', 'x-lark-signature': larkText };
  const { requestHandle } = new EventDispatcher({ encryptKey: secret });
  await accepted('Lark', '@larksuiteoapi/node-sdk', lark, (text) =>
    // Its adapters put the headers into the prototype, so that they are not part of the event.
    requestHandle.checkIsEventValidated(Object.assign(Object.create({ headers: lark }), JSON.parse(text))),
  );
}

async function main(): Promise<void> {
  await record();
  writeFileSync(join(import.meta.dirname, '../providers/vectors.json'), `${JSON.stringify(vectors, null, 2)}\n`);
  console.log(`${vectors.length} requests of vendor libraries`);
}

main().then(() => process.exit());
