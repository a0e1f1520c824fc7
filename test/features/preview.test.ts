import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { preview } from '../../server/features/preview';
import { definitionOf } from '../../server/features/validate';
import type { Preview, TriggerCard } from '../../server/protocol/preview';

const connectors = fileURLToPath(new URL('../connectors', import.meta.url));
const sample = readFileSync(join(connectors, 'githubWebhookSample.swagger.json'), 'utf8');

type Shown = Pick<Preview, 'fault' | 'triggers' | 'card'>;

function previewOf(text: string, params: { at?: string; trigger?: string } = {}, language = 'json'): Shown {
  const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
  const position = params.at === undefined ? undefined : document.positionAt(text.indexOf(params.at) + 1);
  return preview(document, definitionOf(document), { position, trigger: params.trigger });
}

interface Made {
  parameters?: object[];
  /** Schema of the body parameter. */
  body?: object;
  content?: object;
  operation?: object;
  definitions?: object;
}

/** The card of a webhook trigger made of these. */
function cardOf({ parameters = [], body, content, operation, definitions }: Made): TriggerCard {
  const all = body ? [...parameters, { name: 'body', in: 'body', schema: body }] : parameters;
  const definition = {
    swagger: '2.0',
    info: { title: 'Shop', version: '1' },
    paths: {
      '/hooks': {
        ...(content && { 'x-ms-notification-content': content }),
        post: { operationId: 'WhenSold', 'x-ms-trigger': 'single', parameters: all, responses: {}, ...operation },
      },
      '/items': { get: { operationId: 'ListItems', summary: 'List the items', responses: {} } },
    },
    definitions,
  };
  return previewOf(JSON.stringify(definition)).card!;
}

const fieldsOf = (made: Made) => cardOf(made).parameters;
const rows = (made: Made) =>
  fieldsOf(made).map(({ title, required, advanced }) => `${title}${required ? ' *' : ''}${advanced ? ' …' : ''}`);
const tokensOf = (schema: object, definitions?: object) => cardOf({ content: { schema }, definitions }).tokens;
const tokenRows = (schema: object, definitions?: object) =>
  tokensOf(schema, definitions).map(({ title, type, expression }) => `${title}: ${type} ${expression}`);

const string = { type: 'string' };
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

describe("the tutorial's trigger", () => {
  it.each([
    ['json', sample],
    ['yaml', stringify(JSON.parse(sample))],
  ])('has its card from %s', (language, text) => {
    const { card, triggers, fault } = previewOf(text, {}, language);
    expect(fault).toBeUndefined();
    expect(triggers).toEqual([
      {
        id: 'post /repos/{owner}/{repo}/hooks',
        title: 'Triggers when a PUSH event occurs',
        operationId: 'webhook-trigger',
        kind: 'webhook',
      },
    ]);
    expect(card).toMatchObject({ operationId: 'webhook-trigger', connector: 'GitHub', hidden: false });
    expect(card!.parameters.map(({ title }) => title)).toEqual([
      'owner',
      'repo',
      'active',
      'name',
      'Description of repo',
      'events',
    ]);
    expect(card!.sent).toMatchObject([{ name: 'config.url', callback: true }]);
    expect(card!.tokens.slice(0, 3).map(({ title }) => title)).toEqual(['Body', 'Compare URL', 'Commit URL']);
  });
});

describe('the fields of a card', () => {
  it('are titled by summary or name, in the body by title, summary or name', () => {
    const parameters = [
      { name: 'a', in: 'query', type: 'string', 'x-ms-summary': 'Account' },
      { name: 'b', in: 'query', type: 'string', title: 'unread' },
    ];
    const body = object({
      c: { ...string, title: 'C', 'x-ms-summary': 'no' },
      d: { ...string, 'x-ms-summary': 'D' },
      e: string,
    });
    expect(fieldsOf({ parameters, body }).map(({ title }) => title)).toEqual(['Account', 'b', 'C', 'D', 'e']);
  });

  it('start with the titles around them, or with the summaries when none has a title', () => {
    const titled = object({ o: object({ p: string }, { title: 'Order', 'x-ms-summary': 'no' }) }, { title: 'Shop' });
    expect(rows({ body: titled })).toEqual(['Shop Order p …']);
    const summed = object({ o: object({ p: string }, { 'x-ms-summary': 'Order' }) }, { 'x-ms-summary': 'Shop' });
    expect(rows({ body: summed })).toEqual(['Shop Order p …']);
  });

  it('come as required, important, advanced, the rest; what is neither required nor important nor filled is advanced', () => {
    const body = object(
      {
        rest: string,
        advanced: { ...string, 'x-ms-visibility': 'advanced' },
        filled: { ...string, default: 'x' },
        important: { ...string, 'x-ms-visibility': 'Important' },
        required: string,
        internal: { ...string, 'x-ms-visibility': 'internal', default: 7 },
      },
      { required: ['required'] },
    );
    expect(rows({ body })).toEqual(['required *', 'important', 'advanced …', 'rest …', 'filled']);
    expect(cardOf({ body }).sent).toMatchObject([{ name: 'internal', value: 7, callback: false }]);
  });

  it('are required when every level requires them, and never when the body is optional', () => {
    const body = object(
      { o: object({ p: string, q: string }, { required: ['p'] }), r: object({ s: string }, { required: ['s'] }) },
      { required: ['o'] },
    );
    expect(rows({ body })).toEqual(['p *', 'q …', 's …']);
    const optional = { name: 'body', in: 'body', required: false, schema: object({ p: string }, { required: ['p'] }) };
    expect(rows({ parameters: [optional] })).toEqual(['p …']);
  });

  it('inherit the visibility of the object around, and an internal object is one thing that is sent', () => {
    const body = object({
      o: object({ p: string, q: { ...string, 'x-ms-visibility': 'none' } }, { 'x-ms-visibility': 'important' }),
      i: object({ p: { ...string, default: 'lost' } }, { 'x-ms-visibility': 'internal', default: { p: 'kept' } }),
    });
    expect(rows({ body })).toEqual(['p', 'q …']);
    expect(cardOf({ body }).sent).toMatchObject([{ name: 'i', value: { p: 'kept' } }]);
  });

  it('leave out read-only ones, those from allOf, repeated names and those without a type', () => {
    const parameters = [
      { name: 'id', in: 'path', required: true, type: 'string' },
      { name: 'id', in: 'query', type: 'string' },
      { name: 'untyped', in: 'query' },
      { name: 'connectionId', in: 'path', required: true, type: 'string', 'x-ms-visibility': 'internal' },
    ];
    const body = object({ r: { ...string, readOnly: true }, a: string }, { allOf: [object({ b: string })] });
    expect(rows({ parameters, body })).toEqual(['id *', 'a …']);
    expect(cardOf({ parameters }).sent).toEqual([]);
  });

  it('are a single field when the body is not an object with properties', () => {
    expect(rows({ body: { type: 'array', items: string } })).toEqual(['body *']);
    expect(fieldsOf({ body: { properties: { a: string } } })).toMatchObject([{ title: 'body', control: 'text' }]);
    expect(fieldsOf({ body: { type: 'object' } })).toMatchObject([{ title: 'body', control: 'object' }]);
  });

  it('offer choices: enums with their titles, yes and no, and a blank when optional', () => {
    const values = [{ value: 'o', displayName: 'Opened' }];
    const parameters = [
      { name: 'a', in: 'query', type: 'string', required: true, enum: ['o'], 'x-ms-enum-values': values },
      { name: 'b', in: 'query', type: 'integer', required: true, enum: [1, 2] },
      { name: 'c', in: 'query', type: 'boolean', required: true },
      { name: 'd', in: 'query', type: 'boolean', 'x-ms-visibility': 'important' },
      { name: 'e', in: 'query', type: 'string', 'x-ms-enum-values': values },
    ];
    expect(fieldsOf({ parameters }).map(({ choices }) => choices?.map(({ title }) => title))).toEqual([
      ['Opened'],
      ['1', '2'],
      ['Yes', 'No'],
      ['', 'Yes', 'No'],
      undefined,
    ]);
  });

  it('say where dynamic values and fields come from', () => {
    const dynamic = { operationId: 'ListItems', 'value-path': 'id' };
    const body = object({
      a: { ...string, 'x-ms-dynamic-values': dynamic },
      b: { type: 'array', items: { ...string, 'x-ms-dynamic-list': dynamic } },
      c: object({ gone: string }, { 'x-ms-dynamic-schema': { operationId: 'Nowhere' } }),
    });
    expect(fieldsOf({ body })).toMatchObject([
      { title: 'a', control: 'dynamicValues', source: 'List the items' },
      { title: 'b', control: 'dynamicValues', source: 'List the items' },
      { title: 'c', control: 'dynamicSchema', source: 'Nowhere' },
    ]);
  });

  it('are edited item by item for lists in the body, as text elsewhere', () => {
    const parameters = [{ name: 'ids', in: 'query', type: 'array', items: string }];
    const items = object({ sku: { ...string, title: 'SKU' }, hidden: { ...string, 'x-ms-visibility': 'internal' } });
    const body = object({ lines: { type: 'array', title: 'Lines', items }, tags: { type: 'array', items: string } });
    expect(fieldsOf({ parameters, body })).toMatchObject([
      { name: 'ids', control: 'text' },
      { title: 'Lines', control: 'list', items: [{ title: 'SKU' }] },
      { title: 'tags', control: 'list', items: [{ title: 'tags Item' }] },
    ]);
  });

  it('show a callback that is not internal', () => {
    const body = object({ url: { ...string, 'x-ms-notification-url': true } }, { required: ['url'] });
    expect(fieldsOf({ body })).toMatchObject([{ name: 'url', callback: true }]);
  });
});

describe('the tokens of a card', () => {
  it('are read without a question mark where every level is required', () => {
    const schema = object({ a: object({ b: string, c: string }, { required: ['b'] }) }, { required: ['a'] });
    expect(tokenRows(schema)).toEqual([
      "b: string triggerBody()['a']['b']",
      "a: object triggerBody()['a']",
      'Body: object triggerBody()',
      "c: string triggerBody()?['a']?['c']",
    ]);
  });

  it('read the items of lists, each in its loop', () => {
    const inner = object({ n: string });
    const commits = {
      type: 'array',
      title: 'Commits',
      items: object({ id: string, f: { type: 'array', items: inner } }),
    };
    const shown = tokensOf(object({ commits })).map(
      ({ title, type, expression, loops }) => `${title}: ${type} ${expression} ${loops.join(' > ')}`,
    );
    expect(shown).toEqual([
      'Body: object triggerBody() ',
      "Commits id: string item()?['id'] Commits",
      "Commits n: string item()?['n'] Commits > Commits f",
      'Commits Item: object item() Commits > Commits f',
      "Commits f: array item()?['f'] Commits",
      'Commits Item: object item() Commits',
      "Commits: array triggerBody()?['commits'] ",
    ]);
  });

  it("take an item's own title instead of its list's", () => {
    const list = { type: 'array', title: 'Commits', items: object({ id: string }, { title: 'Commit' }) };
    expect(tokensOf(object({ list })).map(({ title }) => title)).toEqual(['Body', 'Commit id', 'Commit', 'Commits']);
  });

  it("use the designer's titles for some names, and the description for a body without a title", () => {
    const schema = object({ headers: string, 'x-ms-foo-bar': string, o: object({ headers: string }) });
    const titles = tokensOf({ ...schema, description: 'The sale' }).map(({ title }) => title);
    expect(titles).toEqual(['The sale', 'Headers', 'Foo Bar', 'headers', 'o']);
  });

  it('leave out internal ones with what they hold, and files', () => {
    const schema = object({
      i: object({ a: string, b: { ...string, 'x-ms-visibility': 'important' } }, { 'x-ms-visibility': 'internal' }),
      f: { type: 'file' },
      late: { ...string, 'x-ms-visibility': 'advanced' },
      z: string,
    });
    expect(tokensOf(schema).map(({ title, advanced }) => `${title} ${advanced}`)).toEqual([
      'Body false',
      'z false',
      'late true',
    ]);
  });

  it('stop at circular references, skip what has no type, and use the last of several types', () => {
    const N = object({ next: { $ref: '#/definitions/N', title: 'unread' }, t: { type: ['string', 'null'] } });
    expect(tokenRows({ $ref: '#/definitions/N' }, { N })).toEqual([
      'Body: object triggerBody()',
      "next: any triggerBody()?['next']",
      "t: null triggerBody()?['t']",
    ]);
    expect(tokenRows({ properties: { a: string } })).toEqual(['Body: any triggerBody()']);
    expect(tokenRows(object({}, { allOf: [object({ a: string })], additionalProperties: string }))).toEqual([
      'Body: object triggerBody()',
    ]);
  });

  it('hold the whole body where its shape is unknown, and say where it would come from', () => {
    const { tokens, dynamicTokens } = cardOf({
      content: { schema: { type: 'object', 'x-ms-dynamic-schema': { operationId: 'ListItems' } } },
    });
    expect(dynamicTokens).toEqual({ operation: 'List the items' });
    expect(tokens.map(({ title }) => title)).toEqual(['Body']);
    expect(tokensOf({}).map(({ title }) => title)).toEqual(['Body']);
    expect(cardOf({ content: {} }).tokens.map(({ title }) => title)).toEqual(['Body']);
  });

  it('hold the headers of the notification', () => {
    const headers = { 'X-Event': { ...string, 'x-ms-summary': 'Event' }, 'X-Id': { ...string, description: 'Its id' } };
    const shown = cardOf({ content: { schema: string, headers } }).tokens.slice(1);
    expect(shown.map(({ title, expression }) => `${title} ${expression}`)).toEqual([
      "Event triggerOutputs()['headers']['X-Event']",
      "Its id triggerOutputs()['headers']['X-Id']",
    ]);
  });

  it('come from the answer of a polling trigger, whose list is split', () => {
    const value = { type: 'array', title: 'Orders', items: object({ id: string }) };
    const { tokens, splitOn, kind } = cardOf({
      operation: { 'x-ms-trigger': 'Batch', responses: { 200: { schema: object({ value }) } } },
    });
    expect([kind, splitOn]).toEqual(['polling', 'Orders']);
    expect(tokens.find(({ title }) => title === 'Orders id')).toMatchObject({
      expression: "triggerBody()?['id']",
      loops: [],
    });
  });
});

describe('what is shown', () => {
  const trigger = (id: string, content: string) => ({
    'x-ms-notification-content': { schema: { $ref: `#/definitions/${content}` } },
    post: { operationId: id, 'x-ms-trigger': 'single', parameters: [], responses: {} },
    parameters: [],
  });
  const two = JSON.stringify({
    swagger: '2.0',
    paths: { '/a': trigger('A', 'Notice'), '/b': trigger('B', 'Notice'), '/c': trigger('C', 'Other') },
    definitions: { Notice: { type: 'object' }, Other: { type: 'object' }, Unused: { type: 'object' } },
  });
  const shown = (params: { at?: string; trigger?: string }) => previewOf(two, params).card!.operationId;

  it('is the trigger around the cursor, the one that is chosen, or the first', () => {
    expect(previewOf(two).triggers.map(({ title }) => title)).toEqual(['A', 'B', 'C']);
    expect(shown({})).toBe('A');
    expect(shown({ trigger: 'post /c' })).toBe('C');
    expect(shown({ trigger: 'B' })).toBe('B');
    expect(shown({ trigger: 'post /gone' })).toBe('A');
    expect(shown({ at: '"B"', trigger: 'post /c' })).toBe('B');
    expect(shown({ at: '"/b"' })).toBe('A');
  });

  it('is one that uses the definition around the cursor', () => {
    expect(shown({ at: '"Other":{"type' })).toBe('A');
    expect(shown({ at: '"type":"object"},"Other"' })).toBe('A');
    expect(shown({ at: '"type":"object"},"Other"', trigger: 'post /b' })).toBe('B');
    expect(shown({ at: '"type":"object"},"Unused"', trigger: 'post /b' })).toBe('C');
    expect(shown({ at: '"type":"object"}}}', trigger: 'post /b' })).toBe('B');
  });

  it('shows the syntax error of the text', () => {
    const { fault, card } = previewOf(sample.replace('"in": "path",', '"in": '));
    expect(fault?.message).toBeTruthy();
    expect(card?.tokens.length).toBeGreaterThan(10);
    expect(previewOf('{').card).toBeUndefined();
  });
});

it('every trigger of every connector here has a card', () => {
  const files = readdirSync(connectors, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.json') && !/apiProperties/.test(name) && statSync(join(connectors, name)).isFile(),
  );
  let cards = 0;
  for (const file of files) {
    const text = readFileSync(join(connectors, file), 'utf8').replace(/^\uFEFF/, '');
    for (const { id } of previewOf(text).triggers) {
      const { card } = previewOf(text, { trigger: id });
      cards++;
      expect([file, card?.id]).toEqual([file, id]);
      expect(card!.tokens.length, `${file} ${id}`).toBeGreaterThan(0);
      for (const { title } of [...card!.parameters, ...card!.tokens]) expect(title, `${file} ${id}`).not.toBe('');
    }
  }
  expect(cards).toBeGreaterThan(40);
});

describe('what deletes the webhook', () => {
  const withPaths = (paths: object): object => ({
    swagger: '2.0',
    info: { title: 'Hooks', version: '1' },
    paths: {
      '/hooks': {
        'x-ms-notification-content': { schema: { type: 'object' } },
        post: { operationId: 'OnEvent', 'x-ms-trigger': 'single', responses: {} },
      },
      ...paths,
    },
  });
  const deletionIn = (paths: object) => previewOf(JSON.stringify(withPaths(paths))).card!.deletion;
  const header = { name: 'X-Tenant', in: 'header', type: 'string', required: true };

  it.each<[string, object, object]>([
    ['its own DELETE', { '/hooks/{id}': { delete: {} } }, { kind: 'own', request: 'DELETE /hooks/{id}', unfilled: [] }],
    [
      'one that lacks an input',
      { '/hooks/{id}': { delete: { parameters: [header] } } },
      { kind: 'own', unfilled: ['X-Tenant'] },
    ],
    [
      'a POST',
      { '/hooks/{id}/unsubscribe': { post: { operationId: 'Stop' } } },
      { kind: 'other-method', request: 'POST /hooks/{id}/unsubscribe' },
    ],
    ['nothing', {}, { kind: 'none' }],
  ])('%s', (_, paths, deletion) => {
    expect(deletionIn(paths)).toMatchObject(deletion);
  });

  it('is not asked for a polling trigger', () => {
    const polled = { '/items': { get: { operationId: 'OnItem', 'x-ms-trigger': 'single', responses: {} } } };
    const text = JSON.stringify(withPaths(polled));
    expect(previewOf(text, { trigger: 'OnItem' }).card!.deletion).toBeUndefined();
  });
});
