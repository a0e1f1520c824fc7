// Responses of well-known services to the create call, from their documentation, and the URL at which they delete a webhook.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { definition, json, type Made, odd, rejection } from './life';
import { life } from './over';

interface Row {
  made: Made;
  parameters?: object;
  status: number;
  headers?: Record<string, string>;
  /** @param url the base URL of the service */
  answer: (url: string, callbackUrl: string) => unknown;
  deletes: string;
}

const inPath = (...names: string[]) => names.map((name) => ({ name, in: 'path', required: true, type: 'string' }));
const deleteAt = (path: string, ...names: string[]) => ({
  [path]: {
    delete: { operationId: 'Unsubscribe', parameters: inPath(...names), responses: { 200: { description: 'OK' } } },
  },
});

const rows: Record<string, Row> = {
  Asana: {
    made: { path: '/webhooks', unsubscribe: deleteAt('/webhooks/{webhook_gid}', 'webhook_gid') },
    status: 201,
    answer: (_, target) => ({
      data: { gid: '12345', resource_type: 'webhook', resource: { gid: '999', name: 'Task' }, target, active: true },
    }),
    deletes: '/webhooks/12345',
  },
  Calendly: {
    made: { path: '/webhook_subscriptions', unsubscribe: deleteAt('/webhook_subscriptions/{uuid}', 'uuid') },
    status: 201,
    answer: (url, callback_url) => ({
      resource: { uri: `${url}/webhook_subscriptions/AAAA`, callback_url, user: `${url}/users/BBBB`, state: 'active' },
    }),
    deletes: '/webhook_subscriptions/AAAA',
  },
  Contentful: {
    made: {
      path: '/spaces/{space_id}/webhook_definitions',
      parameters: inPath('space_id'),
      unsubscribe: deleteAt('/spaces/{space_id}/webhook_definitions/{webhook_id}', 'space_id', 'webhook_id'),
    },
    parameters: { space_id: 's1' },
    status: 201,
    answer: (_, url) => ({
      name: 'Mine',
      url,
      sys: { type: 'WebhookDefinition', id: '0KzM2HxYr5O1pZ4SaUzK8h', space: { sys: { id: 's1' } } },
    }),
    deletes: '/spaces/s1/webhook_definitions/0KzM2HxYr5O1pZ4SaUzK8h',
  },
  PagerDuty: {
    made: { path: '/webhook_subscriptions', unsubscribe: deleteAt('/webhook_subscriptions/{id}', 'id') },
    status: 201,
    answer: (_, url) => ({
      webhook_subscription: { delivery_method: { id: 'PF9KMXH', url }, id: 'PY1OL64', filter: { id: 'P393ZNQ' } },
    }),
    deletes: '/webhook_subscriptions/PY1OL64',
  },
  Typeform: {
    made: {
      path: '/forms/{form_id}/webhooks/{tag}',
      method: 'put',
      parameters: inPath('form_id', 'tag'),
      unsubscribe: deleteAt('/forms/{form_id}/webhooks/{tag}', 'form_id', 'tag'),
    },
    parameters: { form_id: 'f1', tag: 'mine' },
    status: 200,
    answer: (_, url) => ({ id: '01D27CXGM4J1T5N6', form_id: 'f1', tag: 'mine', url, enabled: true }),
    deletes: '/forms/f1/webhooks/mine',
  },
  Twilio: {
    made: { path: '/v1/Subscriptions', unsubscribe: deleteAt('/v1/Subscriptions/{Sid}', 'Sid') },
    status: 201,
    answer: (url) => ({ sid: 'DF1', account_sid: 'AC1', sink_sid: 'DG1', url: `${url}/v1/Subscriptions/DF1` }),
    deletes: '/v1/Subscriptions/DF1',
  },
  PayPal: {
    made: {
      path: '/v1/notifications/webhooks',
      unsubscribe: deleteAt('/v1/notifications/webhooks/{webhook_id}', 'webhook_id'),
    },
    status: 201,
    answer: (base, url) => ({
      id: '0EH40505U7160970P',
      url,
      links: [
        { href: `${base}/v1/notifications/webhooks/0EH40505U7160970P`, rel: 'self', method: 'GET' },
        { href: `${base}/v1/notifications/webhooks/0EH40505U7160970P`, rel: 'delete', method: 'DELETE' },
      ],
    }),
    deletes: '/v1/notifications/webhooks/0EH40505U7160970P',
  },
  Mailchimp: {
    made: { path: '/lists/{list_id}/webhooks', parameters: inPath('list_id'), unsubscribe: {} },
    parameters: { list_id: 'l1' },
    status: 200,
    answer: (base, url) => ({
      id: 'abc',
      url,
      list_id: 'l1',
      _links: [
        { rel: 'self', href: `${base}/lists/l1/webhooks/abc`, method: 'GET' },
        { rel: 'parent', href: `${base}/lists/l1/webhooks`, method: 'GET' },
        { rel: 'delete', href: `${base}/lists/l1/webhooks/abc`, method: 'DELETE' },
      ],
    }),
    deletes: '/lists/l1/webhooks/abc',
  },
  Vimeo: {
    made: { path: '/users/me/webhooks', unsubscribe: {} },
    status: 201,
    answer: () => ({ uri: '/users/me/webhooks/77', active: true }),
    deletes: '/users/me/webhooks/77',
  },
  Dataverse: {
    made: { path: '/api/data/v9.2/serviceendpoints', unsubscribe: {} },
    status: 204,
    headers: { 'OData-EntityId': '/api/data/v9.2/serviceendpoints(00aa00aa-bb11-cc22-dd33-44ee44ee44ee)' },
    answer: () => undefined,
    deletes: '/api/data/v9.2/serviceendpoints(00aa00aa-bb11-cc22-dd33-44ee44ee44ee)',
  },
  ServiceNow: {
    made: { path: '/api/now/table/sys_hook', unsubscribe: deleteAt('/api/now/table/sys_hook/{id}', 'id') },
    status: 201,
    answer: () => ({ result: { sys_id: '46d44a40a9fe1981', name: 'Mine' } }),
    deletes: '/api/now/table/sys_hook/46d44a40a9fe1981',
  },
  Bitbucket: {
    made: { path: '/repositories/w/r/hooks', unsubscribe: deleteAt('/repositories/w/r/hooks/{uid}', 'uid') },
    status: 201,
    answer: (_, url) => ({ uuid: '{0bbe36c1-3a3f}', url, read_only: false }),
    deletes: '/repositories/w/r/hooks/%7B0bbe36c1-3a3f%7D',
  },
  Zendesk: {
    made: { path: '/api/v2/webhooks', unsubscribe: deleteAt('/api/v2/webhooks/{webhook_id}', 'webhook_id') },
    status: 201,
    answer: (_, endpoint) => ({ webhook: { id: '01EJFTSCC78X5V07NPY2MHR00M', endpoint, created_by: '1234567' } }),
    deletes: '/api/v2/webhooks/01EJFTSCC78X5V07NPY2MHR00M',
  },
  Smartsheet: {
    made: { path: '/webhooks', unsubscribe: deleteAt('/webhooks/{webhookId}', 'webhookId') },
    status: 200,
    answer: (_, callbackUrl) => ({
      message: 'SUCCESS',
      resultCode: 0,
      result: { id: 4503604829677444, sharedSecret: 'sh4red', scopeObjectId: 3285357287499652, callbackUrl },
    }),
    deletes: '/webhooks/4503604829677444',
  },
  Twitch: {
    made: {
      path: '/helix/eventsub/subscriptions',
      unsubscribe: {
        '/helix/eventsub/subscriptions': {
          delete: {
            operationId: 'Unsubscribe',
            parameters: [{ name: 'id', in: 'query', required: true, type: 'string' }],
            responses: { 204: { description: 'Deleted' } },
          },
        },
      },
    },
    status: 202,
    answer: () => ({
      data: [{ id: '26b1c993-bfcf', status: 'enabled' }],
      total: 1,
      total_cost: 1,
      max_total_cost: 10000,
    }),
    deletes: '/helix/eventsub/subscriptions?id=26b1c993-bfcf',
  },
  Nylas: {
    made: { path: '/v3/webhooks', unsubscribe: deleteAt('/v3/webhooks/{id}', 'id') },
    status: 200,
    answer: () => ({ request_id: '1', data: { id: 'UMWjAjMeWQ4D8gYF2moonK4486', webhook_secret: 's3cret-of-nylas' } }),
    deletes: '/v3/webhooks/UMWjAjMeWQ4D8gYF2moonK4486',
  },
  Airtable: {
    made: { path: '/v0/bases/b/webhooks', unsubscribe: deleteAt('/v0/bases/b/webhooks/{webhookId}', 'webhookId') },
    status: 200,
    answer: () => ({
      id: 'ach00000000000001',
      macSecretBase64: 'c2VjcmV0',
      expirationTime: '2023-01-30T00:00:00.000Z',
    }),
    deletes: '/v0/bases/b/webhooks/ach00000000000001',
  },
};

describe.each(Object.entries(rows))('%s', (_, { made, parameters, status, headers, answer, deletes }) => {
  it('names where its webhook is deleted', async () => {
    let base = '';
    const service = await odd((seen, response) => {
      if (seen.method === 'DELETE') return void response.writeHead(204).end();
      const body = answer(base, seen.json!.callbackUrl);
      if (body === undefined) response.writeHead(status, headers).end();
      else json(response, status, body, headers);
    });
    base = service.url;
    const here = await life(definition({ host: service.host, ...made }));
    const { id } = await here.register({ parameters });
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(service.requests.map(({ url }) => url).at(-1)).toBe(deletes);
    expect(here.traces()).not.toMatch(/sh4red|s3cret-of-nylas|c2VjcmV0/);
  });
});

describe('a DELETE', () => {
  const woo = {
    ...deleteAt('/webhooks/{id}', 'id'),
  } as Record<string, { delete: { parameters: object[] } }>;
  woo['/webhooks/{id}']!.delete.parameters.push({ name: 'force', in: 'query', type: 'boolean', default: true });

  it.each([400, 405, 501])(
    'that is refused with %s at the Location is sent again as the definition describes it',
    async (status) => {
      const service = await odd(({ method, url }, response) => {
        if (method !== 'DELETE') return void json(response, 201, { id: 142 }, { Location: '/webhooks/by-name' });
        if (url.startsWith('/webhooks/by-name')) return void json(response, status, { message: 'Not by its name.' });
        json(response, 200, { id: 142 });
      });
      const here = await life(definition({ host: service.host, path: '/webhooks', unsubscribe: woo }));
      const { id } = await here.register();
      expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
      const deletes = service.requests.filter(({ method }) => method === 'DELETE').map(({ url }) => url);
      expect(deletes).toEqual(['/webhooks/by-name?force=true', '/webhooks/142?force=true']);
    },
  );

  it.each(['/webhooks/142', '/webhooks/142?force=false'])(
    'at the Location %s has the query and the headers of the definition',
    async (location) => {
      const operation = structuredClone(woo);
      operation['/webhooks/{id}']!.delete.parameters.push({
        name: 'X-Tenant',
        in: 'header',
        type: 'string',
        default: 'acme',
      });
      const service = await odd(({ method }, response) =>
        json(response, method === 'DELETE' ? 200 : 201, { id: 142 }, { Location: location }),
      );
      const here = await life(definition({ host: service.host, path: '/webhooks', unsubscribe: operation }));
      const { id } = await here.register();
      expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
      const [, call] = service.requests;
      expect(call!.url).toBe(location.includes('?') ? location : `${location}?force=true`);
      expect(call!.headers['x-tenant']).toBe('acme');
    },
  );

  it('that is refused there as well reports the first refusal', async () => {
    const service = await odd(({ method, url }, response) => {
      if (method !== 'DELETE') return void json(response, 201, { id: 142 }, { Location: '/webhooks/by-name' });
      json(response, url.includes('142') ? 404 : 405, { message: `no ${url}` });
    });
    const here = await life(definition({ host: service.host, path: '/webhooks', unsubscribe: woo }));
    const { id } = await here.register();
    expect(await rejection(here.run('delete', { id }))).toMatch(/405 \(no \/webhooks\/by-name\?force=true\)/);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
  });

  it('is sent as the definition describes it, and not to an unrelated address in the body', async () => {
    const service = await odd(({ method, url }, response) => {
      if (method !== 'DELETE') return void json(response, 201, { id: 'h1', url: '/elsewhere/h1' });
      response.writeHead(url === '/hooks/h1' ? 204 : 404).end();
    });
    const here = await life(definition({ host: service.host }));
    const { id } = await here.register();
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(service.requests.map(({ url }) => url)).toEqual(['/hooks', '/hooks/h1']);
  });

  it('fails when the response is 200 with a failure in it', async () => {
    const service = await odd(({ method }, response) =>
      json(
        response,
        method === 'DELETE' ? 200 : 201,
        method === 'DELETE' ? { success: false, error: 'busy' } : { id: 1 },
      ),
    );
    const here = await life(definition({ host: service.host }));
    const { id } = await here.register();
    expect(await rejection(here.run('delete', { id }))).toMatch(/did not delete the webhook: it returned 200 \(busy\)/);
    expect(await here.run('list', {})).toMatchObject([{ id, state: 'active' }]);
  });
});

describe('a secret in the create response', () => {
  const told = 'O94IM25S7PXBPYTMNXLLET230SRP0S89COR7B1YOJ2ZIE8WQNK5UUKEF26W0Z5GA';
  const answers: [string, (secret: string) => object][] = [
    ['ClickUp', (secret) => ({ id: 'h1', webhook: { id: 'h1', secret } })],
    ['Smartsheet', (sharedSecret) => ({ message: 'SUCCESS', result: { id: 'h1', sharedSecret } })],
    ['Square', (signature_key) => ({ subscription: { id: 'h1', signature_key } })],
    ['Paddle', (endpoint_secret_key) => ({ data: { id: 'h1', endpoint_secret_key } })],
    ['PagerDuty', (secret) => ({ webhook_subscription: { id: 'h1', delivery_method: { id: 'd1', secret } } })],
  ];

  const created = async (answer: (secret: string) => object, secret: string) => {
    const service = await odd((seen, response) =>
      seen.method === 'DELETE' ? response.writeHead(204).end() : json(response, 201, answer(secret)),
    );
    return life(definition({ host: service.host }));
  };

  const deliver = async (url: string, key?: string) => {
    const body = '{"order":1}';
    const headers = key && { 'X-Signature': createHmac('sha256', key).update(body).digest('hex') };
    return (await fetch(url, { method: 'POST', headers: headers || {}, body })).status;
  };

  it.each(answers)('of %s applies from the first delivery that it verifies', async (_, answer) => {
    const here = await created(answer, told);
    const { id, callbackUrl } = await here.register();
    expect(await deliver(callbackUrl)).toBe(200);
    expect(await deliver(callbackUrl, 'another key')).toBe(200);
    await here.restart();
    expect(await deliver(callbackUrl, told)).toBe(200);
    expect(await deliver(callbackUrl, 'another key')).toBe(401);
    expect(await deliver(callbackUrl)).toBe(401);
    const rows: { signature: string }[] = await here.run('deliveries', { id });
    expect(rows.map(({ signature }) => signature)).toEqual(['absent', 'unknown', 'valid', 'invalid', 'absent']);
    expect(here.traces()).not.toContain(told);
    expect([...here.env.kept.values()]).toContain(told);
    await here.run('delete', { id });
    expect([...here.env.kept.values()]).not.toContain(told);
  });

  it.each<[string, object, string]>([
    ['when none is wanted', { secret: false }, told],
    ['when it is masked', {}, 'whsec_********'],
    ['when another one was given', { secret: 'a secret of my own' }, told],
  ])('is not used %s', async (_, argument, secret) => {
    const here = await created((one) => ({ id: 'h1', secret: one }), secret);
    const { callbackUrl } = await here.register(argument);
    await deliver(callbackUrl, secret);
    expect([...here.env.kept.values()]).not.toContain(secret);
    expect(await deliver(callbackUrl)).toBe('secret' in argument && argument.secret ? 401 : 200);
  });

  it('is replaced by one that a person sets', async () => {
    const here = await created((one) => ({ id: 'h1', secret: one }), told);
    const { id, callbackUrl } = await here.register();
    await here.run('setSignature', { id, secret: 'a secret of my own' });
    expect(await deliver(callbackUrl, told)).toBe(401);
    expect(await deliver(callbackUrl, 'a secret of my own')).toBe(200);
    expect([...here.env.kept.values()]).not.toContain(told);
  });
});
