/** With many definitions open, the trees of those that are not worked on go, and come back when they are needed. */
import { expect, test } from 'vitest';
import { validate } from '../../server/features/validate';
import type { Files } from '../../server/files';
import { Workspace, type WorkspaceDocument } from '../../server/workspace';
import { connector } from '../documents/connectors';

const { text } = connector('Leadinfo');
const files: Files = {
  rules: { platform: 'linux' },
  isNextTo: () => false,
  readNextTo: () => undefined,
  headNextTo: () => undefined,
  namesNextTo: () => [],
};

function findings(workspace: Workspace, entry: WorkspaceDocument): string[] {
  const definition = workspace.isDefinition(entry) ? workspace.definition(entry) : undefined;
  return validate(entry.document, definition, {}).map(({ code, range }) => `${code} ${range.start.line}`);
}

/** Opens definitions with more text than trees are kept of. */
function openMany(): { workspace: Workspace; entries: WorkspaceDocument[]; first: string[] } {
  const workspace = new Workspace(files);
  const entries: WorkspaceDocument[] = [];
  let first: string[] = [];
  for (let size = 0; size < 3_000_000; size += text.length) {
    const uri = `file:///${entries.length}.swagger.json`;
    workspace.open(uri, 'json', 1, text);
    const entry = workspace.get(uri)!;
    entries.push(entry);
    first = findings(workspace, entry);
  }
  return { workspace, entries, first };
}

test('few trees are kept: those used last', () => {
  const { workspace, entries } = openMany();
  const kept = (): WorkspaceDocument[] => entries.filter(({ document }) => document.hasTree);
  const size = kept().reduce((sum, { document }) => sum + document.content.length, 0);
  expect(size).toBeGreaterThan(1_000_000);
  expect(size).toBeLessThanOrEqual(1_500_000);
  expect(kept().at(-1)).toBe(entries.at(-1));
  findings(workspace, entries[0]!);
  expect(entries[0]!.document.hasTree).toBe(true);
});

test('a document whose tree has gone is edited and checked like any other', () => {
  const { workspace, entries, first } = openMany();
  const [entry] = entries as [WorkspaceDocument];
  expect(entry.document.hasTree).toBe(false);
  expect(findings(workspace, entry)).toEqual(first);
  workspace.isDefinition(entry);
  for (const other of entries.slice(1)) workspace.definition(other);
  const { document } = entry;
  expect(document.hasTree).toBe(false);
  const start = document.positionAt(text.indexOf('"swagger"'));
  workspace.update(document.uri, 2, [{ range: { start, end: start }, text: '\n' }]);
  const moved = first.map((one) => one.replace(/\d+$/, (line) => String(Number(line) + 1)));
  expect(findings(workspace, entry)).toEqual(moved);
  workspace.close(document.uri);
  expect(workspace.get(document.uri)).toBeUndefined();
});
