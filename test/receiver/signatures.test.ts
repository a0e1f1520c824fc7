import { createHash, createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import * as github from '@octokit/webhooks-methods';
import { verifyKey } from 'discord-interactions';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { getExpectedTwilioSignature, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { setTranslator } from '../../client/common/translate';
import type { SignedRequest } from '../../client/providers/kit/signature';
import { parseSignatureDescription } from '../../client/receiver/signatures/customSignature';
import { sign } from '../../client/receiver/signatures/sign';
import { streamSignature, checkSignature as verify } from '../../client/receiver/signatures/verify';
import { byScript } from '../support/byScript';
import { checkExplained } from './explained';

const url = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const now = Date.UTC(2024, 0, 2, 3, 4, 5);
const seconds = String(now / 1000);
const secret = 'a shared secret';

const checkSignature = (signed: SignedRequest, ...secrets: (string | undefined)[]) =>
  checkExplained(signed, { secrets: secrets.filter((one) => one !== undefined) });

type Changes = Partial<Omit<SignedRequest, 'body'>> & { body?: string };

const signed = ({ body = '{"a":1.0}', ...changes }: Changes): SignedRequest => ({
  method: 'POST',
  headers: {},
  url,
  now,
  ...changes,
  body: Buffer.from(body),
});

/** By the Web Crypto API: another implementation than the one under test. */
async function hmac(
  hash: 'SHA-1' | 'SHA-256' | 'SHA-512',
  key: string | Buffer,
  text: string,
  encoding: 'hex' | 'base64',
): Promise<string> {
  const imported = await crypto.subtle.importKey('raw', Buffer.from(key), { name: 'HMAC', hash }, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', imported, Buffer.from(text))).toString(encoding);
}

const sha256 = (text: string, encoding: 'hex' | 'base64', key: string | Buffer = secret) =>
  hmac('SHA-256', key, text, encoding);

const body = '{"a":1.0}';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const hmacHex = () => sha256(body, 'hex');
const hmacBase64 = () => sha256(body, 'base64');

/** Over the body alone. */
const ofBody: [name: string, header: string, value: () => Promise<string>][] = [
  ['Dropbox', 'x-dropbox-signature', hmacHex],
  ['PagerDuty', 'x-pagerduty-signature', async () => `v1=00ff,v1=${await hmacHex()}`],
  ['Typeform', 'typeform-signature', async () => `sha256=${await hmacBase64()}`],
  ['Linear', 'linear-signature', hmacHex],
  ['LINE', 'x-line-signature', hmacBase64],
  ['QuickBooks', 'intuit-signature', hmacBase64],
  ['WooCommerce', 'x-wc-webhook-signature', hmacBase64],
  ['Nylas', 'x-nylas-signature', hmacHex],
  ['Formstack', 'x-fs-signature', async () => `sha256=${await hmacHex()}`],
  ['Webex', 'x-spark-signature', () => hmac('SHA-1', secret, body, 'hex')],
  ['Sentry', 'sentry-hook-signature', hmacHex],
  ['Gitea', 'x-gitea-signature', hmacHex],
  ['Help Scout', 'x-helpscout-signature', () => hmac('SHA-1', secret, body, 'base64')],
  ['ClickUp', 'x-signature', hmacHex],
  ['Smartsheet', 'smartsheet-hmac-sha256', hmacHex],
  ['Airtable', 'x-airtable-content-mac', () => sha256(body, 'hex', Buffer.from(secret, 'base64')).then(mac)],
];
const mac = (text: string) => `hmac-sha256=${text}`;

/** Headers of a right signature over {@link body}, or over a body of its own, made by each provider's recipe. */
const providers: [string, () => Promise<Changes>][] = [
  ['X-Hub-Signature-256', async () => ({ headers: { 'x-hub-signature-256': `sha256=${await sha256(body, 'hex')}` } })],
  [
    'Stripe',
    async () => ({
      headers: { 'stripe-signature': `t=${seconds},v0=1,v1=00,v1=${await sha256(`${seconds}.${body}`, 'hex')}` },
    }),
  ],
  [
    'Slack',
    async () => ({
      headers: {
        'x-slack-request-timestamp': seconds,
        'x-slack-signature': `v0=${await sha256(`v0:${seconds}:${body}`, 'hex')}`,
      },
    }),
  ],
  [
    'Zoom',
    async () => ({
      headers: {
        'x-zm-request-timestamp': seconds,
        'x-zm-signature': `v0=${await sha256(`v0:${seconds}:${body}`, 'hex')}`,
      },
    }),
  ],
  ['Shopify', async () => ({ headers: { 'x-shopify-hmac-sha256': await sha256(body, 'base64') } })],
  ['Xero', async () => ({ headers: { 'x-xero-signature': await sha256(body, 'base64') } })],
  ['Asana', async () => ({ headers: { 'x-hook-signature': await sha256(body, 'hex') } })],
  ['Notion', async () => ({ headers: { 'x-notion-signature': `sha256=${await sha256(body, 'hex')}` } })],
  [
    'Twitch',
    async () => {
      const at = new Date(now).toISOString();
      const headers = { 'twitch-eventsub-message-id': 'm1', 'twitch-eventsub-message-timestamp': at };
      return {
        headers: { ...headers, 'twitch-eventsub-message-signature': `sha256=${await sha256(`m1${at}${body}`, 'hex')}` },
      };
    },
  ],
  ['X', async () => ({ headers: { 'x-twitter-webhooks-signature': `sha256=${await sha256(body, 'base64')}` } })],
  ['Trello', async () => ({ headers: { 'x-trello-webhook': await hmac('SHA-1', secret, body + url, 'base64') } })],
  [
    'DocuSign',
    async () => ({
      headers: { 'x-docusign-signature-1': 'b3RoZXI=', 'x-docusign-signature-2': await sha256(body, 'base64') },
    }),
  ],
  [
    'Twilio',
    async () => ({
      url: `${url}?foo=1`,
      body: 'To=%2B1800&Digits=1234',
      headers: {
        ...form,
        'x-twilio-signature': await hmac('SHA-1', secret, `${url}?foo=1Digits1234To+1800`, 'base64'),
      },
    }),
  ],
  [
    'HubSpot v1 and v2',
    async () => ({
      headers: {
        'x-hubspot-signature-version': 'v2',
        'x-hubspot-signature': createHash('sha256').update(`${secret}POST${url}${body}`).digest('hex'),
      },
    }),
  ],
  ['Fitbit', async () => ({ headers: { 'x-fitbit-signature': await hmac('SHA-1', `${secret}&`, body, 'base64') } })],
  [
    'HubSpot v3',
    async () => ({
      url: `${url}?at=a%40b%20c`,
      headers: {
        'x-hubspot-request-timestamp': String(now),
        'x-hubspot-signature-v3': await sha256(`POST${url}?at=a@b%20c${body}${now}`, 'base64'),
      },
    }),
  ],
  ...(['sha1', 'sha256', 'sha384', 'sha512'] as const).map((name): [string, () => Promise<Changes>] => [
    `X-Hub-Signature (${name})`,
    async () => ({ headers: { 'x-hub-signature': `${name}=${createHmac(name, secret).update(body).digest('hex')}` } }),
  ]),
  ...ofBody.map(([name, header, make]): [string, () => Promise<Changes>] => [
    name,
    async () => ({ headers: { [header]: await make() } }),
  ]),
  [
    'SurveyMonkey',
    async () => ({
      headers: { 'sm-apikey': 'client-1', 'sm-signature': await hmac('SHA-1', `client-1&${secret}`, body, 'base64') },
    }),
  ],
  [
    'Zendesk',
    async () => {
      const at = '2024-01-02T03:04:05Z';
      const signature = await sha256(at + body, 'base64');
      return { headers: { 'x-zendesk-webhook-signature-timestamp': at, 'x-zendesk-webhook-signature': signature } };
    },
  ],
  [
    'Webflow',
    async () => ({
      headers: { 'x-webflow-timestamp': String(now), 'x-webflow-signature': await sha256(`${now}:${body}`, 'hex') },
    }),
  ],
  [
    'Box',
    async () => {
      const at = '2024-01-01T20:04:05-07:00';
      return {
        headers: {
          'box-delivery-timestamp': at,
          'box-signature-primary': 'b3RoZXI=',
          'box-signature-secondary': await sha256(body + at, 'base64'),
        },
      };
    },
  ],
  [
    'Calendly',
    async () => ({
      headers: { 'calendly-webhook-signature': `t=${seconds},v1=${await sha256(`${seconds}.${body}`, 'hex')}` },
    }),
  ],
  [
    'Paddle',
    async () => ({
      headers: { 'paddle-signature': `ts=${seconds};h1=00;h1=${await sha256(`${seconds}:${body}`, 'hex')}` },
    }),
  ],
  ['Square', async () => ({ headers: { 'x-square-hmacsha256-signature': await sha256(url + body, 'base64') } })],
  [
    'Square (SHA-1)',
    async () => ({ headers: { 'x-square-signature': await hmac('SHA-1', secret, url + body, 'base64') } }),
  ],
  [
    'Mandrill',
    async () => ({
      body: 'mandrill_events=%5B%7B%22ts%22%3A1%7D%5D',
      headers: {
        ...form,
        'x-mandrill-signature': await hmac('SHA-1', secret, `${url}mandrill_events[{"ts":1}]`, 'base64'),
      },
    }),
  ],
  [
    'Contentful',
    async () => {
      const names = 'x-contentful-topic,x-contentful-signed-headers,x-contentful-timestamp';
      const listed = `x-contentful-signed-headers:${names};x-contentful-timestamp:${now};x-contentful-topic:publish`;
      return {
        headers: {
          'x-contentful-topic': 'publish',
          'x-contentful-timestamp': String(now),
          'x-contentful-signed-headers': names,
          'x-contentful-signature': await sha256(`POST\n${new URL(url).pathname}\n${listed}\n${body}`, 'hex'),
        },
      };
    },
  ],
];

describe.each(providers)('%s', (name, make) => {
  it('is verified', async () => {
    expect(checkSignature(signed(await make()), secret)).toEqual({ signature: 'valid' });
  });

  it('of another key is refused', async () => {
    const changes = await make();
    const verdict = checkSignature(signed(changes), `${secret} of another`);
    expect(verdict).toEqual({ signature: 'invalid', why: expect.stringContaining(name) });
  });

  it('cannot be judged without a secret', async () => {
    expect(checkSignature(signed(await make()), undefined)).toEqual({ signature: 'unknown' });
  });

  it('of another body is refused', async () => {
    const changes = await make();
    const other = `${changes.body ?? body}&x=y`;
    expect(checkSignature(signed({ ...changes, body: other }), secret)).toMatchObject({ signature: 'invalid' });
  });

  it('cut off, empty or of another form is refused', async () => {
    const { headers = {}, ...changes } = await make();
    const spoil = (text: string) => text.slice(0, -3);
    for (const change of [spoil, () => '', () => 'é', (text: string) => `${text}!`]) {
      const spoilt = Object.fromEntries(
        Object.entries(headers).map(([key, value]) => [
          key,
          /timestamp|content-type|version|-id$/.test(key) ? value : change(value),
        ]),
      );
      // When the name of a header says little, a value that does not look like a signature is ignored.
      const { signature } = checkSignature(signed({ ...changes, headers: spoilt }), secret);
      expect(/^(X-Hub-Signature \(|ClickUp)/.test(name) ? 'invalid' : signature).toBe('invalid');
      expect(signature).not.toBe('valid');
    }
  });
});

describe('published examples', () => {
  it('of Slack', () => {
    const slack = signed({
      body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
      headers: {
        'x-slack-request-timestamp': '1531420618',
        'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      },
      now: 1531420618_000,
    });
    expect(checkSignature(slack, '8f742231b10e8888abcd99yyyzzz85a5')).toEqual({ signature: 'valid' });
  });

  it('of Twilio', () => {
    const twilio = signed({
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      body: 'CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212',
      headers: { ...form, 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
    });
    expect(checkSignature(twilio, '12345')).toEqual({ signature: 'valid' });
  });

  it('of GitHub', () => {
    const headers = {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    };
    const key = "It's a Secret to Everybody";
    expect(checkSignature(signed({ body: 'Hello, World!', headers }), key)).toEqual({ signature: 'valid' });
    expect(checkSignature(signed({ body: 'Hello, World', headers }), key).signature).toBe('invalid');
  });

  it('of HubSpot v1, and of v2 with and without a body', () => {
    const key = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
    const event =
      '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';
    const v2 = { url: 'https://www.example.com/webhook_uri' };
    const make = (version: string, signature: string, changes: Changes) => {
      const headers = { 'x-hubspot-signature-version': version, 'x-hubspot-signature': signature };
      return checkSignature(signed({ ...changes, headers }), key).signature;
    };
    const first = '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de';
    expect(make('v1', first, { body: event })).toBe('valid');
    expect(make('v2', first, { body: event })).toBe('invalid');
    const second = 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e';
    expect(make('v2', second, { ...v2, method: 'GET', body: '' })).toBe('valid');
    expect(make('v2', second, { ...v2, body: '' })).toBe('invalid');
    const third = '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900';
    expect(make('v2', third, { ...v2, body: '{"example_field":"example_value"}' })).toBe('valid');
  });

  it('of SendGrid', () => {
    const key =
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==';
    const sendgrid = signed({
      body: '{"category":"example_payload","event":"test_event","message_id":"message_id"}',
      headers: {
        'x-twilio-email-event-webhook-timestamp': '1588788367',
        'x-twilio-email-event-webhook-signature':
          'MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=',
      },
      now: 1588788367_000,
    });
    expect(checkSignature(sendgrid, key)).toEqual({ signature: 'valid' });
    expect(checkSignature(sendgrid, `-----BEGIN PUBLIC KEY-----\n${key}\n-----END PUBLIC KEY-----\n`).signature).toBe(
      'valid',
    );
    expect(checkSignature({ ...sendgrid, now: 1588788967_000 }, key).why).toMatch(/stale: 600 s old/);
    expect(checkSignature({ ...sendgrid, now: 1588787767_000 }, key).why).toMatch(/stale: 600 s ahead/);
    expect(checkSignature({ ...sendgrid, body: Buffer.from('{}') }, key).why).toMatch(/another account/);
    expect(checkSignature(sendgrid, 'SG.an-api-key').why).toMatch(/SendGrid: the secret has the wrong form/);
    expect(checkSignature(sendgrid, undefined).signature).toBe('unknown');
    expect(() => sign('SendGrid', key, signed({}))).toThrow(/private key/);
  });

  it('of Box', () => {
    const body =
      '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"Test.txt"}}';
    const at = '2020-01-01T00:00:00-07:00';
    const box = signed({
      body,
      headers: {
        'box-delivery-timestamp': at,
        'box-signature-primary': '6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=',
        'box-signature-secondary': 'v+1CD1Jdo3muIcbpv5lxxgPglOqMfsNHPV899xWYydo=',
      },
      now: Date.parse(at) + 9 * 60_000,
    });
    expect(checkSignature(box, 'SamplePrimaryKey')).toEqual({ signature: 'valid' });
    expect(checkSignature(box, 'SampleSecondaryKey')).toEqual({ signature: 'valid' });
    expect(checkSignature({ ...box, now: Date.parse(at) + 11 * 60_000 }, 'SampleSecondaryKey').why).toMatch(
      /stale: 660 s old, where 600/,
    );
  });

  it('of Svix', () => {
    const svix = signed({
      body: '{"event_type":"ping","data":{"success":true}}',
      headers: {
        'svix-id': 'msg_loFOjxBNrRLzqYUf',
        'svix-timestamp': '1731705121',
        'svix-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
      },
      now: 1731705121_000,
    });
    expect(checkSignature(svix, 'whsec_plJ3nmyCDGBKInavdOK15jsl')).toEqual({ signature: 'valid' });
  });
});

describe('Standard Webhooks, by its own library', () => {
  const key = `whsec_${Buffer.from('24 bytes are a good key!').toString('base64')}`;
  const webhook = new Webhook(key);
  const make = (prefix: string, at = now, payload = body) =>
    signed({
      headers: {
        [`${prefix}-id`]: 'msg_1',
        [`${prefix}-timestamp`]: String(at / 1000),
        [`${prefix}-signature`]: `v1,b3RoZXI= ${webhook.sign('msg_1', new Date(at), payload)} v1a,b3RoZXI=`,
      },
    });

  it.each(['webhook', 'svix'])('is verified under %s-*, with and without whsec_', (prefix) => {
    expect(checkSignature(make(prefix), key)).toEqual({ signature: 'valid' });
    expect(checkSignature(make(prefix), key.slice(6))).toEqual({ signature: 'valid' });
  });

  it('is refused for another body, or from more than five minutes ago or ahead', () => {
    expect(checkSignature(make('webhook', now, '{}'), key)).toMatchObject({ signature: 'invalid' });
    for (const minutes of [-6, 6]) {
      const verdict = checkSignature(make('webhook', now + minutes * 60_000), key);
      expect(verdict).toMatchObject({ signature: 'invalid', why: expect.stringContaining('stale: 360 s') });
    }
  });

  it('is verified with a secret that was used as text', async () => {
    const { headers } = make('webhook');
    const text = 'not base64';
    headers['webhook-signature'] = `v1,${await sha256(`msg_1.${seconds}.${body}`, 'base64', text)}`;
    expect(checkSignature(signed({ headers }), text)).toEqual({ signature: 'valid' });
    expect(checkSignature(signed({ headers, body: '{}' }), text).signature).toBe('invalid');
  });
});

describe('the library of', () => {
  it('GitHub signs what is verified, and verifies what is signed', async () => {
    const headers = { 'x-hub-signature-256': await github.sign(secret, body) };
    expect(checkSignature(signed({ headers }), secret)).toEqual({ signature: 'valid' });
    expect(checkSignature(signed({ headers, body: '{"a":1}' }), secret).signature).toBe('invalid');
    const made = sign('X-Hub-Signature-256', secret, signed({}));
    expect(await github.verify(secret, body, made.headers['x-hub-signature-256']!)).toBe(true);
  });

  it('Stripe signs what is verified, and verifies what is signed', () => {
    const key = 'whsec_test_key';
    const { webhooks } = new Stripe('sk_test_none');
    const header = webhooks.generateTestHeaderString({ payload: body, secret: key, timestamp: now / 1000 });
    const headers = { 'stripe-signature': header };
    expect(checkSignature(signed({ headers }), key)).toEqual({ signature: 'valid' });
    expect(checkSignature(signed({ headers, now: now + 301_000 }), key).why).toMatch(/stale/);
    expect(checkSignature(signed({ headers, body: '{}' }), key).signature).toBe('invalid');
    const made = sign('Stripe', key, signed({})).headers['stripe-signature']!;
    expect(webhooks.constructEvent(body, made, key)).toEqual({ a: 1 });
    expect(() => webhooks.constructEvent('{}', made, key)).toThrow();
  });

  it('Twilio signs what is verified, and verifies what is signed, of a form and of JSON', () => {
    const fields = { To: '+1800', Digits: '1234' };
    const text = new URLSearchParams(fields).toString();
    const headers = { ...form, 'x-twilio-signature': getExpectedTwilioSignature(secret, url, fields) };
    expect(checkSignature(signed({ body: text, headers }), secret)).toEqual({ signature: 'valid' });
    expect(checkSignature(signed({ body: `${text}&More=1`, headers }), secret).signature).toBe('invalid');
    const made = sign('Twilio', secret, signed({ url: `${url}?bodySHA256=old`, body }));
    const given = made.headers['x-twilio-signature']!;
    expect(validateRequestWithBody(secret, given, made.url, body)).toBe(true);
    expect(validateRequestWithBody(secret, given, made.url, '{}')).toBe(false);
  });

  it('Discord verifies what is verified', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('hex');
    const signature = signBytes(null, Buffer.from(seconds + body), privateKey).toString('hex');
    for (const [text, isRight] of [
      [body, true],
      ['{}', false],
    ] as const) {
      const headers = { 'x-signature-timestamp': seconds, 'x-signature-ed25519': signature };
      expect(await verifyKey(text, signature, seconds, key)).toBe(isRight);
      const verdict = checkSignature(signed({ headers, body: text }), key).signature;
      expect(verdict).toBe(isRight ? 'valid' : 'invalid');
    }
  });
});

describe('GitLab', () => {
  const headers = { 'x-gitlab-token': secret };

  it('is verified by the secret itself, which does not cover the body', () => {
    expect(checkSignature(signed({ headers }), secret)).toEqual({ signature: 'token' });
    expect(checkSignature(signed({ headers }), undefined)).toEqual({ signature: 'unknown' });
    for (const other of [`${secret} `, secret.slice(1), 'other']) {
      const verdict = checkSignature(signed({ headers }), other);
      expect(verdict).toMatchObject({ signature: 'invalid' });
      expect(verdict.why).not.toContain(secret);
    }
  });
});

describe('Discord', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('hex');
  const headers = {
    'x-signature-timestamp': seconds,
    'x-signature-ed25519': signBytes(null, Buffer.from(seconds + body), privateKey).toString('hex'),
  };

  it('is verified with the public key of the application', () => {
    expect(checkSignature(signed({ headers }), key)).toEqual({ signature: 'valid' });
    expect(checkSignature(signed({ headers, body: '{}' }), key)).toMatchObject({ signature: 'invalid' });
    expect(checkSignature(signed({ headers: { ...headers, 'x-signature-ed25519': 'zz' } }), key)).toMatchObject({
      signature: 'invalid',
    });
    expect(checkSignature(signed({ headers }), 'a bot token').why).toMatch(/public key/);
  });
});

describe('why it failed', () => {
  const hub = async (text: string, key: string | Buffer = secret, encoding: 'hex' | 'base64' = 'hex') => ({
    'x-hub-signature-256': `sha256=${await sha256(text, encoding, key)}`,
  });

  it.each<[string, string, string | Buffer, RegExp]>([
    ['blanks', ` ${secret} `, secret, /without the spaces/],
    ['base64', Buffer.from('key').toString('base64'), Buffer.from('key'), /decoded from base64/],
    ['hex', '6b6579', Buffer.from('key'), /decoded from (base64|hex)/],
    ['a line end', secret, `${secret}\n`, /line break/],
  ])('names a secret of the wrong form: %s', async (_, held, used, why) => {
    expect(checkSignature(signed({ headers: await hub(body, used) }), held).why).toMatch(why);
  });

  it.each([
    ['compact', '{"a":[1,"b, c: d"],"u":"x/y"}', /JSON without spaces/],
    ['spaced', '{"a": [1, "b, c: d"], "u": "x/y"}', /spaces after colons/],
    ['escaped', '{"a":[1,"b, c: d"],"u":"x\\/y"}', /escaped slashes/],
    ['indented', JSON.stringify({ a: [1, 'b, c: d'], u: 'x/y' }, null, 2), /indented by 2/],
  ])('names a re-serialized body: %s', async (_, original, why) => {
    const arrived = ' { "a" : [1, "b, c: d"], "u" : "x/y" }';
    const verdict = checkSignature(signed({ headers: await hub(original), body: arrived }), secret);
    expect(verdict.why).toMatch(/serialized again/);
    expect(verdict.why).toMatch(why);
  });

  it.each([
    [url.replace('https:', 'http:'), /with http:/],
    [`${url}/`, /slash at its end/],
    [url.replace('tunnel.example', '127.0.0.1:4711'), /host of host/],
  ])('names a URL other than the registered one: %s', async (other, why) => {
    const headers = {
      host: '127.0.0.1:4711',
      'x-trello-webhook': await hmac('SHA-1', secret, body + other, 'base64'),
    };
    const verdict = checkSignature(signed({ headers }), secret);
    expect(verdict.why).toMatch(/must sign the URL as registered/);
    expect(verdict.why).toMatch(why);
    expect(verdict.why).not.toContain('AAAA');
  });

  it('names the other encoding', async () => {
    const headers = { 'x-sig': await sha256(body, 'hex') };
    const described = parseSignatureDescription({ header: 'X-Sig', encoding: 'base64' });
    expect(checkExplained(signed({ headers }), { secrets: [secret], described }).why).toMatch(/encoded as hex/);
  });

  it('names a timestamp that is stale or unreadable', async () => {
    const at = async (time: string) => ({
      'x-slack-request-timestamp': time,
      'x-slack-signature': `v0=${await sha256(`v0:${time}:${body}`, 'hex')}`,
    });
    const old = checkSignature(signed({ headers: await at(String(now / 1000 - 301)) }), secret);
    expect(old).toMatchObject({ signature: 'invalid', why: expect.stringMatching(/stale: 301 s old/) });
    expect(checkSignature(signed({ headers: await at('soon') }), secret).why).toMatch(/can't be read/);
  });

  it('names a Twilio body that does not match its digest', async () => {
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('hex');
    const full = `${url}?bodySHA256=${digest}`;
    const headers = { 'x-twilio-signature': await hmac('SHA-1', secret, full, 'base64') };
    expect(checkSignature(signed({ url: full, headers }), secret)).toEqual({ signature: 'valid' });
    expect(checkSignature(signed({ url: full, headers, body: '{}' }), secret).why).toMatch(/bodySHA256/);
  });
});

describe('a rotated key', () => {
  const headers = async (key: string) => ({ 'x-hub-signature-256': `sha256=${await sha256(body, 'hex', key)}` });

  it('is verified by any of the secrets that are kept', async () => {
    for (const key of ['new', 'old']) {
      expect(checkSignature(signed({ headers: await headers(key) }), 'new', 'old')).toEqual({ signature: 'valid' });
    }
    const verdict = checkSignature(signed({ headers: await headers('other') }), 'new', 'old');
    expect(verdict).toMatchObject({
      signature: 'invalid',
      why: expect.stringMatching(/None of the 2 saved signing secrets/),
    });
  });

  it('is explained by the reason that names a cause', async () => {
    const verdict = checkSignature(signed({ headers: await headers('spaced') }), 'new', ' spaced ');
    expect(verdict.why).toMatch(/without the spaces/);
  });

  it('is explained by the same reason whatever the messages say', async () => {
    let count = 0;
    setTranslator(() => `message ${count++}`);
    onTestFinished(() => setTranslator());
    for (const header of ['x-hub-signature-256', 'x-acme-signature']) {
      const [value] = Object.values(await headers('spaced'));
      const keys = { secrets: ['new', ' spaced '] };
      expect(verify(signed({ headers: { [header]: value! } }), keys).reason).toMatchObject({
        problem: { code: 'keyForm', form: 'trimmed' },
      });
    }
  });

  it('is verified while the body comes in, of an HMAC and of a plain digest', async () => {
    const hubspot = createHash('sha256').update(`old${body}`).digest('hex');
    for (const one of [await headers('old'), { 'x-hubspot-signature': hubspot }]) {
      const running = streamSignature(signed({ headers: one }), { secrets: ['new', 'old'] });
      for (const byte of body) running.update(Buffer.from(byte));
      expect(running.verdict()).toMatchObject({ signature: 'valid' });
      const other = streamSignature(signed({ headers: one }), { secrets: ['new', 'older'] });
      other.update(Buffer.from(body));
      expect(other.verdict().signature).toBe('invalid');
    }
  });
});

describe('an HMAC that a person describes', () => {
  const described = (given: object) => ({ secrets: [secret], described: parseSignatureDescription(given) });
  const make = async (given: object, headers: Record<string, string>, text = body) =>
    checkExplained(signed({ headers, body: text }), described(given));

  it.each<[string, object, () => Promise<Record<string, string>>]>([
    ['sha256 in hex, by default', { header: 'X-Sig' }, async () => ({ 'x-sig': await sha256(body, 'hex') })],
    [
      'sha1 in base64 behind a prefix',
      { header: 'X-Sig', algorithm: 'sha1', encoding: 'base64', prefix: 'v1=' },
      async () => ({ 'x-sig': `v1=b3RoZXI=, v1=${await hmac('SHA-1', secret, body, 'base64')}` }),
    ],
    [
      'sha512 over URL and body',
      { header: 'X.Sig', algorithm: 'sha512', signs: 'url+body' },
      async () => ({ 'x.sig': await hmac('SHA-512', secret, url + body, 'hex') }),
    ],
    [
      'with a timestamp',
      { header: 'X-Sig', signs: 'timestamp.body', timestampHeader: 'X-At' },
      async () => ({ 'x-at': seconds, 'x-sig': await sha256(`${seconds}.${body}`, 'hex') }),
    ],
  ])('is verified and signed: %s', async (_, given, headers) => {
    expect(await make(given, await headers())).toEqual({ signature: 'valid' });
    expect((await make(given, await headers(), '{}')).signature).toBe('invalid');
    expect((await make(given, {})).signature).toBe('absent');
    const signedAgain = sign(parseSignatureDescription(given), secret, signed({ body: '{"b":1}' }), { now });
    expect(await make(given, signedAgain.headers, '{"b":1}')).toEqual({ signature: 'valid' });
  });

  it('is explained when it fails, and takes precedence over the headers', async () => {
    const stamped = { header: 'X-Sig', signs: 'timestamp.body', timestampHeader: 'X-At' };
    const old = String(now / 1000 - 600);
    const headers = { 'x-at': old, 'x-sig': await sha256(`${old}.${body}`, 'hex') };
    expect((await make(stamped, headers)).why).toMatch(/^x-sig: .*stale/);
    const base64 = { 'x-sig': await sha256(body, 'base64') };
    expect((await make({ header: 'X-Sig' }, base64)).why).toMatch(/encoded as base64/);
    const github = { 'x-hub-signature-256': `sha256=${await sha256(body, 'hex')}` };
    expect((await make({ header: 'X-Sig' }, github)).signature).toBe('absent');
  });

  it.each<[unknown, RegExp]>([
    ['X-Sig', /"signature": It must be an object/],
    [{}, /"signature.header": Supply/],
    [{ header: 'a b' }, /"signature.header"/],
    [{ header: 'X', algorithm: 'md5' }, /"signature.algorithm": .*sha512/],
    [{ header: 'X', encoding: 'utf8' }, /"signature.encoding"/],
    [{ header: 'X', signs: 'everything' }, /"signature.signs"/],
    [{ header: 'X', prefix: 1 }, /"signature.prefix"/],
    [{ header: 'X', signs: 'timestamp.body' }, /"signature.timestampHeader": Supply/],
  ])('of %j is refused', async (given, message) => {
    await expect(byScript((async () => parseSignatureDescription(given))())).rejects.toThrow(message);
  });
});
