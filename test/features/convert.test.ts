import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { toData } from '../../server/documents/tree';
import { codeActions } from '../../server/features/codeActions';
import { definitionOf } from '../../server/features/validate';
import type { Json, JsonObject } from '../../server/protocol/json';

const sample = { id: 17, html_url: 'https://example.com/', tags: ['a'], cursorHere: null };
const shape = {
  type: 'object',
  required: ['id', 'html_url', 'tags', 'cursorHere'],
  properties: {
    id: { type: 'integer', title: 'ID' },
    html_url: { type: 'string', format: 'uri', title: 'HTML URL' },
    tags: { type: 'array', title: 'Tags', items: { type: 'string' } },
    cursorHere: { title: 'Cursor here', 'x-nullable': true },
  },
};

function definitionWith(content: Json, answer: JsonObject = { description: 'Created' }): JsonObject {
  return {
    swagger: '2.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/hooks': {
        'x-ms-notification-content': content,
        post: {
          operationId: 'WhenHooked',
          'x-ms-trigger': 'single',
          parameters: [
            {
              name: 'body',
              in: 'body',
              schema: { type: 'object', properties: { url: { type: 'string', 'x-ms-notification-url': true } } },
            },
          ],
          responses: { '201': answer },
        },
      },
    },
  };
}

describe.each(['json', 'yaml'] as const)('converting a sample in %s', (language) => {
  /** Title and result of each conversion offered where "cursorHere" stands. */
  function converted(data: JsonObject): Record<string, unknown> {
    const text = language === 'json' ? JSON.stringify(data, null, 4) : stringify(data);
    const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
    const start = document.positionAt(text.indexOf('cursorHere'));
    const range = { start, end: start };
    const actions = codeActions(document, definitionOf(document)!, range, [], ['refactor.rewrite']);
    return Object.fromEntries(
      actions.map(({ title, edit }) => {
        const before = TextDocument.create(document.uri, language, 1, text);
        const after = TextDocument.applyEdits(before, edit!.changes![document.uri]!);
        const read = new OpenDocument(document.uri, language, 2, after);
        expect(read.problems()).toEqual([]);
        return [title, toData(read.tree.root)];
      }),
    );
  }

  test('a payload that was pasted as the schema', () => {
    expect(converted(definitionWith({ description: 'D', schema: sample }))).toEqual({
      'Convert the sample to a notification schema': definitionWith({ description: 'D', schema: shape }),
    });
    expect(converted(definitionWith({ schema: [sample] }))).toEqual({
      'Convert the sample to a notification schema': definitionWith({ schema: { type: 'array', items: shape } }),
    });
  });

  test('a payload that was pasted as the whole content', () => {
    expect(converted(definitionWith(sample))).toEqual({
      'Convert the sample to a notification schema': definitionWith({ schema: shape }),
    });
  });

  test('an example becomes the schema, or is merged into the one next to it', () => {
    const title = 'Write the notification schema from this example';
    expect(converted(definitionWith({ 'x-example': sample }))).toEqual({ [title]: definitionWith({ schema: shape }) });
    const schema = { type: 'object', properties: { id: { type: 'string', title: 'Mine' } } };
    const { id: _, ...others } = shape.properties;
    expect(converted(definitionWith({ schema, example: sample }))).toEqual({
      [title]: definitionWith({
        schema: { type: 'object', properties: { id: { type: 'integer', title: 'Mine' }, ...others } },
        example: sample,
      }),
    });
  });

  test('an example in a schema describes it', () => {
    expect(converted(definitionWith({ schema: { example: sample } }))).toEqual({
      'Write the schema from its example': definitionWith({ schema: { example: sample, ...shape } }),
    });
    const nested = (inner: JsonObject): JsonObject =>
      definitionWith({ schema: { type: 'object', properties: { inner } } });
    expect(converted(nested({ type: 'object', title: 'Mine', example: sample }))).toEqual({
      'Write the schema from its example': nested({
        type: 'object',
        title: 'Mine',
        example: sample,
        required: shape.required,
        properties: shape.properties,
      }),
    });
  });

  test('the example of an answer describes the answer, or what will be sent as the designer takes it', () => {
    const answer = { description: 'Created', examples: { 'application/json': sample } };
    expect(converted(definitionWith({ description: 'D' }, answer))).toEqual({
      "Write the response's schema from its example": definitionWith(
        { description: 'D' },
        { description: 'Created', schema: shape, examples: answer.examples },
      ),
      'Write the notification schema from this example': definitionWith({ description: 'D', schema: shape }, answer),
    });
  });

  test('a schema is not offered for conversion', () => {
    const schemas: JsonObject[] = [
      { type: 'object', properties: { cursorHere: { type: 'string' } } },
      { description: 'cursorHere' },
      { type: 'object', 'x-ms-dynamic-schema': { operationId: 'cursorHere' } },
    ];
    for (const schema of schemas) expect(converted(definitionWith({ schema }))).toEqual({});
  });
});
