import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolvedAt } from '../../server/engine/connectorSchema';
import { noYamlEngine } from '../../server/engine/yamlEngine';
import { createYamlEngine } from '../../server/engine/yamlLoader';
import { choose, itemsAt, labelsAt, type Name } from '../support/completion';

const yaml: Name = 'a.swagger.yaml';

function operation(inside: string): string {
  return `swagger: '2.0'
info:
  title: T
paths:
  /repos/{owner}/hooks:
    post:
${inside}
definitions:
  Push:
    type: object
    properties:
      id:
        type: string
      ref:
        type: string
parameters:
  Owner: { name: owner, in: path, required: true, type: string }
`;
}

describe('keys in YAML', () => {
  it('start at the column of the cursor', async () => {
    expect(await choose(operation('      |'), yaml, 'x-ms-trigger')).toBe(operation('      x-ms-trigger: single'));
  });

  it('replace a half-typed word between others', async () => {
    expect(
      await choose(operation('      summary: S\n      x-ms-tr|\n      description: D'), yaml, 'x-ms-trigger'),
    ).toBe(operation('      summary: S\n      x-ms-trigger: single\n      description: D'));
  });

  it('leave the value of an existing key alone', async () => {
    expect(await choose(operation('      x-ms-|summary: S'), yaml, 'x-ms-trigger-hint')).toBe(
      operation('      x-ms-trigger-hint: S'),
    );
  });

  it('put what they hold one level deeper', async () => {
    expect(await choose(operation('      x-ms-trigger: single\n      |'), yaml, 'x-ms-trigger-metadata')).toBe(
      operation('      x-ms-trigger: single\n      x-ms-trigger-metadata:\n        kind: query\n        mode: polling'),
    );
  });

  it('quote status codes', async () => {
    expect(await choose(operation('      responses:\n        |'), yaml, '204')).toBe(
      operation("      responses:\n        '204':\n          description: No Content"),
    );
  });

  /** The item that declares the parameter in the path of the operation. */
  const owner = [
    'name: owner',
    'in: path',
    'required: true',
    'type: string',
    'x-ms-summary: Owner',
    'description: The owner in the address of what is called.',
    'x-ms-url-encoding: single',
  ].join('\n          ');

  it('begin an item of a list', async () => {
    expect(await choose(operation('      parameters:\n        - na|'), yaml, 'path parameter owner')).toBe(
      operation(`      parameters:\n        - ${owner}`),
    );
    expect(await choose(operation('      parameters:\n        - |'), yaml, 'in')).toBe(
      operation('      parameters:\n        - in: query'),
    );
  });

  it('add the dash when a list begins or continues', async () => {
    expect(await choose(operation('      parameters:\n        |'), yaml, 'path parameter owner')).toBe(
      operation(`      parameters:\n        - ${owner}`),
    );
    expect(
      await choose(operation('      parameters:\n        - in: header\n        |'), yaml, 'path parameter owner'),
    ).toBe(operation(`      parameters:\n        - in: header\n        - ${owner}`));
  });

  it('continue an object in a list, even with the dash at the column of its key', async () => {
    expect(await choose(operation('      parameters:\n      - in: query\n        |'), yaml, 'x-ms-summary')).toBe(
      operation('      parameters:\n      - in: query\n        x-ms-summary: Title'),
    );
  });

  it('stay on the line between brackets', async () => {
    expect(await choose(operation('      parameters:\n      - { in: query, x-ms-s| }'), yaml, 'x-ms-summary')).toBe(
      operation('      parameters:\n      - { in: query, x-ms-summary: Title }'),
    );
    expect(await choose(operation('      parameters: [\n        { in: query, | }\n      ]'), yaml, 'required')).toBe(
      operation('      parameters: [\n        { in: query, required: true }\n      ]'),
    );
  });

  it('are found by indentation alone', async () => {
    expect(await labelsAt(operation('      summary: S\n    |'), yaml)).toContain('x-ms-notification-content');
    expect(await labelsAt(operation('      summary: S\n  |'), yaml)).toContain('webhook trigger');
    expect(await labelsAt(operation('      summary: S\n|'), yaml)).toContain('host');
  });

  it('are not offered in texts and comments', async () => {
    expect(
      await labelsAt(
        operation('      description: ‖|\n        text\n').replace('text', 'te‖xt').replace('‖|', '|'),
        yaml,
      ),
    ).toEqual([]);
    expect(await labelsAt(operation('      description: >-\n        text\n        |'), yaml)).toEqual([]);
    expect(await labelsAt(operation('      summary: S # |'), yaml)).toEqual([]);
    expect(await labelsAt(operation('      summary: S\n        |'), yaml)).toEqual([]);
  });
});

describe('where webhook keys have effect in YAML', () => {
  const places: [string, string, string[], string[]][] = [
    ['an operation', '      |', ['x-ms-trigger'], ['x-ms-notification-content', 'x-ms-notification-url']],
    ['a path item', '      summary: S\n    |', ['x-ms-notification-content'], ['x-ms-trigger']],
    [
      'a body schema',
      '      x-ms-trigger: single\n      parameters:\n        - in: body\n          schema:\n            properties:\n              url:\n                |',
      ['x-ms-notification-url'],
      ['x-ms-trigger'],
    ],
    [
      'a response schema',
      '      responses:\n        200:\n          schema:\n            |',
      ['x-ms-summary'],
      ['x-ms-notification-url'],
    ],
    [
      'a map of properties',
      '      parameters:\n        - schema:\n            properties:\n              |',
      [],
      ['x-ms-notification-url'],
    ],
  ];
  it.each(places)('in %s', async (_, inside, offered, not) => {
    const labels = await labelsAt(operation(inside), yaml);
    expect(labels).toEqual(expect.arrayContaining(offered));
    for (const label of not) expect(labels).not.toContain(label);
  });

  it('has the body of notification content as keys and as a whole', async () => {
    const keys = operation('      summary: S\n    x-ms-notification-content:\n      |');
    expect(await labelsAt(keys, yaml)).toEqual(['description', 'schema', 'headers']);
    expect(
      await choose(operation('      summary: S\n    x-ms-notification-content: |'), yaml, 'notification content'),
    ).toContain(
      '    x-ms-notification-content:\n      description: What the service sends\n      schema:\n        type: object\n',
    );
  });
});

describe('values in YAML', () => {
  it.each([
    ['x-ms-trigger: |', 'single', 'x-ms-trigger: single'],
    ['x-ms-trigger:|', 'single', 'x-ms-trigger: single'],
    ['x-ms-trigger: ba|', 'single', 'x-ms-trigger: single'],
    ["x-ms-visibility: 'int|'", 'internal', "x-ms-visibility: 'internal'"],
    ['x-ms-visibility: "|"', 'internal', 'x-ms-visibility: "internal"'],
    ['deprecated: t|', 'true', 'deprecated: true'],
    ['parameters: [{ in:| }]', 'query', 'parameters: [{ in: query }]'],
    ['schemes: [https, |]', 'http', 'schemes: [https, http]'],
    [
      'x-ms-trigger-metadata: |',
      'trigger-metadata …',
      'x-ms-trigger-metadata:\n        kind: query\n        mode: polling',
    ],
  ])('%s, chosen %s', async (before, label, after) => {
    expect(await choose(operation(`      ${before}`), yaml, label)).toBe(operation(`      ${after}`));
  });

  it('name references with quotes, since a number sign begins a comment', async () => {
    const at = (ref: string): string =>
      operation(`      parameters:\n        - in: body\n          schema:\n            $ref: ${ref}`);
    expect(await choose(at('|'), yaml, '#/definitions/Push')).toBe(at("'#/definitions/Push'"));
    expect(await choose(at('"|"'), yaml, '#/definitions/Push')).toBe(at('"#/definitions/Push"'));
    const flow = operation('      parameters: [{ $ref: | }]');
    expect(await choose(flow, yaml, '#/parameters/Owner')).toBe(flow.replace('|', "'#/parameters/Owner'"));
  });

  it('name required properties in every style', async () => {
    const at = (required: string): string => operation('').replace('  Push:\n', `  Push:\n    required:${required}\n`);
    for (const [before, after] of [
      ['\n      - |', '\n      - ref'],
      ['\n      |', '\n      - ref'],
      ['\n      - id\n      - r|', '\n      - id\n      - ref'],
      [' [id, |]', ' [id, ref]'],
    ]) {
      expect(await choose(at(before!), yaml, 'ref')).toBe(at(after!));
    }
    expect(await labelsAt(at('\n      - id\n      - |'), yaml)).toEqual(['ref']);
  });

  it('name operations for dynamic values', async () => {
    const at = (id: string): string =>
      operation(
        `      operationId: Create\n      parameters:\n        - in: query\n          x-ms-dynamic-values:\n            operationId: ${id}`,
      );
    expect(await choose(at('|'), yaml, 'Create')).toBe(at('Create'));
  });
});

describe('keys after a question mark', () => {
  it.each([
    ['a section', '? paths\n: /a:\n    get:\n      |\n'],
    ['a section with its value below', '? paths\n:\n  /a:\n    get:\n      |\n'],
    ['a path', 'paths:\n  ? /a\n  : get:\n      |\n'],
    ['a path with its value below', 'paths:\n  ? /a\n  :\n    get:\n      |\n'],
    ['a path, before another member', 'paths:\n  ? /a\n  : get:\n      description: D\n      |\n    post: {}\n'],
    ['both', '? paths\n: ? /a\n  : get:\n      |\n'],
    ['the key itself', 'paths:\n  /a:\n    get:\n      ? summ|\n      : S\n'],
  ])('complete what is in them: %s', async (_, inside) => {
    const chosen = await choose(inside, yaml, 'summary');
    expect(Object.keys(parse(chosen).paths['/a'].get)).toContain('summary');
  });

  it('complete their values', async () => {
    const inside = 'paths:\n  /a:\n    get:\n      ? x-ms-visibility\n      : |\n';
    expect(parse(await choose(inside, yaml, 'important')).paths['/a'].get).toEqual({ 'x-ms-visibility': 'important' });
    expect(await labelsAt('paths:\n  /a:\n    get:\n      ? summary\n      : S\n      |\n', yaml)).not.toContain(
      'summary',
    );
  });
});

describe('yaml-language-server', () => {
  const engine = createYamlEngine();

  it('uses our schema, and adds what our completion lacks', async () => {
    const all = await engine.complete('paths:\n  /a:\n    get:\n      ', 28, resolvedAt([])!);
    expect(all.map((item) => item.label)).toContain('operationId');
    const rawLabels = async (marked: string): Promise<string[]> => {
      const seen: string[] = [];
      const complete = async (...args: Parameters<typeof engine.complete>) => {
        const items = await engine.complete(...args);
        seen.push(...items.map(({ label }) => label));
        return items;
      };
      await labelsAt(marked, yaml, { ...noYamlEngine, complete });
      return seen;
    };
    const inQuery = (key: string): string =>
      operation(
        `      parameters:\n      - in: query\n        name: q\n        type: string\n        ${key}:\n          |`,
      );
    const raw = await rawLabels(inQuery('x-ms-dynamic-list'));
    expect(raw).toContain('Dynamic List');
    // Accepted, it would be reported: its operationId is empty.
    expect(await labelsAt(inQuery('x-ms-dynamic-list'), yaml, engine)).not.toContain('Dynamic List');
    const harmless = { label: 'harmless', textEdit: undefined as never };
    const watched = {
      ...noYamlEngine,
      complete: async (text: string, offset: number) => {
        const line = text.slice(0, offset).split('\n').length - 1;
        const character = offset - text.lastIndexOf('\n', offset - 1) - 1;
        const range = { start: { line, character }, end: { line, character } };
        return [
          { ...harmless, textEdit: { range, newText: 'x-harmless: true' } },
          { ...harmless, label: 'Bad', textEdit: { range, newText: 'x-ms-triger: 1' } },
        ];
      },
    };
    const labels = await labelsAt(operation('      summary: S\n      |'), yaml, watched);
    expect(labels).toContain('harmless');
    expect(labels).not.toContain('Bad');
  });

  it('adds no duplicates and nothing misplaced', async () => {
    const items = await itemsAt(operation('      summary: S\n      |'), yaml, engine);
    const labels = items.map((item) => item.label);
    expect(labels).toEqual([...new Set(labels)]);
    expect(labels).not.toContain('summary');
    const response = await labelsAt(
      operation('      responses:\n        200:\n          schema:\n            |'),
      yaml,
      engine,
    );
    expect(response).not.toContain('x-ms-notification-url');
  });

  it('gets a part of the document, and returns ranges in the whole of it', async () => {
    const seen: string[] = [];
    await itemsAt(operation('      |'), yaml, {
      ...noYamlEngine,
      complete: async (text, offset) => {
        seen.push(`${text.slice(0, offset)}|`);
        return [];
      },
    });
    expect(seen).toEqual(['paths:\n  /repos/{owner}/hooks:\n    post:\n      |']);
  });

  it('does no harm when it fails', async () => {
    const labels = await labelsAt(operation('      |'), yaml, {
      ...noYamlEngine,
      complete: () => Promise.reject(new Error('broken')),
    });
    expect(labels).toContain('x-ms-trigger');
  });
});
