import { describe, expect, it } from 'vitest';
import type { Json } from '../../server/protocol/json';
import type { TriggerDescription } from '../../server/protocol/triggers';
import { readTriggers } from '../support/requests';

/** The trigger of a definition that has one, with these parameters, and these other paths. */
function triggerWith(parameters: Json[], paths: { [path: string]: Json } = {}, properties?: Json): TriggerDescription {
  const definition = {
    swagger: '2.0',
    info: { title: 'Made up', version: '1' },
    host: 'api.example.com',
    paths: {
      '/hooks': {
        'x-ms-notification-content': { schema: { type: 'object' } },
        post: { operationId: 'WhenIt', 'x-ms-trigger': 'single', parameters, responses: {} },
      },
      ...paths,
    },
    definitions: {
      Rule: {
        type: 'object',
        required: ['verb', 'kind'],
        properties: { verb: { type: 'string', enum: ['create'] }, kind: { type: 'integer' }, note: { type: 'string' } },
      },
    },
  };
  return readTriggers(
    'file:///made-up/apiDefinition.swagger.json',
    JSON.stringify(definition),
    properties === undefined ? undefined : JSON.stringify({ properties }),
  ).triggers[0]!;
}

const body = (properties: Json, more: { [name: string]: Json } = {}): Json => ({
  name: 'hook',
  in: 'body',
  schema: { type: 'object', properties, ...more },
});

describe('the defaults in an internal object', () => {
  const text = (more: { [name: string]: Json }): Json => ({ type: 'string', ...more });

  it.each<[string, Json, string[][] | undefined]>([
    [
      'are dropped',
      { config: { 'x-ms-visibility': 'internal', properties: { kind: text({ default: 'a' }) } } },
      [['config', 'kind']],
    ],
    [
      'are dropped however deep they are',
      {
        config: {
          'x-ms-visibility': 'internal',
          properties: { more: { properties: { kind: text({ default: 'a', 'x-ms-visibility': 'important' }) } } },
        },
      },
      [['config', 'more', 'kind']],
    ],
    [
      'are dropped next to a default of the object',
      { config: { 'x-ms-visibility': 'internal', default: {}, properties: { kind: text({ default: 'a' }) } } },
      [['config', 'kind']],
    ],
    [
      'are not sent here either where the default of the object has the property',
      {
        config: {
          'x-ms-visibility': 'internal',
          default: { kind: 'b' },
          properties: { kind: text({ default: 'a' }) },
        },
      },
      undefined,
    ],
    [
      'are sent from an object that is visible',
      { config: { properties: { kind: text({ default: 'a' }) } } },
      undefined,
    ],
    [
      'are sent from a property that is internal itself',
      { kind: text({ default: 'a', 'x-ms-visibility': 'internal' }) },
      undefined,
    ],
    [
      'are no others',
      { config: { 'x-ms-visibility': 'internal', default: { kind: 'a' }, properties: { kind: text({}) } } },
      undefined,
    ],
  ])('%s', (_, properties, expected) => {
    expect(triggerWith([body(properties)]).body!.closedDefaults).toEqual(expected);
  });

  it('end where definitions lead in a circle', () => {
    const node: Json = { $ref: '#/definitions/Rule' };
    expect(triggerWith([body({ config: { 'x-ms-visibility': 'internal', properties: { node } } })]).body).toBeDefined();
  });
});

describe('a value of a trigger', () => {
  it('takes its title from the first that is not empty', () => {
    const { parameters, body: described } = triggerWith([
      { name: 'a', in: 'query', type: 'string', 'x-ms-summary': '' },
      body({ b: { type: 'string', title: '', 'x-ms-summary': 'Second' }, c: { type: 'string', title: '' } }),
    ]);
    expect([...parameters, ...described!.fields].map(({ title }) => title)).toEqual(['a', 'Second', 'c']);
  });

  it('describes the enum values, bounds and shape of the items of an array', () => {
    const { fields } = triggerWith([
      body({
        events: { type: 'array', maxItems: 2, items: { type: 'string', enum: ['add', 'remove'] } },
        rules: { type: 'array', items: { $ref: '#/definitions/Rule' } },
      }),
    ]).body!;
    expect(fields[0]).toMatchObject({ itemsType: 'string', itemsEnum: ['add', 'remove'], limits: { maxItems: 2 } });
    expect(fields[1]).toMatchObject({ itemsType: 'object', template: [{ verb: 'create', kind: 0 }] });
  });

  it('is expected where only the schema of an optional body requires it', () => {
    const optional = { ...(body({ a: { type: 'string' }, b: { type: 'string' } }, { required: ['a'] }) as object) };
    const { fields } = triggerWith([{ ...optional, required: false }]).body!;
    expect(fields.map(({ required, expected }) => [required, expected])).toEqual([
      [false, true],
      [false, false],
    ]);
  });
});

describe('what the values of an enum are called', () => {
  const named: Json = [{ value: 'a', displayName: 'The first' }, { value: 'c' }];

  it('is described for parameters, fields and items', () => {
    const values: { [name: string]: Json } = { type: 'string', enum: ['a', 'b'], 'x-ms-enum-values': named };
    const titles = [
      { value: 'a', title: 'The first' },
      { value: 'c', title: 'c' },
    ];
    const { parameters, body: described } = triggerWith([
      { name: 'kind', in: 'query', ...values },
      body({ one: values, many: { type: 'array', items: values } }),
    ]);
    expect(parameters[0]!.enumTitles).toEqual(titles);
    expect(described!.fields.map(({ enumTitles, itemsEnumTitles }) => enumTitles ?? itemsEnumTitles)).toEqual([
      titles,
      titles,
    ]);
  });

  it('is not read where there is no enum', () => {
    const { parameters } = triggerWith([{ name: 'kind', in: 'query', type: 'string', 'x-ms-enum-values': named }]);
    expect(parameters[0]!.enumTitles).toBeUndefined();
  });
});

describe('values that the service knows', () => {
  const lists: { [path: string]: Json } = {
    '/boards/{board}/lists': {
      get: {
        operationId: 'Lists',
        summary: 'Lists of a board',
        parameters: [
          { name: 'board', in: 'path', required: true, type: 'string' },
          { name: 'open', in: 'query', type: 'boolean' },
        ],
        responses: {},
      },
    },
  };
  const dynamicOf = (dynamic: { [name: string]: Json }, paths = lists) =>
    triggerWith(
      [
        body({
          of: { type: 'object', properties: { board: { type: 'string' } } },
          list: { type: 'string', ...dynamic },
        }),
      ],
      paths,
    ).body!.fields[1]!.dynamic;

  it.each([
    ['a bare name', 'board'],
    ['a dotted path', 'of.board'],
  ])('come from an operation whose parameters are filled by answers (x-ms-dynamic-values, %s)', (_, reference) => {
    const found = dynamicOf({
      'x-ms-dynamic-values': {
        operationId: 'Lists',
        parameters: { board: { parameter: reference }, open: true },
        'value-collection': 'data/items',
        'value-path': 'id',
        'value-title': 'name',
      },
    });
    expect(found).toMatchObject({
      operation: { operationId: 'Lists', title: 'Lists of a board', method: 'get', path: '/boards/{board}/lists' },
      arguments: [
        { path: ['board'], from: ['hook', 'of', 'board'] },
        { path: ['open'], value: true },
      ],
      itemsPath: ['data', 'items'],
      valuePath: ['id'],
      titlePath: ['name'],
    });
    expect(found!.operation!.parameters.map(({ name }) => name)).toEqual(['board', 'open']);
  });

  it('come from x-ms-dynamic-list, which wins over the older form', () => {
    const found = dynamicOf({
      'x-ms-dynamic-values': { operationId: 'Old', 'value-path': 'id' },
      'x-ms-dynamic-list': {
        operationId: 'Lists',
        parameters: { board: { parameterReference: 'hook/of/board', required: false }, open: { value: false } },
        itemsPath: 'items',
        itemValuePath: 'id',
      },
    });
    expect(found).toMatchObject({
      arguments: [
        { path: ['board'], from: ['hook', 'of', 'board'], required: false },
        { path: ['open'], value: false },
      ],
      itemsPath: ['items'],
      valuePath: ['id'],
    });
    expect(found).not.toHaveProperty('titlePath');
  });

  it('report why they are not available', () => {
    expect(dynamicOf({ 'x-ms-dynamic-values': { operationId: 'None', 'value-path': 'id' } })?.problem).toContain(
      'None',
    );
    expect(dynamicOf({ 'x-ms-dynamic-values': { capability: 'file-picker' } })?.problem).toContain('file-picker');
  });

  it('of an array are described at its items', () => {
    const { fields } = triggerWith(
      [body({ lists: { type: 'array', items: { type: 'string', 'x-ms-dynamic-values': { operationId: 'Lists' } } } })],
      lists,
    ).body!;
    expect(fields[0]!.dynamic?.operation?.operationId).toBe('Lists');
  });
});

describe('a tree of values', () => {
  // As a published connector has it.
  const tree = {
    settings: { canSelectParentNodes: false, canSelectLeafNodes: true },
    open: { operationId: 'Roots', itemValuePath: 'path', itemTitlePath: 'name', itemIsParent: '(is_folder eq true)' },
    browse: {
      operationId: 'Below',
      itemValuePath: 'path',
      itemTitlePath: 'name',
      itemIsParent: '(is_folder eq true)',
      parameters: { path: { selectedItemValuePath: 'path' } },
    },
  };
  const operations: { [path: string]: Json } = {
    '/roots': { get: { operationId: 'Roots', parameters: [], responses: {} } },
    '/below': {
      get: {
        operationId: 'Below',
        parameters: [{ name: 'path', in: 'query', type: 'string', required: true }],
        responses: {},
      },
    },
  };
  const describedTree = (changes: object) => {
    const folder = {
      name: 'folder',
      in: 'query',
      type: 'string',
      'x-ms-dynamic-tree': { ...tree, ...changes } as Json,
    };
    return triggerWith([folder], operations).parameters[0]!.dynamic;
  };

  it('has roots, and items that are opened', () => {
    expect(describedTree({})).toMatchObject({
      operation: { operationId: 'Roots' },
      valuePath: ['path'],
      titlePath: ['name'],
      tree: {
        browse: { operation: { operationId: 'Below' }, arguments: [{ path: ['path'], selected: ['path'] }] },
        parents: { path: ['is_folder'], is: true, not: false },
        canSelectParents: false,
        canSelectLeaves: true,
      },
    });
  });

  it.each([
    ['true', true],
    ['false', false],
    [true, true],
    [undefined, false],
    ["kind ne 'file'", { path: ['kind'], is: 'file', not: true }],
  ])('has parents where itemIsParent is %s', (itemIsParent, parents) => {
    const open = { ...tree.open, itemIsParent };
    const browse = { ...tree.browse, itemIsParent: undefined };
    expect(describedTree(JSON.parse(JSON.stringify({ open, browse })))?.tree?.parents).toEqual(parents);
  });

  it('is a list where nothing is below its roots', () => {
    expect(describedTree({ browse: null })).not.toHaveProperty('tree');
  });
});

describe('where a webhook may be read', () => {
  const at = (path: string, ...methods: string[]) => ({
    [path]: Object.fromEntries(
      methods.map((method) => [method, { operationId: `${method} ${path}`, parameters: [], responses: {} }]),
    ),
  });

  it('is where it is deleted, or below the path of its trigger', () => {
    const { readable } = triggerWith([], {
      ...at('/hooks/{id}', 'get'),
      ...at('/subscriptions/{id}', 'get', 'delete'),
      ...at('/hooks/{id}/log', 'get'),
      ...at('/orders/{id}', 'get', 'delete'),
      ...at('/orders', 'get'),
    });
    expect(readable).toEqual(['/hooks/{id}', '/subscriptions/{id}']);
    expect(triggerWith([], at('/hooks/{id}', 'delete')).readable).toBeUndefined();
  });
});

describe('the addresses of a connection', () => {
  const policy = (urlTemplate: string, operations?: string[]): Json => ({
    templateId: 'dynamichosturl',
    parameters: {
      'x-ms-apimTemplateParameter.urlTemplate': urlTemplate,
      ...(operations && { 'x-ms-apimTemplate-operationName': operations }),
    },
  });
  const addressesOf = (policies: Json[], connectionParameters: Json = {}) =>
    triggerWith([], {}, { connectionParameters, policyTemplateInstances: policies }).addresses;

  it('come from dynamichosturl policies, with the parameters of the connection', () => {
    const region: Json = {
      type: 'string',
      uiDefinition: {
        displayName: 'Region',
        description: 'Where your account is',
        constraints: { allowedValues: [{ text: 'Europe', value: 'eu' }, { value: 'us' }], default: 'eu' },
      },
    };
    expect(
      addressesOf(
        [policy("https://@{connectionParameters('region')}.example.com/@connectionParameters('path','v1')")],
        {
          Region: region,
        },
      ),
    ).toEqual([
      {
        template: 'https://{region}.example.com/{path}',
        parameters: [
          {
            name: 'region',
            title: 'Region',
            description: 'Where your account is',
            default: 'eu',
            optional: false,
            choices: [
              { value: 'eu', title: 'Europe' },
              { value: 'us', title: 'us' },
            ],
          },
          { name: 'path', title: 'path', default: 'v1', optional: true },
        ],
      },
    ]);
  });

  it('are those of the operation, and only such as a person can fill', () => {
    const own = policy("https://@connectionParameters('a')", ['WhenIt']);
    const others = policy("https://@connectionParameters('b')", ['Another']);
    const computed = policy("https://@queryParameters('projectId')");
    expect(addressesOf([own, others, computed, own])?.map(({ template }) => template)).toEqual(['https://{a}']);
    expect(triggerWith([]).addresses).toEqual([]);
  });
});
