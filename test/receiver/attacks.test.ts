/**
 * Senders that have seen deliveries, and know no secret: whatever they make of what they have seen, no other body is
 * `valid`, and nothing that anybody can make is accepted.
 */
import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SignedRequest } from '../../client/providers/kit/signature';
import { parseSignatureDescription } from '../../client/receiver/signatures/customSignature';
import { schemes, sign } from '../../client/receiver/signatures/sign';
import { findVerifier, verifiers } from '../../client/receiver/signatures/verifiers';
import { checkSignature, type SigningKeys, streamSignature } from '../../client/receiver/signatures/verify';
import { type Made, recipes } from '../providers/recipes';

/** `npm run test:long` tries every place and every scheme, `npm test` some of each. */
const isLong = process.env.FLOW_WEBHOOKS_LONG === '1';
const step = isLong ? 1 : 47;

const now = Date.now();
const secret = Buffer.from('24 bytes are a good key!').toString('hex');
const url = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const json = { 'content-type': 'application/json' };
const payload = `{"id":7,"started":"${new Date(now).toISOString()}","by":"mona"}`;
const seconds = String(Math.floor(now / 1000));
const iso = new Date(now).toISOString().replace(/\.\d+Z/, 'Z');
const hmac = (text: string | Buffer, key: string | Buffer = secret) => createHmac('sha256', key).update(text);

type Attack = Partial<SignedRequest> & { headers: Record<string, string>; body: Buffer };

/** The verdicts for a body in memory and for one that comes in. */
function verdictsOf(attack: Attack, keys: SigningKeys): string[] {
  const request = { method: 'POST', url, now, ...attack };
  const running = streamSignature(request, keys);
  for (let at = 0; at < attack.body.length; at += 40) running.update(attack.body.subarray(at, at + 40));
  return [checkSignature(request, keys).signature, running.verdict().signature];
}

const isAccepted = (verdict: string) => verdict === 'valid' || verdict === 'token';

function neverValid(attack: Attack, keys: SigningKeys = { secrets: [secret] }): void {
  const what = `${JSON.stringify(attack.headers)} ${attack.body.toString('latin1')}`;
  expect(verdictsOf(attack, keys), what).not.toContain('valid');
}

function neverAccepted(attack: Attack, keys: SigningKeys): void {
  const what = `${JSON.stringify(attack.headers)} ${attack.body.toString('latin1')}`;
  expect(verdictsOf(attack, keys).filter(isAccepted), what).toEqual([]);
}

/** What every HMAC scheme of the registry and some unknown ones make of the payload. */
const factsOf = (name: string) => verifiers.find((one) => one.name === name)!.facts;
const isHmac = (name: string) => !/Ed25519|ECDSA|RSA|^the secret itself$/.test(factsOf(name).algorithm);
const byName = schemes
  .filter(isHmac)
  .map((name): [string, Made] => [
    name,
    { ...sign(name, secret, { method: 'POST', url, headers: json, body: Buffer.from(payload) }, { now }), secret },
  ]);
const unknown = (name: string, text: string, headers: Record<string, string> = {}): [string, Made] => [
  `an unknown scheme over ${name}`,
  { secret, headers: { ...json, ...headers, 'x-acme-signature': hmac(text).digest('hex') } },
];
const ms = String(now);
const byTrial = [
  unknown('the body', payload),
  unknown('timestamp.body', `${seconds}.${payload}`, { 'x-acme-timestamp': seconds }),
  unknown('timestamp + body', seconds + payload, { 'x-acme-timestamp': seconds }),
  unknown('milliseconds + body', ms + payload, { 'x-acme-timestamp': ms }),
  unknown('a date + body', iso + payload, { 'x-acme-timestamp': iso }),
  unknown('body + timestamp', payload + seconds, { 'x-acme-timestamp': seconds }),
  unknown('id + body', `evt_1${payload}`, { 'x-acme-event-id': 'evt_1' }),
  unknown('id.timestamp.body', `evt_1.${seconds}.${payload}`, {
    'x-acme-event-id': 'evt_1',
    'x-acme-timestamp': seconds,
  }),
  unknown('the URL + body', url + payload),
  unknown('method + URL + body + timestamp', `POST${url}${payload}${ms}`, { 'x-acme-timestamp': ms }),
];
/** Schemes that sign the body alone differ in the names of their headers only: some of them stand for all. */
const byForm = byName.filter(([name], at) => isLong || at % 16 === 0 || factsOf(name).signs !== 'body');
const seen = [...byForm, ...byTrial];

/** The texts that a scheme signs around the body, as a sender could guess them. */
const around = (headers: Record<string, string>) => {
  const values = Object.values(headers).filter((value) => value.length < 64);
  const times = [...values, seconds, ms, iso, new Date(now).toISOString()];
  const separators = ['', '.', ':', '|', '\n'];
  const before = times.flatMap((time) =>
    separators.flatMap((sign) => [
      `${time}${sign}`,
      `v0${sign}${time}${sign}`,
      ...values.map((id) => `${id}${sign}${time}${sign}`),
    ]),
  );
  const after = times.flatMap((time) => separators.map((sign) => `${sign}${time}`));
  return { before: [...before, url, `POST${url}`, `POST\n${url}\n`, 'hmacsha256='], after: [...after, url] };
};

describe.each(seen)('%s, seen once', (_, made) => {
  const headerNames = ['x-hub-signature-256', 'x-acme-signature', 'x-signature', 'x-onfido-signature'];
  const given = Object.values(made.headers).flatMap((value) => value.match(/[\w+/-]{40,}={0,2}/g) ?? []);

  it('does not make a body valid that has what was signed around it', () => {
    const { before, after } = around(made.headers);
    const composed = [
      ...before.flatMap((text) => [`${text}${payload}`, ...after.slice(0, 4).map((end) => text + payload + end)]),
      ...after.map((text) => `${payload}${text}`),
    ];
    for (const text of composed.filter((_, at) => at % step === 0)) {
      for (const signature of given.slice(0, 1)) {
        for (const name of headerNames) {
          const value = name === 'x-hub-signature-256' ? `sha256=${signature}` : signature;
          const verdict = checkSignature(
            { method: 'POST', url, now, headers: { ...json, [name]: value }, body: Buffer.from(text) },
            { secrets: [secret] },
          ).signature;
          expect(verdict, `${name} ${text}`).not.toBe('valid');
        }
      }
    }
  });

  it('does not make a part of the body valid, with the rest in a header or in the URL', () => {
    const names = Object.keys(made.headers).filter((name) => /id$|timestamp|time|nonce/.test(name));
    for (let at = 1; at < payload.length; at += step) {
      const [start, rest] = [payload.slice(0, at), payload.slice(at)];
      for (const name of [...names, 'x-request-id', 'x-acme-timestamp']) {
        neverValid({
          headers: { ...made.headers, [name]: (made.headers[name] ?? '') + start },
          body: Buffer.from(rest),
        });
      }
      neverValid({ headers: made.headers, url: `${made.url ?? url}?${start}`, body: Buffer.from(rest) });
      neverValid({ headers: made.headers, url: `${made.url ?? url}${start}`, body: Buffer.from(rest) });
    }
  });

  it('does not make a body valid that has a part of a header', () => {
    for (const [name, value] of Object.entries(made.headers).filter(([one]) => isLong || one !== 'content-type')) {
      for (let at = 1; at < Math.min(value.length, 80); at += isLong ? 1 : 23) {
        const [start, end] = [value.slice(0, at), value.slice(at)];
        neverValid({ headers: { ...made.headers, [name]: start }, body: Buffer.from(end + payload) });
        neverValid({ headers: { ...made.headers, [name]: end }, body: Buffer.from(payload + start) });
      }
    }
  });
});

it('no part of a body with a date in it is valid for Twitch', () => {
  const { headers } = sign(
    'Twitch',
    secret,
    { method: 'POST', url, headers: json, body: Buffer.from(payload) },
    { now },
  );
  const date = new Date(now).toISOString();
  const [before, after] = payload.split(date) as [string, string];
  const id = headers['twitch-eventsub-message-id']! + headers['twitch-eventsub-message-timestamp']! + before;
  neverValid({
    headers: { ...headers, 'twitch-eventsub-message-id': id, 'twitch-eventsub-message-timestamp': date },
    body: Buffer.from(after),
  });
});

it('no part of a body that quotes a timestamp is valid for Standard Webhooks', () => {
  const text = `{"note":"a.${seconds}.{\\"evil\\":1}"}`;
  const key = { method: 'POST', url, headers: json, body: Buffer.from(text) };
  const { headers } = sign('Standard Webhooks', secret, key, { now });
  const [before, after] = text.split(`.${seconds}.`) as [string, string];
  const id = `${headers['webhook-id']}.${seconds}.${before}`;
  neverValid({ headers: { ...headers, 'webhook-id': id }, body: Buffer.from(after) });
});

it('a body that a digest of secret and body was extended by is refused', () => {
  const names = verifiers.filter(({ facts }) => /^(MD5|SHA256) in/.test(facts.algorithm)).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(2);
  for (const name of names.filter((one) => !one.startsWith('PayU'))) {
    // What an extension makes is what the service itself would sign with the padding in the body.
    const body = Buffer.concat([
      Buffer.from(payload),
      Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 1, 0x58]),
      Buffer.from('{}'),
    ]);
    const { headers } = sign(name, secret, { method: 'POST', url, headers: json, body }, { now });
    neverAccepted({ headers, body }, { secrets: [secret] });
  }
});

describe.each([[''], [' '], ['\n\t']])('an empty secret: %j', (empty) => {
  const keys: SigningKeys = { secrets: [empty] };
  const body = Buffer.from(payload);

  it.each(byForm.map(([name]) => name))('accepts nothing by %s', (name) => {
    for (const key of ['', empty]) {
      try {
        neverAccepted({ ...sign(name, key, { method: 'POST', url, headers: json, body }, { now }), body }, keys);
      } catch (error) {
        // Some schemes cannot sign with such a key at all.
        if (!(error instanceof TypeError)) throw error;
      }
    }
  });

  it('accepts no empty header, query, member or token', () => {
    neverAccepted({ headers: { ...json, 'x-acme-token': empty }, body }, keys);
    neverAccepted({ headers: json, url: `${url}?token=${encodeURIComponent(empty)}`, body }, keys);
    neverAccepted({ headers: json, body: Buffer.from(JSON.stringify({ token: empty })) }, keys);
    neverAccepted({ headers: { authorization: `Bearer ${token({ alg: 'HS256' }, empty)}` }, body }, keys);
  });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: 'acme', payload_hash: createHash('sha256').update(payload).digest('hex') };

function token(header: object, key: string | Buffer): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${hmac(text, key).digest('base64url')}`;
}

describe('JSON Web Tokens', () => {
  const body = Buffer.from(payload);

  it.each(['none', 'None', 'NONE', 'nOnE', '', 'HS1', 'HS', 'hs256', 'HS256 ', 'HS256none'])(
    'are refused with the algorithm %j',
    (alg) => {
      const text = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
      for (const signature of ['', 'AA', hmac(text, '').digest('base64url'), hmac(text).digest('base64url')]) {
        for (const name of ['authorization', 'x-acme-jwt']) {
          neverAccepted({ headers: { [name]: `Bearer ${text}.${signature}` }, body }, { secrets: [secret] });
        }
      }
    },
  );

  it('are not valid as a body with anything else in it', () => {
    for (const other of [' ', '\n', '.', 'A']) {
      const whole = token({ alg: 'HS256' }, secret);
      neverValid({ headers: {}, body: Buffer.from(whole + other) });
      neverValid({ headers: {}, body: Buffer.from(other + whole) });
    }
  });
});

describe('a public key as the secret', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const ed = generateKeyPairSync('ed25519').publicKey;
  const raw = Buffer.from(ed.export({ format: 'jwk' }).x!, 'base64url');
  const forms: [string, string, string[]][] = [
    ['RSA in PEM', rsa.export({ type: 'spki', format: 'pem' }).toString(), []],
    ['RSA in base64', rsa.export({ type: 'spki', format: 'der' }).toString('base64'), []],
    ['EC in PEM', ec.export({ type: 'spki', format: 'pem' }).toString(), []],
    ['EC in base64', ec.export({ type: 'spki', format: 'der' }).toString('base64'), []],
    ['a JSON Web Key', JSON.stringify(ec.export({ format: 'jwk' })), []],
    ['whpk_', `whpk_${raw.toString('base64')}`, []],
    ['Discord', raw.toString('hex'), ['discord.com']],
    ['Telnyx', raw.toString('base64'), ['api.telnyx.com']],
  ];

  describe.each(forms)('%s', (_, key, hosts) => {
    const keys: SigningKeys = { secrets: [key], hosts };
    const body = Buffer.from(payload);

    it('is no key of an HMAC', () => {
      for (const [name] of byForm) {
        const parts = sign(name, key, { method: 'POST', url, headers: json, body }, { now });
        neverAccepted({ ...parts, body }, keys);
      }
      for (const text of [key, Buffer.from(key, 'base64'), Buffer.from(key, 'hex')]) {
        if (text.length > 0)
          neverAccepted({ headers: { 'x-acme-signature': hmac(body, text).digest('hex') }, body }, keys);
      }
    });

    it('is no shared secret, and no key of a token', () => {
      neverAccepted({ headers: { 'x-acme-token': key.replaceAll('\n', '') }, body }, keys);
      neverAccepted({ headers: { 'x-acme-token': key }, body }, keys);
      neverAccepted({ headers: json, body: Buffer.from(JSON.stringify({ token: key })) }, keys);
      for (const text of [key, key.trim()])
        neverAccepted({ headers: { authorization: `Bearer ${token({ alg: 'HS256' }, text)}` }, body }, keys);
    });

    it('is no key of an HTTP Message Signature with a shared key', () => {
      const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
      const params = `("content-digest");created=${seconds};alg="hmac-sha256"`;
      const base = `"content-digest": ${digest}\n"@signature-params": ${params}`;
      const signature = hmac(base, key).digest('base64');
      const headers = { 'content-digest': digest, 'signature-input': `a=${params}`, signature: `a=:${signature}:` };
      if (hosts.length === 0) neverAccepted({ headers, body }, keys);
    });
  });
});

it('a secret that is not base64 gives no empty key to an HTTP Message Signature', () => {
  const keys = { secrets: ['!?*(%)$!'] };
  const digest = `sha-256=:${createHash('sha256').update(payload).digest('base64')}:`;
  const params = `("content-digest");created=${seconds}`;
  const base = `"content-digest": ${digest}\n"@signature-params": ${params}`;
  const headers = {
    'content-digest': digest,
    'signature-input': `a=${params}`,
    signature: `a=:${hmac(base, '').digest('base64')}:`,
  };
  neverAccepted({ headers, body: Buffer.from(payload) }, keys);
});

describe.each(seen)('%s, with its signature damaged', (_, made) => {
  const body = Buffer.from(payload);
  const header = Object.keys(made.headers).find(
    (name) => findVerifier({ [name]: made.headers[name]! }) || /sign/.test(name),
  );

  it('is not valid when it is cut, doubled into pieces, emptied or replaced by what is no digest', () => {
    const value = made.headers[header!]!;
    const [signature = ''] = /[\w+/-]{32,}={0,2}(?=[^\w+/=-]*$)/.exec(value) ?? [];
    const before = value.slice(0, value.length - signature.length);
    const others = [
      '',
      '=',
      '==',
      'none',
      '0',
      '00',
      ...Array.from({ length: isLong ? 62 : 8 }, (_, at) => signature.slice(0, isLong ? at : at * 8)),
    ];
    for (const other of others) {
      for (const text of [before + other, `${before}${other},${other}`, `${before}${other} ${other}`, other]) {
        // One digit less leaves a base64 signature of the same bytes.
        if (other.replace(/=+$/, '').length >= signature.replace(/=+$/, '').length - 1) continue;
        neverValid({ headers: { ...made.headers, [header!]: text }, body, ...(made.url && { url: made.url }) });
      }
    }
  });
});

describe('timestamps', () => {
  const far = [-86_400, -3_700, 3_700, 86_400, 10 * 365 * 86_400].map((age) => now + age * 1000);
  const forms = [
    (at: number) => String(Math.floor(at / 1000)),
    (at: number) => String(at),
    (at: number) => new Date(at).toISOString(),
    (at: number) => new Date(at).toUTCString(),
  ];

  it.each(['x-acme-timestamp', 'x-acme-request-time'])(
    'of an unknown service in %s are checked in each form',
    (name) => {
      for (const form of forms) {
        const check = (at: number) => {
          const time = form(at);
          return verdictsOf(
            {
              headers: { [name]: time, 'x-acme-signature': hmac(`${time}.${payload}`).digest('hex') },
              body: Buffer.from(payload),
            },
            { secrets: [secret] },
          );
        };
        expect(check(now)).toEqual(['valid', 'valid']);
        for (const at of far) expect(check(at).filter(isAccepted)).toEqual([]);
      }
    },
  );

  it.each([
    '',
    'NaN',
    'Infinity',
    '-1',
    '1e12',
    '0x6565',
    '1,2',
    `${seconds}, ${seconds}`,
    '2026-11-30',
    'now',
    'a 2026',
  ])('that are %j are refused', (time) => {
    const described = parseSignatureDescription({
      header: 'x-own',
      signs: 'timestamp.body',
      timestampHeader: 'x-own-time',
    });
    const headers = { 'x-own-time': time, 'x-own': hmac(`${time}.${payload}`).digest('hex') };
    neverAccepted({ headers, body: Buffer.from(payload) }, { secrets: [secret], described });
    const stamped = { headers: { ...headers, 'x-acme-timestamp': time, 'x-acme-signature': headers['x-own'] } };
    neverValid({ ...stamped, body: Buffer.from(payload) });
  });
});

describe.each(recipes.map((recipe) => [`${recipe.name} by ${recipe.oracle}`, recipe] as const))('%s', (_, recipe) => {
  it('is never valid for its body written in another way', async () => {
    const at = recipe.at ?? Date.now();
    const made = await recipe.make(at);
    const text = made.body ?? '{"id":7,"event":"paid","by":"mona"}';
    const others = [
      `\ufeff${text}`,
      ` ${text}`,
      `${text}\r\n`,
      text.replaceAll(':', ': '),
      text.replace('m', '\\u006d'),
      text.replace('7', '7.0'),
      text.toUpperCase(),
      Buffer.from(text, 'utf16le').toString('latin1'),
    ].filter((other) => other !== text);
    for (const other of others) {
      const { signature } = checkSignature(
        { method: 'POST', url: made.url ?? url, headers: made.headers, body: Buffer.from(other), now: at },
        { secrets: [made.secret] },
      );
      expect(signature, other).not.toBe('valid');
    }
  });
});
