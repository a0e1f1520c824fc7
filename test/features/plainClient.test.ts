/** A client that declares nothing gets plain text everywhere, and texts that are right without placeholders. */
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import { parse as parseYaml, stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { createYamlEngine } from '../../server/engine/yamlLoader';
import { type ClientSupport, noSupport, supportOf } from '../../server/features/clientSupport';
import { complete } from '../../server/features/complete';
import { plainText } from '../../server/features/plainText';
import { definitionOf } from '../../server/features/validate';
import { connectors } from '../documents/connectors';
import { accept, noEngine } from '../support/completion';

const samples = connectors().filter(({ text }) => text.length < 60_000);

/** Offsets at keys, at values and at the ends of lines, spread over a text. */
function cursorsIn(text: string, count: number): number[] {
  const all = [...text.matchAll(/"(?=\w)|(?<=": )|[,{]?$|(?<=^ *)(?=\w)/gm)].map(
    ({ index, 0: found }) => index + found.length,
  );
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, index) => index % step === 0);
}

const placeholder = /\$\{?\d|\|\}/;
const markdown = /`|\*\*|\]\(/;

function faultsOf(item: CompletionItem): string[] {
  const { newText } = item.textEdit as TextEdit;
  return [
    ...(placeholder.test(newText) ? [`placeholder in ${newText}`] : []),
    ...(item.insertTextFormat === InsertTextFormat.Snippet ? ['snippet'] : []),
    ...(item.insertTextMode === undefined ? [] : ['mode']),
    ...(typeof item.documentation === 'object' ? ['markup'] : []),
    ...(typeof item.documentation === 'string' && markdown.test(item.documentation) ? ['markdown'] : []),
    ...(item.kind! > CompletionItemKind.Reference ? [`kind ${item.kind}`] : []),
  ].map((fault) => `${item.label}: ${fault}`);
}

describe.each(['json', 'yaml'] as const)('in %s', (language) => {
  const write = (text: string): string => (language === 'yaml' ? stringify(parse(text)) : text);

  test.each(samples.map(({ name, text }) => [name, text] as const))(
    'completions are plain text: %s',
    async (_name, text) => {
      const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, write(text));
      const definition = definitionOf(document);
      let offered = 0;
      for (const offset of cursorsIn(document.content, 60)) {
        const items = await complete(document, definition, offset, noEngine, noSupport);
        offered += items.length;
        expect(items.flatMap(faultsOf)).toEqual([]);
      }
      expect(offered).toBeGreaterThan(20);
    },
  );
});

test('completions of the YAML engine are plain text', async () => {
  const engine = createYamlEngine();
  const text = stringify(parse(connectors().find(({ name }) => name === 'Pushcut')!.text));
  const document = new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, text);
  let offered = 0;
  for (const offset of cursorsIn(text, 25)) {
    const items = await complete(document, definitionOf(document), offset, engine, noSupport);
    offered += items.length;
    expect(items.flatMap(faultsOf)).toEqual([]);
  }
  expect(offered).toBeGreaterThan(20);
});

async function chosen(text: string, language: 'json' | 'yaml', label: string, support: ClientSupport): Promise<string> {
  const offset = text.indexOf('‖');
  const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text.replace('‖', ''));
  const items = await complete(document, definitionOf(document), offset, noEngine, support);
  return accept(document, items.find((item) => item.label === label)!);
}

test.each(['webhook trigger', 'webhook unsubscribe'])('the scaffold "%s" is whole and parses', async (label) => {
  const json = await chosen('{\n  "swagger": "2.0",\n  "paths": {\n    ‖\n  }\n}', 'json', label, noSupport);
  expect(json).not.toMatch(placeholder);
  expect(Object.keys(JSON.parse(json).paths)[0]).toMatch(/^\/hooks/);
  const yaml = await chosen('swagger: "2.0"\npaths:\n  ‖\n', 'yaml', label, noSupport);
  expect(parseYaml(yaml)).toEqual(JSON.parse(json));
});

test.each(['webhook connector'])('the whole %s in an empty file is right', async (label) => {
  const json = await chosen('‖', 'json', label, noSupport);
  expect(JSON.parse(json)).toMatchObject({ swagger: '2.0', host: 'api.example.com' });
  expect(parseYaml(await chosen('‖', 'yaml', label, noSupport))).toEqual(JSON.parse(json));
});

test('an object to be filled in is written as an empty one', async () => {
  const before = { json: '{\n  "swagger": "2.0",\n  ‖\n}', yaml: 'swagger: "2.0"\n‖\n' };
  expect(JSON.parse(await chosen(before.json, 'json', 'definitions', noSupport)).definitions).toEqual({});
  expect(parseYaml(await chosen(before.yaml, 'yaml', 'definitions', noSupport)).definitions).toEqual({});
});

test('lines are indented as the client takes them', async () => {
  const text = '{\n  "swagger": "2.0",\n  "paths": {\n    ‖\n  }\n}';
  const adjusting = supportOf({
    textDocument: { completion: { completionItem: { insertTextModeSupport: { valueSet: [2] } } } },
  });
  // `accept` indents where the item asks for it.
  const asIs = await chosen(text, 'json', 'webhook trigger', noSupport);
  expect(await chosen(text, 'json', 'webhook trigger', adjusting)).toBe(asIs);
  expect(asIs).toContain('\n      "x-ms-notification-content": {');
});

test('markdown becomes text', () => {
  expect(
    plainText('**Create:** `POST /hooks` of *My \\*App\\**\n\n- [Microsoft Learn](https://learn.microsoft.com/x)'),
  ).toBe('Create: POST /hooks of My *App*\n\n- Microsoft Learn: https://learn.microsoft.com/x');
});
