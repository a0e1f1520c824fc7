// The calls of a connector with policies: what Power Automate would send, and what the response policies supply.
import { describe, expect, it } from 'vitest';
import { definition, json, type Made, odd, rejection } from './life';
import { life } from './over';

const policy = (templateId: string, settings: Record<string, unknown>, operations?: string[], section = 'Request') => ({
  templateId,
  title: `The ${templateId}`,
  parameters: {
    ...Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`x-ms-apimTemplateParameter.${name}`, value]),
    ),
    'x-ms-apimTemplate-policySection': section,
    ...(operations && { 'x-ms-apimTemplate-operationName': operations }),
  },
});

const text = (title: string, more: object = {}) => ({ type: 'string', uiDefinition: { displayName: title, ...more } });

const properties = (policies: object[], connectionParameters: object = {}, more: object = {}): string =>
  JSON.stringify({ properties: { connectionParameters, policyTemplateInstances: policies, ...more } });

/** A service that only knows `/v2/subscriptions`, and only with its tenant, key, API version and topic. */
async function strict(made: Made = {}) {
  const there = await odd(({ method, url, headers, body }, response) => {
    const isKnown = headers['x-tenant'] === 'acme' && headers['x-key'] === 'Key s3cr3t-value' && url.includes('api=7');
    if (!isKnown) return json(response, 401, { message: 'Who are you?' });
    if (method === 'DELETE' && url.startsWith('/v2/subscriptions/h1')) return response.writeHead(204).end();
    if (method === 'POST' && url.startsWith('/v2/subscriptions?') && JSON.parse(body).topic === 'order.paid')
      return json(response, 201, { id: 'h1' });
    return json(response, 404, { message: 'There is nothing here.' });
  });
  const policies = [
    policy('routerequesttoendpoint', { newPath: '/subscriptions', httpMethod: '@Request.OriginalHTTPMethod' }, [
      'Subscribe',
    ]),
    policy(
      'setproperty',
      {
        newPropertyParentPathTemplate: '@body()',
        newPropertySubPathTemplate: 'topic',
        propertyValuePathTemplate: 'order.paid',
      },
      ['Subscribe'],
    ),
    policy('setheader', { name: 'X-Tenant', value: "@connectionParameters('tenant')", existsAction: 'override' }),
    policy(
      'setheader',
      { name: 'X-Key', value: "Key @connectionParameters('secretKey')", existsAction: 'override' },
      [],
    ),
    policy('setqueryparameter', { name: 'api', value: '7', existsAction: 'override' }),
  ];
  const parameters = { tenant: text('Tenant'), secretKey: { ...text('Key'), type: 'securestring' } };
  const unsubscribe = {
    '/subscriptions/{id}': {
      delete: {
        operationId: 'Unsubscribe',
        parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
        responses: { 204: { description: 'Deleted' } },
      },
    },
  };
  const written = definition({ host: there.host, basePath: '/v2', path: '/hooks_OrderPaid', unsubscribe, ...made });
  return { there, here: await life(written, { properties: properties(policies, parameters) }) };
}

const connectionParameters = { tenant: 'acme', secretKey: 's3cr3t-value' };

describe('the calls of a connector with policies', () => {
  it('go where Power Automate sends them, with what its policies add, and so does the DELETE', async () => {
    const { here, there } = await strict();
    const { id, differences } = await here.register({ connectionParameters });
    expect(differences).toEqual([]);
    expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
    expect(there.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v2/subscriptions?api=7',
      'DELETE /v2/subscriptions/h1?api=7',
    ]);
  });

  it('keep secure values of the connection in the secret storage alone, also over a restart', async () => {
    const { here } = await strict();
    const { id } = await here.register({ connectionParameters });
    expect(here.traces()).not.toContain('s3cr3t-value');
    expect([...here.env.kept.values()].join()).toContain('s3cr3t-value');
    await here.restart();
    expect((await here.run('delete', { id })).remote).toBe('deleted');
    expect([...here.env.kept.values()].join()).not.toContain('s3cr3t-value');
  });

  it('reject with the names of the values that are missing', async () => {
    const { here, there } = await strict();
    const message = await rejection(here.register({ connectionParameters: { tenant: 'acme' } }));
    expect(message).toContain('"connectionParameters.secretKey"');
    expect(there.requests).toEqual([]);
  });

  it('are in the curl command as they are sent, with secure values masked', async () => {
    const { here } = await strict();
    const { command } = await here.run('copyAsCurl', { uri: here.uri, operationId: 'Subscribe', connectionParameters });
    expect(command).toContain('/v2/subscriptions?api=7');
    expect(command).toContain('X-Tenant: acme');
    expect(command).toContain('X-Key: Key ***');
    expect(command).toContain('order.paid');
    expect(command).not.toContain('s3cr3t-value');
  });

  it('take the address from a policy when none is given', async () => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE' ? response.writeHead(204).end() : json(response, 201, {}, { Location: '/eu/hooks/h1' }),
    );
    const policies = [policy('dynamichosturl', { urlTemplate: `${there.url}/@connectionParameters('region')` })];
    const parameters = { region: text('Region', { constraints: { required: 'true' } }) };
    const here = await life(definition({ host: 'host.example', basePath: '/ignored' }), {
      properties: properties(policies, parameters),
    });
    expect(await rejection(here.register())).toContain('"connectionParameters.region"');
    const { id } = await here.register({ connectionParameters: { region: 'eu' } });
    await here.run('delete', { id });
    expect(there.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /eu/hooks',
      'DELETE /eu/hooks/h1',
    ]);
  });

  it('find the webhook by a Location that only a policy of the response supplies', async () => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE' ? response.writeHead(204).end() : json(response, 201, { hook: { ref: 9 } }),
    );
    const value = `${there.url}/@connectionParameters('area','x')/hooks/@body().hook.ref`;
    const policies = [
      policy('setheader', { name: 'Location', value, existsAction: 'override' }, ['Subscribe'], 'Response'),
    ];
    const here = await life(definition({ host: there.host, basePath: '/x' }), { properties: properties(policies) });
    const { id, location, warnings } = await here.register();
    expect(location).toBe(`${there.url}/x/hooks/9`);
    expect(warnings).toEqual([]);
    await here.run('delete', { id });
    expect(there.requests.at(-1)).toMatchObject({ method: 'DELETE', url: '/x/hooks/9' });
  });

  it('name a policy that is not applied', async () => {
    const there = await odd((_, response) => json(response, 201, { id: 'h1' }));
    const policies = [policy('setvaluefromurl', { parameterTemplate: "@queryParameters('token')" }, ['Subscribe'])];
    const here = await life(definition({ host: there.host }), { properties: properties(policies) });
    const { differences } = await here.register();
    expect(differences).toEqual([
      { code: 'policy-not-applied', message: expect.stringContaining('The setvaluefromurl') },
    ]);
  });

  const nameless: [template: string, settings: Record<string, string>, section: string][] = [
    'Request',
    'Response',
  ].flatMap((section): [string, Record<string, string>, string][] => [
    ['setheader', { value: 'x' }, section],
    ['setqueryparameter', { value: 'x' }, section],
    ['setproperty', { newPropertyParentPathTemplate: '@body()', propertyValuePathTemplate: 'x' }, section],
  ]);

  it.each(nameless)('name a %s that does not say what it sets: %j, %s', async (template, settings, section) => {
    const there = await odd((_, response) => json(response, 201, { id: 'h1' }));
    const policies = [policy(template, settings, ['Subscribe'], section)];
    const here = await life(definition({ host: there.host }), { properties: properties(policies) });
    const { differences } = await here.register();
    expect(there.requests[0]!.url).not.toContain('?');
    expect(differences).toEqual([{ code: 'policy-not-applied', message: expect.stringContaining(`The ${template}`) }]);
  });

  it('are left alone where a policy names other operations', async () => {
    const there = await odd((_, response) => json(response, 201, { id: 'h1' }));
    const policies = [policy('setheader', { name: 'X-Other', value: 'x' }, ['Another'])];
    const here = await life(definition({ host: there.host }), { properties: properties(policies) });
    await here.register();
    expect(there.requests[0]!.headers).not.toHaveProperty('x-other');
  });

  it('override the key that the definition sends', async () => {
    const there = await odd((_, response) => json(response, 201, { id: 'h1' }));
    const policies = [
      policy('setheader', {
        name: 'Authorization',
        value: "Bearer @connectionParameters('api_key')",
        existsAction: 'override',
      }),
    ];
    const here = await life(
      definition({ host: there.host, security: { type: 'apiKey', in: 'header', name: 'Authorization' } }),
      { properties: properties(policies, { api_key: { type: 'securestring' } }) },
    );
    await here.register({ credentials: { type: 'apiKey', key: 'k3y-of-mine' } });
    expect(there.requests[0]!.headers.authorization).toBe('Bearer k3y-of-mine');
  });
});

it('go along to a Location below the routed create call, with what the unsubscribe operation adds', async () => {
  const there = await odd(({ method }, response) =>
    method === 'DELETE' ? response.writeHead(204).end() : json(response, 201, {}, { Location: '/v3/hooks/h1' }),
  );
  const policies = [
    policy('routerequesttoendpoint', { newPath: '/v3/hooks' }, ['Subscribe']),
    policy('routerequesttoendpoint', { newPath: '/v3/hooks/{id}' }, ['Unsubscribe']),
    policy('setheader', { name: 'X-Reason', value: 'flow', existsAction: 'override' }, ['Unsubscribe']),
    policy('setqueryparameter', { name: 'api', value: '7', existsAction: 'override' }),
  ];
  const here = await life(definition({ host: there.host }), { properties: properties(policies) });
  const { id } = await here.register();
  expect(await here.run('delete', { id })).toEqual({ id, remote: 'deleted' });
  const [, sent] = there.requests;
  expect([sent!.method, sent!.url, sent!.headers['x-reason']]).toEqual(['DELETE', '/v3/hooks/h1?api=7', 'flow']);
});

it('are shown with their policies before a DELETE is sent, secrets masked', async () => {
  const { here } = await strict();
  const { id } = await here.register({ connectionParameters });
  const { calls } = here.previewDelete(id);
  expect(calls[0]!.headers).toEqual([
    ['X-Tenant', 'acme'],
    ['X-Key', 'Key ***'],
  ]);
  expect(calls[0]!.applied.flatMap(({ targets }) => targets)).toContainEqual({ kind: 'header', name: 'X-Tenant' });
});
