/** Long texts of strangers, made to be slow, are read in time that is proportional to their length. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toCurl } from '../../client/common/curl';
import { parseJson } from '../../client/common/json';
import { createRedactor, isSecretName, maskUrl, quote } from '../../client/common/redact';
import { scrubText } from '../../client/common/scrub';
import { findHandshake } from '../../client/receiver/handshakes/handshakes';
import { createEventParser } from '../../client/receiver/relays/eventStream';
import { checkSignature } from '../../client/receiver/signatures/verify';
import { readContent } from '../../client/views/body/content';
import { maskCallback } from '../../client/views/render';
import { fixtureFiles } from '../../client/webhooks/export/fixtures';
import { readCreateResponse } from '../../client/webhooks/registration/response/createResponse';
import { isPage, messageIn } from '../../client/webhooks/services/responseBody';
import type { Webhooks } from '../../client/webhooks/webhooksApi';
import { isBelow } from '../../client/webhooks/webhookUrl';
import { readAddress } from '../../server/features/newTrigger/address';
import { readSample } from '../../server/features/newTrigger/request';
import { evidenceOf } from '../../server/model/inference/evidence';
import { schemaOf } from '../../server/model/inference/schema';
import { growthOf } from '../support/growth';
import { isLong } from '../support/long';
import { startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger } from './triggers';

const sentence = 'The order of our customer in Utrecht was sent today, and arrives on Friday at the latest. ';
const repeated = (unit: string) => (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
/** A random text may contain the beginning of a token; repetition makes half a text contain half as many. */
const texts: Record<string, (length: number) => string> = {
  'plain English': repeated(sentence),
  hex: repeated(randomBytes(5_000).toString('hex')),
  base64url: repeated(randomBytes(7_500).toString('base64url')),
  'one long word': repeated('a'),
};
const words = Object.entries(texts).filter(([name]) => name !== 'plain English');

/** Units that, when repeated, begin a searched pattern again and again and never end it. */
const units = [
  'eyJ',
  '-eyJ',
  'eyJa.',
  'eyJa.-eyJ',
  'eyJ-eyJa.a',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN ',
  '-----BEGIN A PRIVATE KEY-----END ',
  '-----END PRIVATE KEY',
  '://a:',
  '://a:b',
  ':a:',
  '?token=',
  '&sig=&',
  'a@',
  '@a-.',
  '@a.',
  'a@a.a+',
  'a.',
  'a-',
  '.+',
  'sk-',
  'Bearer ',
  'Bearer Basic  ',
  'A',
  'Aa',
  '/',
  '/a',
  'a&b',
  '"',
  '\\"',
  '\\',
  '"\\"',
  '[',
  '{"a":',
  '1',
  '1.',
  '-1e',
  ' ',
  '\n',
  '\r\n \t',
  '<',
  '<a ',
  '<!--',
  '<?xml ',
  '<head ',
  '&lt',
  '${',
  "$'",
  "'",
  ',',
  ', ',
  ';',
  '=',
  '%3D',
  'https://a.example/',
  'http://.',
  '/hook/',
  '#',
  '*',
];

const headers = { 'content-type': 'application/json' };
const redactor = createRedactor();
redactor.add('aaaaaaaaaaaaaaaaab', 'eyJa.eyJa.eyJb', 'hunter2');
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const attempt = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};
const url = 'https://callback.example/hook/x';
const signed = (text: string, more: Record<string, string>) => ({
  method: 'POST',
  headers: { ...headers, ...more },
  body: Buffer.from(text),
  url,
  now: 0,
});
const called = {
  origin: 'https://a.example',
  idName: undefined,
  inputs: [],
  secretNames: [],
  secrets: [],
  isOwnAddress: false,
  isWebhookUrl: (address: string) => isBelow(address, 'https://a.example/hooks'),
  callbackUrl: 'https://callback.example/hook/1',
  mask: (address: string) => maskUrl(redactor, address),
};
const answer = (text: string) => ({
  status: 201,
  location: text,
  body: undefined,
  url: 'https://a.example/hooks',
  text,
  warnings: [],
});

/** Texts of a given length, by name. */
const slowTexts: [string, (length: number) => string][] = [
  ...units.map((unit): [string, (length: number) => string] => [unit, (length) => unit.repeat(length / unit.length)]),
  ['many names', (length) => Array.from({ length: length / 6 }, (_, index) => `${10_000 + index}`).join('&')],
];

/** All functions that read the text of a service or of a sample. */
const readers: Record<string, (text: string) => unknown> = {
  'mask secrets and addresses': (text) => scrubText(text, { redactor, isSecretName }),
  'quote for a message': (text) => quote(redactor, text),
  'mask a callback': (text) => maskCallback(text, url),
  'write a cURL command': (text) => toCurl({ method: 'POST', url, headers: { 'x-note': text }, body: text }, redactor),
  'name a file': (text) =>
    fixtureFiles([{ trigger: text, event: text, receivedAt: '', headers: {}, bodyText: 'null' }]).length,
  'parse JSON': (text) => [parseJson(text), parseJson(`"${text}`)],
  'read an error': (text) => messageIn({ text, headers: new Headers() } as Parameters<typeof messageIn>[0]),
  'know a web page': isPage,
  'read an answer': (text) => readCreateResponse(answer(text), called),
  'verify a token': (text) => checkSignature(signed(text, { authorization: `Bearer ${text}` }), { secrets: ['s'] }),
  'verify an HMAC': (text) => checkSignature(signed(text, { 'x-my-signature': text }), { secrets: ['s'] }),
  'verify a form': (text) => checkSignature(signed(text, { 'x-twilio-signature': text, ...form }), { secrets: ['s'] }),
  'find a handshake': (text) => {
    const incoming = { method: 'POST', headers: { ...headers, 'x-a-challenge': text }, query: new URLSearchParams() };
    return findHandshake({ ...incoming, body: Buffer.from(text) }, { secrets: [], hosts: [] });
  },
  'look at a form': (text) => readContent(Buffer.from(text), form),
  'look at a text': (text) => readContent(Buffer.from(text), { 'content-type': 'text/plain' }),
  'read a cURL sample': (text) => attempt(() => readSample(`curl https://a.example -d '{}' ${text}`)),
  'read a cURL sample in quotes': (text) => attempt(() => readSample(`curl https://a.example -d "${text}`)),
  'read an HTTP sample': (text) => attempt(() => readSample(`POST /a HTTP/1.1\n${text}`)),
  'read an address': (text) => attempt(() => readAddress(`https://a.example/${text}b`)),
  'infer a schema': (text) => schemaOf(evidenceOf([{ [text]: text, [`${text}b`]: 1 }])),
  'read an event stream': (text) => {
    const parse = createEventParser();
    for (let at = 0; at < text.length; at += 64) parse(text.slice(at, at + 64));
  },
};

/** Registers a webhook with one delivery, and returns its exports. */
async function delivered(body: string, contentType: string) {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const webhooks: Webhooks = await start(fakeEnvironment());
  const trigger = { uri: 'file:///service.swagger.json', trigger: describeTrigger(), parameters: {} };
  const { id, callbackUrl } = await webhooks.register({ ...trigger, baseUrl: standIn.url, exposure: 'auto' });
  const sent = await fetch(callbackUrl, { method: 'POST', headers: { 'content-type': contentType }, body });
  expect(sent.status).toBe(200);
  const [delivery] = await webhooks.deliveries(id);
  const deliveryId = delivery!.id;
  return {
    har: () => webhooks.har(id, '1'),
    fixtures: () => webhooks.fixtures(id, [deliveryId]),
    'body to edit': () => webhooks.payloadText(id, deliveryId),
    curl: () => toCurl({ method: 'POST', url, headers, body }, redactor),
  };
}

const bodies: Record<string, (text: string) => { body: string; contentType: string }> = {
  'a text': (text) => ({ body: text, contentType: 'text/plain' }),
  'a JSON string': (text) => ({ body: JSON.stringify({ text }), contentType: 'application/json' }),
  'an announced secret': (text) => ({ body: JSON.stringify({ secret: text }), contentType: 'application/json' }),
};

/** Maximum growth for eight times the text: linear is 8, quadratic is 64. */
const most = 24;

/** One in so many texts for each reader in npm test; the readers take turns, so that every text is read. */
const share = 10;
const sampleFor = (reader: number): typeof slowTexts =>
  isLong ? slowTexts : slowTexts.filter((_, index) => index % share === reader % share);

/** Every word in every kind of body; in npm test each word in one kind, so that each kind is there too. */
const exported = words.flatMap(([name, make], row) =>
  Object.entries(bodies)
    .map(([kind, wrap]) => ({ name, make, kind, wrap }))
    .filter((_, column) => isLong || row === column),
);

describe('an export of 2 MB', () => {
  const size = 2_000_000;

  it.each(exported)(
    'of $name as $kind takes twice the time of half, and no more than a few times that of English',
    async ({ make, wrap }) => {
      const of = ({ body, contentType }: ReturnType<typeof wrap>) => delivered(body, contentType);
      const whole = await of(wrap(make(size)));
      const half = await of(wrap(make(size / 2)));
      const english = await of(bodies['a JSON string']!(texts['plain English']!(size)));
      for (const kind of Object.keys(whole) as (keyof typeof whole)[]) {
        expect(await growthOf(half[kind], whole[kind], 2.5), kind).toBeLessThanOrEqual(2.5);
        expect(await growthOf(english[kind], whole[kind], 20), kind).toBeLessThanOrEqual(20);
      }
    },
    240_000,
  );

  it('breaks long and nested lists into lines', async () => {
    const list = (length: number) => delivered(`[${'1,'.repeat(length)}1]`, 'application/json');
    const [part, whole] = [await list(30_000), await list(240_000)];
    expect(await growthOf(part['body to edit'], whole['body to edit'], most)).toBeLessThanOrEqual(most);
    expect((await part['body to edit']())!.text.slice(0, 11)).toBe('[\n  1,\n  1,');
    const nested = (depth: number) => delivered('['.repeat(depth) + ']'.repeat(depth), 'application/json');
    const [flat, deep] = [await nested(500), await nested(4_000)];
    expect(await growthOf(flat['body to edit'], deep['body to edit'], most)).toBeLessThanOrEqual(most);
  }, 240_000);
});

describe('a text designed to be slow', () => {
  const [size, times] = [64_000, 8];

  it.each(Object.entries(readers).map(([name, read], index) => ({ name, read, sample: sampleFor(index) })))(
    'takes time in proportion to its length: $name',
    async ({ read, sample }) => {
      const slow: Record<string, number> = {};
      for (const [name, make] of sample) {
        const [part, whole] = [make(size / times), make(size)];
        const growth = await growthOf(
          () => read(part),
          () => read(whole),
          most,
          4_000,
        );
        if (growth > most) slow[name] = growth;
      }
      expect(slow).toEqual({});
    },
    240_000,
  );
});
