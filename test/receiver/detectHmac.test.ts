/** Services that are not known by name: their signature is found out, or the secret that they send along. */
import {
  type BinaryToTextEncoding,
  constants,
  createHash,
  createHmac,
  generateKeyPairSync,
  sign as signBytes,
} from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SignedRequest } from '../../client/providers/kit/signature';
import { detectScheme, sign } from '../../client/receiver/signatures/sign';
import { streamSignature } from '../../client/receiver/signatures/verify';
import { checkExplained as checkSignature } from './explained';

const url = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const path = '/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const now = Date.UTC(2024, 0, 2, 3, 4, 5);
const at = String(now / 1000);
const secret = 'a shared secret';
const body = '{"a":1.0,"url":"x/y"}';

const signed = (headers: Record<string, string>, changes: Partial<SignedRequest> = {}): SignedRequest => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'user-agent': 'Acme/1.0', ...headers },
  url,
  now,
  body: Buffer.from(body),
  ...changes,
});

type Encoding = 'hex' | 'base64' | 'base64url';
const hmac = (text: string, encoding: Encoding = 'hex', key: string | Buffer = secret, algorithm = 'sha256') =>
  createHmac(algorithm, key).update(text).digest(encoding);

const check = (one: SignedRequest, ...secrets: string[]) => checkSignature(one, { secrets });

const services: [string, Record<string, string>][] = [
  ['hex', { 'x-acme-signature': hmac(body) }],
  ['hex in capitals', { 'x-acme-signature': hmac(body).toUpperCase() }],
  ['base64', { 'x-acme-hmac': hmac(body, 'base64') }],
  ['base64 for URLs', { 'acme-signature': hmac(body, 'base64url') }],
  ['behind the algorithm', { 'x-acme-signature-256': `sha256=${hmac(body)}` }],
  ['behind the algorithm, in base64', { 'x-acme-signature': `sha256=${hmac(body, 'base64')}` }],
  ['SHA-1', { 'x-acme-signature': hmac(body, 'hex', secret, 'sha1') }],
  ['SHA-384', { 'x-acme-signature': hmac(body, 'base64', secret, 'sha384') }],
  ['SHA-512', { 'x-acme-signature': `sha512=${hmac(body, 'hex', secret, 'sha512')}` }],
  ['a header that others have', { 'x-hub-signature': hmac(body) }],
  ['a header that others have, too', { 'webhook-signature': hmac(body) }],
  ['X-Signature in base64', { 'x-signature': hmac(body, 'base64') }],
  ['GoCardless', { 'webhook-signature': hmac(body) }],
  ['Storyblok', { 'webhook-signature': hmac(body, 'hex', secret, 'sha1') }],
  ['Customer.io', { 'x-cio-timestamp': at, 'x-cio-signature': hmac(`v0:${at}:${body}`) }],
  ['Sanity', { 'sanity-webhook-signature': `t=${now},v1=${hmac(`${now}.${body}`, 'base64url')}` }],
  ['Buildkite', { 'x-buildkite-signature': `timestamp=${at},signature=${hmac(`${at}.${body}`)}` }],
  ['a timestamp before the body', { 'x-acme-timestamp': at, 'x-acme-signature': hmac(at + body) }],
  ['a timestamp behind the body', { 'x-acme-request-timestamp': at, 'x-acme-signature': hmac(body + at) }],
  ['a timestamp and a line end', { 'x-acme-timestamp': at, 'x-acme-signature': hmac(`${at}\n${body}`) }],
  [
    'an ISO timestamp',
    { 'x-acme-time': '2024-01-02T03:04:05Z', 'x-acme-signature': hmac(`2024-01-02T03:04:05Z.${body}`) },
  ],
  [
    'an id and a timestamp',
    {
      'x-acme-delivery-id': 'd1',
      'x-acme-timestamp': at,
      'x-acme-signature': `v1,${hmac(`d1.${at}.${body}`, 'base64')}`,
    },
  ],
  ['URL and body', { 'x-acme-signature': hmac(url + body, 'base64') }],
  ['method, URL, body and timestamp', { 'x-acme-timestamp': at, 'x-acme-signature': hmac(`POST${url}${body}${at}`) }],
  ['timestamp, method, path and body', { 'x-acme-timestamp': at, 'x-acme-sign': hmac(`${at}POST${path}${body}`) }],
  ['Worldpay', { 'event-signature': `1/SHA256/${hmac(body)}` }],
  ['Dixa', { 'x-dixa-signature': `t=${now},v1=${hmac(`${now}.${body}`)}` }],
  ['Oracle', { 'x-oracle-cc-webhook-signature': hmac(body, 'base64', secret, 'sha512') }],
  ['Front', { 'x-front-request-timestamp': String(now), 'x-front-signature': hmac(`${now}:${body}`, 'base64') }],
  ['several signatures', { 'x-acme-signature': `v1=${hmac('other')},v1=${hmac(body)}` }],
];

describe.each(services)('a service that signs by %s', (_, headers) => {
  it('is verified, and refused for another secret or another body', () => {
    expect(check(signed(headers), secret)).toEqual({ signature: 'valid' });
    expect(check(signed(headers), 'another', secret)).toEqual({ signature: 'valid' });
    for (const wrong of [
      check(signed(headers), 'another'),
      check(signed(headers, { body: Buffer.from('{}') }), secret),
    ])
      expect(wrong).toEqual({
        signature: 'invalid',
        why: expect.stringMatching(/describe it with the command Verify Signatures/),
      });
    expect(check(signed(headers))).toEqual({ signature: 'unknown' });
  });

  it('is signed alike again, at another time, edited too', () => {
    const scheme = detectScheme({ ...signed(headers) }, secret)!;
    for (const text of [body, '{"b":2}']) {
      const later = now + 86_400_000;
      const made = sign(scheme, secret, { ...signed(headers), body: Buffer.from(text) }, { now: later });
      expect(Object.keys(made.headers).sort()).toEqual(Object.keys(signed(headers).headers).sort());
      const again = { ...signed({}), headers: made.headers, body: Buffer.from(text), now: later };
      expect(check(again, secret)).toEqual({ signature: 'valid' });
    }
    expect(detectScheme(signed(headers), 'another')).toBeUndefined();
  });
});

describe('a signature of an unknown service', () => {
  it('is verified with a secret in whatever form it is meant', () => {
    const key = Buffer.from('a key of thirty-two bytes, roughly');
    for (const given of [key.toString('base64'), key.toString('hex'), `whsec_${key.toString('base64')}`])
      expect(check(signed({ 'x-acme-signature': hmac(body, 'hex', key) }), given)).toEqual({ signature: 'valid' });
  });

  it('is stale after five minutes', () => {
    const headers = { 'x-acme-timestamp': at, 'x-acme-signature': hmac(`${at}.${body}`) };
    expect(check(signed(headers, { now: now + 301_000 }), secret).why).toMatch(/^x-acme-signature: .*stale: 301 s old/);
  });

  it('tells what a person or a proxy did wrong', () => {
    const told = (text: string, key = secret) =>
      check(signed({ 'x-acme-signature': hmac(text, 'hex', key) }), secret).why ?? '';
    expect(told('{"a":1,"url":"x/y"}')).toMatch(/serialized again/);
    expect(told(body, `${secret}\n`)).toMatch(/line break/);
    expect(check(signed({ 'x-acme-signature': hmac(body) }), ` ${secret} `).why).toMatch(/without the spaces/);
    expect(told('something else')).not.toContain(hmac(body));
  });

  it('is verified while a large body comes in', () => {
    const seconds = String(Math.floor(Date.now() / 1000));
    const bare: Record<string, string> = { 'x-acme-signature': hmac(body) };
    for (const headers of [bare, { 'x-acme-timestamp': seconds, 'x-acme-signature': hmac(`${seconds}.${body}`) }]) {
      for (const [given, expected] of [
        [secret, 'valid'],
        ['another', 'invalid'],
      ] as const) {
        const running = streamSignature(signed(headers), { secrets: [given] });
        for (const byte of Buffer.from(body)) running.update(Buffer.of(byte));
        expect(running.verdict().signature).toBe(expected);
      }
    }
  });

  it('that no secret can verify is reported', () => {
    const headers = { 'paypal-transmission-sig': 'A'.repeat(344), 'paypal-auth-algo': 'SHA256withRSA' };
    expect(check(signed(headers))).toEqual({ signature: 'unknown' });
    expect(check(signed(headers), secret)).toEqual({
      signature: 'invalid',
      why: expect.stringMatching(/PayPal: .*public key/),
    });
    const other = { 'x-acme-signature-ecdsa': 'A'.repeat(90), 'x-acme-signature': 'B'.repeat(90) };
    expect(check(signed(other), secret)).toEqual({
      signature: 'absent',
      why: expect.stringMatching(/x-acme-signature.* .*can't be verified here/),
    });
  });

  it('is not what only says something about it, or what anybody can make', () => {
    const headers = {
      'x-acme-signature-version': '1',
      'x-acme-signature-timestamp': at,
      digest: `SHA-256=${hmac(body, 'base64')}`,
      'content-digest': `sha-256=:${hmac(body, 'base64')}:`,
      'x-design': 'modern',
    };
    expect(check(signed(headers))).toEqual({ signature: 'absent' });
    expect(check(signed(headers), secret)).toEqual({ signature: 'absent' });
  });
});

describe('a secret that is sent along', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each<[string, Record<string, string>]>([
    ['Telegram', { 'x-telegram-bot-api-secret-token': secret }],
    ['a header of its own', { 'x-acme-token': secret }],
    ['Flutterwave', { 'verif-hash': secret }],
    ['Google', { 'x-goog-channel-token': secret }],
    ['RingCentral', { 'verification-token': secret }],
    ['Auth0', { authorization: secret }],
    ['the password of Basic', { authorization: basic(`user:${secret}`) }],
  ])('in a header is verified: %s', (_, headers) => {
    expect(check(signed(headers), secret)).toEqual({ signature: 'token' });
    expect(check(signed(headers), 'another').signature).not.toMatch(/^(valid|token)$/);
    expect(check(signed({ 'x-acme-name': secret }), secret).signature).toBe('absent');
  });

  it('is verified with its scheme, and with both parts of Basic', () => {
    expect(check(signed({ authorization: 'Bearer t0k3n' }), 't0k3n')).toEqual({ signature: 'token' });
    expect(check(signed({ authorization: basic('user:t0k3n') }), 'user:t0k3n')).toEqual({ signature: 'token' });
    expect(check(signed({ authorization: basic('user:t0k3n') }), 'user').signature).toBe('absent');
    const running = streamSignature(signed({ authorization: 'Bearer t0k3n' }), { secrets: ['t0k3n'] });
    expect(running.verdict()).toEqual({ signature: 'token' });
  });

  it('counts beside a digest that anybody can make, and beside a token for somebody else', () => {
    const plain = createHash('sha256').update(body).digest('hex');
    expect(check(signed({ 'x-acme-content-hash': plain, 'x-acme-token': secret }), secret)).toEqual({
      signature: 'token',
    });
    expect(check(signed({ 'x-acme-content-hash': plain }), secret).signature).toBe('invalid');
    const notification = { value: [{ clientState: secret }] };
    const headers = { 'x-proxy-assertion': 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA' };
    expect(check(signed(headers, { body: Buffer.from(JSON.stringify(notification)) }), secret).signature).toBe('token');
  });

  it('is not sent by Teams, which has an HMAC there', () => {
    const key = Buffer.from('of an outgoing webhook');
    const headers = { authorization: `HMAC ${hmac(body, 'base64', key)}` };
    expect(check(signed(headers), key.toString('base64'))).toEqual({ signature: 'valid' });
    expect(check(signed(headers, { body: Buffer.from('{}') }), key.toString('base64')).signature).toBe('invalid');
  });

  it('in the body is verified: clientState of Microsoft Graph in each notification', () => {
    const graph = (...states: string[]) =>
      signed({}, { body: Buffer.from(JSON.stringify({ value: states.map((clientState) => ({ clientState })) })) });
    expect(check(graph(secret, secret), secret)).toEqual({ signature: 'token' });
    expect(check(graph(secret, 'other'), secret)).toEqual({
      signature: 'invalid',
      why: '"clientState" in the body is not the secret of this webhook.',
    });
    expect(check(graph(secret))).toEqual({ signature: 'absent' });
  });

  it('in the body is verified: the passcode of Figma, and plainer names', () => {
    const with_ = (value: object) => signed({}, { body: Buffer.from(JSON.stringify(value)) });
    expect(check(with_({ event_type: 'PING', passcode: secret }), secret)).toEqual({ signature: 'token' });
    expect(check(with_({ event_type: 'PING', passcode: 'x' }), secret).signature).toBe('invalid');
    expect(check(with_({ secret }), secret)).toEqual({ signature: 'token' });
    expect(check(with_({ token: 'something else' }), secret)).toEqual({ signature: 'absent' });
  });
});

describe('a signature in the body', () => {
  const with_ = (value: object) => signed({}, { body: Buffer.from(JSON.stringify(value)) });

  it('of Mailgun is verified', () => {
    const token = 'a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0';
    const signature = { timestamp: '1529006854', token, signature: hmac(`1529006854${token}`) };
    expect(check(with_({ signature, 'event-data': {} }), secret)).toEqual({ signature: 'token' });
    expect(check(with_({ signature, 'event-data': {} }), 'another').signature).toBe('invalid');
  });

  it('of Dropbox Sign is verified, in JSON and in a multipart form', () => {
    const event = { event_time: '1348177752', event_type: 'signature_request_sent' };
    const hello = { event: { ...event, event_hash: hmac('1348177752signature_request_sent') } };
    expect(check(with_(hello), secret)).toEqual({ signature: 'token' });
    const multipart = (text: string) =>
      signed(
        { 'content-type': 'multipart/form-data; boundary=b' },
        { body: Buffer.from(`--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n${text}\r\n--b--\r\n`) },
      );
    expect(check(multipart(JSON.stringify(hello)), secret)).toEqual({ signature: 'token' });
    expect(check(multipart(JSON.stringify(hello)), 'another').signature).toBe('invalid');
    expect(check(multipart('{"a":1}'), secret).signature).toBe('absent');
  });

  it('of Adyen is verified, of each item', () => {
    const key = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056';
    // Its libraries test with this item and this signature.
    const item = {
      pspReference: '7914073381342284',
      originalReference: '',
      merchantAccountCode: 'TestMerchant',
      merchantReference: 'TestPayment-1407325143704',
      amount: { value: 1130, currency: 'EUR' },
      eventCode: 'AUTHORISATION',
      success: 'true',
      additionalData: { hmacSignature: 'coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=' },
    };
    const list = (...items: object[]) =>
      with_({ notificationItems: items.map((one) => ({ NotificationRequestItem: one })) });
    expect(check(list(item), key)).toEqual({ signature: 'token' });
    expect(check(list(item, { ...item, success: 'false' }), key).signature).toBe('invalid');
  });
});

describe('a JSON Web Token', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (alg: string, claims: object, make: (text: string) => string) => {
    const text = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${make(text)}`;
  };
  const hs256 = (claims: object, key = secret) => token('HS256', claims, (text) => hmac(text, 'base64url', key));
  const digest = createHash('sha256').update(body).digest('hex');

  it('of monday, in Authorization, is verified', () => {
    for (const authorization of [hs256({ accountId: 1 }), `Bearer ${hs256({ accountId: 1 })}`]) {
      expect(check(signed({ authorization }), secret)).toEqual({ signature: 'token' });
      expect(check(signed({ authorization }), 'another')).toMatchObject({
        signature: 'invalid',
        why: expect.stringMatching(/not signed with the secret/),
      });
    }
    const old = hs256({ exp: now / 1000 - 3600 });
    expect(check(signed({ authorization: old }), secret).why).toMatch(/expired/);
  });

  const digestBy = (algorithm: string, encoding: BinaryToTextEncoding) =>
    createHash(algorithm).update(body).digest(encoding);

  /** Claims that cover the body, as each service documents them, and in the other forms that a digest may have. */
  const covering: [string, string, object][] = [
    ['Netlify', 'x-webhook-signature', { iss: 'netlify', sha256: digest }],
    [
      'MessageBird',
      'messagebird-signature-jwt',
      { iss: 'MessageBird', url_hash: createHash('sha256').update(url).digest('hex'), payload_hash: digest },
    ],
    ['Vonage', 'authorization', { iss: 'Vonage', payload_hash: digest.toUpperCase(), application_id: 'a' }],
    ['FusionAuth', 'x-fusionauth-signature-jwt', { request_body_sha256: digestBy('sha256', 'base64') }],
    ['Plaid', 'plaid-verification', { iat: now / 1000, request_body_sha256: digest }],
    ['base64url', 'x-acme-jwt', { bodyHash: digestBy('sha512', 'base64url') }],
    ['a prefix', 'x-acme-jwt', { body_hash: `sha384:${digestBy('sha384', 'hex')}` }],
    ['another name', 'x-acme-jwt', { check: digest }],
    ['a claim within a claim', 'x-acme-jwt', { request: { 'content-sha256': digestBy('sha256', 'base64') } }],
  ];

  it.each(covering)('vouches for the body with a claim: %s', (name, header, claims) => {
    const value = `${header === 'authorization' ? 'Bearer ' : ''}${hs256(claims)}`;
    const another = check(signed({ [header]: value }, { body: Buffer.from(`${body} `) }), secret);
    expect(check(signed({ [header]: value }), secret)).toEqual({ signature: 'valid' });
    if (name === 'another name') expect(another).toEqual({ signature: 'token' });
    else expect(another).toEqual({ signature: 'invalid', why: expect.stringMatching(/another body/) });
  });

  it.each(covering)('vouches for a large body that comes in pieces: %s', (_, header, claims) => {
    for (const [text, expected] of [
      [body, 'valid'],
      [`${body} `, /^(invalid|token)$/],
    ] as const) {
      const running = streamSignature(signed({ [header]: hs256(claims) }), { secrets: ['another', secret] });
      for (const byte of Buffer.from(text)) running.update(Buffer.of(byte));
      expect(running.verdict().signature).toMatch(expected);
    }
  });

  it('that was made for another URL is refused', () => {
    for (const claims of [{ url_hash: 'ab'.repeat(32), payload_hash: digest }, { qsh: 'ab'.repeat(32) }]) {
      const { signature, why } = check(signed({ authorization: hs256(claims) }), secret);
      expect([signature, why]).toEqual(['invalid', expect.stringMatching(/another URL/)]);
    }
  });

  it('without such a claim shows who sent it, and no more', () => {
    const ofUrl = createHash('sha256').update(url).digest('hex');
    const claimed = { jti: 'ab'.repeat(32), qsh: digestBy('sha1', 'hex').replace(/./, 'x'), payload_hash: 'none' };
    for (const claims of [{}, { accountId: 1 }, claimed, { url_hash: ofUrl }]) {
      expect(check(signed({ authorization: hs256(claims) }), secret)).toEqual({ signature: 'token' });
    }
  });

  it('of two, one that covers the body counts, and one that was made for another body', () => {
    const covers = hs256({ payload_hash: digest });
    const ofAnother = hs256({ payload_hash: 'ab'.repeat(32) });
    const with_ = (one: string) => check(signed({ 'x-first-jwt': hs256({}), 'x-second-jwt': one }), secret).signature;
    expect([with_(covers), with_(ofAnother), with_(hs256({ a: 1 }))]).toEqual(['valid', 'invalid', 'token']);
  });

  it.each(['RS256', 'PS256', 'ES256'])('of Wix, the body itself, is verified with its public key: %s', (alg) => {
    const { publicKey, privateKey } =
      alg === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    const options = {
      RS256: { key: privateKey },
      PS256: { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
      ES256: { key: privateKey, dsaEncoding: 'ieee-p1363' as const },
    }[alg]!;
    const text = token(alg, { data: '{}' }, (one) =>
      signBytes('sha256', Buffer.from(one), options).toString('base64url'),
    );
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(check(signed({}, { body: Buffer.from(text) }), pem)).toEqual({ signature: 'valid' });
    expect(check(signed({ authorization: `Bearer ${text}` }), pem)).toEqual({ signature: 'token' });
    const [head, , end] = text.split('.');
    const forged = `${head}.${encode({ data: '{"a":1}' })}.${end}`;
    expect(check(signed({}, { body: Buffer.from(forged) }), pem).signature).toBe('invalid');
    // What anybody could make who knows the public key.
    expect(check(signed({}, { body: Buffer.from(hs256({ data: '{}' }, pem)) }), pem).signature).toBe('invalid');
    const none = token('none', { data: '{}' }, () => 'AA');
    expect(check(signed({}, { body: Buffer.from(none) }), pem).signature).toBe('invalid');
  });
});
