import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import Ajv from 'ajv';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import { byScript } from '../support/byScript';
import { adminToken, startGitHub } from '../support/github';
import { startService } from '../support/service';
import { fakeEnvironment, start, temporaryFolder, until } from './environment';
import { describeTrigger, githubTrigger } from './triggers';

const secret = 'the signing secret';
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_123';

async function registered(changes: Partial<RegisterRequest> = {}) {
  const standIn = await startService();
  onTestFinished(() => standIn.close());
  const webhooks = await start(fakeEnvironment());
  const { id, callbackUrl } = await webhooks.register({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(),
    parameters: {},
    baseUrl: standIn.url,
    exposure: 'auto',
    ...changes,
  });
  const deliver = async (body: string | Buffer, headers: Record<string, string> = {}, search = '') => {
    await fetch(callbackUrl + search, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: new Uint8Array(Buffer.from(body as string)),
    });
    return (await webhooks.deliveries(id)).at(-1)!;
  };
  const token = callbackUrl.split('/').at(-1)!;
  return { webhooks, id, token, deliver };
}

/** What the published schema of HAR finds wrong. */
function harProblems(har: unknown): unknown[] {
  const ajv = new Ajv({ strict: false, validateSchema: false, logger: false, allErrors: true });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/).addFormat('uri', URL.canParse);
  const schemas: Record<string, object> = createRequire(import.meta.url)('har-schema');
  // They are of draft-06, which ajv does not have; what they use of it has not changed.
  for (const schema of Object.values(schemas)) ajv.addSchema({ ...schema, $schema: undefined });
  const validate = ajv.getSchema('har.json#') ?? ajv.getSchema('har.json');
  return validate?.(har) ? [] : (validate?.errors ?? ['no schema']);
}

describe('the log of deliveries as HAR', () => {
  it('is valid by the published schema, and has each request with its response', async () => {
    const { webhooks, id, deliver } = await registered();
    await deliver('{"a": 1.0}', { 'x-event-type': 'ordered' }, '?tenant=a%20b');
    await deliver(Buffer.from([0xff, 0x00, 0x01]), { 'content-type': 'application/octet-stream' });
    await deliver('a=1&b=2', { 'content-type': 'application/x-www-form-urlencoded' });
    await deliver('', {});
    const har = JSON.parse(await webhooks.har(id, '1.2.3'));
    expect(harProblems(har)).toEqual([]);
    expect(har.log).toMatchObject({ version: '1.2', creator: { name: 'Flow Webhooks', version: '1.2.3' } });
    const [first, binary, form, empty] = har.log.entries;
    expect(har.log.entries).toHaveLength(4);
    expect(first).toMatchObject({
      startedDateTime: expect.stringMatching(/Z$/),
      time: expect.any(Number),
      request: {
        method: 'POST',
        queryString: [{ name: 'tenant', value: 'a b' }],
        headers: expect.arrayContaining([{ name: 'x-event-type', value: 'ordered' }]),
        postData: { mimeType: 'application/json', text: '{"a": 1.0}' },
        bodySize: 10,
      },
      response: { status: 200, statusText: 'OK' },
      timings: { wait: expect.any(Number) },
    });
    expect(Buffer.from(binary.request.postData.text, 'base64')).toEqual(Buffer.from([0xff, 0x00, 0x01]));
    expect(binary.request.postData).toMatchObject({ comment: 'base64' });
    expect(form.request.postData.text).toBe('a=1&b=2');
    expect(empty.request).not.toHaveProperty('postData');
  });

  it('is invalid by the schema when something is missing', () => {
    expect(harProblems({ log: { version: '1.2', entries: [] } })).not.toEqual([]);
    expect(harProblems({ log: { version: '1.2', creator: { name: '', version: '' }, entries: [{}] } })).not.toEqual([]);
  });

  it('holds no secret and no callback token', async () => {
    const { webhooks, id, token, deliver } = await registered({ secret });
    await deliver(
      JSON.stringify({ note: secret, password: 'hunter2', jwt }),
      {
        'x-gitlab-token': secret,
        authorization: 'Bearer t0k3n',
        cookie: 'session=c00kie',
        'x-original-url': `/hook/${token}`,
      },
      '?api_key=k3y&page=1',
    );
    await deliver(gzipSync(JSON.stringify({ note: secret })), { 'content-encoding': 'gzip', 'x-gitlab-token': secret });
    await deliver(`note=${encodeURIComponent(secret)}&password=hunter2`, {
      'content-type': 'application/x-www-form-urlencoded',
      'x-gitlab-token': secret,
    });
    const har = await webhooks.har(id, '1');
    expect(har).not.toMatch(/signing secret|hunter2|t0k3n|c00kie|k3y/);
    expect(har).not.toContain(token);
    expect(har).not.toContain(jwt);
    const base64 = [...har.matchAll(/[\w+/]{40,}={0,2}/g)].map(([text]) => Buffer.from(text, 'base64').toString());
    expect(base64.join()).not.toContain(secret);
  });
});

describe('deliveries as fixtures', () => {
  it('have the shape of the deliveries, without secrets', async () => {
    const { webhooks, id, token, deliver } = await registered({ secret });
    const body = {
      id: 7,
      api_key: 'Ab-12',
      owner: { email: 'mona@contoso.com', access_token: null, tokens: ['t-1'] },
      list: [],
      none: null,
      link: `https://x.example/?sig=s1gnature&page=1`,
      jwt,
      note: `by ${secret}`,
      pairs: [{ name: 'client_secret', value: 'cl13nt' }],
    };
    const delivery = await deliver(JSON.stringify(body), {
      'x-gitlab-token': secret,
      'x-gitlab-event': 'Push Hook',
      'x-hub-signature-256': 'sha256=00',
      cookie: 'session=c00kie',
      'x-forwarded-for': '203.0.113.9',
      'x-original-url': `/hook/${token}`,
    });
    const { files, skipped } = await webhooks.fixtures(id, [delivery.id]);
    expect(skipped).toEqual([]);
    const [file] = files;
    expect(file!.path).toMatch(/^subscribe\/Push-Hook-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.json$/);
    const fixture = JSON.parse(file!.content);
    expect(fixture).toEqual({
      trigger: 'subscribe',
      event: 'Push Hook',
      receivedAt: delivery.receivedAt,
      headers: expect.objectContaining({ 'x-hub-signature-256': '***', 'x-gitlab-token': '***', cookie: '***' }),
      body: {
        id: 7,
        api_key: 'Xx-00',
        owner: { email: 'someone@example.com', access_token: null, tokens: ['x-0'] },
        list: [],
        none: null,
        link: 'https://x.example/?sig=x0xxxxxxx&page=1',
        jwt: expect.stringMatching(/^[xX0_.-]+$/),
        note: 'by ***',
        pairs: [{ name: 'client_secret', value: 'xx00xx' }],
      },
    });
    expect(file!.content).not.toMatch(/c00kie|203\.0\.113|signing secret/);
    expect(file!.content).not.toContain(token);
  });

  it('include only deliveries of the service: no replays, handshakes or empty ones', async () => {
    const { webhooks, id, deliver } = await registered();
    const first = await deliver('{"a":1}', { 'x-event-type': '../../etc/passwd' });
    await deliver('payload=%7B%22a%22%3A2%7D', { 'content-type': 'application/x-www-form-urlencoded' });
    await deliver('<a><b>1</b></a>', { 'content-type': 'application/xml' });
    const binary = await deliver(Buffer.from([0xff, 0x00]), { 'content-type': 'image/png' });
    await webhooks.replay(id, first.id);
    const { files, skipped } = await webhooks.fixtures(id);
    expect(skipped).toEqual([binary.id]);
    expect(files.map(({ content }) => JSON.parse(content).body)).toEqual([{ a: 1 }, { a: 2 }, '<a><b>1</b></a>']);
    for (const { path } of files) expect(path).toMatch(/^subscribe\/[\w-]+\.json$/);
    await expect(byScript(webhooks.fixtures(id, ['none']))).rejects.toThrow(/"deliveryId/);
  });
});

describe('the shell check of saved deliveries', () => {
  const url = new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url);
  const check = (folder: string, definition: string) => {
    const script = fileURLToPath(new URL('../../dist/check.js', import.meta.url));
    return spawnSync(process.execPath, [script, '--deliveries', folder, definition], { encoding: 'utf8' });
  };

  it('succeeds for deliveries that conform, and fails once the definition no longer matches', async () => {
    const standIn = await startGitHub();
    onTestFinished(() => standIn.close());
    const webhooks = await start(fakeEnvironment({}, { githubApiUrl: standIn.url }));
    const { id } = await webhooks.register({
      uri: url.href,
      trigger: githubTrigger,
      parameters: { owner: 'octocat', repo: 'hello-world' },
      baseUrl: standIn.url,
      credentials: { type: 'bearer', token: adminToken },
      exposure: 'auto',
    });
    await standIn.push('octocat', 'hello-world');
    await until(async () => (await webhooks.deliveries(id)).some(({ kind }) => kind === 'delivery'));
    const { files } = await webhooks.fixtures(id);
    expect(files).toHaveLength(1);
    const folder = temporaryFolder();
    for (const { path, content } of files) {
      mkdirSync(join(folder, 'deliveries', path, '..'), { recursive: true });
      writeFileSync(join(folder, 'deliveries', path), content);
    }
    expect(check(join(folder, 'deliveries'), fileURLToPath(url)).status).toBe(0);
    const changed = readFileSync(url, 'utf8').replace(/("compare":\s*\{\s*"type":\s*)"string"/, '$1"integer"');
    const definition = join(folder, 'changed.swagger.json');
    writeFileSync(definition, changed);
    const { status, stdout } = check(join(folder, 'deliveries'), definition);
    expect(stdout).toMatch(/compare .*\[delivery-mismatch\]/);
    expect(status).toBe(1);
  });
});

describe('a delivery as a curl command', () => {
  it('is masked', async () => {
    const { webhooks, id, token, deliver } = await registered({ secret });
    const delivery = await deliver(`{"note":"${secret}"}`, { authorization: 'Bearer t0k3n', 'x-gitlab-token': secret });
    const command = await webhooks.curl(id, delivery.id, 'bash');
    expect(command).toMatch(/^: 'For bash, zsh or sh' &&\ncurl /);
    expect(command).toContain('***');
    expect(command).not.toMatch(/signing secret|t0k3n/);
    expect(command).not.toContain(token);
  });
});
