import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract, findOperation } from '../../../client/demo/github/contract';
import { escapePointer } from '../../../server/protocol/pointer';
import { adminToken, type GitHubStandIn, noScopeToken, startGitHub } from '../github';
import { type LoggedRequest, startStandIn } from '../standIn';

/** Every answer of the stand-in must be what GitHub's published description allows for that operation and status. */

/** ajv refuses `nullable` without `type`; next to `oneOf` and the like OpenAPI gives it no other meaning than "or null". */
function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize);
  if (value === null || typeof value !== 'object') return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, normalize(child)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}

const ajv = new Ajv({ strict: false, allErrors: true });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
ajv.addFormat('uri', (text) => URL.canParse(text));
ajv.addFormat('email', /@/);
ajv.addFormat('int64', true);
ajv.addSchema(normalize(contract) as object, 'github');

const pointer = (...keys: string[]) => keys.map(escapePointer).join('/');

/** Errors that GitHub sends on any operation, and describes on some of them only. */
const anywhere: Record<number, string> = {
  400: 'basic-error',
  401: 'basic-error',
  404: 'basic-error',
  422: 'validation-error',
};

/** What is wrong with an answer; empty when it is as described. */
function problems({ method, path, answer }: LoggedRequest): string[] {
  const operation = findOperation(method, path);
  if (!operation || !answer) return [`${method} ${path}: not in the description`];
  const at = `${operation.operationId} ${answer.status}`;
  const described = operation.responses[answer.status];
  if (!described && !anywhere[answer.status]) return [`${at}: no such status`];

  const response =
    described && '$ref' in described ? contract.components.responses[described.$ref.split('/').at(-1)!] : described;
  const json = response?.content?.['application/json'];
  const absent = Object.keys(response?.headers ?? {}).filter((name) => name !== 'Link' && !(name in answer.headers));
  if (described && !json) return answer.body === '' ? [] : [`${at}: has a body`];

  const place =
    described === undefined
      ? pointer('components', 'schemas', anywhere[answer.status]!)
      : '$ref' in described
        ? pointer('components', 'responses', described.$ref.split('/').at(-1)!, 'content', 'application/json', 'schema')
        : pointer(
            'paths',
            operation.route,
            method.toLowerCase(),
            'responses',
            String(answer.status),
            'content',
            'application/json',
            'schema',
          );
  const validate = ajv.compile({ $ref: `github#/${encodeURI(place)}` });
  validate(JSON.parse(answer.body));
  return [
    ...absent.map((name) => `${at}: no ${name}`),
    ...(validate.errors ?? []).map(({ instancePath, message }) => `${at}: ${instancePath} ${message}`),
  ];
}

let github: GitHubStandIn;

const call = (method: string, path: string, body?: unknown, token: string | null = adminToken) =>
  fetch(github.url + path, {
    method,
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

beforeAll(async () => {
  github = await startGitHub();
});

afterAll(() => github.close());

test.each(['/repos/octocat/hello', '/orgs/octo-org'])('every operation on %s', async (parent) => {
  const receiver = await startStandIn(
    0,
    (app, answer) => void app.use(answer(() => ({ status: 200, body: 'thanks' }))),
  );
  const hook = {
    name: 'web',
    config: { url: `${receiver.url}${parent}`, content_type: 'json', secret: 's' },
    events: ['*'],
  };
  const created = (await (await call('POST', `${parent}/hooks`, hook)).json()) as { id: number };
  const path = `${parent}/hooks/${created.id}`;
  await github.settled();
  if (parent.startsWith('/repos')) await call('POST', `${path}/tests`);
  await call('POST', `${path}/pings`);
  await github.push('octo-org', 'hello', 'issues');
  await github.settled();
  const [delivery] = github.deliveries(created.id);

  await call('GET', `${parent}/hooks`);
  await call('GET', `${parent}/hooks?per_page=1&page=1`);
  await call('GET', path);
  await call('PATCH', path, { add_events: ['push'], active: true });
  await call('GET', `${path}/config`);
  await call('PATCH', `${path}/config`, { content_type: 'form' });
  await call('GET', `${path}/deliveries?per_page=1`);
  await call('GET', `${path}/deliveries/${delivery!.id}`);
  await call('POST', `${path}/deliveries/${delivery!.id}/attempts`);
  await receiver.close();
  await github.settled();
  await call('POST', `${path}/pings`);
  await github.settled();
  await call('GET', `${path}/deliveries?status=failure`);
  await call('GET', `${path}/deliveries?cursor=elsewhere`);
  await call('GET', `${path}/deliveries/1`);

  await call('POST', `${parent}/hooks`, hook);
  await call('POST', `${parent}/hooks`, { ...hook, name: 'email' });
  await call('POST', `${parent}/hooks`, { ...hook, config: {} });
  await call('POST', `${parent}/hooks`, { ...hook, events: ['nonsense'] });
  await call('POST', `${parent}/hooks`, { ...hook, events: 'push' });
  await call('PATCH', path, { config: {} });
  await call('POST', `${parent}/hooks`, '{');
  await call('GET', `${parent}/hooks`, undefined, null);
  await call('GET', `${parent}/hooks`, undefined, 'unknown');
  await call('GET', `${parent}/hooks`, undefined, noScopeToken);
  await call('DELETE', path);
  await call('DELETE', path);
  await call('GET', '/user');

  expect(github.requests.flatMap(problems)).toEqual([]);
});

test('no operation is left out', () => {
  const described = Object.values(contract.paths).flatMap((methods) => Object.values(methods));
  const called = github.requests
    .filter(({ answer }) => answer!.status < 300)
    .map(({ method, path }) => findOperation(method, path)!.operationId);
  expect(new Set(called)).toEqual(new Set(described.map(({ operationId }) => operationId)));
});
