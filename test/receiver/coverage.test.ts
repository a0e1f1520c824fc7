/** `valid` means that the body is the one that was sent: no scheme accepts a body with any other byte in it. */
import { createHash, createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SignedRequest } from '../../client/providers/kit/signature';
import { parseSignatureDescription } from '../../client/receiver/signatures/customSignature';
import { schemes, sign } from '../../client/receiver/signatures/sign';
import { verifiers } from '../../client/receiver/signatures/verifiers';
import { checkSignature, type SigningKeys, streamSignature } from '../../client/receiver/signatures/verify';

const now = Date.now();
const seconds = String(Math.floor(now / 1000));
const url = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const secret = Buffer.from('24 bytes are a good key!').toString('hex');
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const payload = '{"id":7,"event":"paid","by":"mona"}';

interface Case extends Omit<SignedRequest, 'body' | 'now'> {
  body: string;
  keys: SigningKeys;
  covered: boolean;
}

const request = (headers: Record<string, string>, changes: Partial<Case> = {}): Case => ({
  method: 'POST',
  url,
  headers: { ...json, ...headers },
  body: payload,
  keys: { secrets: [secret] },
  covered: true,
  ...changes,
});

const byRow = (scheme: string, body: string, headers: Record<string, string>, covered: boolean, at = url): Case => {
  const unsigned = { method: 'POST', url: at, headers, body: Buffer.from(body) };
  return request({}, { ...sign(scheme, secret, unsigned, { now }), body, covered });
};

const hmac = (text: string, encoding: 'hex' | 'base64' | 'base64url' = 'hex', key: string | Buffer = secret) =>
  createHmac('sha256', key).update(text).digest(encoding);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (claims: object) => {
  const text = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${hmac(text, 'base64url')}`;
};
const digest = createHash('sha256').update(payload).digest('hex');

const isOf = (name: string, algorithm: RegExp) =>
  algorithm.test(verifiers.find((one) => one.name === name)!.facts.algorithm);
const sharedTokens = schemes.filter((name) => isOf(name, /^the secret itself$/));
const hmacs = schemes.filter((name) => !isOf(name, /Ed25519|ECDSA|RSA|^the secret itself$/));
const ofForms = ['Twilio', 'Mandrill', 'Plivo'];

const discord = generateKeyPairSync('ed25519');
const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const within = (value: object): Partial<Case> => ({ body: JSON.stringify(value), covered: false });
const item = { pspReference: 'p', eventCode: 'AUTHORISATION', success: 'true', reason: 'none' };

const cases: [string, Case][] = [
  ...hmacs.map((name): [string, Case] => [name, byRow(name, payload, json, !ofForms.includes(name))]),
  ...ofForms.map((name): [string, Case] => [`${name}, a form`, byRow(name, 'a=1&b=two', form, true)]),
  ['Twilio, JSON with its digest', byRow('Twilio', payload, json, true, `${url}?bodySHA256=old`)],
  ['Mandrill, with a digest that it does not know', byRow('Mandrill', payload, json, false, `${url}?bodySHA256=old`)],
  ...sharedTokens.map((name): [string, Case] => [name, byRow(name, payload, json, false)]),
  [
    'Discord',
    request(
      {
        'x-signature-timestamp': seconds,
        'x-signature-ed25519': signBytes(null, Buffer.from(seconds + payload), discord.privateKey).toString('hex'),
      },
      { keys: { secrets: [Buffer.from(discord.publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('hex')] } },
    ),
  ],
  [
    'SendGrid',
    request(
      {
        'x-twilio-email-event-webhook-timestamp': seconds,
        'x-twilio-email-event-webhook-signature': signBytes(
          'sha256',
          Buffer.from(seconds + payload),
          sendgrid.privateKey,
        ).toString('base64'),
      },
      { keys: { secrets: [sendgrid.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] } },
    ),
  ],
  ['an unknown HMAC', request({ 'x-acme-signature': hmac(payload) })],
  ['an unknown HMAC with a time', request({ 'x-acme-signature': hmac(seconds + payload), 'x-acme-time': seconds })],
  ['an HMAC over the time alone', request({ 'x-acme-mac': hmac(seconds), 'x-acme-token': secret }, { covered: false })],
  ['a described HMAC', request({ 'x-own': hmac(url + payload) }, described({ header: 'x-own', signs: 'url+body' }))],
  ['Teams', request({ authorization: `HMAC ${hmac(payload, 'base64', Buffer.from(secret, 'base64'))}` })],
  ['a secret in a header', request({ 'x-acme-token': secret }, { covered: false })],
  [
    'Basic credentials',
    request({ authorization: `Basic ${Buffer.from(`me:${secret}`).toString('base64')}` }, { covered: false }),
  ],
  ['a secret in the body', request({}, within({ clientState: secret, id: 7 }))],
  [
    'Mailgun',
    request({}, within({ signature: { timestamp: '1', token: 't', signature: hmac('1t') }, 'event-data': { id: 7 } })),
  ],
  [
    'Dropbox Sign',
    request({}, within({ event: { event_time: '1', event_type: 'sent', event_hash: hmac('1sent') }, id: 7 })),
  ],
  [
    'Adyen',
    request(
      {},
      {
        ...within({
          notificationItems: [
            {
              NotificationRequestItem: {
                ...item,
                additionalData: {
                  hmacSignature: hmac('p::::::AUTHORISATION:true', 'base64', Buffer.from('ab', 'hex')),
                },
              },
            },
          ],
        }),
        keys: { secrets: ['ab'] },
      },
    ),
  ],
  ['a token', request({ authorization: `Bearer ${token({ iss: 'acme' })}` }, { covered: false })],
  ['a token with a digest of the body', request({ authorization: `Bearer ${token({ payload_hash: digest })}` })],
  [
    'a token with a digest of the URL',
    request({ 'x-jwt': token({ url_hash: createHash('sha256').update(url).digest('hex') }) }, { covered: false }),
  ],
  ['a token that is the body', request({}, { body: token({ data: payload }) })],
];

function described(given: object): Partial<Case> {
  return { keys: { secrets: [secret], described: parseSignatureDescription(given) } };
}

const signed = ({ body, ...rest }: Case, changed?: Buffer): SignedRequest => ({
  ...rest,
  body: changed ?? Buffer.from(body),
  now,
});

/** Changed bodies: a bit of each byte flipped in turn, cut at either end, extended, doubled and empty. */
function* changesOf(text: string): Generator<Buffer> {
  const body = Buffer.from(text);
  for (let bit = 0; bit < body.length * 8; bit += 7) {
    const changed = Buffer.from(body);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    yield changed;
  }
  yield body.subarray(1);
  yield body.subarray(0, -1);
  yield Buffer.concat([body, Buffer.from('x')]);
  yield Buffer.concat([body, body]);
  yield Buffer.alloc(0);
}

describe.each(cases)('%s', (_, one) => {
  it('is accepted, but as valid only when it covers the body', () => {
    expect(checkSignature(signed(one), one.keys)).toMatchObject({ signature: one.covered ? 'valid' : 'token' });
  });

  it('is never valid for another body', () => {
    for (const changed of changesOf(one.body)) {
      const { signature } = checkSignature(signed(one, changed), one.keys);
      expect(signature, changed.toString('latin1')).not.toBe('valid');
      const running = streamSignature(one, one.keys);
      running.update(changed);
      expect(running.verdict().signature, changed.toString('latin1')).not.toBe('valid');
    }
  });
});

it('every scheme of a shared secret has a case', () => {
  const names = cases.map(([name]) => name);
  expect([...hmacs, ...sharedTokens].filter((scheme) => !names.includes(scheme))).toEqual([]);
});
