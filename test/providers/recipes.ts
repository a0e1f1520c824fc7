/**
 * Requests as each provider signs them, by an oracle from outside the code under test: a vendor's library, what a vendor
 * published, or a second implementation of the documented recipe.
 */
import { createHash, createSign, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { Readable } from 'node:stream';
import EasyPost from '@easypost/api';
import { isValidWebhookSignature } from '@fingerprint/node-sdk';
import Mux from '@mux/mux-node';
import { WebhookEventVerifier } from '@onfido/api';
import { Paddle } from '@paddle/paddle-node-sdk';
import { encodeSignatureHeader } from '@sanity/webhook';
import { EventWebhook } from '@sendgrid/eventwebhook';
import { getSignature as wechatDigest } from '@wecom/crypto';
import { WorkOS } from '@workos-inc/node';
import * as atlassian from 'atlassian-jwt';
import braintree from 'braintree';
import { verifyKey } from 'discord-interactions';
import * as gocardless from 'gocardless-nodejs/webhooks';
import { createSigner, httpbis } from 'http-message-signatures';
import Pusher from 'pusher';
import Razorpay from 'razorpay';
import { validateWebhook } from 'replicate';
import MessageValidator from 'sns-validator';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as SvixWebhook } from 'svix';
import { getExpectedTwilioSignature, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks';
import { crc32 } from '../../client/providers/kit/crc32';
import type { Vector } from '../drift/vendorSignatures';

/** A signed request, with the secret that verifies it. */
export interface Made {
  headers: Record<string, string>;
  secret: string;
  /** Where it is not the body that was to be signed. */
  body?: string;
  url?: string;
}

export interface Recipe {
  /** As the provider is named, perhaps with a version of its scheme. */
  name: string;
  /** Who made the signature, or accepted it. */
  oracle: string;
  kind: 'vendor library' | 'published example' | 'second implementation';
  covers: 'body' | 'sender';
  /** Time of signing in milliseconds since the epoch, where it cannot be chosen. */
  at?: number;
  /** The secret of another sender, where any text will not do. */
  otherSecret?: string;
  make(now: number): Made | Promise<Made>;
  /** Asks the vendor's library; it may refuse by throwing. */
  accepts?(made: Made, body: string): unknown;
}

export const url = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
export const body = '{"id":7,"event":"paid","by":"mona"}';
const secret = 'a shared secret of 32 characters';
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const seconds = (now: number) => String(Math.floor(now / 1000));

type Hash = 'SHA-1' | 'SHA-256' | 'SHA-512';

/** By the Web Crypto API: another implementation than the one under test. */
async function hmac(text: string, encoding: 'hex' | 'base64', hash: Hash = 'SHA-256', key: string | Buffer = secret) {
  const algorithm = { name: 'HMAC', hash };
  const imported = await crypto.subtle.importKey('raw', Buffer.from(key), algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, Buffer.from(text))).toString(encoding);
}

const library = (
  name: string,
  packageName: string,
  rest: Omit<Recipe, 'name' | 'oracle' | 'kind' | 'covers'>,
  covers: Recipe['covers'] = 'body',
): Recipe => ({
  name,
  oracle: `${packageName} ${versionOf(packageName)}`,
  kind: 'vendor library',
  covers,
  ...rest,
});

function versionOf(packageName: string): string {
  const file = new URL(`../../node_modules/${packageName}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

const standardKey = `whsec_${Buffer.from('24 bytes are a good key!').toString('base64')}`;
const otherStandardKey = `whsec_${Buffer.from('24 bytes of another one!').toString('base64')}`;
const discordPair = generateKeyPairSync('ed25519');
const otherPair = generateKeyPairSync('ed25519');
const rawKey = ({ publicKey }: typeof discordPair) => Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sendgridPair = ec();
const spki = ({ publicKey }: { publicKey: ReturnType<typeof ec>['publicKey'] }) =>
  publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const pem = ({ publicKey }: { publicKey: ReturnType<typeof ec>['publicKey'] }) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const gateway = new braintree.BraintreeGateway({
  environment: braintree.Environment.Sandbox,
  merchantId: 'merchant',
  publicKey: 'public',
  privateKey: 'private',
});

const headersOf = (prefix: string, signature: string, now: number) => ({
  [`${prefix}-id`]: 'msg_1',
  [`${prefix}-timestamp`]: seconds(now),
  [`${prefix}-signature`]: signature,
});

/** Loaded late: it is an ES module alone, and `npm run generate` runs this file as a CommonJS one. */
const github = () => import('@octokit/webhooks-methods');

/** Libraries that are installed: they sign, or accept what is signed here. */
const libraries: Recipe[] = [
  library('GitHub', '@octokit/webhooks-methods', {
    make: async () => ({ secret, headers: { 'x-hub-signature-256': await (await github()).sign(secret, body) } }),
    accepts: async ({ headers }, text) => (await github()).verify(secret, text, headers['x-hub-signature-256']!),
  }),
  library('Standard Webhooks', 'standardwebhooks', {
    otherSecret: otherStandardKey,
    make: (now) => ({
      secret: standardKey,
      headers: headersOf('webhook', new StandardWebhook(standardKey).sign('msg_1', new Date(now), body), now),
    }),
    accepts: ({ headers }, text) => new StandardWebhook(standardKey).verify(text, headers),
  }),
  library('Polar', 'standardwebhooks', {
    make: (now) => {
      const webhook = new StandardWebhook(Buffer.from(secret).toString('base64'));
      return { secret, headers: headersOf('webhook', webhook.sign('msg_1', new Date(now), body), now) };
    },
  }),
  library('Svix', 'svix', {
    otherSecret: otherStandardKey,
    make: (now) => ({
      secret: standardKey,
      headers: headersOf('svix', new SvixWebhook(standardKey).sign('msg_1', new Date(now), body), now),
    }),
    accepts: ({ headers }, text) => new SvixWebhook(standardKey).verify(text, headers),
  }),
  library('Replicate', 'replicate', {
    otherSecret: otherStandardKey,
    make: async (now) => {
      const key = Buffer.from(standardKey.slice(6), 'base64');
      const signature = await hmac(`msg_1.${seconds(now)}.${body}`, 'base64', 'SHA-256', key);
      return { secret: standardKey, headers: headersOf('webhook', `v1,${signature}`, now) };
    },
    accepts: ({ headers }, text) => {
      const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) => headers[`webhook-${name}`]!);
      return validateWebhook({ id, timestamp, signature, body: text, secret: standardKey } as never);
    },
  }),
  library('Stripe', 'stripe', {
    make: (now) => {
      const { webhooks } = new Stripe('sk_test_none');
      const timestamp = Math.floor(now / 1000);
      return {
        secret,
        headers: { 'stripe-signature': webhooks.generateTestHeaderString({ payload: body, secret, timestamp }) },
      };
    },
    accepts: ({ headers }, text) =>
      new Stripe('sk_test_none').webhooks.constructEvent(text, headers['stripe-signature']!, secret),
  }),
  library('Twilio', 'twilio', {
    make: () => {
      const fields = { To: '+1800', Digits: '1234' };
      const signature = getExpectedTwilioSignature(secret, url, fields);
      const text = new URLSearchParams(fields).toString();
      return { secret, body: text, headers: { ...form, 'x-twilio-signature': signature } };
    },
  }),
  library('Twilio (JSON)', 'twilio', {
    make: () => {
      const whole = `${url}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
      return { secret, url: whole, headers: { 'x-twilio-signature': getExpectedTwilioSignature(secret, whole, {}) } };
    },
    accepts: ({ headers, url: whole }, text) =>
      validateRequestWithBody(secret, headers['x-twilio-signature']!, whole!, text),
  }),
  library('Discord', 'discord-interactions', {
    otherSecret: rawKey(otherPair).toString('hex'),
    make: (now) => ({
      secret: rawKey(discordPair).toString('hex'),
      headers: {
        'x-signature-timestamp': seconds(now),
        'x-signature-ed25519': signBytes(null, Buffer.from(seconds(now) + body), discordPair.privateKey).toString(
          'hex',
        ),
      },
    }),
    accepts: ({ headers, secret: key }, text) =>
      verifyKey(text, headers['x-signature-ed25519']!, headers['x-signature-timestamp']!, key),
  }),
  library('SendGrid', '@sendgrid/eventwebhook', {
    otherSecret: spki(ec()),
    make: (now) => ({
      secret: spki(sendgridPair),
      headers: {
        'x-twilio-email-event-webhook-timestamp': seconds(now),
        'x-twilio-email-event-webhook-signature': createSign('sha256')
          .update(seconds(now) + body)
          .sign(sendgridPair.privateKey, 'base64'),
      },
    }),
    accepts: ({ headers, secret: key }, text) => {
      const webhook = new EventWebhook();
      const [signature, time] = ['signature', 'timestamp'].map(
        (name) => headers[`x-twilio-email-event-webhook-${name}`]!,
      );
      return webhook.verifySignature(webhook.convertPublicKeyToECDSA(key), text, signature!, time!);
    },
  }),
  library('Razorpay', 'razorpay', {
    make: async () => ({ secret, headers: { 'x-razorpay-signature': await hmac(body, 'hex') } }),
    accepts: ({ headers }, text) => Razorpay.validateWebhookSignature(text, headers['x-razorpay-signature']!, secret),
  }),
  library('GoCardless', 'gocardless-nodejs', {
    make: async () => ({ secret, headers: { 'webhook-signature': await hmac(body, 'hex') } }),
    accepts: ({ headers }, text) => gocardless.verifySignature(text, secret, headers['webhook-signature']!),
  }),
  library('Braintree', 'braintree', {
    otherSecret: 'public|another',
    make: () => {
      const sample = gateway.webhookTesting.sampleNotification(braintree.WebhookNotification.Kind.Check, 'my_id');
      return { secret: 'public|private', body: new URLSearchParams({ ...sample }).toString(), headers: form };
    },
    accepts: ({ body: text }) => {
      const sent = new URLSearchParams(text);
      return gateway.webhookNotification.parse(sent.get('bt_signature')!, sent.get('bt_payload')!);
    },
  }),
  library('Sanity', '@sanity/webhook', {
    make: async (now) => ({
      secret,
      headers: { 'sanity-webhook-signature': await encodeSignatureHeader(body, now, secret) },
    }),
  }),
  library(
    'Atlassian Connect',
    'atlassian-jwt',
    {
      make: (now) => {
        const qsh = atlassian.createQueryStringHash(atlassian.fromMethodAndUrl('POST', url), false);
        const exp = Math.floor(now / 1000) + 180;
        return {
          secret,
          headers: { authorization: `JWT ${atlassian.encodeSymmetric({ iss: 'jira', exp, qsh }, secret)}` },
        };
      },
    },
    'sender',
  ),
  library('Onfido', '@onfido/api', {
    make: async () => ({ secret, headers: { 'x-sha2-signature': await hmac(body, 'hex') } }),
    accepts: ({ headers }, text) => new WebhookEventVerifier(secret).readPayload(text, headers['x-sha2-signature']!),
  }),
  library('EasyPost', '@easypost/api', {
    make: async () => ({ secret, headers: { 'x-hmac-signature': `hmac-sha256-hex=${await hmac(body, 'hex')}` } }),
    accepts: ({ headers }, text) =>
      new EasyPost('key').Utils.validateWebhook(
        Buffer.from(text) as never,
        { 'X-Hmac-Signature': headers['x-hmac-signature'] } as never,
        secret,
      ),
  }),
  library('Fingerprint', '@fingerprint/node-sdk', {
    make: async () => ({ secret, headers: { 'fpjs-event-signature': `v1=${await hmac(body, 'hex')}` } }),
    accepts: ({ headers }, text) =>
      isValidWebhookSignature({ header: headers['fpjs-event-signature']!, data: Buffer.from(text), secret }),
  }),
  library('Mux', '@mux/mux-node', {
    make: async (now) => ({
      secret,
      headers: { 'mux-signature': `t=${seconds(now)},v1=${await hmac(`${seconds(now)}.${body}`, 'hex')}` },
    }),
    accepts: async ({ headers }, text) => {
      const mux = new Mux({ tokenId: 'a', tokenSecret: 'b', webhookSecret: secret });
      await mux.webhooks.verifySignature(text, headers, secret);
    },
  }),
  library('WorkOS', '@workos-inc/node', {
    make: async (now) => ({
      secret,
      headers: { 'workos-signature': `t=${now}, v1=${await hmac(`${now}.${body}`, 'hex')}` },
    }),
    accepts: ({ headers }, text) =>
      new WorkOS('key').webhooks.verifyHeader({
        payload: JSON.parse(text),
        sigHeader: headers['workos-signature']!,
        secret,
      }),
  }),
  library('Paddle', '@paddle/paddle-node-sdk', {
    make: async (now) => ({
      secret,
      headers: { 'paddle-signature': `ts=${seconds(now)};h1=${await hmac(`${seconds(now)}:${body}`, 'hex')}` },
    }),
    accepts: ({ headers }, text) =>
      new Paddle('key').webhooks.isSignatureValid(text, secret, headers['paddle-signature']!),
  }),
  library('Pusher', 'pusher', {
    make: async () => ({
      secret,
      headers: { ...json, 'x-pusher-key': 'key', 'x-pusher-signature': await hmac(body, 'hex') },
    }),
    accepts: ({ headers }, text) =>
      new Pusher({ appId: '1', key: 'key', secret, cluster: 'eu' })
        .webhook({ headers, rawBody: text } as never)
        .isValid(),
  }),
  library(
    'Amazon SNS',
    'sns-validator',
    {
      otherSecret: pem(otherRsa),
      make: () => ({ secret: pem(rsa), ...snsMessage() }),
      accepts: (_, text) => isValidSns(text),
    },
    'sender',
  ),
  library(
    'WeChat and WeCom',
    '@wecom/crypto',
    {
      make: (now) => {
        const encrypted = Buffer.from('an encrypted message').toString('base64');
        const query = new URLSearchParams({ timestamp: seconds(now), nonce: '486452656' });
        query.set('msg_signature', wechatDigest(secret, seconds(now), '486452656', encrypted));
        const text = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
        return { secret, url: `${url}?${query}`, headers: { 'content-type': 'text/xml' }, body: text };
      },
    },
    'sender',
  ),
  library('HTTP Message Signatures', 'http-message-signatures', {
    otherSecret: pem(otherPair as never),
    make: async (now) => {
      const digest = createHash('sha256').update(body).digest('base64');
      const request = { method: 'POST', url, headers: { 'content-digest': `sha-256=:${digest}:` } };
      const signed = await httpbis.signMessage(
        {
          key: createSigner(discordPair.privateKey, 'ed25519', 'k1'),
          fields: ['@method', '@target-uri', 'content-digest'],
          paramValues: { created: new Date(now) },
        },
        request,
      );
      const lower = Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
      return { secret: pem(discordPair as never), headers: Object.fromEntries(lower) };
    },
  }),
];

/** Asks the library, which fetches the certificate: it gets the key from here. */
function isValidSns(text: string): Promise<boolean> {
  const get = https.get;
  https.get = ((_: string, answer: (response: Readable) => void) => {
    answer(Object.assign(Readable.from([pem(rsa)]), { statusCode: 200 }));
    return new EventEmitter();
  }) as unknown as typeof https.get;
  return new Promise((resolve) => {
    new MessageValidator().validate(JSON.parse(text), (error: Error | null) => resolve(!error));
  }).finally(() => {
    https.get = get;
  }) as Promise<boolean>;
}

/** A message of SNS as AWS documents it: the signed members in lines. */
function snsMessage(): Pick<Made, 'headers' | 'body'> {
  const members = {
    Message: 'It happened.',
    MessageId: 'm1',
    Timestamp: '2012-05-02T00:54:06.655Z',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:MyTopic',
    Type: 'Notification',
  };
  const text = Object.entries(members)
    .flat()
    .map((line) => `${line}\n`)
    .join('');
  const message = {
    ...members,
    SignatureVersion: '2',
    Signature: createSign('sha256').update(text).sign(rsa.privateKey, 'base64'),
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
  };
  return { body: JSON.stringify(message), headers: { 'x-amz-sns-message-type': 'Notification' } };
}

/** What libraries that are too large to install signed or accepted: see test/drift/vendorSignatures.ts. */
const recorded: Recipe[] = (JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as Vector[]).map(
  ({ name, library: oracle, secret: key, url: at, headers, body: text, now }): Recipe => ({
    name,
    oracle: `${oracle}, recorded`,
    kind: 'vendor library',
    covers: name === 'Adyen' ? 'sender' : 'body',
    at: now,
    ...(name === 'Telnyx' && { otherSecret: rawKey(otherPair).toString('base64') }),
    ...(/^Adyen/.test(name) && { otherSecret: 'AB'.repeat(32) }),
    make: () => ({ secret: key, url: at, headers, body: text }),
  }),
);

const published = (name: string, where: string, at: number, made: Made, otherSecret?: string): Recipe => ({
  name,
  oracle: where,
  kind: 'published example',
  covers: 'body',
  at,
  ...(otherSecret !== undefined && { otherSecret }),
  make: () => made,
});

const examples: Recipe[] = [
  published('Slack', 'Slack docs, "Verifying requests from Slack"', 1531420618_000, {
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    headers: {
      ...form,
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    },
  }),
  published('Box', 'Box docs, "Signature verification"', Date.parse('2020-01-01T00:00:00-07:00'), {
    secret: 'SamplePrimaryKey',
    body: '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"Test.txt"}}',
    headers: {
      'box-delivery-timestamp': '2020-01-01T00:00:00-07:00',
      'box-signature-primary': '6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=',
    },
  }),
];

const second = (name: string, make: (now: number) => Promise<Made>, rest: Partial<Recipe> = {}): Recipe => ({
  name,
  oracle: 'Web Crypto API',
  kind: 'second implementation',
  covers: 'body',
  make,
  ...rest,
});

/** An HMAC over the body in one header, behind a prefix. */
const ofBody = (
  name: string,
  header: string,
  encoding: 'hex' | 'base64',
  {
    prefix = '',
    hash = 'SHA-256',
    key = secret,
    secret: given = secret,
    more = {},
  }: {
    prefix?: string;
    hash?: Hash;
    key?: string | Buffer;
    secret?: string;
    more?: Record<string, string>;
  } = {},
): Recipe =>
  second(
    name,
    async () => ({ secret: given, headers: { ...more, [header]: prefix + (await hmac(body, encoding, hash, key)) } }),
    { otherSecret: 'ab'.repeat(16) },
  );

const hexKey = '00ff'.repeat(16);

const implemented: Recipe[] = [
  ofBody('Meta', 'x-hub-signature-256', 'hex', { prefix: 'sha256=' }),
  ofBody('Bitbucket', 'x-hub-signature', 'hex', { prefix: 'sha256=' }),
  ofBody('Jira', 'x-hub-signature', 'hex', { prefix: 'sha256=' }),
  ofBody('Intercom', 'x-hub-signature', 'hex', { prefix: 'sha1=', hash: 'SHA-1' }),
  ofBody('WebSub (YouTube)', 'x-hub-signature', 'hex', { prefix: 'sha512=', hash: 'SHA-512' }),
  ofBody('Shopify', 'x-shopify-hmac-sha256', 'base64'),
  ofBody('Xero', 'x-xero-signature', 'base64'),
  ofBody('Asana', 'x-hook-signature', 'hex'),
  ofBody('Wrike', 'x-hook-signature', 'hex', { more: { 'x-hook-secret': 'of the handshake' } }),
  ofBody('Notion', 'x-notion-signature', 'hex', { prefix: 'sha256=' }),
  ofBody('X', 'x-twitter-webhooks-signature', 'base64', { prefix: 'sha256=' }),
  ofBody('DocuSign', 'x-docusign-signature-2', 'base64'),
  ofBody('Fitbit', 'x-fitbit-signature', 'base64', { hash: 'SHA-1', key: `${secret}&` }),
  ofBody('Dropbox', 'x-dropbox-signature', 'hex'),
  ofBody('PagerDuty', 'x-pagerduty-signature', 'hex', { prefix: 'v1=' }),
  ofBody('Typeform', 'typeform-signature', 'base64', { prefix: 'sha256=' }),
  ofBody('Linear', 'linear-signature', 'hex'),
  ofBody('QuickBooks', 'intuit-signature', 'base64'),
  ofBody('WooCommerce', 'x-wc-webhook-signature', 'base64'),
  ofBody('Nylas', 'x-nylas-signature', 'hex'),
  ofBody('Formstack', 'x-fs-signature', 'hex', { prefix: 'sha256=' }),
  ofBody('Webex', 'x-spark-signature', 'hex', { hash: 'SHA-1' }),
  ofBody('Sentry', 'sentry-hook-signature', 'hex'),
  ofBody('Gitea and Forgejo', 'x-gitea-signature', 'hex'),
  ofBody('Help Scout', 'x-helpscout-signature', 'base64', { hash: 'SHA-1' }),
  ofBody('Smartsheet', 'smartsheet-hmac-sha256', 'hex'),
  ofBody('ClickUp and Lemon Squeezy', 'x-signature', 'hex'),
  ofBody('SurveyMonkey', 'sm-signature', 'base64', { hash: 'SHA-1', key: `c1&${secret}`, more: { 'sm-apikey': 'c1' } }),
  ofBody('Airtable', 'x-airtable-content-mac', 'hex', {
    prefix: 'hmac-sha256=',
    key: Buffer.from(hexKey, 'hex'),
    secret: Buffer.from(hexKey, 'hex').toString('base64'),
  }),
  ofBody('Onfleet', 'x-onfleet-signature', 'hex', { hash: 'SHA-512', key: Buffer.from(hexKey, 'hex'), secret: hexKey }),
  ofBody('Storyblok', 'webhook-signature', 'hex', { hash: 'SHA-1' }),
  ofBody('Vercel', 'x-vercel-signature', 'hex', { hash: 'SHA-1' }),
  ofBody('CircleCI', 'circleci-signature', 'hex', { prefix: 'v1=' }),
  ofBody('Checkout.com', 'cko-signature', 'hex'),
  ofBody('Coinbase Commerce', 'x-cc-webhook-signature', 'hex'),
  ofBody('Gusto', 'x-gusto-signature', 'hex'),
  ofBody('Salesforce', 'x-sfmc-ens-signature', 'base64'),
  ofBody('Maxio (Chargify)', 'x-chargify-webhook-signature-hmac-sha-256', 'hex'),
  ofBody('Microsoft Teams (outgoing webhook)', 'authorization', 'base64', {
    prefix: 'HMAC ',
    key: Buffer.from(hexKey, 'hex'),
    secret: Buffer.from(hexKey, 'hex').toString('base64'),
  }),
  second('LinkedIn', async () => ({ secret, headers: { 'x-li-signature': await hmac(`hmacsha256=${body}`, 'hex') } })),
  second('Trello', async () => ({
    secret,
    headers: { 'x-trello-webhook': await hmac(body + url, 'base64', 'SHA-1') },
  })),
  second('Square (SHA-1)', async () => ({
    secret,
    headers: { 'x-square-signature': await hmac(url + body, 'base64', 'SHA-1') },
  })),
  second('Mandrill (Mailchimp Transactional)', async () => ({
    secret,
    body: 'mandrill_events=%5B%7B%22ts%22%3A1%7D%5D',
    headers: { ...form, 'x-mandrill-signature': await hmac(`${url}mandrill_events[{"ts":1}]`, 'base64', 'SHA-1') },
  })),
  second('Zoom', async (now) => ({
    secret,
    headers: {
      'x-zm-request-timestamp': seconds(now),
      'x-zm-signature': `v0=${await hmac(`v0:${seconds(now)}:${body}`, 'hex')}`,
    },
  })),
  second('Twitch', async (now) => {
    const at = new Date(now).toISOString();
    return {
      secret,
      headers: {
        'twitch-eventsub-message-id': 'm1',
        'twitch-eventsub-message-timestamp': at,
        'twitch-eventsub-message-signature': `sha256=${await hmac(`m1${at}${body}`, 'hex')}`,
      },
    };
  }),
  second('Zendesk', async (now) => {
    const at = new Date(now).toISOString();
    return {
      secret,
      headers: {
        'x-zendesk-webhook-signature-timestamp': at,
        'x-zendesk-webhook-signature': await hmac(at + body, 'base64'),
      },
    };
  }),
  second('Box (escaped)', async (now) => {
    const at = new Date(now).toISOString();
    const signed = '{"name":"caf\\u00e9","url":"https:\\/\\/box.com"}';
    return {
      secret,
      body: '{"name":"café","url":"https://box.com"}',
      headers: { 'box-delivery-timestamp': at, 'box-signature-primary': await hmac(signed + at, 'base64') },
    };
  }),
  second('Calendly', async (now) => ({
    secret,
    headers: {
      'calendly-webhook-signature': `t=${seconds(now)},v1=${await hmac(`${seconds(now)}.${body}`, 'hex')}`,
    },
  })),
  second('ElevenLabs', async (now) => ({
    secret,
    headers: { 'elevenlabs-signature': `t=${seconds(now)},v0=${await hmac(`${seconds(now)}.${body}`, 'hex')}` },
  })),
  second('Buildkite', async (now) => ({
    secret,
    headers: {
      'x-buildkite-signature': `timestamp=${seconds(now)},signature=${await hmac(`${seconds(now)}.${body}`, 'hex')}`,
    },
  })),
  second('Front', async (now) => ({
    secret,
    headers: { 'x-front-request-timestamp': String(now), 'x-front-signature': await hmac(`${now}:${body}`, 'base64') },
  })),
  second('Oura', async (now) => ({
    secret,
    headers: {
      'x-oura-timestamp': seconds(now),
      'x-oura-signature': (await hmac(seconds(now) + body, 'hex')).toUpperCase(),
    },
  })),
  second(
    'Standard Webhooks v1a',
    async (now) => ({
      secret: `whpk_${rawKey(discordPair).toString('base64')}`,
      headers: headersOf(
        'webhook',
        `v1a,${signBytes(null, Buffer.from(`msg_1.${seconds(now)}.${body}`), discordPair.privateKey).toString('base64')}`,
        now,
      ),
    }),
    { oracle: 'node:crypto by the specification', otherSecret: `whpk_${rawKey(otherPair).toString('base64')}` },
  ),
  second(
    'Adobe I/O Events',
    async () => ({
      secret: pem(rsa),
      headers: { 'x-adobe-digital-signature-1': createSign('sha256').update(body).sign(rsa.privateKey, 'base64') },
    }),
    { oracle: 'node:crypto by the documentation', otherSecret: pem(otherRsa) },
  ),
  second(
    'eBay',
    async () => {
      const signature = createSign('sha1').update(body).sign(sendgridPair.privateKey, 'base64');
      const header = { alg: 'ecdsa', kid: 'k1', signature, digest: 'SHA1' };
      return {
        secret: pem(sendgridPair),
        headers: { 'x-ebay-signature': Buffer.from(JSON.stringify(header)).toString('base64') },
      };
    },
    { oracle: 'node:crypto by the library of eBay', otherSecret: pem(ec()) },
  ),
  second(
    'PayPal',
    async (now) => {
      const at = new Date(now).toISOString();
      const text = `id1|${at}|WH-1|${crc32(Buffer.from(body))}`;
      return {
        secret: `WH-1\n${pem(rsa)}`,
        headers: {
          'paypal-transmission-id': 'id1',
          'paypal-transmission-time': at,
          'paypal-transmission-sig': createSign('sha256').update(text).sign(rsa.privateKey, 'base64'),
        },
      };
    },
    { oracle: 'node:crypto by the documentation', otherSecret: `WH-1\n${pem(otherRsa)}`, covers: 'sender' },
  ),
  second(
    'Plaid',
    async (now) => {
      const claims = {
        iat: Math.floor(now / 1000),
        request_body_sha256: createHash('sha256').update(body).digest('hex'),
      };
      const text = [{ alg: 'ES256', kid: 'k1', typ: 'JWT' }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      const key = { key: sendgridPair.privateKey, dsaEncoding: 'ieee-p1363' as const };
      const jwk = JSON.stringify(sendgridPair.publicKey.export({ format: 'jwk' }));
      return {
        secret: jwk,
        headers: {
          'plaid-verification': `${text}.${signBytes('sha256', Buffer.from(text), key).toString('base64url')}`,
        },
      };
    },
    {
      oracle: 'node:crypto by the documentation',
      otherSecret: JSON.stringify(ec().publicKey.export({ format: 'jwk' })),
    },
  ),
  second(
    'PayU',
    async () => {
      const signature = createHash('md5')
        .update(body + secret)
        .digest('hex');
      return {
        secret,
        headers: { 'openpayu-signature': `sender=checkout;signature=${signature};algorithm=MD5;content=DOCUMENT` },
      };
    },
    { oracle: 'node:crypto by the documentation' },
  ),
  second(
    'Maxio (MD5)',
    async () => ({
      secret,
      headers: {
        'x-chargify-webhook-signature': createHash('md5')
          .update(secret + body)
          .digest('hex'),
      },
    }),
    { oracle: 'node:crypto by the documentation' },
  ),
  ...(['Netlify', 'Vonage', 'FusionAuth'] as const).map((name) =>
    second(
      name,
      async () => {
        const digest = createHash('sha256').update(body);
        const claim = { Netlify: 'sha256', Vonage: 'payload_hash', FusionAuth: 'request_body_sha256' }[name];
        const header = {
          Netlify: 'x-webhook-signature',
          Vonage: 'authorization',
          FusionAuth: 'x-fusionauth-signature-jwt',
        }[name];
        const claims = { iss: name, [claim]: digest.digest(name === 'FusionAuth' ? 'base64' : 'hex') };
        const token = atlassian.encodeSymmetric(claims, secret);
        return { secret, headers: { [header]: name === 'Vonage' ? `Bearer ${token}` : token } };
      },
      { oracle: `token by atlassian-jwt ${versionOf('atlassian-jwt')}` },
    ),
  ),
  second('BambooHR', async (now) => ({
    secret,
    headers: { 'x-bamboohr-timestamp': seconds(now), 'x-bamboohr-signature': await hmac(body + seconds(now), 'hex') },
  })),
  second('Greenhouse', async () => ({ secret, headers: { signature: `sha256 ${await hmac(body, 'hex')}` } })),
  second('Autotask', async () => ({
    secret,
    headers: { 'x-hook-signature': `sha1=${await hmac(body, 'base64', 'SHA-1')}` },
  })),
  second('Qonto', async (now) => ({
    secret,
    headers: { 'x-qonto-signature': `t=${seconds(now)},v1=${await hmac(`${seconds(now)}.${body}`, 'hex')}` },
  })),
  second('Coinbase Developer Platform', async (now) => {
    const signed = `${seconds(now)}.content-type x-event-id.application/json.e1.${body}`;
    const signature = `t=${seconds(now)},h=content-type x-event-id,v1=${await hmac(signed, 'hex')}`;
    return { secret, headers: { ...json, 'x-event-id': 'e1', 'x-hook0-signature': signature } };
  }),
  ...(['sha1', 'sha256'] as const).map((algorithm) =>
    second(
      `Cloudinary (${algorithm})`,
      async (now) => {
        const signature = createHash(algorithm)
          .update(body + seconds(now) + secret)
          .digest('hex');
        return { secret, headers: { 'x-cld-timestamp': seconds(now), 'x-cld-signature': signature } };
      },
      { oracle: 'node:crypto by the documentation' },
    ),
  ),
  second('Exact Online', async () => {
    const content = '{"Topic":"Accounts","Action":"Update","Division":1}';
    const hash = (await hmac(content, 'hex')).toUpperCase();
    return { secret, headers: json, body: `{"Content":${content},"HashCode":"${hash}"}` };
  }),
  second(
    'Lever',
    async () => {
      const signature = await hmac('a8ce1529006854', 'hex');
      const text = JSON.stringify({ event: 'candidateHired', token: 'a8ce', triggeredAt: 1529006854, signature });
      return { secret, headers: json, body: text };
    },
    { covers: 'sender' },
  ),
  second(
    'Moneybird',
    async () => ({ secret, headers: json, body: JSON.stringify({ action: 'contact_created', webhook_token: secret }) }),
    { covers: 'sender', oracle: 'the secret itself' },
  ),
  second(
    'Mailgun',
    async () => {
      const signature = { timestamp: '1529006854', token: 'a8ce', signature: await hmac('1529006854a8ce', 'hex') };
      return { secret, headers: json, body: JSON.stringify({ signature, 'event-data': { id: 7 } }) };
    },
    { covers: 'sender' },
  ),
  second(
    'Dropbox Sign',
    async () => {
      const event = { event_time: '1348177752', event_type: 'sent', event_hash: await hmac('1348177752sent', 'hex') };
      return { secret, headers: json, body: JSON.stringify({ event }) };
    },
    { covers: 'sender' },
  ),
  ...[
    ['GitLab', 'x-gitlab-token'],
    ['Telegram', 'x-telegram-bot-api-secret-token'],
    ['RingCentral', 'verification-token'],
    ['Google (Drive, Calendar, Admin SDK)', 'x-goog-channel-token'],
  ].map(([name, header]) =>
    second(name!, async () => ({ secret, headers: { [header!]: secret } }), {
      covers: 'sender',
      oracle: 'the secret itself',
    }),
  ),
  ...[
    ['Microsoft Graph, SharePoint, Business Central', { value: [{ clientState: secret, changeType: 'updated' }] }],
    ['Figma', { event_type: 'PING', passcode: secret }],
  ].map(([name, value]) =>
    second(name as string, async () => ({ secret, headers: json, body: JSON.stringify(value) }), {
      covers: 'sender',
      oracle: 'the secret itself',
    }),
  ),
];

export const recipes: Recipe[] = [...libraries, ...recorded, ...examples, ...implemented];
