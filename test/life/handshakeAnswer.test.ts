/** A response of one's own to the handshakes of services that are not known here. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseHandshakeAnswer } from '../../client/receiver/handshakes/ownAnswer';
import { startService } from '../support/service';
import { fakeEnvironment, start } from '../webhooks/environment';
import { describeTrigger } from '../webhooks/triggers';

async function registered(handshakeAnswer: Parameters<typeof parseHandshakeAnswer>[0], secret?: string) {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const webhooks = await start(fakeEnvironment());
  const registration = await webhooks.register({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'auto',
    handshakeAnswer: handshakeAnswer as never,
    ...(secret !== undefined && { secret }),
  });
  const call = async (init: RequestInit & { search?: string } = {}) => {
    const response = await fetch(registration.callbackUrl + (init.search ?? ''), init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { webhooks, id: registration.id, call };
}

const json = { 'content-type': 'application/json' };

describe('a handshake', () => {
  it('is answered from the body, the query and the headers of the request', async () => {
    const { webhooks, id, call } = await registered({
      status: 202,
      headers: { 'X-Echo': 'v {header.x-nonce}' },
      body: '{"challenge":"{body.data.code}","page":"{query.page}"}',
    });
    const body = JSON.stringify({ data: { code: 'a"b\\c é' } });
    const answer = await call({ method: 'POST', headers: { ...json, 'X-Nonce': 'n-1' }, body, search: '?page=7' });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('x-echo')).toBe('v n-1');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(answer.text)).toEqual({ challenge: 'a"b\\c é', page: '7' });
    const [row] = await webhooks.deliveries(id);
    expect(row).toMatchObject({ kind: 'handshake', answered: 202 });
    expect(row!.differences).toMatchObject([{ code: 'handshake-not-answered' }]);
  });

  it('is a delivery where a part is missing, or it carries a signature', async () => {
    const { webhooks, id, call } = await registered({ body: '{body.challenge}' });
    await call({ method: 'POST', headers: json, body: '{"other":1}' });
    await call({ method: 'POST', headers: { ...json, 'X-Signature': '0'.repeat(64) }, body: '{"challenge":"c"}' });
    expect((await call({ method: 'POST', body: new URLSearchParams({ challenge: 'c&d' }) })).text).toBe('c&d');
    expect((await webhooks.deliveries(id)).map(({ kind }) => kind)).toEqual(['delivery', 'delivery', 'handshake']);
  });

  it('of a response that needs nothing is every request without a body', async () => {
    const { webhooks, id, call } = await registered({ status: 204 });
    expect((await call()).status).toBe(204);
    expect((await call({ method: 'POST', headers: json, body: '{}' })).status).toBe(200);
    expect((await webhooks.deliveries(id)).map(({ kind }) => kind)).toEqual(['handshake', 'delivery']);
  });

  it('where a flow would answer the same is no difference', async () => {
    const { webhooks, id, call } = await registered({ status: 202 });
    await call({ method: 'POST' });
    const [row] = await webhooks.deliveries(id);
    expect(row).toMatchObject({ kind: 'handshake', answered: 202 });
    expect(row!.differences).toBeUndefined();
  });

  it('brings no header of its own into the response', async () => {
    const { call } = await registered({ headers: { 'X-Echo': '{query.a}' }, body: 'ok' });
    const answer = await call({ search: `?a=${encodeURIComponent('x\r\nSet-Cookie: a=1\u0000é')}` });
    expect(answer.headers.get('x-echo')).toBe('xSet-Cookie: a=1');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('is answered otherwise once the response is changed, and as known services require without one', async () => {
    const { webhooks, id, call } = await registered({ body: 'one {query.a}' });
    expect((await call({ search: '?a=1' })).text).toBe('one 1');
    await webhooks.setHandshakeAnswer(id, { status: 200, headers: {}, body: 'two {query.a}' });
    expect((await call({ search: '?a=1' })).text).toBe('two 1');
    await webhooks.setHandshakeAnswer(id, null);
    expect((await call({ search: '?validationToken=t', method: 'POST' })).text).toBe('t');
  });
});

it.each([
  ['a status', { status: 99 }, 'handshakeAnswer.status'],
  ['a body', { body: 7 }, 'handshakeAnswer.body'],
  ['headers', { headers: [] }, 'handshakeAnswer.headers'],
  ['a header', { headers: { 'a b': 'c' } }, 'handshakeAnswer.headers'],
  ['the length', { headers: { 'Content-Length': '3' } }, 'handshakeAnswer.headers'],
  ['a page', { headers: { 'Content-Type': 'text/html' } }, 'handshakeAnswer.headers'],
  ['nothing', null, 'handshakeAnswer'],
])('a response with %s that cannot be is refused by name', (_, given, property) => {
  expect(() => parseHandshakeAnswer(given)).toThrow(expect.objectContaining({ property }));
});
