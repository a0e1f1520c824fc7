// What a flow's callback would do, and what this receiver does more: told in the result, on the delivery and once in the panel.
import { describe, expect, it } from 'vitest';
import { definition, json, odd, type Seen } from './life';
import { life } from './over';

const post = async (url: string, body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
};

/** A service like Microsoft Graph: it creates the webhook only if the callback echoes its token. */
async function graph() {
  const echoes: string[] = [];
  const there = await odd(async (seen: Seen, response) => {
    if (seen.method === 'DELETE') return response.writeHead(204).end();
    const url = new URL(seen.json!.callbackUrl);
    url.searchParams.set('validationToken', 'echo me');
    const echo = await post(url.href, '');
    echoes.push(echo.text);
    return echo.text === 'echo me' ? json(response, 201, { id: 'h1' }) : json(response, 400, { message: 'No echo.' });
  });
  return { there, echoes, here: await life(definition({ host: there.host })) };
}

describe('a handshake', () => {
  it('succeeds here and is reported as a difference, in the result and on its row', async () => {
    const { here, echoes } = await graph();
    const { id, differences } = await here.register();
    expect(echoes).toEqual(['echo me']);
    const difference = {
      code: 'handshake-not-answered',
      message: expect.stringContaining("can't be registered from a flow"),
    };
    expect(differences).toEqual([difference]);
    expect(await here.run('deliveries', { id })).toMatchObject([{ kind: 'handshake', differences: [difference] }]);
    expect((await here.run('list', {}))[0].differences).toEqual([difference]);
  });

  it('fails with strict answers, as it does in Power Automate', async () => {
    const { there } = await graph();
    const strict = await life(definition({ host: there.host }), { settings: { strictAnswers: true } });
    await expect(strict.register()).rejects.toThrow(/400/);
  });

  it('fails in the check of the unsubscribe contract', async () => {
    const { here } = await graph();
    const { steps } = await here.run('checkUnsubscribe', { uri: here.uri, operationId: 'Subscribe' });
    expect(steps[0]).toMatchObject({ name: 'create', ok: false });
  });
});

describe('strict answers', () => {
  const open = async () => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE' ? response.writeHead(204).end() : json(response, 201, { id: 'h1' }),
    );
    const here = await life(definition({ host: there.host }), { settings: { strictAnswers: true } });
    return { here, ...(await here.register({ callback: 'power-automate' })) };
  };

  const rows: [string, RequestInit, number, string][] = [
    ['JSON', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"order":1}' }, 202, ''],
    ['another type', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{' }, 202, ''],
    [
      'broken JSON',
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{' },
      400,
      'InvalidRequestContent',
    ],
    ['a GET with a challenge', { method: 'GET' }, 404, ''],
  ];
  it.each(rows)('to %s are those of a flow', async (_, init, status, text) => {
    const { callbackUrl } = await open();
    const response = await fetch(`${callbackUrl}&hub.mode=subscribe&hub.challenge=7`, init);
    expect(response.status).toBe(status);
    const answer = await response.text();
    expect(text === '' ? answer : JSON.parse(answer).error.code).toBe(text);
  });
});

describe("a callback URL like a flow's", () => {
  const open = async () => {
    const there = await odd((seen, response) =>
      seen.method === 'DELETE' ? response.writeHead(204).end() : json(response, 201, { id: 'h1' }),
    );
    const here = await life(definition({ host: there.host }));
    return { here, ...(await here.register({ callback: 'power-automate' })) };
  };

  it('receives deliveries whole, with more in the query, and damaged ones with the damage', async () => {
    const { here, id, callbackUrl } = await open();
    const ways: [string, RegExp | undefined][] = [
      [callbackUrl, undefined],
      [`${callbackUrl}&extra=1`, undefined],
      [callbackUrl.split('?')[0]!, /drops the query/],
      [decodeURIComponent(callbackUrl), /decodes/],
      [callbackUrl.slice(0, 255), /cuts/],
      [callbackUrl.slice(0, 100), /cuts/],
    ];
    for (const [url] of ways) expect((await post(url, '{"order":1}')).status).toBe(200);
    const found: { differences?: { message: string }[] }[] = await here.run('deliveries', { id });
    expect(found).toHaveLength(ways.length);
    for (const [index, [, wanted]] of ways.entries()) {
      const messages = (found[index]!.differences ?? []).map(({ message }) => message);
      expect(messages).toEqual(wanted ? [expect.stringMatching(wanted)] : []);
    }
  });

  it('is never written anywhere with its token or its signature', async () => {
    const { here, id, callbackUrl } = await open();
    await post(callbackUrl, '{"order":1}');
    const signature = /sig=([\w-]+)/.exec(callbackUrl)![1]!;
    expect(here.env.logged.join()).not.toContain(signature);
    expect(JSON.stringify(await here.run('deliveries', { id }))).not.toContain(signature);
  });

  it('is deleted like any other', async () => {
    const { here, id, callbackUrl } = await open();
    await here.run('delete', { id });
    expect((await post(callbackUrl, '{}')).status).toBe(410);
  });
});
