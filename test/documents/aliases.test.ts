import { expect, test } from 'vitest';
import { OpenDocument } from '../../server/documents/document';

const uri = 'file:///a.swagger.yaml';

/** The text of each fault. */
function faultsOf(document: OpenDocument): string[] {
  return document.problems().map(({ start, end }) => document.content.slice(start, end));
}

const open = (text: string): OpenDocument => new OpenDocument(uri, 'yaml', 1, text);

test('an alias without an anchor is reported where it is written: as a value, an item, a key and a merge', () => {
  const text = 'swagger: "2.0"\ninfo:\n  title: *a\n  <<: *b\ntags:\n  - *c\npaths:\n  *d : {}\n';
  expect(faultsOf(open(text))).toEqual(['*a', '*b', '*c', '*d']);
});

test('an anchor counts from where it is written, in any piece', () => {
  const text = 'swagger: "2.0"\ninfo: { title: &title Hooks, version: "1" }\ndefinitions:\n  A: { title: *title }\n';
  expect(faultsOf(open(text))).toEqual([]);
  expect(faultsOf(open(text.replace('&title', '').replace('*title }', '*title }\n  B: &title B')))).toEqual(['*title']);
});

test('a text that needs quotes is reported as such', () => {
  const document = open('swagger: "2.0"\nproduces:\n  - */*\npaths: {}\n');
  expect(faultsOf(document)).toEqual(['*/*']);
  expect(document.problems()[0]!.message).toContain('in quotes');
});

test('no alias is reported after another fault', () => {
  const text = 'swagger: "2.0"\ninfo:\n  title: "Hooks\n  x: &x 1\npaths:\n  /a: *x\n';
  const problems = open(text).problems();
  expect(problems).toHaveLength(1);
  expect(problems[0]!.message).not.toContain('alias');
});

test('edits add and remove the problem', () => {
  const document = open('swagger: "2.0"\ninfo:\n  title: Hooks\npaths:\n  /a:\n    summary: A\n');
  const replace = (before: string, after: string): void => {
    const start = document.content.indexOf(before);
    const range = document.range({ start, end: start + before.length });
    document.update([{ range, text: after }], document.version + 1);
  };
  replace('summary: A', 'summary: *title');
  expect(faultsOf(document)).toEqual(['*title']);
  replace('title: Hooks', 'title: &title Hooks');
  expect(faultsOf(document)).toEqual([]);
  replace('&title ', '');
  expect(faultsOf(document)).toEqual(['*title']);
  replace('*title', 'A');
  expect(faultsOf(document)).toEqual([]);
});
