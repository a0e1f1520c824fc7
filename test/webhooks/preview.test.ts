import { describe, expect, it, onTestFinished } from 'vitest';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import type { TriggerDescription } from '../../server/protocol/triggers';
import { byScript } from '../support/byScript';
import { type ServiceOptions, startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger } from './triggers';

async function previewed(
  options: Partial<ServiceOptions>,
  trigger: Partial<TriggerDescription>,
  changes: Partial<RegisterRequest> = {},
) {
  const standIn = await startService(options);
  onTestFinished(() => standIn.close());
  const webhooks = await start(fakeEnvironment());
  const request: RegisterRequest = {
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(trigger),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'auto',
    ...changes,
  };
  const preview = await webhooks.preview(request);
  expect(standIn.requests).toEqual([]);
  return { standIn, webhooks, request, preview };
}

const parameter = (name: string, place: 'query' | 'header') => ({
  name,
  in: place,
  title: name,
  required: false,
  type: 'string',
  visibility: 'none' as const,
});

describe('the preview of a request', () => {
  it('is the request that is sent, except its secrets', async () => {
    const { standIn, webhooks, request, preview } = await previewed(
      { auth: { type: 'apiKey', in: 'query', name: 'code', key: 'k3y' } },
      {
        security: [{ name: 'key', type: 'apiKey', in: 'query', parameterName: 'code' }],
        parameters: [parameter('page', 'query'), parameter('X-Mode', 'header')],
      },
      {
        credentials: { type: 'apiKey', key: 'k3y' },
        parameters: { page: 'a b', 'X-Mode': 'test', body: { note: 'n', api_key: 'in the body' } },
      },
    );
    const text = JSON.stringify(preview);
    for (const secret of ['k3y', 'in the body']) expect(text).not.toContain(secret);
    expect(preview.callback).toEqual({
      parameter: 'callbackUrl',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/hook\/\*\*\*$/),
    });

    const { callbackUrl } = await webhooks.register(request);
    const [sent] = standIn.requests;
    expect(preview.method).toBe(sent!.method);
    const url = new URL(preview.url);
    expect(url.origin + url.pathname).toBe(standIn.url + sent!.path);
    expect([...url.searchParams]).toEqual(
      [...sent!.query].map(([name, value]) => [name, value === 'k3y' ? '***' : value]),
    );
    // What fetch itself adds is not of the request.
    const added = /^(host|connection|content-length|accept-encoding|accept-language|sec-fetch-mode)$/;
    const received = Object.entries(sent!.headers).filter(([name]) => !added.test(name));
    expect(Object.fromEntries(preview.headers.map(([name, value]) => [name.toLowerCase(), value]))).toEqual(
      Object.fromEntries(received),
    );
    expect(JSON.parse(preview.body!)).toEqual({
      ...(sent!.json as object),
      api_key: '***',
      callbackUrl: callbackUrl.replace(/[^/]+$/, '***'),
    });
  });

  it.each<[string, RegisterRequest['credentials'], string]>([
    ['a password', { type: 'basic', username: 'mona', password: 'x' }, 'Basic ***'],
    ['a token', { type: 'oauth2', accessToken: 'abc' }, 'Bearer ***'],
  ])('masks %s, however short', async (_, credentials, shown) => {
    const { preview } = await previewed({}, {}, { credentials });
    expect(new Map(preview.headers).get('Authorization')).toBe(shown);
    expect(preview.curl('bash')).not.toMatch(/Basic [^*]|Bearer [^*]|:x\b|abc/);
  });

  it('shows a form as it is sent', async () => {
    const field = { ...parameter('name', 'query'), in: 'formData' as const };
    const secret = { ...field, name: 'token' };
    const form = { body: undefined, consumes: ['multipart/form-data'], parameters: [field, secret] };
    const { preview } = await previewed({}, form, { parameters: { name: 'Mona', token: 'abcd' } });
    const [, boundary] = /boundary=(.*)$/.exec(new Map(preview.headers).get('Content-Type')!)!;
    expect(preview.body).toContain(`--${boundary}`);
    expect(preview.body).toMatch(/name="name"\s+Mona/);
    expect(preview.body).not.toContain('abcd');
    expect(preview.curl('bash')).toContain(boundary);
  });

  it('rejects when the request cannot be made', async () => {
    const security = [{ name: 'key', type: 'basic' as const }];
    await expect(byScript(previewed({}, { security }))).rejects.toThrow(/^"credentials"/);
    await expect(byScript(previewed({}, {}, { baseUrl: 'https://api.example.com' }))).rejects.toThrow(/^"exposure"/);
  });
});

describe('a request as a curl command', () => {
  it('needs neither credentials nor a way to the receiver', async () => {
    const webhooks = await start(fakeEnvironment());
    const command = await webhooks.curlOfRequest(
      {
        uri: 'file:///service.swagger.json',
        trigger: describeTrigger({ security: [{ name: 'key', type: 'basic' }] }),
        parameters: { body: { note: "it's" } },
        baseUrl: 'https://api.example.com/v1',
        exposure: 'auto',
      },
      'bash',
    );
    expect(command).toContain('curl https://api.example.com/v1/hooks \\\n  --request POST');
    expect(command).toContain("--header 'Authorization: ***'");
    expect(command).toContain(`printf %b '{"note":"it\\0047s","callbackUrl":"https://callback.example/"}' |\n`);
  });
});
