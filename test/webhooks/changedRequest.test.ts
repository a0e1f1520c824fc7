// After an edit of a definition: whether the create call of a registered webhook would be another one.
import { describe, expect, it } from 'vitest';
import { definition, json, type Made, odd } from '../life/life';
import { readTriggers } from '../support/requests';
import { fakeEnvironment, start } from './environment';

const policy = (name: string, value: string, section = 'Request') => ({
  templateId: 'setheader',
  title: 'Set',
  parameters: {
    'x-ms-apimTemplateParameter.name': name,
    'x-ms-apimTemplateParameter.value': value,
    'x-ms-apimTemplate-policySection': section,
  },
});

const triggerOf = (made: Made, policies: object[] = []) =>
  readTriggers(
    'file:///apiDefinition.swagger.json',
    definition(made),
    JSON.stringify({ properties: { connectionParameters: {}, policyTemplateInstances: policies } }),
  ).triggers[0]!;

const topic = (about: object) => ({ properties: { topic: { type: 'string', ...about } } });

async function registered() {
  const there = await odd((_, response) => json(response, 201, {}, { Location: '/hooks/1' }));
  const made = (more: Made = {}): Made => ({ host: there.host, ...topic({ default: 'orders' }), ...more });
  const webhooks = await start(fakeEnvironment());
  const { id } = await webhooks.register({
    uri: 'file:///apiDefinition.swagger.json',
    trigger: triggerOf(made(), [policy('X-Version', '1')]),
    parameters: {},
    baseUrl: there.url,
    exposure: 'auto',
  });
  return (more: Made, policies = [policy('X-Version', '1')]) =>
    webhooks.changedRequest(id, triggerOf(made(more), policies));
}

describe('the create call after an edit', () => {
  it('is the same when nothing, or only texts, changed', async () => {
    const changed = await registered();
    expect(changed({})).toBeUndefined();
    expect(changed(topic({ default: 'orders', description: 'The topic', title: 'Topic' }))).toBeUndefined();
    expect(changed({}, [policy('X-Version', '1'), policy('X-Other', '1', 'Response')])).toBeUndefined();
  });

  it.each<[string, Made, object[]?]>([
    ['another default', topic({ default: 'invoices' })],
    ['another path', { path: '/subscriptions' }],
    ['another method', { method: 'put' }],
    ['another base path', { basePath: '/v2' }],
    ['a new parameter with a default', { parameters: [{ name: 'v', in: 'query', type: 'string', default: '2' }] }],
    ['a new required parameter', { parameters: [{ name: 'v', in: 'query', type: 'string', required: true }] }],
    ['another policy', {}, [policy('X-Version', '2')]],
    ['a key under another name', { security: { type: 'apiKey', in: 'header', name: 'X-Key' } }],
  ])('differs after %s', async (_, more, policies) => {
    const changed = await registered();
    const now = changed(more, policies as never);
    expect(now).toBeDefined();
    expect(changed(more, policies as never)).toBe(now);
  });
});
