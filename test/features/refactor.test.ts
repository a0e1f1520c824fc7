import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { toData } from '../../server/documents/tree';
import { codeActions } from '../../server/features/codeActions';
import { definitionOf, validate } from '../../server/features/validate';
import { connectors } from '../documents/connectors';

const sample = connectors().find(({ name }) => name.includes('githubWebhookSample'))!.text;

function refactor(
  document: OpenDocument,
  part: string,
  kind: string,
): { title: string; after: OpenDocument } | undefined {
  const position = document.positionAt(document.content.indexOf(part) + 3);
  const [action] = codeActions(document, definitionOf(document)!, { start: position, end: position }, [], [kind]);
  if (!action) return undefined;
  const edits = action.edit!.changes![document.uri]!;
  const text = TextDocument.applyEdits(
    TextDocument.create(document.uri, document.languageId, 1, document.content),
    edits,
  );
  return { title: action.title, after: new OpenDocument(document.uri, document.languageId, 2, text) };
}

describe.each(['json', 'yaml'] as const)('refactorings in %s', (language) => {
  const text = language === 'json' ? sample : stringify(JSON.parse(sample));
  const document = new OpenDocument(`file:///a.swagger.${language}`, language, 1, text);
  const codes = (one: OpenDocument): unknown[] =>
    validate(one, definitionOf(one), {})
      .map(({ code }) => code)
      .sort();

  test('replaces a $ref with its target', () => {
    const { title, after } = refactor(document, '#/definitions/WebhookRequestBody', 'refactor.inline')!;
    expect(title).toBe('Inline #/definitions/WebhookRequestBody');
    const before = JSON.parse(sample);
    before.paths['/repos/{owner}/{repo}/hooks'].post.parameters[2].schema = before.definitions.WebhookRequestBody;
    expect(toData(after.tree.root)).toEqual(before);
    expect(codes(after)).toEqual(codes(document));
  });

  test('an inline schema gets a name, and keeps its meaning', () => {
    const { title, after } = refactor(document, 'committer', 'refactor.extract')!;
    expect(title).toBe('Extract to #/definitions/Committer');
    const data = toData(after.tree.root) as {
      definitions: Record<string, { properties: Record<string, { properties: Record<string, unknown> }> }>;
    };
    const original = JSON.parse(sample);
    const { head_commit } = original.definitions.WebhookPushResponse.properties;
    expect(data.definitions.Committer).toEqual(head_commit.properties.committer);
    expect(data.definitions.WebhookPushResponse!.properties.head_commit!.properties.committer).toEqual({
      $ref: '#/definitions/Committer',
    });
    expect(codes(after)).toEqual(codes(document));
  });

  test('nothing is offered where it does not apply', () => {
    expect(refactor(document, 'api.github.com', 'refactor.extract')).toBeUndefined();
    expect(refactor(document, 'api.github.com', 'refactor.inline')).toBeUndefined();
  });
});
