import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { exportDefinition } from '../../server/features/exportDefinition';
import { connectors } from '../documents/connectors';

const exported = (language: 'json' | 'jsonc' | 'yaml', text: string): string =>
  exportDefinition(new OpenDocument(`file:///a.swagger.${language}`, language, 1, text));

describe('export', () => {
  test('of JSON with comments is JSON, without what only this editor reads', () => {
    const text = [
      '{',
      '    // a comment',
      '    "swagger": "2.0", /* another */',
      '    "paths": {',
      '        "x-flow-webhooks-ignore": ["unsubscribe-missing"],',
      '        "/a": { "x-flow-webhooks-ignore": [] }',
      '    },',
      '    "maximum": 9223372036854775807, "one": 1.0, "empty": []',
      '}',
    ].join('\n');
    expect(exported('jsonc', text)).toBe(
      [
        '{',
        '    "swagger": "2.0",',
        '    "paths": {',
        '        "/a": {}',
        '    },',
        '    "maximum": 9223372036854775807,',
        '    "one": 1.0,',
        '    "empty": []',
        '}',
        '',
      ].join('\n'),
    );
  });

  test('of YAML keeps order and writes aliases out', () => {
    const text = [
      'swagger: "2.0" # version',
      'definitions:',
      '  A: &a { type: string, pattern: "^\\\\d+$" }',
      '  B: *a',
      'x-n: 0x10',
      'responses: { default: { description: D }, 200: { description: OK } }',
      '',
    ].join('\n');
    expect(exported('yaml', text)).toBe(
      `${JSON.stringify({ swagger: '2.0', definitions: { A: 1, B: 1 }, 'x-n': 16, responses: 2 }, null, 2)
        .replaceAll('1,', '{\n      "type": "string",\n      "pattern": "^\\\\d+$"\n    },')
        .replace('"B": 1', '"B": {\n      "type": "string",\n      "pattern": "^\\\\d+$"\n    }')
        .replace(
          '"responses": 2',
          '"responses": {\n    "default": {\n      "description": "D"\n    },\n    "200": {\n      "description": "OK"\n    }\n  }',
        )}\n`,
    );
  });

  test('of a text that does not parse reports where', () => {
    expect(() => exported('json', '{\n  "swagger": "2.0"\n  "info": {}\n}')).toThrow(/line 2: Expected a comma/);
    expect(() => exported('yaml', '')).toThrow('The definition is empty.');
  });

  test('of an alias inside itself is refused, and so is a document that expands without end', () => {
    expect(() => exported('yaml', 'definitions: &a\n  B: *a\n')).toThrow(/alias/);
    const levels = Array.from({ length: 30 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]`);
    expect(() => exported('yaml', ['x0: &x0 lol', ...levels, ''].join('\n'))).toThrow(/aliases|parse/);
  });

  test('of every sample connector keeps its content, from JSON and from YAML', () => {
    for (const { name, text } of connectors().filter(({ text }) => text.length < 100_000)) {
      let data: unknown;
      try {
        data = JSON.parse(text);
      } catch {
        continue;
      }
      expect(JSON.parse(exported('json', text)), name).toEqual(data);
      expect(JSON.parse(exported('yaml', stringify(data, { aliasDuplicateObjects: false }))), name).toEqual(data);
    }
  });
});
