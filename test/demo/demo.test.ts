import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { type DemoServices, startDemo } from '../../client/demo/demo';
import { Demo } from '../../client/editor/demo';
import { readBody } from '../../client/receiver/store/readBody';
import { OpenDocument } from '../../server/documents/document';
import { checkAgainst } from '../../server/engine/payloadSchema';
import { definitionOf, validate } from '../../server/features/validate';
import type { Json, JsonObject } from '../../server/protocol/json';
import { readTriggers } from '../support/requests';
import { fakeEnvironment, start, until } from '../webhooks/environment';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const examples: Record<string, Json> = JSON.parse(read('schemas/githubExamples.json'));

async function demo(): Promise<DemoServices> {
  const services = await startDemo(examples);
  onTestFinished(() => services.close());
  return services;
}

/** The webhooks of an editor in which this demo runs, checking deliveries as the server does. */
async function webhooksBeside({ github }: DemoServices) {
  const env = fakeEnvironment(
    {
      checkPayload: async (delivery, schema) =>
        checkAgainst(schema as JsonObject, JSON.parse(String(await readBody(delivery)))),
    },
    { demoApiUrl: github.url },
  );
  return start(env);
}

/** What the guide registers, for both definitions. */
function registrationsOf(services: DemoServices) {
  const holder = new Demo(async () => examples, { get: () => undefined, update: async () => {} });
  holder.placed(services, ['file:///demo/tutorial.swagger.json', 'file:///demo/orders.swagger.json']);
  return holder.known.map((known, index) => {
    const { triggers } = readTriggers(known.uri, services.definitions[index]!.text);
    const trigger = triggers.find(({ operationId }) => operationId === known.operationId)!;
    return { ...known, trigger, exposure: 'auto' as const };
  });
}

test("the demo's tutorial is the tutorial's definition", async () => {
  const [tutorial] = (await demo()).definitions;
  expect(JSON.parse(tutorial.text)).toEqual(JSON.parse(read('test/connectors/githubWebhookSample.swagger.json')));
});

test('the definition of the ordinary service has no finding of its own but that it runs here', async () => {
  const [, orders] = (await demo()).definitions;
  const document = new OpenDocument('file:///orders.swagger.json', 'json', 1, orders.text);
  const found = validate(document, definitionOf(document), { profile: 'custom' });
  expect(found.map(({ message }) => message)).toEqual([expect.stringContaining('This is the local machine')]);
});

test('GitHub counts as GitHub without a setting: register, ping, two pushes, delete', async () => {
  const services = await demo();
  const webhooks = await webhooksBeside(services);
  const registration = await webhooks.register(registrationsOf(services)[0]!);
  expect(registration).toMatchObject({ status: 201, state: 'active', service: 'github', exposure: 'local' });
  expect(registration.location).toMatch(/\/repos\/contoso\/inventory\/hooks\/\d+$/);
  expect(registration.warnings).toEqual([]);
  expect((await webhooks.ping(registration.id)).status).toBe(204);

  await services.pushCommit();
  await services.pushDeletion();
  const pushes = await until(async () => {
    const rows = (await webhooks.summaries(registration.id)).filter(({ event }) => event === 'push');
    return rows.length === 2 && rows.every(({ conforms }) => conforms !== null) && rows;
  });
  expect(pushes.map(({ conforms, signature, answered }) => ({ conforms, signature, answered }))).toEqual([
    { conforms: true, signature: 'valid', answered: 200 },
    { conforms: false, signature: 'valid', answered: 200 },
  ]);
  expect(pushes[1]!.problems).toMatchObject([{ pointer: '/head_commit' }]);

  expect(await webhooks.delete(registration.id)).toBe('deleted');
  expect(services.github.hooks()).toEqual([]);
});

test('the ordinary service takes the API key, answers with a Location, and sends other types than it says', async () => {
  const services = await demo();
  const webhooks = await webhooksBeside(services);
  const registration = await webhooks.register(registrationsOf(services)[1]!);
  expect(registration).toMatchObject({ status: 201, state: 'active', service: 'http', exposure: 'local' });
  expect(registration.location).toBe(`${services.orders.url}/v1/hooks/${services.orders.hooks()[0]!.id}`);

  expect(await services.orders.order()).toEqual([200]);
  const [order] = await until(async () => {
    const rows = await webhooks.summaries(registration.id);
    return rows.some(({ conforms }) => conforms !== null) && rows;
  });
  expect(order!.conforms).toBe(false);
  expect(order!.problems.map(({ pointer }) => pointer).sort()).toEqual(['/number', '/paidAt', '/total']);

  expect(await webhooks.delete(registration.id)).toBe('deleted');
  expect(services.orders.hooks()).toEqual([]);
});

test('both services require the token of this start', async () => {
  const { github, orders, token } = await demo();
  const hooks = `${github.url}/repos/contoso/inventory/hooks`;
  expect((await fetch(hooks)).status).toBe(401);
  expect((await fetch(hooks, { headers: { Authorization: 'Bearer demo' } })).status).toBe(401);
  expect((await fetch(hooks, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(200);
  expect((await fetch(`${orders.url}/v1/hooks`)).status).toBe(401);
  expect((await fetch(`${orders.url}/v1/hooks`, { headers: { 'X-Api-Key': token } })).status).toBe(200);
  expect((await demo()).token).not.toBe(token);
});

test.each([
  'https://example.com/hook',
  'http://10.0.0.7/hook',
  'http://127.0.0.1.example.com/hook',
  'file:///etc/passwd',
])('neither service delivers to another computer: %s', async (url) => {
  const { github, orders, token } = await demo();
  const post = (to: string, headers: Record<string, string>, body: object) =>
    fetch(to, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const hooks = `${github.url}/repos/contoso/inventory/hooks`;
  const authorization = { Authorization: `Bearer ${token}` };
  expect((await post(hooks, authorization, { config: { url } })).status).toBe(422);
  expect((await post(`${orders.url}/v1/hooks`, { 'X-Api-Key': token }, { callbackUrl: url })).status).toBe(400);
  expect([...github.hooks(), ...orders.hooks()]).toEqual([]);
});

test('an order below the smallest total of a webhook is not sent to it', async () => {
  const services = await demo();
  const webhooks = await webhooksBeside(services);
  const [, orders] = registrationsOf(services);
  await webhooks.register({ ...orders!, parameters: { body: { minimum: 1_000 } } });
  expect(await services.orders.order()).toEqual([]);
});

test('the window ends its demo: services and webhooks are gone', async () => {
  const memory = new Map<string, unknown>();
  const state = {
    get: (key: string) => memory.get(key) as never,
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  const here = new Demo(async () => examples, state);
  const services = await here.start();
  expect(here.apiUrl).toBe(services.github.url);
  const webhooks = await webhooksBeside(services);
  const [tutorial] = registrationsOf(services);
  await webhooks.register(tutorial!);

  await here.close(webhooks);
  expect(webhooks.list()).toEqual([]);
  expect(webhooks.deleted()).toEqual([]);
  expect(here.apiUrl).toBeUndefined();
  await expect(fetch(services.github.url)).rejects.toThrow();
  await expect(fetch(services.orders.url)).rejects.toThrow();
  expect(memory.get('demo.origins')).toEqual([]);
});

test('a demo that died with its window leaves no webhook to the next one; that of a living window stays', async () => {
  const dead = await startDemo(examples);
  const alive = await demo();
  const webhooks = await webhooksBeside(dead);
  const [gone] = registrationsOf(dead);
  await webhooks.register(gone!);
  const kept = await webhooks.register(registrationsOf(alive)[1]!);
  await dead.close();

  const memory = new Map<string, unknown>([['demo.origins', [dead.github.url, alive.orders.url]]]);
  const state = {
    get: (key: string) => memory.get(key) as never,
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  await new Demo(async () => examples, state).forgetAbandoned(webhooks);
  expect(webhooks.list().map(({ id }) => id)).toEqual([kept.id]);
  expect(memory.get('demo.origins')).toEqual([alive.orders.url]);
});
