import { describe, expect, it, onTestFinished } from 'vitest';
import { setTranslator } from '../../client/common/translate';
import type { CheckStep } from '../../client/domain/registration';
import type { RegisterRequest, Webhooks } from '../../client/webhooks/webhooksApi';
import type { TriggerDescription } from '../../server/protocol/triggers';
import { json, odd } from '../life/life';
import { adminToken, startGitHub } from '../support/github';
import { type ServiceOptions, startService } from '../support/service';
import { fakeEnvironment, start } from './environment';
import { describeTrigger, githubTrigger, idCandidate } from './triggers';

const token = { type: 'bearer', token: 'tok-en-123' } as const;
const security = [{ name: 'oauth', type: 'oauth2' as const }];

async function service(options: Partial<ServiceOptions> = {}) {
  const standIn = await startService(options);
  onTestFinished(() => standIn.close());
  const env = fakeEnvironment();
  const webhooks = await start(env);
  const request = (trigger: Partial<TriggerDescription> = {}): RegisterRequest => ({
    uri: 'file:///service.swagger.json',
    trigger: describeTrigger(trigger),
    parameters: {},
    baseUrl: standIn.url,
    credentials: options.auth?.type === 'bearer' ? token : undefined,
    exposure: 'auto',
  });
  const methods = () => standIn.requests.map(({ method }) => method);
  return { standIn, env, webhooks, request, methods };
}

/** The steps of the check. */
const check = async (webhooks: Pick<Webhooks, 'checkUnsubscribe'>, request: RegisterRequest) =>
  (await webhooks.checkUnsubscribe(request)).steps;

const verdicts = (steps: CheckStep[]) => steps.map(({ name, ok }) => `${ok ? '' : 'not '}${name}`);
const detail = (steps: CheckStep[], name: CheckStep['name']) => steps.find((step) => step.name === name)?.detail;

describe('the unsubscribe contract', () => {
  it('is kept by an honest service, and nothing is left behind', async () => {
    const { standIn, env, webhooks, request } = await service({ auth: token });
    const steps = await check(webhooks, request({ security }));
    expect(verdicts(steps)).toEqual([
      'create',
      'status',
      'location',
      'second',
      'deleteWithoutCredentials',
      'delete',
      'gone',
      'secondLives',
    ]);
    expect(detail(steps, 'deleteWithoutCredentials')).toContain('401');
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
    expect(env.kept.size).toBe(0);
    expect(webhooks.events.filter(({ type }) => type === 'unsubscribeChecked')).toMatchObject([{ steps }]);
    expect(JSON.stringify(steps)).not.toContain(token.token);
  });

  it('is verified by a GET when the service has one', async () => {
    const { webhooks, request, methods } = await service({ readable: true });
    const steps = await check(webhooks, request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'second', 'delete', 'gone', 'secondLives']);
    expect(detail(steps, 'gone')).toBe('A GET returns 404.');
    expect(methods()).toEqual(['POST', 'POST', 'GET', 'DELETE', 'GET', 'DELETE']);
  });

  it.each([true, false])('fails when strangers may delete (a GET: %s)', async (readable) => {
    const { standIn, webhooks, request } = await service({ auth: token, removeAuth: { type: 'none' }, readable });
    if (readable) standIn.options.auth = { type: 'none' };
    const steps = await check(webhooks, request({ security }));
    expect(verdicts(steps)).toEqual([
      'create',
      'status',
      'location',
      'second',
      'not deleteWithoutCredentials',
      'delete',
      'gone',
      'secondLives',
    ]);
    expect(detail(steps, 'delete')).toMatch(/deleted without them/);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('sends nothing without credentials when the definition declares no security', async () => {
    const { webhooks, request, standIn } = await service({ auth: token });
    expect(verdicts(await check(webhooks, request()))).not.toContain('deleteWithoutCredentials');
    const deletes = standIn.requests.filter(({ method }) => method === 'DELETE');
    for (const { headers } of deletes) expect(headers.authorization).toBe(`Bearer ${token.token}`);
  });

  it('fails without 201 and Location; the webhook is deleted all the same', async () => {
    const { standIn, webhooks, request } = await service({ status: 200, location: 'absent' });
    const steps = await check(webhooks, request({ unsubscribe: [idCandidate] }));
    expect(verdicts(steps)).toEqual(['create', 'not status', 'not location', 'second', 'cleanUp', 'secondLives']);
    expect(detail(steps, 'status')).toMatch(/200.*expects 201/);
    expect(detail(steps, 'location')).toMatch(/no "Location" header/);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('sends nothing to a Location elsewhere, and reports what it could not delete', async () => {
    const { standIn, webhooks, request } = await service({ location: 'cross-origin', idKey: null });
    const steps = await check(webhooks, request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'not location', 'not cleanUp']);
    expect(standIn.requests).toHaveLength(1);
    expect(webhooks.list()).toMatchObject([
      { state: 'active', problem: expect.stringContaining('may still be there') },
    ]);
  });

  it('fails when the DELETE fails; a second attempt cleans up', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ method: 'DELETE', status: 500, body: { message: 'database is down' } });
    const steps = await check(webhooks, request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'second', 'not delete', 'cleanUp', 'secondLives']);
    expect(detail(steps, 'delete')).toMatch(/500.*database is down/);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('fails when nothing is at the Location; the unsubscribe operation cleans up', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ method: 'DELETE', status: 404 });
    const steps = await check(webhooks, request({ unsubscribe: [idCandidate] }));
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'second', 'not delete', 'cleanUp', 'secondLives']);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('fails when the webhook outlives its DELETE', async () => {
    const { webhooks, request } = await service({ pretendStatus: 204, readable: true });
    const steps = await check(webhooks, request());
    expect(verdicts(steps).slice(4, 6)).toEqual(['delete', 'not gone']);
    expect(detail(steps, 'gone')).toMatch(/GET still returns 200/);
  });

  it('is undecided when every DELETE succeeds', async () => {
    const { webhooks, request } = await service({ pretendStatus: 204 });
    const steps = await check(webhooks, request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'second', 'delete', 'not gone', 'secondLives']);
    expect(detail(steps, 'gone')).toMatch(/not certain/);
  });

  it('ends at a create call that is refused, or left in doubt', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ method: 'POST', status: 400, body: { message: 'no' } });
    // Tried again with a short callback URL.
    standIn.fail({ method: 'POST', status: 400, body: { message: 'no' } });
    const steps = await check(webhooks, request());
    expect(verdicts(steps)).toEqual(['not create']);
    expect(webhooks.list()).toEqual([]);
    standIn.reset({ method: 'POST' });
    expect(verdicts(await check(webhooks, request()))).toEqual(['not create', 'not cleanUp']);
    expect(webhooks.list()).toMatchObject([{ state: 'orphan' }]);
  });

  it('rejects an invalid request', async () => {
    const { webhooks, request } = await service();
    await expect(check(webhooks, request({ security }))).rejects.toThrow(/requires .* credentials/);
  });
});

describe('a service that a flow could not use', () => {
  it("refuses a callback URL like a flow's", async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ method: 'POST', status: 400, body: { message: 'url is too long' } });
    const { steps, differences } = await webhooks.checkUnsubscribe(request());
    expect(verdicts(steps)[0]).toBe('create');
    expect(differences).toEqual([{ code: 'callback-form', message: expect.stringContaining('url is too long') }]);
    expect(standIn.hooks()).toEqual([]);
  });

  it('cuts the callback URL, drops its query or decodes it, and repeats what it saved', async () => {
    const saved: [string, (url: string) => string][] = [
      ['cuts', (url) => url.slice(0, 255)],
      ['drops the query', (url) => url.split('?')[0]!],
      ['decodes', (url) => decodeURIComponent(url)],
    ];
    for (const [word, change] of saved) {
      const there = await odd((seen, response) => {
        if (seen.method !== 'POST') return response.writeHead(seen.method === 'DELETE' ? 204 : 405).end();
        const location = `/hooks/${there.requests.length}`;
        return json(response, 201, { id: 'h1', url: change(seen.json!.callbackUrl) }, { Location: location });
      });
      const webhooks = await start(fakeEnvironment());
      const { differences } = await webhooks.checkUnsubscribe({
        uri: 'file:///service.swagger.json',
        trigger: describeTrigger(),
        parameters: {},
        baseUrl: there.url,
        exposure: 'auto',
      });
      expect(differences.map(({ code }) => code)).toEqual(['callback-form']);
      expect(differences[0]!.message).toContain(word);
      const url = there.requests[0]!.json!.callbackUrl;
      expect(url.length).toBeGreaterThanOrEqual(290);
      expect(url).toMatch(/:\d+\/.*\/run\?api-version=1&sp=%2Ftriggers%2F\w+%2Frun&sv=1\.0&sig=[\w-]{43}$/);
    }
  });

  it('gives a second webhook the address of the first, or ends both with one DELETE', async () => {
    let created = 0;
    let deleted = false;
    const there = await odd((seen, response) => {
      if (seen.method === 'POST')
        return json(response, 201, { id: `h${++created}` }, { Location: `/hooks/h${created}` });
      const status = deleted ? 404 : 204;
      if (seen.method === 'DELETE') deleted = true;
      return response.writeHead(seen.method === 'GET' ? 405 : status).end();
    });
    const webhooks = await start(fakeEnvironment());
    const { steps } = await webhooks.checkUnsubscribe({
      uri: 'file:///service.swagger.json',
      trigger: describeTrigger(),
      parameters: {},
      baseUrl: there.url,
      exposure: 'auto',
    });
    expect(verdicts(steps).at(-1)).toBe('not secondLives');
    expect(steps.at(-1)!.detail).toContain('also deleted the second');
  });
});

describe('GitHub', () => {
  it('keeps the contract', async () => {
    const github = await startGitHub();
    onTestFinished(() => github.close());
    const webhooks = await start(fakeEnvironment({}, { githubApiUrl: github.url }));
    const request: RegisterRequest = {
      uri: 'file:///github.swagger.json',
      trigger: githubTrigger,
      parameters: { owner: 'octocat', repo: 'hello-world' },
      baseUrl: github.url,
      credentials: { type: 'bearer', token: adminToken },
      exposure: 'local',
    };
    const steps = await check(webhooks, request);
    expect(steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdicts(steps)).toContain('gone');
    expect(webhooks.list()).toEqual([]);
  });
});

describe('the unsubscribe contract in another language', () => {
  it.each<[string, Partial<ServiceOptions>, string[]]>([
    ['a Location that is missing', { location: 'absent' }, ['not location']],
    ['a Location on another origin', { location: 'cross-origin' }, ['not location']],
    ['another status than 201', { status: 200 }, ['not status']],
  ])('reports %s in its own step, and nowhere else', async (_, options, failed) => {
    onTestFinished(() => setTranslator((message, ...values) => format(message, values)));
    // No word of the English text is left in it.
    setTranslator((message, ...values) => format([...message].map(toGreek).join(''), values));
    const { webhooks, request } = await service(options);
    const steps = await check(webhooks, request());
    const status = steps.find(({ name }) => name === 'create')!;
    expect(verdicts(steps)).toEqual(expect.arrayContaining(failed));
    expect(status.detail).toMatch(/^POST \S+$/);
    for (const step of failed) expect(detail(steps, step.slice(4) as CheckStep['name'])).toMatch(/[α-ω]{3}/);
  });

  const format = (message: string, values: (string | number)[]) =>
    message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));
  const toGreek = (letter: string) => (/[a-z]/i.test(letter) ? 'α' : letter);
});
