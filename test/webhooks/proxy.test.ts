/** A proxy that refuses is named. The errors are those of VS Code 1.96 to 1.139, whose fetch goes through undici's ProxyAgent. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { proxyHost, setProxyAddress } from '../../client/common/proxy';
import { ProxyError, ServiceError, send } from '../../client/common/transport';

const error = (message: string, more: object = {}, cause?: Error): Error =>
  Object.assign(new Error(message, cause && { cause }), more);

/** What fetch throws where the proxy answers to CONNECT with that status. */
const tunnel = (status: number): Error => {
  const said = status === 407 ? 'Proxy response (407) ?.== 200' : `Proxy response (${status}) !== 200`;
  const aborted = error(`${said} when HTTP Tunneling`, { name: 'AbortError', code: 'UND_ERR_ABORTED' });
  return new TypeError('fetch failed', { cause: error('Request was cancelled.', { code: 0 }, aborted) });
};

const connect = (code: string, more: object): Error =>
  new TypeError('fetch failed', { cause: error(`connect ${code}`, { code, syscall: 'connect', ...more }) });

async function failureOf(failure: Error): Promise<ServiceError> {
  vi.stubGlobal('fetch', () => Promise.reject(failure));
  const sent = send({ method: 'POST', url: 'https://shop.example/hooks', headers: {} }, { timeoutMs: 1000 });
  return sent.then(
    () => expect.unreachable(),
    (error) => error,
  );
}

beforeEach(() => setProxyAddress(() => 'proxy.contoso.example:3128'));
afterEach(() => {
  vi.unstubAllGlobals();
  setProxyAddress(() => undefined);
});

describe('a proxy', () => {
  it.each([
    ['that refuses', tunnel(403), /refuses the connection \(403\)/, 403],
    ['that wants a password', tunnel(407), /requires a user name and a password \(407\)/, 407],
    [
      'that wants a password, as fetch alone says it',
      new TypeError('fetch failed', { cause: new Error('') }),
      /requires a user name and a password/,
      407,
    ],
    ['that has no way to the service', tunnel(502), /has no connection to it \(502\)/, 502],
    ['that waits without success', tunnel(504), /has no connection to it \(504\)/, 504],
    [
      'whose name is unknown',
      connect('ENOTFOUND', { syscall: 'getaddrinfo', hostname: 'proxy.contoso.example' }),
      /does not answer \(ENOTFOUND\)/,
      0,
    ],
    [
      'that is off',
      connect('ECONNREFUSED', { address: '10.0.0.1', port: 3128 }),
      /does not answer \(ECONNREFUSED\)/,
      0,
    ],
  ])('%s is named, and nothing is in doubt', async (_, failure, says, status) => {
    const found = await failureOf(failure);
    expect(found).toBeInstanceOf(ProxyError);
    expect(found.message).toMatch(says);
    expect(found.message).toContain('shop.example');
    expect(found.message).toContain('proxy.contoso.example:3128');
    expect(found).toMatchObject({ status, inDoubt: false });
  });

  it.each([
    ['of the service', connect('ECONNREFUSED', { address: '10.0.0.2', port: 443 })],
    ['of a name', connect('ENOTFOUND', { syscall: 'getaddrinfo', hostname: 'shop.example' })],
    ['of a certificate', connect('SELF_SIGNED_CERT_IN_CHAIN', {})],
    ['of a connection that breaks', connect('ECONNRESET', { syscall: 'read' })],
  ])('is not blamed for an error %s', async (_, failure) => {
    const found = await failureOf(failure);
    expect(found).toBeInstanceOf(ServiceError);
    expect(found).not.toBeInstanceOf(ProxyError);
    expect(found.message).not.toMatch(/proxy/i);
  });

  it('that the system chose is named as such', async () => {
    setProxyAddress(() => undefined);
    expect((await failureOf(tunnel(403))).message).toContain('the proxy of this computer refuses');
  });
});

it.each([
  ['http://proxy.example:3128', 'proxy.example:3128'],
  ['http://mona:s3cret@proxy.example:8080/', 'proxy.example:8080'],
  ['https://proxy.example', 'proxy.example'],
  ['', undefined],
  [undefined, undefined],
  ['proxy', undefined],
])('the address %j is shown as %j, without credentials', (address, shown) => {
  expect(proxyHost(address)).toBe(shown);
});
