import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { parse as parseYaml, stringify } from 'yaml';
import type { OpenDocument } from '../../server/documents/document';
import { codeActions, fixAllKind } from '../../server/features/codeActions';
import { fixers } from '../../server/features/fixes';
import { definitionOf, validate } from '../../server/features/validate';
import { isOpenApi3 } from '../../server/model/isDefinition';
import type { JsonObject } from '../../server/protocol/json';
import type { Profile } from '../../server/protocol/requests';
import { connectors } from '../documents/connectors';
import { damages } from '../rules/damages';
import { fixtures } from '../rules/fixture';
import { webhooksIn } from '../rules/webhooks';
import { isLong, sampleOf } from '../support/long';
import { applied, findingsOf, type Language, marksOf, open, write } from './repairs';

function codes(document: OpenDocument, profile: Profile = 'custom'): string[] {
  return findingsOf(document, profile).map(({ code }) => String(code));
}

function count(list: string[], code: string): number {
  return list.filter((one) => one === code).length;
}

/** Tries every fix of some findings; returns the faults, and adds the codes of the findings to `tried`. */
function tryFixes(document: OpenDocument, findings: Diagnostic[], tried: Set<string>): string[] {
  const definition = definitionOf(document);
  // An OpenAPI 3 definition is converted as a whole: that has tests of its own.
  if (!definition) return [];
  const before = codes(document);
  const faults: string[] = [];
  for (const { code, range, message } of findings) {
    const name = String(code);
    // Of triggers that all lack their DELETE, the next one is reported.
    if (name === 'unsubscribe-missing' && message.startsWith('This definition has no DELETE')) continue;
    if (!fixers[name] || name === 'url-encoding-misplaced' || name === 'title-over-summary') continue;
    const diagnostic = { code: name, range, message };
    const actions = codeActions(document, definition, range, [diagnostic], undefined).filter(
      (action) => action.diagnostics,
    );
    for (const action of actions) {
      const text = applied(document, action);
      const after = codes(open(document.language as Language, text));
      if (count(after, 'syntax') > 0)
        faults.push(`${name}: "${action.title}" breaks the text:\n${text.slice(0, 1500)}`);
      else if (count(after, name) >= count(before, name)) faults.push(`${name}: "${action.title}" leaves the finding`);
      tried.add(name);
    }
  }
  return faults;
}

/** Maximum length of a connector, in characters: longer ones have the same things, more often. */
const maxLength = isLong ? 60_000 : 10_000;
const samplesPerDamage = isLong ? 3 : 1;
const samples = connectors()
  .filter(({ text }) => text.length < maxLength)
  .map(({ name, text }) => ({ name, data: parse(text) as JsonObject }));

describe.each(['json', 'yaml'] as const)('quick fixes in %s', (language) => {
  const tried = new Set<string>();
  const undamaged = samples.map(({ name, data }) => {
    const document = open(language, write(language, data));
    const findings = findingsOf(document);
    return { name, data, document, findings, marks: new Set(marksOf(document, findings)) };
  });

  test.each(sampleOf(undamaged, language === 'json' ? 1 : 2).map((sample) => [sample.name, sample] as const))(
    'repair what is published: %s',
    (_name, { document, findings }) => {
      expect(tryFixes(document, findings, tried)).toEqual([]);
    },
  );

  const turns = damages.map((damage, turn) => [damage.name, damage, turn] as const);
  test.each(sampleOf(turns, language === 'json' ? 1 : 3))('repair: %s', (_name, damage, turn) => {
    let applies = 0;
    for (const index of undamaged.keys()) {
      if (applies >= samplesPerDamage) break;
      // Each damage begins with another connector.
      const sample = undamaged[(index + turn) % undamaged.length]!;
      const data = structuredClone(sample.data);
      const webhook = webhooksIn(data)[0];
      if (!webhook || !damage.apply(data, webhook)) continue;
      applies++;
      const document = open(language, write(language, data));
      const found = findingsOf(document);
      const marks = marksOf(document, found);
      // The findings that the connector has without damage are tried above.
      const fresh = isLong ? found : found.filter((_, i) => !sample.marks.has(marks[i]!));
      expect(tryFixes(document, fresh, tried), sample.name).toEqual([]);
    }
    expect(applies).toBeGreaterThan(0);
  });

  test('exist for at least twenty codes', () => {
    expect([...tried].sort().length, [...tried].sort().join(' ')).toBeGreaterThanOrEqual(20);
  });

  test('leave none of their findings when all safe ones are applied', () => {
    const sample = connectors().find(({ name }) => name.includes('githubWebhookSample'))!;
    const text = language === 'json' ? sample.text : stringify(JSON.parse(sample.text));
    const document = open(language, text);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const [all] = codeActions(document, definitionOf(document)!, range, [], [fixAllKind]);
    const after = open(language, applied(document, all!));
    expect(codes(after)).toEqual(['location-undocumented']);
  });
});

// The reader's faults have no tree to repair, and the contract with deliveries has tests of its own.
const repairable = fixtures().filter(
  ({ code, name, language, text }) =>
    name.startsWith('bad') && language === 'jsonc' && fixers[code] && !isOpenApi3(open('json', text).tree.root),
);

// Comments stand inside JSON here, so the words of the fixture become plain data first.
const styles: Record<string, { language: 'json' | 'yaml'; write: (data: unknown) => string }> = {
  JSON: { language: 'json', write: (data) => JSON.stringify(data, null, 2) },
  'JSON on one line': { language: 'json', write: (data) => JSON.stringify(data) },
  'JSON with tabs and CRLF': {
    language: 'json',
    write: (data) => JSON.stringify(data, null, '\t').replaceAll('\n', '\r\n'),
  },
  'blocks of YAML': { language: 'yaml', write: (data) => stringify(data, { indent: 4, indentSeq: false }) },
  'brackets of YAML': { language: 'yaml', write: (data) => stringify(data, { collectionStyle: 'flow' }) },
  'JSON in YAML': { language: 'yaml', write: (data) => JSON.stringify(data, null, 2) },
};

// Every fixture in JSON, and in one or two of the other styles.
describe.each(Object.entries(styles).map(([name, style], turn) => ({ name, turn, ...style })))(
  'the fixes offered for a fixture work in $name',
  ({ language, write, turn }) => {
    test.each(
      sampleOf(repairable, turn === 0 ? 1 : 4, turn).map(
        (fixture) => [`${fixture.code}/${fixture.name}`, fixture] as const,
      ),
    )('%s', (_name, { code, text, properties }) => {
      const document = open(language, write(parse(text)));
      const definition = definitionOf(document, properties)!;
      const own = (one: string | number | undefined): boolean =>
        code === 'extension-type' ? String(one).endsWith('-type') : one === code;
      const options = { profile: 'certification' } as const;
      const found = validate(document, definition, options).filter((one) => own(one.code));
      for (const { range, code: name, message } of found) {
        const shown = [{ code: name!, range, message }];
        const actions = codeActions(document, definition, range, shown, undefined, [], options);
        for (const action of actions.filter(({ diagnostics }) => diagnostics)) {
          const repaired = applied(document, action);
          const after = codes(open(language, repaired), 'certification');
          expect(count(after, 'syntax'), `${action.title}\n${repaired}`).toBe(0);
          expect(count(after, 'duplicate-key'), action.title).toBe(0);
          expect(after.filter(own).length, action.title).toBeLessThan(found.length);
          if (document.content.includes('\r\n')) expect(repaired).not.toMatch(/[^\r]\n/);
          if (!/[ \t]$/m.test(document.content)) expect(repaired, action.title).not.toMatch(/[ \t]$/m);
        }
      }
    });
  },
);

test('keeps comments, quotes and indentation in a fix', () => {
  const yaml = [
    'swagger: "2.0"',
    'info: { title: T, version: "1" } # kept',
    'paths:',
    '    /hooks:',
    '        x-ms-notification-content:',
    '            schema: { type: object, properties: { id: { type: string } } }',
    '        post:',
    "            operationId: 'Hook' # the trigger",
    '            x-ms-trigger: sinlge # typo',
    '            parameters:',
    '                - in: body',
    '                  name: body',
    '                  schema:',
    '                      type: object',
    '                      required:',
    '                          - name',
    '                      properties:',
    '                          name: { type: string }',
    '                          url:',
    '                              type: string',
    '                              x-ms-notification-url: true',
    '                              x-ms-visibility: internal',
    '            responses: { "201": { description: Created, headers: { Location: { type: string } } } }',
    '    /hooks/{id}:',
    '        delete:',
    '            operationId: Unhook',
    '            x-ms-visibility: internal',
    '            parameters: [{ name: id, in: path, required: true, type: string }]',
    '            responses: { "204": { description: Gone } }',
    '',
  ];
  const document = open('yaml', yaml.join('\n'));
  const whole = { start: { line: 0, character: 0 }, end: document.positionAt(document.content.length) };
  const actions = codeActions(document, definitionOf(document)!, whole, [], undefined);
  const single = actions.find(({ title }) => title === 'Change to "single"')!;
  expect(applied(document, single)).toBe(yaml.join('\n').replace('sinlge #', 'single #'));
  const required = actions.find(({ title }) => title.startsWith('Make it required'))!;
  const expected = [...yaml];
  expected.splice(16, 0, '                          - url');
  expect(applied(document, required)).toBe(expected.join('\n'));
});

describe('a silenced finding', () => {
  const definition = (post: object): string =>
    JSON.stringify({
      swagger: '2.0',
      info: { title: 'T', version: '1' },
      paths: { '/things': { post: { operationId: 'Add', ...post } } },
    });
  const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

  test('is not fixed on save', () => {
    const noisy = open('json', definition({ 'x-ms-sumary': 'Add' }));
    expect(codeActions(noisy, definitionOf(noisy)!, start, [], [fixAllKind])).toHaveLength(1);
    const silent = open(
      'json',
      definition({
        'x-ms-sumary': 'Add',
        'x-flow-webhooks-ignore': ['unknown-extension', 'responses-missing'],
      }),
    );
    expect(codeActions(silent, definitionOf(silent)!, start, [], [fixAllKind])).toEqual([]);
  });

  test('of certification alone has no quick fix in the profile custom', () => {
    const text = definition({
      parameters: [{ name: 'top', in: 'query', type: 'integer', description: 'How many.' }],
      responses: { '200': { description: 'OK' } },
    });
    const document = open('json', text);
    const whole = { start: start.start, end: document.positionAt(text.length) };
    const titles = (profile: Profile): string[] =>
      codeActions(document, definitionOf(document)!, whole, [], ['quickfix'], [], { profile }).map(
        ({ title }) => title,
      );
    expect(titles('custom')).toEqual([]);
    expect(titles('certification')).toContain('Add "x-ms-summary": "Top"');
  });

  test('has no quick fix when the settings silence it', () => {
    const document = open('json', definition({ 'x-ms-sumary': 'Add' }));
    const rules = { 'unknown-extension': 'off', 'responses-missing': 'off' } as const;
    const whole = { start: start.start, end: document.positionAt(document.content.length) };
    expect(codeActions(document, definitionOf(document)!, whole, [], ['quickfix'], [], { rules })).toEqual([]);
    expect(codeActions(document, definitionOf(document)!, start, [], [fixAllKind], [], { rules })).toEqual([]);
  });
});

test('moves a reference in place of the content into its schema', () => {
  const text =
    '{"swagger":"2.0","paths":{"/a":{"x-ms-notification-content":{"$ref":"#/definitions/E"},"get":{"operationId":"A","x-ms-trigger":"single","responses":{}}}},"definitions":{"E":{"type":"object"}}}';
  const document = open('json', text);
  const whole = { start: { line: 0, character: 0 }, end: document.positionAt(text.length) };
  const fix = codeActions(document, definitionOf(document)!, whole, [], ['quickfix']).find(({ title }) =>
    title.includes('into "schema"'),
  );
  expect(JSON.parse(applied(document, fix!)).paths['/a']['x-ms-notification-content']).toEqual({
    schema: { $ref: '#/definitions/E' },
  });
});

test('converts all values of a list to its type, or the type to theirs', () => {
  const text = JSON.stringify({
    swagger: '2.0',
    definitions: { Order: { properties: { paid: { type: 'boolean', enum: ['true', 'false'] } } } },
  });
  const document = open('json', text);
  const finding = validate(document, definitionOf(document), {}).find(({ code }) => code === 'value-mismatch')!;
  const actions = codeActions(document, definitionOf(document)!, finding.range, [finding], undefined);
  const paid = (title: string) =>
    parse(applied(document, actions.find((action) => action.title === title)!)).definitions.Order.properties.paid;
  expect(paid('Change the values to boolean')).toEqual({ type: 'boolean', enum: [true, false] });
  expect(paid('Change the type to string')).toEqual({ type: 'string', enum: ['true', 'false'] });
});

test('changes a default outside of the enum to the nearest value', () => {
  const text = JSON.stringify({
    swagger: '2.0',
    definitions: { A: { enum: ['organization', 'user'], default: 'organisation' } },
  });
  const document = open('json', text);
  const finding = validate(document, definitionOf(document), {}).find(({ code }) => code === 'value-mismatch')!;
  expect(finding.message).toBe(
    'The default "organisation" is not one of the values in enum. Did you mean "organization"?',
  );
  const [fix] = codeActions(document, definitionOf(document)!, finding.range, [finding], undefined);
  expect(JSON.parse(applied(document, fix!)).definitions.A.default).toBe('organization');
});

test.each([
  ['hidden', 'internal'],
  ['Visible', 'none'],
  ['intern', 'internal'],
])('the visibility "%s" becomes "%s"', (written, meant) => {
  const document = open('json', JSON.stringify({ swagger: '2.0', definitions: { A: { 'x-ms-visibility': written } } }));
  const finding = validate(document, definitionOf(document), {}).find(({ code }) => code === 'visibility-value')!;
  const [fix] = codeActions(document, definitionOf(document)!, finding.range, [finding], undefined);
  expect(fix).toMatchObject({ title: `Change to "${meant}"`, isPreferred: true });
});

test.each([
  ['["https"]', '["callbackUrl"]'],
  ['[ "https" ]', '[ "callbackUrl" ]'],
  ['[\n    "https"\n  ]', '[\n        "callbackUrl"\n      ]'],
])('lists are written as the document writes them: %s', (list, expected) => {
  const body = { type: 'object', properties: { callbackUrl: { type: 'string', 'x-ms-notification-url': true } } };
  const post = { operationId: 'A', parameters: [{ name: 'body', in: 'body', schema: { $ref: '#/definitions/Hook' } }] };
  const data = { swagger: '2.0', schemes: ['https'], paths: { '/a': { post } }, definitions: { Hook: body } };
  const text = JSON.stringify(data, null, 2).replace(/\[\s*"https"\s*\]/, list);
  const document = open('json', text);
  const finding = validate(document, definitionOf(document), {}).find(
    ({ code }) => code === 'notification-url-not-required',
  )!;
  const actions = codeActions(document, definitionOf(document)!, finding.range, [finding], undefined);
  const fix = actions.find(({ title }) => title === 'Make it required all the way');
  expect(applied(document, fix!)).toContain(`"required": ${expected}`);
});

test.each(['json', 'yaml'] as const)(
  'moves `required` of a property into the list of the object around, in %s',
  (language) => {
    const properties = { id: { type: 'string', required: true }, note: { type: 'string', required: false } };
    const data = { swagger: '2.0', definitions: { Order: { type: 'object', required: ['total'], properties } } };
    let document = open(language, language === 'json' ? JSON.stringify(data, null, 2) : stringify(data));
    for (const title of ['List it in required of the object around', 'Remove it']) {
      const found = validate(document, definitionOf(document), {}).filter(({ message }) =>
        /List required properties in the object/.test(message),
      );
      const [action] = codeActions(document, definitionOf(document)!, found[0]!.range, [found[0]!], undefined);
      expect(action!.title).toBe(title);
      document = open(language, applied(document, action!));
    }
    const { Order } = (language === 'json' ? parse : parseYaml)(document.content).definitions;
    expect(Order).toEqual({
      type: 'object',
      required: ['total', 'id'],
      properties: { id: { type: 'string' }, note: { type: 'string' } },
    });
  },
);

test('requires a callback all the way through objects whose `required` is not a list', () => {
  const url = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
  const config = { type: 'object', required: true, properties: { url } };
  const schema = { type: 'object', properties: { config } };
  const parameters = [{ name: 'body', in: 'body', schema }];
  const post = { operationId: 'OnEvent', 'x-ms-trigger': 'single', parameters, responses: {} };
  const document = open('json', JSON.stringify({ swagger: '2.0', paths: { '/hooks': { post } } }));
  const finding = validate(document, definitionOf(document), {}).find(
    ({ code }) => code === 'notification-url-not-required',
  );
  const [action] = codeActions(document, definitionOf(document)!, finding!.range, [finding!], undefined);
  const fixed = applied(document, action!);
  expect(codes(open('json', fixed))).not.toContain('duplicate-key');
  expect(parse(fixed).paths['/hooks'].post.parameters[0].schema).toMatchObject({
    required: ['config'],
    properties: { config: { required: ['url'] } },
  });
});

test.each([
  ['Id', 'id'],
  ['id', 'hook_Id'],
])('a path parameter "%s" and {%s} in the path become one', (declared, inPath) => {
  const parameters = [{ name: declared, in: 'path', required: true, type: 'string' }];
  const responses = { 204: { description: 'Deleted' } };
  const document = open(
    'json',
    JSON.stringify({
      swagger: '2.0',
      paths: { [`/hooks/{${inPath}}`]: { delete: { operationId: 'Delete', parameters, responses } } },
    }),
  );
  const found = validate(document, definitionOf(document), {}).filter(({ code }) => code === 'path-parameters');
  const titles = found.map((finding) => {
    const [action] = codeActions(document, definitionOf(document)!, finding.range, [finding], undefined);
    expect(codes(open('json', applied(document, action!)))).not.toContain('path-parameters');
    return action!.title;
  });
  expect(titles).toEqual([`Rename the parameter "${declared}" to "${inPath}"`, `Change to "${inPath}"`]);
});

test('a callback whose name `required` has in other letters is corrected there', () => {
  const url = { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
  const schema = { type: 'object', required: ['Url'], properties: { url } };
  const post = { operationId: 'OnEvent', 'x-ms-trigger': 'single', parameters: [{ name: 'body', in: 'body', schema }] };
  const document = open('json', JSON.stringify({ swagger: '2.0', paths: { '/hooks': { post } } }));
  const finding = validate(document, definitionOf(document), {}).find(
    ({ code }) => code === 'notification-url-not-required',
  );
  const [action] = codeActions(document, definitionOf(document)!, finding!.range, [finding!], undefined);
  expect(parse(applied(document, action!)).paths['/hooks'].post.parameters[0].schema.required).toEqual(['url']);
});

describe('a syntax error', () => {
  const sample = connectors().find(({ name }) => name.includes('githubWebhookSample'))!.text;
  /** The sample with something else in one place, and what is offered there. */
  const faulty: [name: string, from: string | RegExp, to: string, title: string][] = [
    ['a trailing comma', /"single",(\s+)"parameters"/, '"single",$1"tags": ["a",], "parameters"', 'Remove the comma'],
    ['two commas', '"single",', '"single",,', 'Remove the comma'],
    ['a brace too many', /\}\s*$/, '}\n}\n', 'Remove the "}"'],
    ['no comma', /"single",(\s+)"parameters"/, '"single"$1"parameters"', 'Add a comma'],
    ['no colon', '"x-ms-trigger": "single"', '"x-ms-trigger" "single"', 'Add a colon'],
    ['a comment', '"x-ms-trigger": "single",', '"x-ms-trigger": "single", // one event a call', 'Remove the comment'],
    ['a raw tab', '"x-ms-trigger": "single"', '"summary": "a\tb", "x-ms-trigger": "single"', 'Write it as \\t'],
    [
      'a Windows path',
      '"x-ms-trigger": "single"',
      '"summary": "C:\\data", "x-ms-trigger": "single"',
      'Write the backslash twice',
    ],
    ['no opening quote', '"x-ms-trigger": "single"', '"x-ms-trigger": single"', 'Add the opening quote'],
    ['no closing quote', '"x-ms-trigger": "single"', '"x-ms-trigger": "single', 'Add the closing quote'],
    ['a bare name', '"x-ms-trigger": "single"', 'x-ms-trigger: "single"', 'Change to "x-ms-trigger"'],
    [
      'a bare name of JavaScript',
      '"x-ms-trigger": "single"',
      'constructor: 1, "x-ms-trigger": "single"',
      'Change to "constructor"',
    ],
    ['single quotes', '"x-ms-trigger": "single"', `"x-ms-trigger": 'single'`, 'Change to "single"'],
    ['True', '"x-ms-trigger": "single"', '"deprecated": True, "x-ms-trigger": "single"', 'Change to true'],
    ['a no-break space', '"x-ms-trigger": "single"', '"x-ms-trigger":\u00a0"single"', 'Replace it by a blank'],
  ];

  test.each(faulty)('%s is fixed', (_, from, to, title) => {
    expect(sample).toMatch(from);
    const document = open('json', sample.replace(from, to));
    const [problem, ...others] = validate(document, definitionOf(document), {}).filter(({ code }) => code === 'syntax');
    expect(others).toEqual([]);
    const [action] = codeActions(document, definitionOf(document)!, problem!.range, [problem!], undefined);
    expect(action).toMatchObject({ title, isPreferred: true, diagnostics: [problem] });
    expect(codes(open('json', applied(document, action!)))).not.toContain('syntax');
  });

  test('is fixed when the editor itself reports it', () => {
    const document = open('json', sample.replace(/"single",(\s+)"parameters"/, '"single"$1"parameters"'));
    const [problem] = validate(document, definitionOf(document), {}).filter(({ code }) => code === 'syntax');
    const line = problem!.range.start.line + 1;
    const column = document.content.split('\n')[line]!.indexOf('"parameters"');
    const range = { start: { line, character: column }, end: { line, character: column + 12 } };
    const told = { source: 'json', code: 514, message: 'Expected comma', range };
    const cursor = { start: { line, character: column + 5 }, end: { line, character: column + 5 } };
    const [action] = codeActions(document, definitionOf(document)!, cursor, [told], undefined);
    expect(action).toMatchObject({ title: 'Add a comma', diagnostics: [told] });
  });

  test.each(['json', 'yaml'] as const)('of a duplicate key is fixed, in %s', (language) => {
    const text = language === 'json' ? '{"swagger":"2.0","host":"a","host":"b"}' : 'swagger: "2.0"\nhost: a\nhost: b\n';
    const document = open(language, text);
    const finding = validate(document, definitionOf(document), {}).find(({ code }) => code === 'duplicate-key')!;
    const actions = codeActions(document, definitionOf(document)!, finding.range, [finding], undefined);
    const read = language === 'json' ? parse : parseYaml;
    const host = (title: string) => read(applied(document, actions.find((one) => one.title === title)!)).host;
    expect(actions[0]!.title).toBe('Remove the earlier "host", which does not count');
    expect(host(actions[0]!.title)).toBe('b');
    expect(host('Remove the later "host"')).toBe('a');
  });
});

test('removes a mistyped key next to the right one instead of renaming it', () => {
  const text =
    '{"swagger":"2.0","paths":{"/a":{"get":{"operationId":"A","x-ms-visibility":"none","x-ms-visibilty":"internal","responses":{}}}}}';
  const document = open('json', text);
  const whole = { start: { line: 0, character: 0 }, end: document.positionAt(text.length) };
  const [fix] = codeActions(document, definitionOf(document)!, whole, [], ['quickfix']).filter(({ title }) =>
    /visibil|Remove/.test(title),
  );
  expect(applied(document, fix!)).toBe(text.replace('"x-ms-visibilty":"internal",', ''));
});

test.each(['true', '"url"', '{}'])('a `required` of %s is replaced by a list', (required) => {
  const text = `{"swagger":"2.0","paths":{"/a":{"x-ms-notification-content":{"schema":{"type":"object"}},"post":{"operationId":"A","x-ms-trigger":"single","parameters":[{"in":"body","name":"b","schema":{"type":"object","required":${required},"properties":{"url":{"type":"string","x-ms-notification-url":true,"x-ms-visibility":"internal"}}}}],"responses":{"200":{"description":"OK"}}}}}}`;
  const document = open('json', text);
  const whole = { start: { line: 0, character: 0 }, end: document.positionAt(text.length) };
  const fix = codeActions(document, definitionOf(document)!, whole, [], ['quickfix']).find(({ title }) =>
    title.startsWith('Make it required'),
  );
  const { paths } = JSON.parse(applied(document, fix!));
  expect(paths['/a'].post.parameters[0].schema.required).toEqual(['url']);
  expect(codes(open('json', applied(document, fix!)))).not.toContain('duplicate-key');
});

describe.each(['json', 'yaml'] as const)('ignoring a finding in %s', (language) => {
  test.each(
    fixtures()
      .filter(({ name, language: own }) => name.startsWith('bad') && own === 'jsonc')
      .map((one) => [`${one.code}/${one.name}`, one] as const),
  )('silences it without adding a property, path or response: %s', (_, { code, text, options, properties }) => {
    const errors: ParseError[] = [];
    const data = parse(text, errors);
    if (errors.length > 0) return;
    const document = open(language, language === 'json' ? JSON.stringify(data, null, 2) : stringify(data));
    const definition = definitionOf(document, properties);
    if (!definition) return;
    for (const { range, ...found } of validate(document, definition, options).filter((one) => one.code === code)) {
      const actions = codeActions(document, definition, range, [{ ...found, range }], ['quickfix']);
      const ignore = actions.filter(({ title }) => title === `Ignore "${code}" here`);
      for (const action of ignore) {
        const silenced = open(language, applied(document, action));
        const after = validate(silenced, definitionOf(silenced, properties), options);
        expect(after.filter((one) => one.code === code).length, silenced.content).toBeLessThan(
          validate(document, definition, options).filter((one) => one.code === code).length,
        );
        expect(after.filter(({ code: other }) => other !== code).length).toBeLessThanOrEqual(
          validate(document, definition, options).filter(({ code: other }) => other !== code).length,
        );
      }
    }
  });
});

describe.each(['json', 'yaml'] as const)('in %s', (language) => {
  const fixed = (path: object, code: string, title: string): string => {
    const data = { swagger: '2.0', info: { title: 'T', version: '1' }, paths: { '/items': path } };
    const document = open(language, language === 'json' ? JSON.stringify(data, null, 2) : stringify(data));
    const found = validate(document, definitionOf(document), {}).find((one) => one.code === code)!;
    const actions = codeActions(document, definitionOf(document)!, found.range, [found], ['quickfix']);
    const action = actions.find((one) => one.title === title);
    expect(action, actions.map((one) => one.title).join()).toBeDefined();
    return applied(document, action!);
  };
  const responses = { '200': { description: 'OK', schema: { type: 'array', items: { type: 'object' } } } };

  test('a trigger of batches that nothing describes becomes a polling trigger', () => {
    const path = { put: { operationId: 'Items', 'x-ms-trigger': 'batch', responses } };
    expect(codes(open(language, fixed(path, 'trigger-incomplete', 'Make it a polling trigger')))).toEqual([]);
  });

  test('a schema in the place of the content goes into it', () => {
    const path = {
      'x-ms-notification-content': { description: 'An item', type: 'object', properties: { id: { type: 'string' } } },
      get: { operationId: 'List', 'x-ms-trigger': 'single', responses },
    };
    const text = fixed(path, 'notification-content-schema-missing', 'Put it into "schema"');
    const { paths } = language === 'json' ? JSON.parse(text) : parseYaml(text);
    expect(paths['/items']['x-ms-notification-content']).toEqual({
      description: 'An item',
      schema: { type: 'object', properties: { id: { type: 'string' } } },
    });
  });

  test('what makes a trigger moves from the path to the operation that it is meant for', () => {
    const path = {
      'x-ms-trigger': 'batch',
      'x-ms-trigger-metadata': { kind: 'query', mode: 'polling' },
      get: { operationId: 'List', responses },
      post: { operationId: 'Items', responses },
    };
    const once = fixed(path, 'trigger-misplaced', 'Move it to post');
    const { paths } = language === 'json' ? JSON.parse(once) : parseYaml(once);
    expect(paths['/items'].post['x-ms-trigger']).toBe('batch');
    expect(fixed(paths['/items'], 'trigger-misplaced', 'Move it to post')).not.toBe(once);
    expect(codes(open(language, fixed(paths['/items'], 'trigger-misplaced', 'Move it to post')))).toEqual([]);
  });
});

describe.each(['json', 'yaml'] as const)('a callback on a parameter goes into the body in %s', (language) => {
  const callback = { 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
  const moved = (parameters: object[], title: string): unknown => {
    const data = {
      swagger: '2.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/hooks': {
          'x-ms-notification-content': { schema: { type: 'object', properties: { id: { type: 'string' } } } },
          post: {
            operationId: 'Hook',
            'x-ms-trigger': 'single',
            parameters,
            responses: { '201': { description: 'Created', headers: { Location: { type: 'string' } } } },
          },
          delete: {
            operationId: 'Unhook',
            'x-ms-visibility': 'internal',
            responses: { '204': { description: 'Gone' } },
          },
        },
      },
    };
    const document = open(language, language === 'json' ? JSON.stringify(data, null, 2) : stringify(data));
    const found = validate(document, definitionOf(document), {}).find(
      ({ code }) => code === 'notification-url-misplaced',
    )!;
    const actions = codeActions(document, definitionOf(document)!, found.range, [found], ['quickfix']);
    const action = actions.find((one) => one.title === title);
    expect(action, actions.map((one) => one.title).join()).toBeDefined();
    const text = applied(document, action!);
    expect(codes(open(language, text)), text).toEqual([]);
    return (language === 'json' ? JSON.parse(text) : parseYaml(text)).paths['/hooks'].post.parameters;
  };
  const property = { type: 'string', ...callback };

  test.each(['query', 'header', 'formData'])('that is sent in %s', (sentIn) => {
    const parameter = { name: 'callbackUrl', in: sentIn, required: true, type: 'string', ...callback };
    const body = {
      name: 'body',
      in: 'body',
      required: true,
      schema: { type: 'object', required: ['callbackUrl'], properties: { callbackUrl: property } },
    };
    expect(moved([parameter], 'Move it into the body as "callbackUrl"')).toEqual([body]);
    const size = { name: 'size', in: 'query', type: 'integer' };
    expect(moved([size, parameter], 'Move it into the body as "callbackUrl"')).toEqual([size, body]);
  });

  test('next to a body', () => {
    const parameter = { name: 'target', in: 'query', required: true, type: 'string', ...callback };
    const body = (schema: object): object => ({ name: 'hook', in: 'body', schema: { type: 'object', ...schema } });
    const events = { events: { type: 'string' } };
    const expected = body({ required: ['events', 'target'], properties: { ...events, target: property } });
    const written = body({ required: ['events'], properties: events });
    expect(moved([parameter, written], 'Move it into the body as "target"')).toEqual([expected]);
    expect(moved([written, parameter], 'Move it into the body as "target"')).toEqual([expected]);
  });

  test('from a body that is a text', () => {
    const parameter = { name: 'callbackUrl', in: 'body', required: true, ...callback, schema: { type: 'string' } };
    expect(moved([parameter], 'Move it into the body as "callbackUrl"')).toEqual([
      {
        name: 'callbackUrl',
        in: 'body',
        required: true,
        schema: { type: 'object', required: ['callbackUrl'], properties: { callbackUrl: property } },
      },
    ]);
  });
});

test('renames an invalid operationId wherever it is used', () => {
  const lists = { type: 'string', 'x-ms-dynamic-values': { operationId: 'Get lists', 'value-path': 'id' } };
  const answer = { '200': { description: 'OK' } };
  const parameters = [{ name: 'l', in: 'query', ...lists }];
  const definition = {
    swagger: '2.0',
    info: { title: 'T', version: '1' },
    host: 'example.com',
    'x-ms-capabilities': { testConnection: { operationId: 'Get lists' } },
    paths: {
      '/lists': { get: { operationId: 'Get lists', responses: answer } },
      '/items': { get: { operationId: 'GetItems', parameters, responses: { '204': { description: 'None' } } } },
    },
  };
  for (const language of ['json', 'yaml'] as const) {
    const text = language === 'json' ? JSON.stringify(definition, null, 2) : stringify(definition);
    const document = open(language, text);
    const finding = validate(document, definitionOf(document), {}).find(({ code }) => code === 'operation-id')!;
    const [action] = codeActions(document, definitionOf(document)!, finding.range, [finding], undefined);
    expect(applied(document, action!)).toBe(text.replaceAll('Get lists', 'GetLists'));
  }
});
