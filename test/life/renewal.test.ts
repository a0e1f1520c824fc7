// A webhook that ends by itself, or whose request has changed, is registered again as a flow would, and the old one goes.
import { describe, expect, it } from 'vitest';
import { until } from '../webhooks/environment';
import { definition, json, type Made, odd, rejection } from './life';
import { life } from './over';

const inOneDay = () => new Date(Date.now() + 86_400_000).toISOString();

/** A service whose webhooks end after a day, with ids h1, h2, … */
async function expiring(made: Made = {}, deletes = 204) {
  let created = 0;
  const there = await odd(({ method }, response) => {
    if (method === 'DELETE') return response.writeHead(deletes).end();
    const id = `h${++created}`;
    return json(response, 201, { id, expirationDateTime: inOneDay() }, { Location: `/hooks/${id}` });
  });
  return { there, here: await life(definition({ host: there.host, ...made })) };
}

const calls = ({ requests }: Awaited<ReturnType<typeof expiring>>['there']) =>
  requests.map(({ method, url }) => `${method} ${url}`);

describe('a webhook that expires', () => {
  it('says when, and that Power Automate does not renew it', async () => {
    const { here } = await expiring();
    const { expiresAt, warnings } = await here.register();
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect(warnings).toEqual([
      `This webhook expires at ${expiresAt}, and nothing arrives after that. Power Automate does not renew it.`,
    ]);
    expect(await here.run('list', {})).toMatchObject([{ expiresAt }]);
  });

  it('is announced once, at the moment at which the service ends it', async () => {
    const soon = () => new Date(Date.now() + 1_500).toISOString();
    const there = await odd((_, response) =>
      json(response, 201, { id: 'h1', expirationDateTime: soon() }, { Location: '/hooks/h1' }),
    );
    const here = await life(definition({ host: there.host }));
    const { id } = await here.register();
    const announced = () => here.events().flatMap((event) => (event.type === 'expired' ? event.registration.id : []));
    await until(() => announced().length > 0);
    // Whatever else changes, it is not announced again.
    await here.run('delete', { id, forget: true });
    expect(announced()).toEqual([id]);
  });

  it('is renewed with the same values and credentials: another one is created, then the old one deleted', async () => {
    const { here, there } = await expiring({
      security: { type: 'basic' },
      properties: { topic: { type: 'string' } },
    });
    const old = await here.register({
      parameters: { body: { topic: 'orders' } },
      credentials: { type: 'basic', username: 'mona', password: 's3cr3t' },
      callback: 'power-automate',
    });
    const renewed = await here.run('renew', { id: old.id });
    expect(renewed).toMatchObject({ state: 'active', replaced: { id: old.id, remote: 'deleted' } });
    expect(calls(there)).toEqual(['POST /hooks', 'POST /hooks', 'DELETE /hooks/h1']);
    const [first, second] = there.requests;
    expect(second!.headers.authorization).toBe(first!.headers.authorization);
    expect(JSON.parse(second!.body)).toEqual({ topic: 'orders', callbackUrl: renewed.callbackUrl });
    expect(renewed.callbackUrl).not.toBe(old.callbackUrl);
    expect(renewed.callbackUrl).toContain('sig=');
    expect((await here.run('list', {})).map(({ id }: { id: string }) => id)).toEqual([renewed.id]);
    expect(await here.run('delete', { id: renewed.id })).toMatchObject({ remote: 'deleted' });
  });

  it('stays, and the result says so, where the service does not delete it', async () => {
    const { here } = await expiring({}, 500);
    const { id } = await here.register();
    const renewed = await here.run('renew', { id });
    expect(renewed.replaced).toEqual({ id, remote: null });
    expect(renewed.warnings.join()).toContain('The old webhook was not deleted: ');
    expect(await here.run('list', {})).toHaveLength(2);
  });

  it('needs the secrets among its values again: they are not kept', async () => {
    const { here, there } = await expiring({ properties: { apiKey: { type: 'string' } } });
    const { id } = await here.register({ parameters: { body: { apiKey: 'top-s3cr3t' } } });
    expect(await rejection(here.run('renew', { id }))).toBe(
      '"parameters": Enter "apiKey", because secrets among the values of a webhook are not saved. Supply "parameters.body.apiKey".',
    );
    expect(calls(there)).toEqual(['POST /hooks']);
    await here.run('renew', { id, parameters: { body: { apiKey: 'top-s3cr3t' } } });
    expect(there.requests[1]!.body).toContain('top-s3cr3t');
    expect(here.traces()).not.toContain('top-s3cr3t');
  });
});
