import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import {
  definitionAt,
  links,
  referenceLenses,
  referencesAt,
  rename,
  renameRange,
} from '../../server/features/navigate';
import { foldingRanges, selectionRanges } from '../../server/features/ranges';
import { documentSymbols, workspaceSymbols } from '../../server/features/symbols';
import { definitionOf } from '../../server/features/validate';
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
    expect(renameRange(definition, offset)?.placeholder).toBe('WebhookRequestBody');
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
