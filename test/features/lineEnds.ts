/** A definition with Windows' line ends is edited as the same one with `\n`: by each fix, rename, update and new trigger. */
import { parse } from 'jsonc-parser';
import type { CodeAction, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { OpenDocument } from '../../server/documents/document';
import { keySpan, spanOf } from '../../server/documents/tree';
import { codeActions, fixAllKind } from '../../server/features/codeActions';
import { mergeEvidence } from '../../server/features/contract/merge';
import { rename } from '../../server/features/navigate';
import { newTrigger } from '../../server/features/newTrigger/write';
import { definitionOf } from '../../server/features/validate';
import { evidenceOf } from '../../server/model/inference/evidence';
import { triggerFacts } from '../../server/model/triggers';
import type { JsonObject } from '../../server/protocol/json';
import type { Connector } from '../documents/connectors';
import type { Damage } from '../rules/damages';
import { webhooksIn } from '../rules/webhooks';
import { findingsOf, type Language, open, write } from './repairs';
import { createRequest, createResponse, notification } from './tutorialSamples';

/** The results of every edit of a kind, by what it does. */
type Results = Map<string, string>;

const samples = [
  { action: 'opened', number: 1, labels: [{ name: 'bug' }], 'a new one': { at: '2026-11-30T00:00:00Z' } },
  { action: null, labels: [], more: ['x'] },
];

const afterEdits = (document: OpenDocument, edits: TextEdit[]): string =>
  TextDocument.applyEdits(TextDocument.create(document.uri, document.languageId, 1, document.content), edits);

/** The text after an edit, or why it is refused: for both line ends alike. */
function outcome(edit: () => string): string {
  try {
    return edit();
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

function actionsIn(document: OpenDocument): Results {
  const results: Results = new Map();
  const definition = definitionOf(document);
  if (!definition) return results;
  const add = (kind: string, actions: CodeAction[]): void => {
    for (const [index, { title, edit }] of actions.entries()) {
      const edits = edit?.changes?.[document.uri];
      if (edits) results.set(`${kind} ${index} ${title}`, afterEdits(document, edits));
    }
  };
  const options = { profile: 'certification' } as const;
  for (const [index, finding] of findingsOf(document, 'certification').entries()) {
    const found = codeActions(document, definition, finding.range, [finding], ['quickfix'], [], options);
    add(`fix ${index} ${finding.code}`, found);
  }
  const start = { line: 0, character: 0 };
  add('all', codeActions(document, definition, { start, end: start }, [], [fixAllKind], [], options));
  for (const { node } of definition.operations) {
    const range = document.range(spanOf(node));
    add(`refactor ${range.start.line}`, codeActions(document, definition, range, [], ['refactor'], [], options));
  }
  return results;
}

function renamesIn(document: OpenDocument): Results {
  const results: Results = new Map();
  const definition = definitionOf(document)!;
  const ids = definition.operations.flatMap(({ node }) => node.get('operationId') ?? []);
  for (const id of ids.slice(0, 5)) {
    const renamed = () => afterEdits(document, rename(document, definition, spanOf(id).start + 1, 'RenamedHere'));
    results.set(`rename ${id.value}`, outcome(renamed));
  }
  for (const member of definition.root.get('definitions')?.members.slice(0, 5) ?? []) {
    const renamed = () => afterEdits(document, rename(document, definition, keySpan(member).start + 1, 'RenamedHere'));
    results.set(`rename ${member.key}`, outcome(renamed));
  }
  return results;
}

function updatesIn(document: OpenDocument): Results {
  const results: Results = new Map();
  for (const { operation } of triggerFacts(definitionOf(document)!)) {
    const id = operation.operationId;
    if (id === undefined) continue;
    const updated = () => afterEdits(document, mergeEvidence(document, id, evidenceOf(samples)).edits());
    results.set(`update ${id}`, outcome(updated));
  }
  return results;
}

function wizardIn(document: OpenDocument): Results {
  const params = { request: createRequest, response: createResponse, notification, callback: '/config/url' };
  const made = () => newTrigger(document, { ...params, summary: 'When it is opened', url: '/a-new-place' });
  return new Map([
    ['new trigger', outcome(() => made().text)],
    ['edits of the new trigger', outcome(() => afterEdits(document, made().edits))],
  ]);
}

/** The faults of all edits of one text: those that mix line ends, and those that differ from those of `\n`. */
function faultsOfText(language: Language, text: string): { faults: string[]; edits: number } {
  const [unix, windows] = [open(language, text), open(language, text.replaceAll('\n', '\r\n'))];
  const faults: string[] = [];
  let edits = 0;
  for (const all of [actionsIn, renamesIn, updatesIn, wizardIn]) {
    if (!definitionOf(unix)) continue;
    const [expected, found] = [all(unix), all(windows)];
    if ([...expected.keys()].join() !== [...found.keys()].join()) faults.push(`other edits: ${[...found.keys()]}`);
    edits += found.size;
    for (const [name, result] of found) {
      if (/(?<!\r)\n/.test(result)) faults.push(`${name}: a lone line feed`);
      else if (result !== expected.get(name)?.replaceAll('\n', '\r\n')) faults.push(`${name}: another result`);
    }
  }
  return { faults, edits };
}

/** Of a connector as published and with each damage. */
export function lineEndFaults(
  { name, text }: Connector,
  language: Language,
  damages: Damage[],
): { faults: string[]; edits: number } {
  const texts = [write(language, parse(text))];
  for (const damage of damages) {
    const root = parse(text) as JsonObject;
    const [webhook] = webhooksIn(root);
    if (webhook && damage.apply(root, webhook)) texts.push(write(language, root));
  }
  const all = texts.map((one) => faultsOfText(language, one));
  return {
    faults: all.flatMap(({ faults }) => faults.map((fault) => `${name}: ${fault}`)),
    edits: all.reduce((sum, { edits }) => sum + edits, 0),
  };
}
