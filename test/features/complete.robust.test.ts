import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { complete } from '../../server/features/complete';
import { hover } from '../../server/features/hover';
import { definitionOf } from '../../server/features/validate';
import { accept, noEngine } from '../support/completion';
import { isLong } from '../support/long';

const json = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');
const yaml = stringify(JSON.parse(json));

/** Undefined where the text can be read. */
function fault(text: string, language: string): string | undefined {
  if (language === 'yaml') return parseDocument(text, { uniqueKeys: false }).errors[0]?.message;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe('every completion at every place', () => {
  it.each([
    ['json', json],
    ['json', JSON.stringify(JSON.parse(json))],
    ['yaml', yaml],
    ['yaml', json],
  ])('leaves a text that parses: %s', async (language, text) => {
    const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
    const definition = definitionOf(document);
    for (let offset = 0; offset <= text.length; offset += isLong ? 61 : 183) {
      for (const [order, item] of (await complete(document, definition, offset, noEngine)).entries()) {
        // The first ones are webhook keys and scaffolds; the others are much alike.
        if (order > 3 && order % 7 !== 0) continue;
        expect.soft(fault(accept(document, item), language), `${item.label} at ${offset}`).toBeUndefined();
      }
    }
  });
});

describe('completion and hover at every place of any text', () => {
  it.each([
    ['json', json],
    ['jsonc', `// a comment\n${json}`],
    ['yaml', yaml],
    ['yaml', json],
  ])('work in the beginnings of a definition, and in all of it: %s', async (language, text) => {
    const whole = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
    const model = definitionOf(whole);
    for (let offset = 0; offset <= text.length; offset += isLong ? 50 : 150) {
      const part = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text.slice(0, offset));
      for (const [document, definition] of [
        [whole, model],
        [part, definitionOf(part)],
      ] as const) {
        const items = await complete(document, definition, offset, noEngine);
        for (const { textEdit } of items) {
          const range = textEdit && 'range' in textEdit ? textEdit.range : undefined;
          const cursor = document.positionAt(offset);
          expect(range?.start.line).toBe(cursor.line);
          expect(range?.end.line).toBe(cursor.line);
          expect(range?.start.character).toBeLessThanOrEqual(cursor.character);
          expect(range?.end.character).toBeGreaterThanOrEqual(cursor.character);
        }
        hover(document, definition, offset);
      }
    }
  });

  it('accept offsets out of range, empty texts and texts of another kind', async () => {
    for (const [language, text] of [
      ['json', ''],
      ['yaml', ''],
      ['json', '[[[[[{'],
      ['json', ']}]}"'],
      ['yaml', '- - - {[\n\t x: |\n  *a'],
      ['yaml', 'a: &a\n  b: [*a]\n  c: {\n'],
    ] as const) {
      const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
      for (let offset = -1; offset <= text.length + 1; offset++) {
        await complete(document, definitionOf(document), offset, noEngine);
      }
    }
  });
});
