import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parse, stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import {
  definitionAt,
  links,
  referenceLenses,
  referencesAt,
  rename,
  renameInProperties,
  renameRange,
} from '../../server/features/navigate';
import { foldingRanges, selectionRanges } from '../../server/features/ranges';
import { documentSymbols, workspaceSymbols } from '../../server/features/symbols';
import { definitionOf } from '../../server/features/validate';
import { propertiesOf } from '../../server/model/properties';
import { connectors } from '../documents/connectors';

const sample = connectors().find(({ name }) => name.includes('githubWebhookSample'))!.text;

function open(language: 'json' | 'yaml'): OpenDocument {
  const text = language === 'json' ? sample : stringify(JSON.parse(sample));
  return new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
}

describe.each(['json', 'yaml'] as const)('navigation in %s', (language) => {
  const document = open(language);
  const definition = definitionOf(document)!;
  const text = document.content;
  const at = (part: string, from = 0): number => text.indexOf(part, from) + 3;
  const written = (range: {
    start: { line: number; character: number };
    end: { line: number; character: number };
  }): string => text.slice(document.offsetAt(range.start), document.offsetAt(range.end)).replace(/^"|"$/g, '');

  test('a $ref leads to its definition, and the definition back to its uses', () => {
    const target = definitionAt(document, definition, at('#/definitions/WebhookPushResponse'))!;
    expect(written(target.range)).toBe('WebhookPushResponse');
    const uses = referencesAt(document, definition, document.offsetAt(target.range.start) + 2, true);
    expect(uses.map(({ range }) => written(range))).toEqual([
      'WebhookPushResponse',
      '#/definitions/WebhookPushResponse',
    ]);
    expect(definitionAt(document, definition, at('api.github.com'))).toBeNull();
  });

  test('every $ref is a link, and every definition says how often it is used', () => {
    expect(links(document, definition)).toHaveLength(4);
    expect(referenceLenses(document, definition).map(({ range, uses }) => [written(range), uses.length])).toEqual([
      ['GetReposResponse', 1],
      ['WebhookPushResponse', 1],
      ['WebhookRequestBody', 1],
      ['WebhookCreationResponse', 1],
    ]);
  });

  test('a rename changes the definition and its uses, and refuses a name that is taken', () => {
    const offset = at('#/definitions/WebhookRequestBody');
    expect(renameRange(document, definition, offset)?.placeholder).toBe('WebhookRequestBody');
    const edits = rename(document, definition, offset, 'Body');
    const renamed = TextDocument.applyEdits(TextDocument.create(document.uri, language, 1, text), edits);
    expect(renamed).not.toContain('WebhookRequestBody');
    expect(renamed.match(/#\/definitions\/Body/g)).toHaveLength(1);
    expect(
      definitionOf(new OpenDocument(document.uri, language, 2, renamed))!.target('#/definitions/Body'),
    ).toBeDefined();
    expect(() => rename(document, definition, offset, 'GetReposResponse')).toThrow('exists already');
  });

  test('the outline reads as triggers and actions', () => {
    const groups = documentSymbols(document, definition);
    expect(groups.map(({ name, children }) => [name, children!.map((child) => child.name)])).toEqual([
      ['Triggers', ['Triggers when a PUSH event occurs']],
      ['Actions', ['Get the list of repos', 'DeleteTrigger']],
      ['Definitions', ['GetReposResponse', 'WebhookPushResponse', 'WebhookRequestBody', 'WebhookCreationResponse']],
    ]);
    for (const group of groups) {
      for (const { range } of group.children!) {
        expect(document.offsetAt(range.start)).toBeGreaterThanOrEqual(document.offsetAt(group.range.start));
        expect(document.offsetAt(range.end)).toBeLessThanOrEqual(document.offsetAt(group.range.end));
      }
    }
    expect(workspaceSymbols(document, definition, 'pushevent').map(({ name }) => name)).toEqual([
      'Triggers when a PUSH event occurs',
    ]);
  });

  test('objects fold from their key to their last line but one, and selections grow from the inside', () => {
    const folds = foldingRanges(document, definition.root);
    const line = document.positionAt(text.indexOf('x-ms-notification-content')).line;
    const lastInside = document.positionAt(text.indexOf('#/definitions/WebhookPushResponse')).line;
    const end = language === 'json' ? lastInside + 1 : lastInside;
    expect(folds).toContainEqual({ startLine: line, endLine: end });
    for (const fold of folds) expect(fold.endLine).toBeGreaterThan(fold.startLine);

    const offset = at('#/definitions/WebhookPushResponse');
    const [selection] = selectionRanges(document, definition.root, [document.positionAt(offset)]);
    const lengths: number[] = [];
    for (let range = selection; range; range = range.parent!) {
      const [from, to] = [document.offsetAt(range.range.start), document.offsetAt(range.range.end)];
      expect(from).toBeLessThanOrEqual(offset);
      expect(to).toBeGreaterThanOrEqual(offset);
      lengths.push(to - from);
    }
    expect(written(selection!.range)).toBe('#/definitions/WebhookPushResponse');
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(lengths.length).toBeGreaterThan(6);
  });
});

describe('references into the middle of something', () => {
  const text = JSON.stringify(
    {
      swagger: '2.0',
      definitions: {
        Thing: { type: 'object', properties: { id: { type: 'string' } }, allOf: [{ type: 'object' }] },
        Id: { $ref: '#/definitions/Thing/properties/id' },
        Part: { $ref: '#/definitions/Thing/allOf/0' },
        All: { $ref: '#/definitions/Thing' },
      },
    },
    null,
    2,
  );
  const document = new OpenDocument('file:///a.swagger.json', 'json', 1, text);
  const definition = definitionOf(document)!;

  test('lead to its key or to the item', () => {
    const led = (target: string): string => {
      const { range } = definitionAt(document, definition, text.indexOf(target) + 3)!;
      return text.slice(document.offsetAt(range.start), document.offsetAt(range.end));
    };
    expect(led('#/definitions/Thing/properties/id')).toBe('"id"');
    expect(JSON.parse(led('#/definitions/Thing/allOf/0'))).toEqual({ type: 'object' });
  });

  test('follow a rename, whatever the name', () => {
    const edits = rename(document, definition, text.indexOf('"Thing"') + 2, 'A "b"/c');
    const { definitions } = JSON.parse(TextDocument.applyEdits(TextDocument.create('', 'json', 1, text), edits));
    expect(Object.keys(definitions)[0]).toBe('A "b"/c');
    expect(definitions.Id.$ref).toBe('#/definitions/A "b"~1c/properties/id');
    expect(definitions.Part.$ref).toBe('#/definitions/A "b"~1c/allOf/0');
    expect(definitions.All.$ref).toBe('#/definitions/A "b"~1c');
  });
});

test('renames an operation in the policies next to the definition, too', () => {
  const beside =
    '{"properties":{"scriptOperations":["OnEvent"],"policyTemplateInstances":[{"templateId":"setheader","parameters":{"x-ms-apimTemplate-operationName":["OnEvent","Other"]}}]}}';
  const text = '{"swagger":"2.0","paths":{"/a":{"post":{"operationId":"OnEvent"}}}}';
  const properties = propertiesOf(new OpenDocument('file:///apiProperties.json', 'json', 1, beside));
  const document = new OpenDocument('file:///a.swagger.json', 'json', 1, text);
  const changed = renameInProperties(
    document,
    definitionOf(document, properties)!,
    text.indexOf('OnEvent') + 2,
    'OnThing',
  )!;
  expect(changed.uri).toBe('file:///apiProperties.json');
  expect(TextDocument.applyEdits(TextDocument.create('', 'json', 1, beside), changed.edits)).toBe(
    beside.replaceAll('OnEvent', 'OnThing'),
  );
});

test('an alias to an object around it ends the search, not the server', () => {
  const text = 'swagger: "2.0"\na: &a\n  b: *a\nc: [&d [*d]]\n';
  const document = new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, text);
  const definition = definitionOf(document)!;
  for (let offset = 0; offset <= text.length; offset++) {
    expect(definitionAt(document, definition, offset)).toBeNull();
    expect(selectionRanges(document, definition.root, [document.positionAt(offset)])).toHaveLength(1);
  }
  expect(foldingRanges(document, definition.root).length).toBeGreaterThan(0);
});

describe.each(['json', 'yaml'] as const)('a path parameter in %s', (language) => {
  const id = { name: 'id', in: 'path', required: true, type: 'string' };
  const data = {
    swagger: '2.0',
    parameters: { Id: id, Other: { ...id, name: 'other' } },
    paths: {
      '/orders/{id}': {
        parameters: [id],
        get: { operationId: 'GetOrder', parameters: [{ name: 'id', in: 'query', type: 'string' }] },
        put: {
          operationId: 'PutOrder',
          parameters: [
            { ...id, type: 'integer' },
            {
              name: 'line',
              in: 'query',
              type: 'string',
              'x-ms-dynamic-values': { operationId: 'GetLines', parameters: { id: { parameter: 'id' } } },
            },
          ],
        },
      },
      '/orders/{other}/{id}/lines': {
        get: { operationId: 'GetLines', parameters: [{ $ref: '#/parameters/Id' }, { $ref: '#/parameters/Other' }] },
      },
      '/lines/{id}': { delete: { operationId: 'DeleteLine', parameters: [{ $ref: '#/parameters/Id' }] } },
      '/lines/{key}': { get: { operationId: 'GetLine' } },
      '/copy': { $ref: '#/paths/~1orders~1{id}' },
    },
  };
  const text = language === 'json' ? JSON.stringify(data, null, 2) : stringify(data, { aliasDuplicateObjects: false });
  const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
  const definition = definitionOf(document)!;
  const renamed = (offset: number, name: string): typeof data =>
    parse(
      TextDocument.applyEdits(TextDocument.create('', language, 1, text), rename(document, definition, offset, name)),
    );

  test('is renamed in its template, its declarations, and where dynamic values pass it on', () => {
    const offset = text.indexOf('/orders/{id}') + '/orders/{i'.length;
    expect(renameRange(document, definition, offset)).toMatchObject({ placeholder: 'id' });
    const { paths, parameters } = renamed(offset, 'orderId');
    const item = paths['/orders/{orderId}' as '/orders/{id}'];
    expect(item.parameters[0]!.name).toBe('orderId');
    expect(item.get.parameters[0]!.name).toBe('id');
    expect(item.put.parameters[0]!.name).toBe('orderId');
    expect(item.put.parameters[1]).toMatchObject({
      'x-ms-dynamic-values': { parameters: { id: { parameter: 'orderId' } } },
    });
    expect(paths['/copy'].$ref).toBe('#/paths/~1orders~1{orderId}');
    expect(parameters.Id.name).toBe('id');
  });

  test('that operations share is renamed in all of their paths', () => {
    for (const offset of [text.indexOf('/lines/{id}') + 9, text.search(/"?id"?,?\n/)]) {
      const { paths, parameters } = renamed(offset, 'lineId');
      expect(parameters.Id.name).toBe('lineId');
      expect(Object.keys(paths)).toEqual([
        '/orders/{id}',
        '/orders/{other}/{lineId}/lines',
        '/lines/{lineId}',
        '/lines/{key}',
        '/copy',
      ]);
      const [, line] = paths['/orders/{id}'].put.parameters;
      expect(line).toMatchObject({ 'x-ms-dynamic-values': { parameters: { lineId: { parameter: 'id' } } } });
    }
  });

  test('is found everywhere, and refuses a name that is taken', () => {
    const offset = text.indexOf('/lines/{id}') + 9;
    expect(referencesAt(document, definition, offset, true)).toHaveLength(4);
    expect(() => rename(document, definition, offset, 'key')).toThrow('The path /lines/{key} exists already.');
    expect(() => rename(document, definition, offset, 'other')).toThrow('has a parameter "other" already');
    expect(() => rename(document, definition, offset, 'a/b')).toThrow('cannot have');
  });

  test('is renamed in the policies of its operations', () => {
    const policy = (operation: string) => ({
      templateId: 'routerequesttoendpoint',
      parameters: {
        'x-ms-apimTemplateParameter.newPath': '/v2/{id}/{ids}',
        'x-ms-apimTemplate-operationName': [operation],
      },
    });
    const beside = JSON.stringify({
      properties: { policyTemplateInstances: [policy('PutOrder'), policy('GetLines')] },
    });
    const properties = propertiesOf(new OpenDocument('file:///apiProperties.json', 'json', 1, beside));
    const offset = text.indexOf('/orders/{id}') + '/orders/{i'.length;
    const { edits } = renameInProperties(document, definitionOf(document, properties)!, offset, 'orderId')!;
    expect(TextDocument.applyEdits(TextDocument.create('', 'json', 1, beside), edits)).toBe(
      beside.replace('/v2/{id}/', '/v2/{orderId}/'),
    );
  });
});

test('references below unknown keys and in x-ms-openai-data follow a rename', () => {
  const text = JSON.stringify({
    swagger: '2.0',
    'x-ms-openai-data': { operations: [{ operationId: 'GetOrder', plugin: { operationId: 'GetOrder' } }] },
    'x-own': { deep: [{ $ref: '#/definitions/Order' }, { $ref: '#/definitions/Order/properties/id' }] },
    paths: { '/a': { get: { operationId: 'GetOrder', 'x-own': { schema: { $ref: '#/definitions/Order' } } } } },
    definitions: { Order: { type: 'object', properties: { id: { type: 'string' } } } },
  });
  const document = new OpenDocument('file:///a.swagger.json', 'json', 1, text);
  const definition = definitionOf(document)!;
  const apply = (place: string, name: string): string =>
    TextDocument.applyEdits(
      TextDocument.create('', 'json', 1, text),
      rename(document, definition, text.indexOf(place) + 2, name),
    );
  expect(apply('"Order"', 'Purchase')).toBe(
    text.replace('"Order"', '"Purchase"').replaceAll('#/definitions/Order', '#/definitions/Purchase'),
  );
  expect(apply('"GetOrder"', 'ReadOrder')).toBe(text.replaceAll('"GetOrder"', '"ReadOrder"'));
});
