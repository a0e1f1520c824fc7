import { describe, expect, it, onTestFinished } from 'vitest';
import { setTranslator } from '../../client/common/translate';
import type { CheckStep } from '../../client/domain/registration';
import type { RegisterRequest } from '../../client/webhooks/webhooksApi';
import type { TriggerDescription } from '../../server/protocol/triggers';
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

const verdicts = (steps: CheckStep[]) => steps.map(({ name, ok }) => `${ok ? '' : 'not '}${name}`);
const detail = (steps: CheckStep[], name: CheckStep['name']) => steps.find((step) => step.name === name)?.detail;

describe('the unsubscribe contract', () => {
  it('is kept by an honest service, and nothing is left behind', async () => {
    const { standIn, env, webhooks, request } = await service({ auth: token });
    const steps = await webhooks.checkUnsubscribe(request({ security }));
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'deleteWithoutCredentials', 'delete', 'gone']);
    expect(detail(steps, 'deleteWithoutCredentials')).toContain('401');
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
    expect(env.kept.size).toBe(0);
    expect(webhooks.events.filter(({ type }) => type === 'unsubscribeChecked')).toMatchObject([{ steps }]);
    expect(JSON.stringify(steps)).not.toContain(token.token);
  });

  it('is verified by a GET when the service has one', async () => {
    const { webhooks, request, methods } = await service({ readable: true });
    const steps = await webhooks.checkUnsubscribe(request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'delete', 'gone']);
    expect(detail(steps, 'gone')).toBe('A GET answers 404.');
    expect(methods()).toEqual(['POST', 'GET', 'DELETE', 'GET']);
  });

  it.each([true, false])('fails when strangers may delete (a GET: %s)', async (readable) => {
    const { standIn, webhooks, request } = await service({ auth: token, removeAuth: { type: 'none' }, readable });
    if (readable) standIn.options.auth = { type: 'none' };
    const steps = await webhooks.checkUnsubscribe(request({ security }));
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'not deleteWithoutCredentials', 'delete', 'gone']);
    expect(detail(steps, 'delete')).toMatch(/deleted without them/);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('sends nothing without credentials when the definition declares no security', async () => {
    const { webhooks, request, standIn } = await service({ auth: token });
    expect(verdicts(await webhooks.checkUnsubscribe(request()))).not.toContain('deleteWithoutCredentials');
    const deletes = standIn.requests.filter(({ method }) => method === 'DELETE');
    for (const { headers } of deletes) expect(headers.authorization).toBe(`Bearer ${token.token}`);
  });

  it('fails without 201 and Location; the webhook is deleted all the same', async () => {
    const { standIn, webhooks, request } = await service({ status: 200, location: 'absent' });
    const steps = await webhooks.checkUnsubscribe(request({ unsubscribe: [idCandidate] }));
    expect(verdicts(steps)).toEqual(['create', 'not status', 'not location', 'cleanUp']);
    expect(detail(steps, 'status')).toMatch(/200.*expects 201/);
    expect(detail(steps, 'location')).toMatch(/no "Location" header/);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('sends nothing to a Location elsewhere, and reports what it could not delete', async () => {
    const { standIn, webhooks, request } = await service({ location: 'cross-origin', idKey: null });
    const steps = await webhooks.checkUnsubscribe(request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'not location', 'not cleanUp']);
    expect(standIn.requests).toHaveLength(1);
    expect(webhooks.list()).toMatchObject([
      { state: 'active', problem: expect.stringContaining('may still be there') },
    ]);
  });

  it('fails when the DELETE fails; a second attempt cleans up', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ method: 'DELETE', status: 500, body: { message: 'database is down' } });
    const steps = await webhooks.checkUnsubscribe(request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'not delete', 'cleanUp']);
    expect(detail(steps, 'delete')).toMatch(/500.*database is down/);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('fails when nothing is at the Location; the unsubscribe operation cleans up', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ method: 'DELETE', status: 404 });
    const steps = await webhooks.checkUnsubscribe(request({ unsubscribe: [idCandidate] }));
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'not delete', 'cleanUp']);
    expect(standIn.hooks()).toEqual([]);
    expect(webhooks.list()).toEqual([]);
  });

  it('fails when the webhook outlives its DELETE', async () => {
    const { webhooks, request } = await service({ pretendStatus: 204, readable: true });
    const steps = await webhooks.checkUnsubscribe(request());
    expect(verdicts(steps).slice(3, 5)).toEqual(['delete', 'not gone']);
    expect(detail(steps, 'gone')).toMatch(/GET still answers 200/);
  });

  it('is undecided when every DELETE succeeds', async () => {
    const { webhooks, request } = await service({ pretendStatus: 204 });
    const steps = await webhooks.checkUnsubscribe(request());
    expect(verdicts(steps)).toEqual(['create', 'status', 'location', 'delete', 'not gone']);
    expect(detail(steps, 'gone')).toMatch(/cannot be told/);
  });

  it('ends at a create call that is refused, or left in doubt', async () => {
    const { standIn, webhooks, request } = await service();
    standIn.fail({ method: 'POST', status: 400, body: { message: 'no' } });
    const steps = await webhooks.checkUnsubscribe(request());
    expect(verdicts(steps)).toEqual(['not create']);
    expect(webhooks.list()).toEqual([]);
    standIn.reset({ method: 'POST' });
    expect(verdicts(await webhooks.checkUnsubscribe(request()))).toEqual(['not create', 'not cleanUp']);
    expect(webhooks.list()).toMatchObject([{ state: 'orphan' }]);
  });

  it('rejects an invalid request', async () => {
    const { webhooks, request } = await service();
    await expect(webhooks.checkUnsubscribe(request({ security }))).rejects.toThrow(/^Supply "credentials"/);
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
    const steps = await webhooks.checkUnsubscribe(request);
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
    const steps = await webhooks.checkUnsubscribe(request());
    const status = steps.find(({ name }) => name === 'create')!;
    expect(verdicts(steps)).toEqual(expect.arrayContaining(failed));
    expect(status.detail).toMatch(/^POST \S+$/);
    for (const step of failed) expect(detail(steps, step.slice(4) as CheckStep['name'])).toMatch(/[α-ω]{3}/);
  });

  const format = (message: string, values: (string | number)[]) =>
    message.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));
  const toGreek = (letter: string) => (/[a-z]/i.test(letter) ? 'α' : letter);
});
