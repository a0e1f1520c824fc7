import { describe, expect, it } from 'vitest';
import { type ExposureChoice, resolveExposure } from '../../client/webhooks/exposure/exposure';
import { checkBaseUrl, chooseBaseUrl, fillAddress, isLoopback } from '../../client/webhooks/request/baseUrl';
import { byScript } from '../support/byScript';

const githubApiUrl = 'https://github.company.example/api/v3';
const endpoint = { schemes: ['https'], host: 'api.example.com', basePath: '/v1' };

describe('the base URL', () => {
  it.each([
    ['what is given, as it is', { baseUrl: ' http://127.0.0.1:8080/x/ ' }, 'http://127.0.0.1:8080/x'],
    ['the definition', {}, 'https://api.example.com/v1'],
    [
      'https where both are offered',
      { endpoint: { ...endpoint, schemes: ['http', 'https'] } },
      'https://api.example.com/v1',
    ],
    ['http where only that is offered', { endpoint: { ...endpoint, schemes: ['http'] } }, 'http://api.example.com/v1'],
    ['https where nothing is said', { endpoint: { ...endpoint, schemes: [] } }, 'https://api.example.com/v1'],
    [
      'the API of the settings for GitHub',
      { endpoint: { ...endpoint, host: 'api.github.com', basePath: '' } },
      githubApiUrl,
    ],
    [
      'what is given, also for GitHub',
      { baseUrl: 'http://127.0.0.1:1', endpoint: { ...endpoint, host: 'api.github.com' } },
      'http://127.0.0.1:1',
    ],
  ])('is %s', (_, choice, expected) => {
    expect(chooseBaseUrl({ endpoint, githubApiUrl, ...choice })).toBe(expected);
  });

  it.each([
    { ...endpoint, host: undefined },
    { ...endpoint, host: '{{host}}' },
    { ...endpoint, host: '<tenant>.example.com' },
    { ...endpoint, host: '{subdomain}.example.com' },
    { ...endpoint, host: 'your-tenant.example.com' },
    { ...endpoint, basePath: '/{{version}}' },
    { ...endpoint, schemes: ['wss'] },
  ])('must be supplied for %j', (unusable) => {
    expect(() => chooseBaseUrl({ endpoint: unusable, githubApiUrl })).toThrow(
      expect.objectContaining({ property: 'baseUrl' }),
    );
  });

  it('of GitHub rejects a setting that is not a URL, by name and only when it is used', () => {
    const unset = 'github.company.example/api/v3';
    const onGithub = { ...endpoint, host: 'api.github.com' };
    expect(() => chooseBaseUrl({ endpoint: onGithub, githubApiUrl: unset })).toThrow(/`flowWebhooks\.github\.apiUrl`/);
    expect(chooseBaseUrl({ endpoint, githubApiUrl: unset })).toBe('https://api.example.com/v1');
  });

  it.each([
    'nothing',
    'ftp://x.example',
    'javascript:1',
    'https://user:pw@x.example',
    'https://x.example?a=1',
    'https://x.example#a',
  ])('is not %s', (baseUrl) => {
    expect(() => checkBaseUrl(baseUrl)).toThrow(expect.objectContaining({ property: 'baseUrl' }));
  });
});

describe('this computer', () => {
  const hostOf = (url: string) => new URL(url).hostname;

  it.each([
    'http://127.0.0.1',
    'http://127.1',
    'http://2130706433',
    'http://0x7f.1',
    'http://localhost',
    'http://LOCALHOST.',
    'http://x.localhost',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0',
  ])('is %s', (url) => expect(isLoopback(hostOf(url))).toBe(true));
  it.each([
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://10.0.0.1',
    'http://128.0.0.1',
    'http://[::2]',
    'http://notlocalhost',
  ])('is not %s', (url) => expect(isLoopback(hostOf(url))).toBe(false));
});

describe('exposure', () => {
  const resolve = (choice: Partial<ExposureChoice>) =>
    resolveExposure({
      exposure: 'auto',
      baseUrl: 'https://api.example.com',
      port: 4000,
      publicUrl: '',
      smeeServer: 'https://smee.io',
      forward: async (port) => `http://127.0.0.1:${port}`,
      ...choice,
    });
  const forwarded = async (port: number) => `https://forwarded.example/proxy/${port}`;

  it.each<[string, Partial<ExposureChoice>, object]>([
    [
      'local for a service on loopback',
      { baseUrl: 'http://localhost:1', publicUrl: 'https://p.example' },
      { exposure: 'local', base: 'http://127.0.0.1:4000' },
    ],
    [
      'the public URL, with its path',
      { publicUrl: 'https://p.example/x' },
      { exposure: 'custom', base: 'https://p.example/x' },
    ],
    [
      'forwarded where the editor has an address',
      { forward: forwarded },
      { exposure: 'forwarded', base: 'https://forwarded.example/proxy/4000' },
    ],
    [
      'what is named',
      { exposure: 'forwarded', publicUrl: 'https://p.example', forward: forwarded },
      { exposure: 'forwarded' },
    ],
    ['smee where it is named', { exposure: 'smee' }, { exposure: 'smee', base: 'https://smee.io' }],
    ["GitHub's relay, which leads to this machine", { exposure: 'github' }, { base: 'http://127.0.0.1:4000' }],
    [
      'forwarded on loopback for a service there',
      { exposure: 'forwarded', baseUrl: 'http://127.0.0.1:1' },
      { base: 'http://127.0.0.1:4000' },
    ],
  ])('is %s', async (_, choice, expected) => {
    expect(await resolve(choice)).toMatchObject(expected);
  });

  it.each<[string, Partial<ExposureChoice>]>([
    ['no way out', {}],
    ['local, for a service elsewhere', { exposure: 'local' }],
    ['forwarded to loopback, for a service elsewhere', { exposure: 'forwarded' }],
    ['custom on loopback, for a service elsewhere', { exposure: 'custom', publicUrl: 'http://[::1]:80' }],
    ['auto with a public URL on loopback', { publicUrl: 'http://localhost:1' }],
    ['custom without a public URL', { exposure: 'custom' }],
    ['smee on loopback, for a service elsewhere', { exposure: 'smee', smeeServer: 'http://127.0.0.1:3000' }],
    ['forwarding that fails', { exposure: 'forwarded', forward: () => Promise.reject(new Error('no')) }],
    ['anything else', { exposure: 'tunnel' as 'auto' }],
  ])('is refused: %s', async (_, choice) => {
    await expect(byScript(resolve(choice))).rejects.toThrow(/"exposure"/);
  });
});

describe('an address of a connection', () => {
  it.each([
    ['https://{host}/api', 'shop.example.com', 'https://shop.example.com/api'],
    ['https://{host}/api', ' https://shop.example.com/ ', 'https://shop.example.com/api'],
    ['{url}/api', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080/api'],
    ['https://example.com/{path}', '', 'https://example.com'],
  ])('of %s with %j is %s', (template, value, address) => {
    expect(fillAddress(template, () => value)).toBe(address);
  });
});
