// What the confirmation shows is what is sent.
import { expect, it, onTestFinished } from 'vitest';
import type { TriggerDescription, UnsubscribeCandidate } from '../../server/protocol/triggers';
import { type ServiceOptions, startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger, idCandidate } from './triggers';

async function registered(options: Partial<ServiceOptions>, trigger: Partial<TriggerDescription>) {
  const standIn = await startService(options);
  onTestFinished(() => standIn.close());
  const webhooks = await start(fakeEnvironment());
  const { id, callbackUrl } = await webhooks.register({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(trigger),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'auto',
  });
  const sent = () => standIn.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => standIn.url + path);
  return { standIn, webhooks, id, callbackUrl, sent };
}

it('shows the calls that are sent, in order', async () => {
  const { webhooks, id, sent, standIn } = await registered({}, { unsubscribe: [idCandidate] });
  const { calls, doubt, problem } = webhooks.previewDelete(id);
  expect([doubt, problem]).toEqual([undefined, undefined]);
  standIn.fail({ method: 'DELETE', status: 404 });
  await webhooks.delete(id, { confirmUrl: calls[0]!.url });
  expect(calls.map(({ url }) => url)).toEqual(sent().slice(0, calls.length));
  expect(sent()[0]).toBe(calls[0]!.url);
});

it('does not send a call that differs from the one shown', async () => {
  const { webhooks, id, sent } = await registered({}, { unsubscribe: [idCandidate] });
  await expect(webhooks.delete(id, { confirmUrl: 'http://127.0.0.1/hooks/other' })).rejects.toMatchObject({
    property: 'confirmUrl',
  });
  expect(sent()).toEqual([]);
  expect(webhooks.get(id)).toMatchObject({ state: 'active' });
  expect(webhooks.get(id)).not.toHaveProperty('problem');
});

it('shows the reason when nothing would be sent', async () => {
  const { webhooks, id } = await registered({ location: 'absent', idKey: null }, { unsubscribe: [idCandidate] });
  const { calls, problem } = webhooks.previewDelete(id);
  expect(calls).toEqual([]);
  expect(problem).toMatch(/no ID for the unsubscribe operation/);
  expect(problem).not.toMatch(/"forget"/);
});

it('masks the callback token and secrets in a query', async () => {
  const byCallback = {
    ...idCandidate,
    parameters: [
      ...idCandidate.parameters,
      {
        name: 'access_token',
        in: 'query' as const,
        title: 'access_token',
        required: false,
        type: 'string',
        visibility: 'none' as const,
        default: 'sesame-77',
      },
    ],
  };
  const { webhooks, id, callbackUrl } = await registered({ location: 'absent' }, { unsubscribe: [byCallback] });
  const token = callbackUrl.split('/').at(-1)!;
  const { calls } = webhooks.previewDelete(id);
  expect(calls[0]!.url).toContain('sesame-77');
  expect(calls[0]!.shown).toContain('access_token=***');
  expect(JSON.stringify(calls.map(({ shown }) => shown))).not.toContain('sesame-77');
  expect(JSON.stringify(calls.map(({ shown }) => shown))).not.toContain(token);
});

it('shows the method and the body of a call that is no DELETE, its secrets masked', async () => {
  const string = { title: 'x', required: true, type: 'string', visibility: 'none' as const, callback: false };
  const stop: UnsubscribeCandidate = {
    ...idCandidate,
    method: 'post',
    path: '/channels/stop',
    relation: 'elsewhere',
    parameters: [],
    idParameter: undefined,
    hasBody: true,
    body: {
      name: 'body',
      required: true,
      schema: { type: 'object' },
      fields: [
        { ...string, path: ['id'] },
        { ...string, path: ['callbackUrl'] },
      ],
    },
  };
  const { webhooks, id, callbackUrl, standIn } = await registered(
    { location: 'absent' },
    { unsubscribeVerdict: { kind: 'other-method', candidate: stop } },
  );
  const { calls, doubt } = webhooks.previewDelete(id);
  const url = `${standIn.url}/channels/stop`;
  expect(calls).toEqual([
    {
      method: 'POST',
      url,
      shown: url,
      headers: [],
      applied: [],
      body: expect.stringMatching(/^\{"id":"[\w-]+","callbackUrl":"http/),
    },
  ]);
  expect(doubt).toContain(`POST ${url}. Power Automate would not send this`);
  expect(calls[0]!.body).not.toContain(callbackUrl.split('/').at(-1));
});
