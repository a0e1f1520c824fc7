// Fields of the create call's body that only the service knows: it is asked for them, and then the person.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../server/protocol/json';
import { editor } from '../client/editor';
import { back, type Reply } from '../client/fakeVscode';
import { callback, definition, json, odd, rejection } from './life';
import { life } from './over';

/** `CPTrigger` of the published connector CyberProof, with shorter names: the fields depend on the chosen action. */
const byAction: JsonObject = {
  type: 'object',
  required: ['action', 'fields', 'url'],
  properties: {
    url: callback,
    action: { type: 'string', 'x-ms-summary': 'Action' },
    fields: {
      type: 'object',
      'x-ms-dynamic-schema': {
        operationId: 'GetFields',
        parameters: { action: { parameter: 'action' } },
        'value-path': 'items',
      },
      'x-ms-dynamic-properties': {
        operationId: 'GetFields',
        parameters: { action: { parameterReference: 'body/action' } },
        itemValuePath: 'items',
      },
    },
  },
};

/** `TriggerNewLead` of the published connector Maximizer: the whole body comes from the service, callback included. */
const whole: JsonObject = { 'x-ms-dynamic-properties': { operationId: 'GetFields', itemValuePath: 'items' } };

const fields: JsonObject = {
  type: 'object',
  required: ['title', 'token'],
  properties: {
    title: { type: 'string', 'x-ms-summary': 'Title' },
    token: { type: 'string', format: 'password' },
    size: { $ref: '#/sizes/usual' },
    hidden: { type: 'string', default: 'always', 'x-ms-visibility': 'internal' },
  },
};
const sizes = { usual: { type: 'integer', 'x-ms-summary': 'Size', default: 3 } };

interface Case {
  body?: JsonObject;
  answer?: Json;
  status?: number;
  security?: object;
}

async function service({ body = byAction, answer = { items: fields, sizes }, status = 200, security }: Case = {}) {
  let failures = 0;
  const there = await odd(({ method, url }, response) => {
    if (method === 'DELETE') return response.writeHead(204).end();
    if (url.startsWith('/hooks')) return json(response, 201, {}, { Location: '/hooks/1' });
    if (failures > 0) return json(response, 500, { failures: failures-- });
    return json(response, status, answer);
  });
  const written = JSON.parse(definition({ host: there.host, unsubscribe: {}, body, security }));
  const parameters = body === whole ? [] : [{ name: 'action', in: 'query', required: true, type: 'string' }];
  written.paths['/fields'] = {
    get: { operationId: 'GetFields', parameters, responses: { 200: { description: 'ok' } } },
  };
  const here = await life(JSON.stringify(written));
  const created = () =>
    there.requests.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body) as JsonObject);
  return {
    here,
    async ask(replies: Reply[], argument: object = {}) {
      editor.replies = replies;
      editor.asked = [];
      return here.register({ ask: true, ...argument });
    },
    calls: () => there.requests.map(({ method, url }) => `${method} ${url}`),
    created: () => created()[0]!,
    bodies: created,
    /** From now on, or so many times, the service does not say which fields there are. */
    fail(times = Number.POSITIVE_INFINITY) {
      failures = times;
    },
    headers: () => there.requests.map(({ headers }) => headers),
  };
}

const prompts = () => editor.asked.map(({ text }) => text);

describe('a body with fields that only the service knows', () => {
  beforeEach(() => {
    editor.asked = [];
    editor.messages = [];
    editor.details = [];
    editor.buttons = [[/^Send /, 'Send']];
  });

  it('is filled in field by field, once the answers are there that they depend on', async () => {
    const { ask, calls, created, here } = await service();
    const { callbackUrl } = await ask(['close case', 'Hello', 's3cret-of-mine', ['Size'], '7']);
    expect(calls().slice(0, 2)).toEqual(['GET /fields?action=close%20case', 'POST /hooks']);
    expect(created()).toEqual({
      url: callbackUrl,
      action: 'close case',
      fields: { title: 'Hello', token: 's3cret-of-mine', size: 7, hidden: 'always' },
    });
    expect(prompts()[1]).toContain('Title');
    // What the service says is a password is one.
    expect(editor.asked[2]).toMatchObject({ password: true });
    expect(here.traces()).not.toContain('s3cret-of-mine');
  });

  it('is asked for again after a step back, if that changes what it depends on', async () => {
    const { ask, calls, created } = await service();
    await ask(['one', back, 'two', back, 'two', 'Hello', 'abc', []]);
    expect(calls().filter((call) => call.startsWith('GET /fields'))).toEqual([
      'GET /fields?action=one',
      'GET /fields?action=two',
    ]);
    expect(created()).toMatchObject({ action: 'two', fields: { title: 'Hello', size: 3 } });
  });

  it('is one field where nobody answers what the fields depend on', async () => {
    const optional = { ...byAction, required: ['fields', 'url'] };
    const { ask, calls, created } = await service({ body: optional });
    await ask([[], '{"title": "by hand"}']);
    expect(editor.asked.at(-1)?.placeholder).toContain('It depends on body.action, which has no value.');
    expect(calls()).toEqual(['POST /hooks']);
    expect(created()).toMatchObject({ fields: { title: 'by hand' } });
  });

  it('never shows a total that grows', async () => {
    const { ask } = await service({ security: { type: 'apiKey', in: 'header', name: 'X-Key' } });
    await ask(['my-key', 'close', 'Hello', 'abc', []]);
    expect(editor.asked.map(({ step }) => step)).toEqual(['1/', '2/', '3/', '4/', '5/']);
  });

  it('may come from the service as a whole, with the place for the callback', async () => {
    const { ask, created } = await service({
      body: whole,
      answer: {
        items: {
          type: 'object',
          properties: { hook: callback, name: { type: 'string', title: 'Name' } },
          required: ['name'],
        },
      },
    });
    const { callbackUrl } = await ask(['Ada']);
    expect(created()).toEqual({ hook: callbackUrl, name: 'Ada' });
  });

  it.each<[string, Case]>([
    ['it refuses', { status: 500 }],
    ['it says nothing of use', { answer: { items: 5 } }],
  ])('is one field again where the service can not be asked: %s', async (_, made) => {
    const { ask, created } = await service(made);
    await ask(['close', '{"title": "by hand"}']);
    expect(editor.asked[1]).toMatchObject({ placeholder: expect.stringContaining('Its fields could not be loaded') });
    expect(created()).toMatchObject({ fields: { title: 'by hand' } });
  });

  it('is asked for with new credentials only after a yes', async () => {
    const security = { type: 'apiKey', in: 'header', name: 'X-Key' };
    const yes = await service({ security });
    await yes.ask(['my-key', 'close', 'Hello', 'abc', []]);
    expect(editor.details.join()).toContain('This request loads the fields of the body: GET');
    expect(yes.headers()[0]).toMatchObject({ 'x-key': 'my-key' });

    const no = await service({ security });
    editor.asked = [];
    // The first question is that for the fields, the second that for the webhook.
    editor.buttons = [[/^Send your/, 'Leave', 'once']] as never;
    await no.ask(['my-key', 'close', '{"title": "by hand"}']);
    expect(editor.asked[2]?.placeholder).toContain('Your credentials were not sent.');
    expect(no.calls()).toEqual([]);
  });

  it('stays as it was sent when the webhook is registered again, and is no change of the definition', async () => {
    const { ask, here, bodies } = await service();
    const { id } = await ask(['close', 'Hello', 's3cret-of-mine', []]);
    expect(here.changedRequest(id)).toBeUndefined();
    await here.run('renew', { id, parameters: { body: { fields: { token: 's3cret-of-mine' } } } });
    const [first, second] = bodies();
    expect(second).toEqual({ ...first, url: expect.stringContaining('/hook/') });
    expect(second).toMatchObject({ fields: { title: 'Hello', size: 3, hidden: 'always' } });
  });

  it('asks only for secrets when it is registered again, whatever the service says by then', async () => {
    const { ask, here, bodies, fail, calls } = await service();
    const { id } = await ask(['close', 'Hello', 's3cret-of-mine', []]);
    fail();
    editor.replies = ['other-s3cret'];
    editor.asked = [];
    await here.run('renew', { id, ask: true });
    expect(editor.asked).toHaveLength(1);
    const [first, second] = bodies();
    const { token, ...others } = first!.fields as JsonObject;
    expect(token).toBe('s3cret-of-mine');
    expect(second!.fields).toEqual({ ...others, token: 'other-s3cret' });
    expect(calls().filter((call) => call.startsWith('GET'))).toHaveLength(1);
  });

  it('keeps a password to itself, whatever its name', async () => {
    const answer = { items: { properties: { pin: { type: 'string', format: 'password' } }, required: ['pin'] } };
    const { ask, here, created } = await service({ answer });
    const { id } = await ask(['close', 'p1n-of-mine']);
    expect(created()).toMatchObject({ fields: { pin: 'p1n-of-mine' } });
    expect(here.traces()).not.toContain('p1n-of-mine');
    expect(await rejection(here.run('renew', { id }))).toContain('fields.pin');
  });

  it('does not send a mask again for a default that repeats a secret', async () => {
    const hidden = { type: 'string', default: 'my-key-123456', 'x-ms-visibility': 'internal' };
    const answer = { items: { type: 'object', properties: { account: hidden } } };
    const security = { type: 'apiKey', in: 'header', name: 'X-Key' };
    const { ask, here, created } = await service({ answer, security });
    const { id } = await ask(['my-key-123456', 'close']);
    expect(created()).toMatchObject({ fields: { account: 'my-key-123456' } });
    expect(await rejection(here.run('renew', { id }))).toContain('fields.account');
  });

  it('offers what is optional, also when an optional value decides what there is', async () => {
    const { ask, created } = await service({ body: { ...byAction, required: ['url'] } });
    await ask([['Action'], 'close', ['Title', 'Size'], 'Hello', '7']);
    expect(created()).toMatchObject({ action: 'close', fields: { title: 'Hello', size: 7 } });
  });

  it('is asked for again after a failure and a step back', async () => {
    const { ask, created, fail } = await service();
    fail(1);
    await ask(['close', back, 'close', 'Hello', 'abc', []]);
    expect(created()).toMatchObject({ fields: { title: 'Hello' } });
  });

  it('is not asked for where all is given', async () => {
    const { ask, calls } = await service();
    await ask([], { parameters: { body: { action: 'close', fields: { title: 'given' } } } });
    expect(calls()).toEqual(['POST /hooks']);
  });
});
