import { describe, expect, it, vi } from 'vitest';

const { documents, changed } = vi.hoisted(() => ({ documents: [] as unknown[], changed: [] as [unknown, string][] }));
let opened: (document: unknown) => void = () => {};

vi.mock('vscode', () => ({
  workspace: {
    get textDocuments() {
      return documents;
    },
    onDidOpenTextDocument: (listener: typeof opened) => {
      opened = listener;
      return { dispose: () => {} };
    },
  },
  languages: { setTextDocumentLanguage: (document: unknown, language: string) => changed.push([document, language]) },
}));
const { restoreLanguages } = await import('../../client/editor/untitled');

const document = (text: string, isUntitled = true, languageId = 'plaintext') => ({
  isUntitled,
  languageId,
  getText: () => text,
});

const json = '{\n  "swagger": "2.0",\n  "paths": { "/a": { "post": { "x-ms-trigger": "single" } } }\n}';
const yaml = 'swagger: "2.0"\npaths:\n  /a:\n    post:\n      x-ms-trigger: single\n';

describe('an untitled definition of an earlier window', () => {
  it.each([
    ['json', json],
    ['yaml', yaml],
  ])('is %s again', (language, text) => {
    changed.length = 0;
    const restored = document(text);
    documents.splice(0, documents.length, restored);
    restoreLanguages();
    const later = document(text);
    opened(later);
    expect(changed).toEqual([
      [restored, language],
      [later, language],
    ]);
  });

  it.each([
    ['an empty document', document('')],
    ['another text', document('x-ms-trigger is a key of "swagger": files')],
    ['a file', document(json, false)],
    ['a document with a language', document(json, true, 'markdown')],
  ])('is not made of %s', (_, other) => {
    changed.length = 0;
    documents.splice(0, documents.length, other);
    restoreLanguages();
    opened(other);
    expect(changed).toEqual([]);
  });
});
