import { describe, expect, it } from 'vitest';
import {
  classifyDestination,
  collectParameters,
  planQuestions,
  type Question,
  signInKinds,
} from '../../client/commands/prompts/planQuestions';
import { formatValue, parseAnswer } from '../../client/commands/prompts/typedAnswer';
import type { JsonObject } from '../../server/protocol/json';
import type { BodyField, ParameterDescription, TriggerDescription } from '../../server/protocol/triggers';

const parameter = (name: string, about: Partial<ParameterDescription> = {}): ParameterDescription => ({
  name,
  in: 'query',
  title: name,
  required: false,
  type: 'string',
  visibility: 'none',
  ...about,
});

const field = (path: string, about: Partial<BodyField> = {}): BodyField => ({
  path: path ? path.split('.') : [],
  title: path,
  required: false,
  type: 'string',
  visibility: 'none',
  callback: false,
  ...about,
});

const trigger = (parameters: ParameterDescription[], fields?: BodyField[]): TriggerDescription => {
  const position = { line: 0, character: 0 };
  const range = { start: position, end: position };
  return {
    operationId: 'webhook-trigger',
    kind: 'webhook',
    title: 'A trigger',
    range,
    selectionRange: range,
    method: 'post',
    path: '/hooks',
    endpoint: { schemes: ['https'], host: 'api.example.com', basePath: '' },
    consumes: [],
    parameters,
    ...(fields && { body: { name: 'Request body', required: true, schema: {}, fields } }),
    unsubscribe: [],
    unsubscribeVerdict: { kind: 'none', unlikely: false },
    security: [],
    answers: [],
  };
};

/** The trigger of Microsoft's tutorial. */
const tutorial = trigger(
  [parameter('owner', { in: 'path', required: true }), parameter('repo', { in: 'path', required: true })],
  [
    field('active', { type: 'boolean', default: true }),
    field('name', { default: 'web' }),
    field('config.content_type', { default: 'json' }),
    field('config.url', { visibility: 'internal', callback: true }),
    field('events', { type: 'array', itemsType: 'string', default: ['push'] }),
  ],
);

const keys = (questions: Question[]) => questions.map(({ key }) => key);
const plan = (of: TriggerDescription, given: JsonObject = {}) => {
  const { ask, offer } = planQuestions(of, given);
  return { ask: keys(ask), offer: keys(offer) };
};

const question = (about: Partial<Question>): Question => ({
  key: 'parameters.x',
  path: ['x'],
  title: 'x',
  name: 'x',
  kind: 'text',
  required: true,
  expected: false,
  secret: false,
  ...about,
});

describe('planning questions', () => {
  it('asks for owner and repository in the tutorial and offers the rest', () => {
    expect(plan(tutorial)).toEqual({
      ask: ['parameters.owner', 'parameters.repo'],
      offer: [
        'parameters["Request body"].active',
        'parameters["Request body"].name',
        'parameters["Request body"].config.content_type',
        'parameters["Request body"].events',
      ],
    });
  });

  it('leaves out given values, down to single fields of the body', () => {
    const given = { owner: 'me', 'Request body': { config: { content_type: 'form' }, name: 'web' } };
    expect(plan(tutorial, given)).toEqual({
      ask: ['parameters.repo'],
      offer: ['parameters["Request body"].active', 'parameters["Request body"].events'],
    });
  });

  it('treats a given body that is not an object as complete', () => {
    expect(plan(tutorial, { owner: 'me', repo: 'mine', 'Request body': 'text' })).toEqual({ ask: [], offer: [] });
  });

  it('leaves out internal parameters, even required ones', () => {
    const internal = parameter('tenant', { required: true, visibility: 'internal' });
    expect(plan(trigger([internal]))).toEqual({ ask: [], offer: [] });
  });

  it('asks for required parameters with a default and important ones without', () => {
    const parameters = [
      parameter('advanced', { visibility: 'advanced' }),
      parameter('important', { visibility: 'important' }),
      parameter('importantWithDefault', { visibility: 'important', default: 1 }),
      parameter('requiredWithDefault', { required: true, default: 'a' }),
    ];
    expect(plan(trigger(parameters))).toEqual({
      ask: ['parameters.requiredWithDefault', 'parameters.important'],
      offer: ['parameters.importantWithDefault', 'parameters.advanced'],
    });
  });

  it('asks for the whole body when it is not an object', () => {
    expect(plan(trigger([], [field('', { required: true })])).ask).toEqual(['parameters["Request body"]']);
  });

  it('hides the input of secrets', () => {
    const parameters = [
      parameter('Authorization', { in: 'header', required: true }),
      parameter('pin', { format: 'password', required: true }),
      parameter('owner', { required: true }),
    ];
    const { ask } = planQuestions(trigger(parameters, [field('config.secret', { required: true })]), {});
    expect(ask.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
      'Authorization',
      'pin',
      'config.secret',
    ]);
  });
});

describe('parsing an answer', () => {
  it.each([
    ['integer', '42', { value: 42 }],
    ['integer', '4.2', { problem: 'integer' }],
    ['integer', '9007199254740993', { problem: 'integer' }],
    ['number', ' 4.2 ', { value: 4.2 }],
    ['number', 'four', { problem: 'number' }],
    ['text', ' as typed ', { value: ' as typed ' }],
    ['text', '42', { value: '42' }],
    ['any', '42', { value: 42 }],
    ['any', 'forty-two', { value: 'forty-two' }],
    ['json', '{"a": 1}', { value: { a: 1 } }],
    ['json', '[1]', { problem: 'json' }],
    ['json', '{a: 1}', { problem: 'json' }],
    ['list', 'push, release', { value: ['push', 'release'] }],
    ['list', '["a, b"]', { value: ['a, b'] }],
    ['list', '[1', { problem: 'json' }],
    ['text', '', { problem: 'required' }],
    ['list', '  ', { problem: 'required' }],
  ] as const)('of kind %s, %j, is %j', (kind, typed, expected) => {
    expect(parseAnswer(question({ kind }), typed)).toEqual(expected);
  });

  it('accepts an empty answer to an optional question', () => {
    expect(parseAnswer(question({ kind: 'integer', required: false }), '')).toEqual({ value: undefined });
  });

  it('converts the items of a list to their type', () => {
    expect(parseAnswer(question({ kind: 'list', itemsType: 'integer' }), '1, 2')).toEqual({ value: [1, 2] });
    expect(parseAnswer(question({ kind: 'list', itemsType: 'integer' }), '1, two')).toEqual({ problem: 'list' });
  });

  it.each([[['push', 'release']], [['a, b']], [[]], [[' a']], [['[a']], [[1, 2]]])(
    'is read back as it was prefilled: %j',
    (value) => {
      const itemsType = typeof value[0] === 'number' ? 'integer' : 'string';
      expect(parseAnswer(question({ kind: 'list', itemsType }), formatValue(value))).toEqual({ value });
    },
  );
});

describe('collecting parameters', () => {
  it('merges given values and answers by path', () => {
    const { ask, offer } = planQuestions(tutorial, {});
    const given = { 'Request body': { config: { insecure_ssl: '0' } } };
    const parameters = collectParameters(given, [
      [ask[0]!, 'me'],
      [ask[1]!, undefined],
      [offer[2]!, 'form'],
    ]);
    expect(JSON.parse(JSON.stringify(parameters))).toEqual({
      owner: 'me',
      'Request body': { config: { insecure_ssl: '0', content_type: 'form' } },
    });
    expect(given).toEqual({ 'Request body': { config: { insecure_ssl: '0' } } });
  });

  it('accepts any property name', () => {
    const { ask } = planQuestions(trigger([parameter('__proto__', { required: true })]), {});
    expect(Object.entries(collectParameters({}, [[ask[0]!, 'x']]))).toEqual([['__proto__', 'x']]);
  });
});

describe('choosing credentials', () => {
  it('offers the github.com sign-in for api.github.com only', () => {
    expect(classifyDestination('https://api.github.com', 'https://api.github.com')).toBe('github.com');
    expect(classifyDestination('https://api.github.com.evil.example', 'https://api.github.com')).toBe('other');
    expect(classifyDestination('http://api.github.com', 'https://api.github.com')).toBe('other');
    expect(classifyDestination('http://127.0.0.1:9000/v3', 'http://127.0.0.1:9000')).toBe('github-server');
    expect(classifyDestination('https://api.example.com', 'github.example.com/api/v3')).toBe('other');
  });

  it('offers what the definition declares for other services', () => {
    const microsoft = 'https://login.microsoftonline.com/common/oauth2/authorize';
    expect(signInKinds([], 'other')).toEqual(['none']);
    expect(signInKinds([{ name: 'a', type: 'basic' }], 'other')).toEqual(['basic']);
    expect(signInKinds([{ name: 'a', type: 'oauth2' }], 'other')).toEqual(['oauth2']);
    expect(signInKinds([{ name: 'a', type: 'oauth2', authorizationUrl: microsoft }], 'other')).toEqual([
      'microsoft',
      'oauth2',
    ]);
    expect(signInKinds([{ name: 'a', type: 'oauth2' }], 'github.com')).toEqual(['github', 'bearer']);
  });
});
