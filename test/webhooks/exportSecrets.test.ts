/** No artefact that leaves the editor holds what a verifier takes for a secret: every name that it reads one from is sent. */
import http from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { providers } from '../../client/providers';
import { generalSecretMembers, generalSecretQuery } from '../../client/providers/secretNames';
import { viewOf } from '../../client/views/deliveryView';
import { renderEvent } from '../../client/views/render';
import { startService } from '../support/service';
import { fakeEnvironment, start, until } from './environment';
import { describeTrigger } from './triggers';

const namesOf = (kind: 'headers' | 'query' | 'body') => providers.flatMap(({ secrets }) => secrets?.[kind] ?? []);

/** Values under names that nobody has documented: only their look gives them away. */
const random = ['q8Zt3LwX0vN5rBd7KcYp', 'T4mW9sJ2hG6fQ1xV8bZk', 'Zr7Yk3Hn1Pd9Wc5Tf2Lb'];

const secretHeaders = [
  ...namesOf('headers'),
  ...[
    'authorization',
    'cookie',
    'cf-webhook-auth',
    'cf-access-jwt-assertion',
    'x-auth-token',
    'x-auth',
    'x-authentication',
  ],
  ...['x-webhook-key', 'x-api-key', 'x-webhook-secret', 'proxy-authorization', 'verif-hash', 'x-shared-secret'],
];
const secretQuery = [...namesOf('query'), ...generalSecretQuery, 'sig', 'access_token'];
const secretMembers = [...namesOf('body'), ...generalSecretMembers, 'client_secret', 'accessToken'];

const secrets: string[] = [...random];
const fill = (names: string[]): [string, string][] =>
  [...new Set(names)].map((name): [string, string] => {
    const value = `classified ${secrets.length} ${name}`.replace(/[^\w]/g, '');
    secrets.push(value);
    return [name, value];
  });

const headers = [...fill(secretHeaders), ['x-partner', random[0]!] as [string, string]];
const query = [...fill(secretQuery), ['vendorHandle', random[1]!] as [string, string]];
const members = [...fill(secretMembers), ['grip', random[2]!] as [string, string]];

function post(url: string, type: string, body: string): Promise<void> {
  const target = new URL(url);
  const all = [['content-type', type], ...headers];
  return new Promise((resolve, reject) => {
    const request = http.request(target, { method: 'POST', headers: Object.fromEntries(all) });
    request.on('response', (response) => response.resume().on('end', () => resolve()));
    request.on('error', reject);
    request.end(body);
  });
}

const part = ([name, value]: [string, string]) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const asJson = JSON.stringify({ id: 7, nested: [{ deep: Object.fromEntries(members) }] });
const bodies: [string, string][] = [
  ['application/json', asJson],
  ['application/json', JSON.stringify({ pairs: members.slice(0, -1).map(([name, value]) => ({ name, value })) })],
  ['application/x-www-form-urlencoded', new URLSearchParams(members).toString()],
  ['application/x-www-form-urlencoded', new URLSearchParams({ payload: asJson }).toString()],
  ['multipart/form-data; boundary=b', `${members.map(part).join('')}--b--`],
  ['application/xml', `<a>${members.map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</a>`],
  ['text/plain', members.map(([name, value]) => `${name}: ${value}`).join('\n')],
];

it(`shows none of them in a HAR, fixtures, curl commands and the panel`, async () => {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const webhooks = await start(fakeEnvironment());
  const trigger = { uri: 'file:///service.swagger.json', trigger: describeTrigger(), parameters: {} };
  const { id, callbackUrl } = await webhooks.register({ ...trigger, baseUrl: standIn.url, exposure: 'auto' });
  for (const [type, body] of bodies) await post(`${callbackUrl}?${new URLSearchParams(query)}`, type, body);
  await until(async () => (await webhooks.deliveries(id)).length === bodies.length);
  const registration = webhooks.get(id)!;
  const deliveries = await webhooks.deliveries(id);
  // Some make the request a handshake: fixtures hold what is named.
  const ids = deliveries.map((one) => one.id);
  const t = (text: string, ...values: unknown[]) => [text, ...values].join(' ');
  const artefacts: [string, string][] = [
    ['HAR', await webhooks.har(id, '1')],
    ...(await webhooks.fixtures(id, ids)).files.map(({ content }, index): [string, string] => [
      `fixture ${index}`,
      content,
    ]),
    ...deliveries.map((one): [string, string] => [
      `inspector ${one.id}`,
      JSON.stringify(viewOf(registration, one, [], t)),
    ]),
    ...deliveries.map((delivery): [string, string] => [
      'panel',
      renderEvent({ type: 'checked', registration, delivery }, new Date(), t).join('\n'),
    ]),
  ];
  for (const { id: deliveryId } of deliveries) {
    for (const shell of ['bash', 'powershell', 'cmd'] as const) {
      artefacts.push([`curl for ${shell} ${deliveryId}`, await webhooks.curl(id, deliveryId, shell)]);
    }
  }
  expect(artefacts).toHaveLength(1 + 7 + 7 + 7 + 21);
  const found = artefacts.flatMap(([name, text]) =>
    secrets.filter((secret) => plain(text).includes(secret)).map((secret) => [name, secret]),
  );
  expect(found).toEqual([]);
});

/** The text, with what it has in base64 as well. */
function plain(text: string): string {
  const joined = text.replace(/'\s*\+?\\?\s*'/g, '');
  const decoded = [...joined.matchAll(/[\w+/]{40,}={0,2}/g)].map(([one]) => Buffer.from(one, 'base64').toString());
  return [joined, ...decoded].join('\n');
}
