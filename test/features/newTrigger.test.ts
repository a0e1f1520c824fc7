import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { planTrigger } from '../../server/features/newTrigger/plan';
import { newTrigger } from '../../server/features/newTrigger/write';
import { preview } from '../../server/features/preview';
import { definitionOf, validate } from '../../server/features/validate';
import type { JsonObject } from '../../server/protocol/json';
import type { NewTrigger, NewTriggerParams, TriggerDraft } from '../../server/protocol/newTrigger';
import { createRequest, createResponse, notification } from './tutorialSamples';

function connectors(): { file: string; text: string }[] {
  const folder = fileURLToPath(new URL('../connectors', import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !file.includes('apiProperties'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '') }))
    .filter(({ text }) => open(text).problems().length === 0);
}

const sample = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');

const tutorial: NewTriggerParams = {
  request: createRequest,
  response: createResponse,
  notification,
  callback: '/config/url',
  summary: 'When a pull request is opened',
};

function open(text: string, name = 'a.swagger.json'): OpenDocument {
  return new OpenDocument(`file:///${name}`, name.endsWith('json') ? 'json' : name.split('.').at(-1)!, 1, text);
}

/** Who publishes the connector the samples don't say. What other operations lack is reported there once one has it. */
const elsewhere = new Set(['connector-contact', 'connector-metadata', 'consumes-missing', 'unsubscribe-missing']);

/** All that the strictest profile says of a text, as `severity code`, but for what nobody can know of its publisher. */
function findings(text: string, name = 'a.swagger.json'): string[] {
  const document = open(text, name);
  const found = validate(document, definitionOf(document), { profile: 'certification' });
  return found
    .filter(({ code }) => !elsewhere.has(String(code)))
    .map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

function draft(params: NewTriggerParams, document?: OpenDocument): TriggerDraft {
  return planTrigger(document, document && definitionOf(document), params).draft;
}

const problemsOf = (params: NewTriggerParams, document?: OpenDocument) =>
  draft(params, document).problems.map(({ property, message }) => `${property}: ${message}`);

// biome-ignore lint/suspicious/noExplicitAny: definitions are looked into at many places.
type Any = any;
const read = ({ text }: NewTrigger): Any => parse(text);

const small = (paths: object = {}, more: object = {}): string =>
  JSON.stringify(
    {
      swagger: '2.0',
      info: { title: 'Shop', version: '1', description: 'Tells flows of the orders in a shop.' },
      host: 'shop.example',
      paths,
      ...more,
    },
    null,
    4,
  );

const orders: NewTriggerParams = {
  url: '/hooks',
  request: { target: 'https://example.com', secret: 'hush', note: 'x' },
  notification: { id: 1 },
  callback: 'target',
  operationId: 'WhenOrdered',
};

describe("the tutorial's samples", () => {
  it.each(['json', 'yaml'] as const)('make a definition in %s that certification accepts', (language) => {
    const made = newTrigger(undefined, { ...tutorial, language });
    expect(findings(made.text, `a.swagger.${language}`)).toEqual([]);
    expect(made).toMatchObject({
      operationId: 'WhenAPullRequestIsOpened',
      method: 'post',
      path: '/repos/{owner}/{repo}/hooks',
      notes: ['"Authorization" was left out: credentials come from the connection, not from the definition.'],
    });
    const { paths, host, definitions } = read(made);
    expect(host).toBe('api.github.com');
    expect(Object.keys(paths)).toEqual(['/repos/{owner}/{repo}/hooks', '/repos/{owner}/{repo}/hooks/{hookId}']);
    const request = definitions.WhenAPullRequestIsOpenedRequest;
    expect(request.required).toEqual(['config']);
    expect(request.properties.config.required).toEqual(['url']);
    expect(request.properties.config.properties.url).toMatchObject({
      type: 'string',
      'x-ms-notification-url': true,
      'x-ms-visibility': 'internal',
    });
    expect(request.properties.events.default).toEqual(['pull_request']);
    expect(made.text).not.toContain('YOUR-TOKEN');
  });

  it('give makers titled tokens, and the fields of the request', () => {
    const made = newTrigger(undefined, {
      ...tutorial,
      visible: ['/events'],
      tokens: ['/pull_request/html_url', '/pull_request/user'],
    });
    const document = open(made.text);
    const { card } = preview(document, definitionOf(document), {});
    expect(card!.tokens.map(({ title }) => title)).toEqual([
      'Body',
      'Pull request HTML URL',
      'Pull request user login',
      'Pull request user ID',
      'Pull request user site admin',
      'user',
      'pull_request',
    ]);
    expect(card!.parameters.map(({ title }) => title)).toEqual(['Owner', 'Repo', 'Events']);
    expect(card!.sent.filter(({ callback }) => callback).map(({ name }) => name)).toEqual(['config.url']);
    expect(card!.sent.map(({ name, value }) => [name, value])).toContainEqual(['config.content_type', 'json']);
    expect(findings(made.text)).toEqual([]);
  });

  it('offer the available choices', () => {
    const { callbacks, fields, contents, unsubscribe, summary, problems } = draft({ ...tutorial, summary: undefined });
    expect(problems).toEqual([]);
    expect(callbacks[0]).toMatchObject({ pointer: '/config/url', likely: true });
    expect(fields.map(({ pointer }) => pointer)).toEqual([
      '/name',
      '/active',
      '/events',
      '/config/content_type',
      '/config/insecure_ssl',
    ]);
    expect(contents.map(({ pointer }) => pointer)).toContain('/pull_request/labels/*/name');
    expect(unsubscribe).toEqual({ path: '/repos/{owner}/{repo}/hooks/{hookId}', exists: false });
    expect(summary).toBe('When a pull request event arrives');
  });
});

describe('an existing definition', () => {
  const withoutTrigger = (text: string): string => {
    const definition = JSON.parse(text);
    for (const path of Object.keys(definition.paths)) if (path.startsWith('/repos')) delete definition.paths[path];
    return JSON.stringify(definition, null, 2);
  };

  it.each([
    ['json', withoutTrigger(sample), 'a.swagger.json'],
    ['jsonc, with comments', withoutTrigger(sample).replace('"host"', '// The service\n  "host"'), 'a.swagger.jsonc'],
    ['json, with tabs', JSON.stringify(JSON.parse(withoutTrigger(sample)), null, '\t'), 'a.swagger.json'],
    ['json, on one line', JSON.stringify(JSON.parse(withoutTrigger(sample))), 'a.swagger.json'],
    ['json, with CR LF', withoutTrigger(sample).replaceAll('\n', '\r\n'), 'a.swagger.json'],
    ['yaml', `# The service\n${stringify(JSON.parse(withoutTrigger(sample)))}`, 'a.swagger.yaml'],
    ['without paths and definitions', small(undefined, { paths: undefined, host: undefined }), 'a.swagger.json'],
    ['with empty ones', small({}, { definitions: {}, host: 'api.github.com' }), 'a.swagger.json'],
    ['with empty ones in yaml', 'swagger: "2.0"\nhost: api.github.com\npaths: {}\ndefinitions: {}\n', 'a.swagger.yaml'],
    ['that is empty', '', 'a.swagger.yaml'],
  ])('%s: keeps what is written, and gets the trigger', (_, text, name) => {
    const document = open(text, name);
    const before = findings(text, name);
    const made = newTrigger(document, tutorial);
    const added = findings(made.text, name).filter((found) => !before.includes(found));
    expect(added).toEqual([]);
    const applied = open(text, name);
    applied.update(
      made.edits.toReversed().map(({ range, newText }) => ({ range, text: newText })),
      2,
    );
    expect(applied.content).toBe(made.text);
    expect(applied.problems()).toEqual([]);
    const definition = definitionOf(applied);
    expect(preview(applied, definition, {}).triggers.map(({ id }) => id)).toContain('post /repos/{owner}/{repo}/hooks');
    // Every line that was there is there still, in its order.
    if (text.includes('\n') && text.length > 300) {
      const lines = made.text.split('\n').map((line) => line.replace(/,?\r?$/, ''));
      let at = -1;
      for (const line of text.split('\n').map((one) => one.replace(/,?\r?$/, ''))) {
        at = lines.indexOf(line, at + 1);
        expect(at, line).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('uses the DELETE that is there, the parameters of the path, and the base path', () => {
    const text = small(
      {
        '/shops/{shop}/hooks': { parameters: [{ name: 'shop', in: 'path', required: true, type: 'string' }] },
        '/shops/{shop}/hooks/{id}': { delete: { operationId: 'Gone', responses: {} } },
      },
      { basePath: '/v1' },
    );
    const params = { ...orders, url: 'https://shop.example/v1/shops/{shop}/hooks?api_key=abc&kind=a' };
    const made = newTrigger(open(text), params);
    const item = read(made).paths['/shops/{shop}/hooks'];
    expect(item.post.parameters.map(({ name }: Any) => name)).toEqual(['kind', 'body']);
    expect(Object.keys(read(made).paths)).toHaveLength(2);
    expect(made.notes).toEqual([expect.stringContaining('"api_key"')]);
    expect(made.text).not.toContain('abc');
  });

  it('gets names that are free', () => {
    const text = small({ '/x': { get: { operationId: 'WhenX' } } }, { definitions: { WhenX2Request: {} } });
    const made = newTrigger(open(text), { ...orders, operationId: undefined, summary: 'When x' });
    expect(made.operationId).toBe('WhenX2');
    expect(Object.keys(read(made).definitions)).toEqual(['WhenX2Request', 'WhenX2Notification', 'WhenX2Request2']);
  });
});

describe.each(['json', 'yaml'])('a connector in %s takes a new trigger without a new finding', (language) => {
  it.each(connectors().map(({ file, text }) => [file, text] as const))('%s', (_, text) => {
    const content = language === 'json' ? text : stringify(JSON.parse(text), { lineWidth: 0 });
    const name = `a.swagger.${language}`;
    const made = newTrigger(open(content, name), {
      ...orders,
      operationId: 'WhenWizardOrdered',
      url: '/wizard/{shop}/hooks',
    });
    const before = new Set(findings(content, name));
    expect(findings(made.text, name).filter((found) => !before.has(found))).toEqual([]);
    const added = made.edits.reduce((sum, { newText }) => sum + newText.length, 0);
    expect(made.text.length).toBeLessThanOrEqual(content.length + added);
  });
});

describe('the request', () => {
  const requests: [string, string][] = [
    ['cURL', `curl -sS -XPOST 'https://shop.example/hooks' -H 'Content-Type: application/json' -d '{"target": "u"}'`],
    ['cURL of Windows', 'curl.exe -X POST ^\r\n "https://shop.example/hooks" ^\r\n -d "{\\"target\\": \\"u\\"}"'],
    [
      'cURL of a browser',
      `curl 'https://shop.example/hooks' -H 'cookie: a=b' --data-raw $'{"target":"it\\'s"}' --compressed`,
    ],
    ['cURL with --json and a user', `$ curl --json '{"target":"u"}' -u me:hush https://shop.example/hooks`],
    ['an HTTP message', 'POST /hooks HTTP/1.1\nHost: shop.example\nAuthorization: Basic aGk=\n\n{"target": "u"}'],
    ['a line and a body', 'POST https://shop.example/hooks\n\n{"target": "u"}'],
  ];
  it.each(requests)('may be %s', (_, request) => {
    const params = { ...orders, url: undefined, request };
    expect(problemsOf(params)).toEqual([]);
    const made = newTrigger(undefined, params);
    expect(made).toMatchObject({ method: 'post', path: '/hooks' });
    expect(made.text).not.toMatch(/hush|aGk=|cookie/);
    expect(findings(made.text)).toEqual([]);
  });

  it.each([
    ['https://h.example/repos/:owner/hooks', '/repos/{owner}/hooks'],
    ['https://h.example/repos/OWNER/<the repo>/{{ id }}/$ID', '/repos/{owner}/{the_repo}/{id}/{ID}'],
    ['https://h.example/Orders/ABC/', '/Orders/{abc}'],
    ['/a/b c', ''],
  ])('has an address as documentation writes it: %s', (url, path) => {
    const { path: found } = draft({ ...orders, url });
    expect(found ?? '').toBe(path);
  });

  it('says what credentials the connection asks for', () => {
    const security = (request: string) =>
      read(newTrigger(undefined, { ...orders, url: undefined, request })).securityDefinitions;
    const curl = (option: string) => `curl https://h.example/hooks ${option} -d '{"target":"u"}'`;
    expect(security(curl('-u a:b'))).toEqual({ basic: { type: 'basic' } });
    expect(security(curl('-H "X-Api-Key: k"'))).toEqual({
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    });
    expect(security(curl('-H "Ocp-Apim-Subscription-Key: k"'))).toEqual({
      apiKey: { type: 'apiKey', in: 'header', name: 'Ocp-Apim-Subscription-Key' },
    });
    expect(security(curl(''))).toBeUndefined();
  });

  it.each(['Ocp-Apim-Subscription-Key', 'x-functions-key', 'X-Access-Key', 'passphrase', 'pwd'])(
    'keeps no header %s, which holds a secret',
    (name) => {
      const request = `curl https://h.example/hooks -H '${name}: hush' -H 'X-Shop: mine' -d '{"target":"u"}'`;
      const { text, notes } = newTrigger(undefined, { ...orders, request, callback: 'target' });
      expect(text).not.toContain('hush');
      expect(text).toContain('X-Shop');
      expect(notes.join()).toContain(`"${name}" was left out`);
    },
  );

  it('never writes a secret or a placeholder', () => {
    const request = { target: 'u', secret: 'hush', apiKey: 'hush', who: '<hush>', plain: 'yes' };
    const { text } = newTrigger(undefined, { ...orders, request, visible: [] });
    expect(text).not.toContain('hush');
    const { properties } = (JSON.parse(text) as Any).definitions.WhenOrderedRequest;
    expect(properties.secret).toEqual({ type: 'string', title: 'Secret' });
    expect(properties.plain).toMatchObject({ default: 'yes', 'x-ms-visibility': 'internal' });
  });

  it('may lack a body: the callback is all of it', () => {
    const made = newTrigger(undefined, {
      ...orders,
      request: undefined,
      url: 'https://h.example/hooks',
      callback: 'callbackUrl',
    });
    expect(read(made).definitions.WhenOrderedRequest).toMatchObject({ type: 'object', required: ['callbackUrl'] });
    expect(findings(made.text)).toEqual([]);
  });
});

it('shows its whole address, to be corrected', () => {
  const request = `curl 'https://me:hush@h.example/v1/ORGS/hooks?kind=a%20b' -d '{"target":"u"}'`;
  const { url } = draft({ ...orders, url: undefined, request });
  expect(url).toBe('https://h.example/v1/{orgs}/hooks?kind=a%20b');
  expect(draft({ ...orders, url, request }).fields.map(({ pointer, value }) => [pointer, value])).toEqual([
    ['?kind', 'a b'],
  ]);
});

describe('values that flow makers may not change', () => {
  const request = {
    target: 'u',
    kind: 'card',
    retries: 3,
    events: ['a', 'b'],
    filter: { state: 'open', deep: { level: 1 }, label: 'x' },
    options: { format: 'json' },
  };
  const url = 'https://h.example/hooks?version=2';
  const made = (visible: string[], language: 'json' | 'yaml' = 'json') =>
    newTrigger(undefined, { ...orders, url, request, visible, language });

  it('are required, and so are the objects around them', () => {
    const { definitions, paths } = read(made(['/filter/state', '/filter/label', '/retries', '/options/format']));
    const body = definitions.WhenOrderedRequest;
    expect(body.required).toEqual(['target', 'kind', 'events', 'filter']);
    expect(body.properties.filter.required).toEqual(['deep']);
    expect(body.properties.filter.properties.deep.required).toEqual(['level']);
    expect(body.properties.options.required).toBeUndefined();
    expect(paths['/hooks'].post.parameters[0]).toMatchObject({ name: 'version', required: true, default: '2' });
  });

  it.each([[[]], [['/kind', '?version']], [['/filter/deep/level']], [['/options/format', '/events']]])(
    'are written as certification wants them, where %j are visible',
    (visible) => {
      for (const language of ['json', 'yaml'] as const)
        expect(findings(made(visible, language).text, `a.swagger.${language}`)).toEqual([]);
    },
  );
});

describe('the unsubscribe', () => {
  const pathOf = (more: NewTriggerParams) => draft({ ...orders, ...more }).unsubscribe?.path;

  it.each([
    ['the answer', { response: { self: 'https://h.example/v2/hooks/77' } }, '/hooks/{hookId}'],
    ['a Location', { response: 'HTTP/1.1 201 Created\nLocation: /hooks/77' }, '/hooks/{hookId}'],
    [
      'nothing',
      { url: '/shops/{shopId}/event-subscriptions' },
      '/shops/{shopId}/event-subscriptions/{eventSubscriptionId}',
    ],
    ['the person', { unsubscribe: 'https://h.example/gone/:id' }, '/gone/{id}'],
  ])('comes from %s', (_, more, path) => {
    expect(pathOf(more)).toBe(path);
  });

  it('is left out when it is not wanted', () => {
    expect(Object.keys(read(newTrigger(undefined, { ...orders, unsubscribe: false })).paths)).toEqual(['/hooks']);
  });

  it('may have the same path', () => {
    const made = newTrigger(undefined, { ...orders, unsubscribe: '/hooks' });
    expect(Object.keys(read(made).paths['/hooks'])).toEqual(['x-ms-notification-content', 'post', 'delete']);
    expect(findings(made.text)).toEqual([]);
  });
});

describe('what cannot be written', () => {
  it.each([
    ['no address', { url: undefined }, /^url: /],
    ['an invalid address', { url: 'not an address' }, /^url: That isn't an address/],
    ['another service', { url: 'https://other.example/hooks' }, /^url: .*shop\.example.*other\.example/],
    ['a path that is taken', { url: '/taken' }, /^url: .*POST \/taken already, and a path has one trigger/],
    ['a method that creates nothing', { method: 'get' }, /^method: /],
    ['no notification', { notification: undefined }, /^notification: /],
    ['a notification that is not JSON', { notification: '{"a":' }, /^notification: It isn't valid JSON: see line 1\.$/],
    [
      'a text that is not JSON, without quoting it',
      { notification: 'hunter2' },
      /^notification: It isn't valid JSON: see line 1\.$/,
    ],
    ['a form', { request: 'curl https://shop.example/hooks -d a=b' }, /^request: Its body is a form/],
    [
      'a body in a file',
      { request: 'curl https://shop.example/hooks -d @body.json' },
      /^request: Its body is in a file/,
    ],
    ['no callback', { callback: undefined }, /^callback: Which property.*\/target/],
    ['a callback that is nowhere', { callback: '/nowhere' }, /^callback: .*"\/nowhere".*\/target/],
    ['a callback that is no text', { request: { target: 'u', n: { a: 1 } }, callback: 'a' }, /^callback: .*\/target/],
    [
      'a callback in two places',
      { request: { a: { url: 'x' }, b: { url: 'y' } }, callback: 'url' },
      /^callback: .*several/,
    ],
    ['a callback in a list', { request: { list: [{ url: 'x' }], t: 'u' }, callback: 'url' }, /^callback: /],
    ['a name that is taken', { operationId: 'Taken' }, /^operationId: .*"Taken" already/],
  ])('%s is reported with its property', (_, more, message) => {
    const text = small({ '/taken': { post: { operationId: 'Taken' } } });
    const params: NewTriggerParams = { ...orders, ...(more as NewTriggerParams) };
    expect(problemsOf(params, open(text))[0]).toMatch(message);
    const property = problemsOf(params, open(text))[0]!.split(':')[0];
    expect(() => newTrigger(open(text), params)).toThrow(`Supply "${property}"`);
  });

  it('a definition with a fault', () => {
    expect(problemsOf(orders, open('{"swagger": "2.0",\n "paths": {]}'))[0]).toMatch(
      /^uri: Fix the definition first, line 2/,
    );
  });

  it('samples of other shapes are read as well', () => {
    const odd: JsonObject = { '': 'a', 'a/b~c': { 'x.y': 'http://u' }, __proto__x: [[1]], deep: [{ a: null }] };
    const made = newTrigger(undefined, { ...orders, request: odd, callback: '/a~1b~0c/x.y', notification: [odd] });
    expect(findings(made.text)).toEqual([]);
    const document = open(made.text);
    expect(preview(document, definitionOf(document), {}).card!.sent.map(({ callback }) => callback)).toEqual([true]);
  });
});
