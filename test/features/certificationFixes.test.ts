/** The fixes of what only certification reports, and the refactoring that adds a revision of an operation. */
import { describe, expect, test } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../server/documents/document';
import { codeActions } from '../../server/features/codeActions';
import { definitionOf } from '../../server/features/validate';
import type { Json, JsonObject } from '../../server/protocol/json';
import { connectors } from '../documents/connectors';
import { objectAt, type Path } from '../rules/webhooks';
import { applied, caseText, findingsOf, type Language, open, read, repairsOf, write } from './repairs';

const languages: Language[] = ['json', 'yaml'];
const profile = 'certification';

const dataOf = (name: string, change: (data: JsonObject) => void = () => undefined): JsonObject => {
  const data = JSON.parse(caseText(name)) as JsonObject;
  change(data);
  return data;
};

const certified = (document: OpenDocument, code: string): Diagnostic[] =>
  findingsOf(document, profile).filter((one) => one.code === code);

type Repaired = [title: string, data: JsonObject];

/** The titles and results of the fixes for the first finding with that code. */
function repairs(language: Language, data: Json, code: string): [Repaired, ...Repaired[]] {
  const document = open(language, write(language, data));
  const [finding] = certified(document, code);
  expect(finding, code).toBeDefined();
  const [first, ...others] = repairsOf(document, finding!, profile).map(
    (action): Repaired => [action.title, read(language, applied(document, action)) as JsonObject],
  );
  expect(first, code).toBeDefined();
  return [first!, ...others];
}

describe.each(languages)('in %s', (language) => {
  test('a contact and metadata to fill in are added, and then nothing is missing', () => {
    const [[title, once]] = repairs(language, dataOf('cert-no-contact-metadata'), 'connector-contact');
    expect(title).toBe('Add a contact to fill in');
    expect(Object.keys(objectAt(once, ['info', 'contact']))).toEqual(['name', 'url', 'email']);
    const [[, twice]] = repairs(language, once, 'connector-metadata');
    expect(
      findingsOf(open(language, write(language, twice)), profile).filter(({ severity }) => severity === 1),
    ).toEqual([]);
  });

  test('names and categories of metadata get the spelling of Microsoft', () => {
    const metadata = (name: string, category: string) => [
      { propertyName: 'Website', propertyValue: 'https://parcel.example' },
      { propertyName: name, propertyValue: 'https://parcel.example/privacy' },
      { propertyName: 'Categories', propertyValue: category },
    ];
    const data = dataOf('cert-default-schema', (one) => {
      one['x-ms-connector-metadata'] = metadata('Privacy Policy', 'social media, IT operations');
    });
    const [[, named]] = repairs(language, data, 'connector-metadata');
    const [[, right]] = repairs(language, named, 'connector-metadata');
    expect(right['x-ms-connector-metadata']).toEqual(metadata('Privacy policy', 'Social Media;IT Operations'));
    expect(certified(open(language, write(language, right)), 'connector-metadata')).toEqual([]);
  });

  const responses: Path = ['paths', '/desks/{desk}/hooks', 'post', 'responses'];
  const schema = { type: 'object', properties: { id: { type: 'string' } } };

  test('the schema of an error is removed, and nothing else of the response', () => {
    const data = dataOf('cert-default-schema');
    const [[title, right], ...others] = repairs(language, data, 'default-response-schema');
    expect([title, others]).toEqual(['Remove the schema', []]);
    expect(objectAt(right, [...responses, 'default'])).toEqual({ description: 'Failed.' });
    expect(objectAt(right, [...responses, '201'])).toEqual(objectAt(data, [...responses, '201']));
  });

  test('a schema that the designer reads from `default` moves to 200', () => {
    const action = (of: JsonObject): JsonObject =>
      dataOf('quiet-good', (data) => {
        (data.paths as JsonObject)['/things'] = {
          get: { operationId: 'ListThings', summary: 'List things', description: 'Lists.', responses: of },
        };
      });
    const repaired = (of: JsonObject) =>
      repairs(language, action(of), 'default-response-schema').map(([title, data]) => [
        title,
        objectAt(data, ['paths', '/things', 'get', 'responses']),
      ]);
    const described = { description: 'Things', schema };
    expect(repaired({ default: described })).toEqual([['Rename "default" to "200"', { '200': described }]]);
    expect(repaired({ '204': { description: 'None' }, default: described })).toEqual([
      ['Rename "default" to "200"', { '200': described, '204': { description: 'None' } }],
    ]);
    expect(repaired({ '200': { description: 'OK' }, default: described })).toEqual([
      ['Remove the schema', { '200': { description: 'OK' }, default: { description: 'Things' } }],
      ['Move the schema to "200"', { '200': { schema, description: 'OK' }, default: { description: 'Things' } }],
    ]);
  });

  test('`consumes` is added wherever it is missing', () => {
    const data = dataOf('quiet-good', (one) => {
      (one.paths as JsonObject)['/files'] = {
        post: {
          operationId: 'Upload',
          summary: 'Upload a file',
          description: 'Uploads.',
          parameters: [{ name: 'file', in: 'formData', type: 'file', description: 'A file', 'x-ms-summary': 'File' }],
          responses: { '200': { description: 'OK' } },
        },
      };
    });
    const [[, right]] = repairs(language, data, 'consumes-missing');
    expect(right.consumes).toEqual(['application/json']);
    expect(objectAt(right, ['paths', '/files', 'post']).consumes).toEqual(['multipart/form-data']);
    expect(findingsOf(open(language, write(language, right)), profile).map(({ code }) => code)).not.toContain(
      'mime-unsupported',
    );
  });

  test('an operationId is sanitized everywhere it is named', () => {
    const data = dataOf('quiet-good');
    const [path, method] = firstOperation(data);
    objectAt(data, ['paths', path, method]).operationId = 'Find-all.things';
    data['x-ms-capabilities'] = { testConnection: { operationId: 'Find-all.things' } };
    const [[title, right]] = repairs(language, data, 'operation-id');
    expect(title).toBe('Rename this one to "FindAllThings"');
    expect(objectAt(right, ['paths', path, method]).operationId).toBe('FindAllThings');
    expect(right['x-ms-capabilities']).toEqual({ testConnection: { operationId: 'FindAllThings' } });
  });
});

function firstOperation({ paths }: JsonObject): [path: string, method: string] {
  const [path, item] = Object.entries(paths as JsonObject)[0]!;
  return [path, Object.keys(item as JsonObject).find((key) => ['get', 'post'].includes(key))!];
}

/** The codes whose fixes are tried on published connectors. */
const own = /^(?:connector-|operation-|default-response|consumes-|mime-|output-|repeated-|notification-elsewhere)/;
const maxLength = 16_000;
/** Maximum number of findings of a code that are fixed in a connector: others are alike. */
const maxAlike = 2;
const published = connectors().filter(({ text }) => text.length < maxLength);

test.each(published.map((sample) => [sample.name, sample] as const))('as published: %s', (_, { text }) => {
  for (const language of languages) {
    const document = open(language, write(language, JSON.parse(text)));
    const before = findingsOf(document, profile);
    const errors = (all: Diagnostic[]): number => all.filter(({ severity }) => severity === 1).length;
    const tried = new Map<string, number>();
    for (const finding of before.filter(({ code }) => own.test(String(code)))) {
      const code = String(finding.code);
      tried.set(code, (tried.get(code) ?? 0) + 1);
      if (tried.get(code)! > maxAlike) continue;
      for (const action of repairsOf(document, finding, profile)) {
        const after = findingsOf(open(language, applied(document, action)), profile);
        const title = `${code}: ${action.title}`;
        expect(after.length, title).toBeLessThan(before.length);
        expect(errors(after), title).toBeLessThanOrEqual(errors(before));
      }
    }
  }
});

function revision(document: OpenDocument, operationId: string): CodeAction | undefined {
  const definition = definitionOf(document)!;
  const operation = definition.operationsById(operationId)[0]!;
  const offset = operation.member.piece.start + operation.member.keyStart + 1;
  const start = document.positionAt(offset);
  return codeActions(document, definition, { start, end: start }, [], ['refactor.rewrite']).find(({ title }) =>
    title.startsWith('Deprecate it'),
  );
}

describe.each(languages)('a new revision, in %s', (language) => {
  test('of a trigger keeps the old one, deprecated, and has a path and an unsubscribe of its own', () => {
    const data = dataOf('cert-default-schema');
    const document = open(language, write(language, data));
    const action = revision(document, 'OnParcel')!;
    expect(action.title).toBe('Deprecate it, and add OnParcel_V2 as its next revision');
    const text = applied(document, action);
    const after = read(language, text) as JsonObject;
    const before = objectAt(data, ['paths', '/desks/{desk}/hooks']);
    const annotation = (number: number) => ({ family: 'OnParcel', revision: number });
    expect(objectAt(after, ['paths', '/desks/{desk}/hooks', 'post'])).toEqual({
      ...(before.post as JsonObject),
      deprecated: true,
      'x-ms-api-annotation': annotation(1),
    });
    expect(objectAt(after, ['paths', '/v2/desks/{desk}/hooks'])).toEqual({
      ...before,
      post: { ...(before.post as JsonObject), operationId: 'OnParcel_V2', 'x-ms-api-annotation': annotation(2) },
    });
    expect(objectAt(after, ['paths', '/v2/desks/{desk}/hooks/{hook}', 'delete']).operationId).toBe('DropParcelHook_V2');
    // The copy has the same findings, and there are no others.
    const codes = (one: OpenDocument) => new Set(findingsOf(one, profile).map(({ code }) => code));
    expect(codes(open(language, text))).toEqual(codes(document));
  });

  test('of a revision goes on with its numbers', () => {
    const data = dataOf('cert-default-schema', (one) => {
      const post = objectAt(one, ['paths', '/desks/{desk}/hooks', 'post']);
      post['x-ms-api-annotation'] = { family: 'Parcels', revision: 2, status: 'Production' };
      post.operationId = 'OnParcel_V2';
    });
    const document = open(language, write(language, data));
    const text = applied(document, revision(document, 'OnParcel_V2')!);
    const after = read(language, text) as JsonObject;
    expect(objectAt(after, ['paths', '/v3/desks/{desk}/hooks', 'post'])).toMatchObject({
      operationId: 'OnParcel_V3',
      'x-ms-api-annotation': { family: 'Parcels', revision: 3, status: 'Production' },
    });
    expect(certified(open(language, text), 'operation-family')).toEqual([]);
    // A deprecated operation gets no further ones.
    expect(revision(open(language, text), 'OnParcel_V2')).toBeUndefined();
  });

  test.each(published.map((sample) => [sample.name, sample] as const))(
    'of an operation as published: %s',
    (_, { text }) => {
      const document = open(language, write(language, JSON.parse(text)));
      const definition = definitionOf(document)!;
      const ids = definition.operations.flatMap(({ operationId, node }) =>
        operationId && node.get('deprecated')?.value !== true ? [operationId] : [],
      );
      const before = new Set(findingsOf(document).map(({ code }) => code));
      for (const id of ids.slice(0, 3)) {
        const action = revision(document, id);
        if (!action) continue;
        const revised = open(language, applied(document, action));
        expect(definitionOf(revised)!.operations.length, id).toBeGreaterThan(definition.operations.length);
        expect(
          findingsOf(revised)
            .filter(({ code }) => !before.has(code))
            .map(({ message }) => message),
          id,
        ).toEqual([]);
      }
    },
  );
});
