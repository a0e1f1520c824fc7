/**
 * Applies the quick fixes that the server offers, as an editor would: over stdio, with the definition open.
 *
 * Only the findings of the damage count. What the connector has without it is **its own**: as many findings of each code and
 * severity as there are in the undamaged text, which damage may hide and a fix bring back.
 */
import { parseDocument } from 'yaml';
import type { LspSession } from '../support/lsp';
import { startLsp } from '../support/lsp';
import type { Format, Profile } from './kind';
import { lineStarts } from './texts';
import { type Finding, findingsOf, grouped } from './trial';

interface TextEdit {
  range: Finding['range'];
  newText: string;
}

interface WorkspaceEdit {
  changes?: Record<string, TextEdit[]>;
  documentChanges?: { textDocument?: { uri: string }; edits?: (TextEdit & { snippet?: { value: string } })[] }[];
}

interface CodeAction {
  title: string;
  kind?: string;
  diagnostics?: { code: string; message: string; range: Finding['range'] }[];
  edit?: WorkspaceEdit;
  data?: unknown;
}

export interface Source {
  name: string;
  format: Format;
  text: string;
  /** The text without the damage; undefined for a connector as published. */
  whole?: string;
}

export interface Fix {
  source: Source;
  title: string;
  /** The findings that the fix is for. */
  fixes: { code: string; message: string }[];
  text: string;
}

export interface FixResult extends Fix {
  /** What is wrong with it; empty where all is well. */
  problems: FixProblem[];
  /** The change in the number of findings that are not the connector's own; below 0 where there are fewer. */
  growth: number;
}

type FixProblem = 'does not parse' | 'still there' | 'new error';

/** A server that reports with a profile, as for an editor that can show anything. */
const startServer = (profile: Profile): Promise<LspSession> =>
  startLsp({
    pull: true,
    patience: 60_000,
    initializationOptions: { profile },
    capabilities: {
      textDocument: {
        diagnostic: {},
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source', 'source.fixAll'] } },
          isPreferredSupport: true,
          dataSupport: true,
          resolveSupport: { properties: ['edit'] },
        },
        publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
      },
      workspace: { workspaceEdit: { documentChanges: true }, configuration: true },
    },
    configuration: { flowWebhooks: { profile }, 'flowWebhooks.profile': profile },
  });

function parses({ format, text }: Pick<Source, 'format' | 'text'>): boolean {
  if (format === 'yaml') return parseDocument(text, { uniqueKeys: false }).errors.length === 0;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}

/** A text after edits whose ranges do not overlap. */
function applyEdits(text: string, edits: TextEdit[]): string {
  const starts = lineStarts(text);
  const offset = ({ line, character }: Finding['range']['start']): number =>
    Math.min((starts[line] ?? text.length) + character, text.length);
  const sorted = edits
    .map((edit) => ({ from: offset(edit.range.start), to: offset(edit.range.end), by: edit.newText }))
    .sort((one, other) => other.from - one.from || other.to - one.to);
  return sorted.reduce((result, { from, to, by }) => result.slice(0, from) + by + result.slice(to), text);
}

/** The edits of an action to one document; undefined for an action that edits others, or nothing. */
function editsOf(edit: WorkspaceEdit | undefined, uri: string): TextEdit[] | undefined {
  const inChanges = edit?.changes?.[uri];
  if (inChanges) return inChanges;
  const documents = edit?.documentChanges ?? [];
  if (!documents.length || documents.some(({ textDocument }) => textDocument?.uri !== uri)) return undefined;
  return documents.flatMap(({ edits }) =>
    (edits ?? []).map((one) => ({ range: one.range, newText: one.newText ?? one.snippet?.value ?? '' })),
  );
}

type Shown = Omit<Finding, 'severity'> & { severity: number };

let opened = 0;

/** The findings that connectors have without their damage, for each source. */
async function ownFindings(sources: Source[], profile: Profile): Promise<Finding[][]> {
  const texts = new Map(
    sources.flatMap(({ whole, format }) => (whole === undefined ? [] : [[whole, format] as const])),
  );
  const found = await findingsOf(
    [...texts].map(([text, format]) => ({ text, format })),
    profile,
  );
  const byText = new Map([...texts.keys()].map((text, index) => [text, found[index]!]));
  return sources.map(({ whole }) => byText.get(whole ?? '') ?? []);
}

type Counted = Pick<Finding, 'severity' | 'code'>;

/** The same fault of an operation, under the name for an action and for the trigger that a fix makes of it. */
const alsoNamed: Record<string, string> = { 'operation-summary': 'trigger-summary' };

const kindOf = ({ severity, code }: Counted): string => `${severity} ${alsoNamed[code] ?? code}`;

/** The findings of each code and severity of which there are more than in any of the others. */
function beyond<One extends Counted>(findings: One[], ...others: Counted[][]): Map<string, One[]> {
  const known = others.map((other) => grouped(other, kindOf));
  return new Map(
    [...grouped(findings, kindOf)].filter(([kind, group]) =>
      known.every((one) => group.length > (one.get(kind)?.length ?? 0)),
    ),
  );
}

/** The number of findings that are not the connector's own. */
function countBeyond(findings: Finding[], own: Finding[]): number {
  const known = grouped(own, kindOf);
  const groups = [...beyond(findings, own)];
  return groups.reduce((sum, [kind, group]) => sum + group.length - (known.get(kind)?.length ?? 0), 0);
}

/** The actions of a kind for a whole text, with their edits resolved. @param own the findings that none is asked for */
async function actionsFor(
  session: LspSession,
  source: Source,
  own: Finding[],
  only?: string[],
): Promise<{ action: CodeAction; text: string }[]> {
  const { connection } = session;
  opened += 1;
  const uri = `file:///damage/${opened}.swagger.${source.format}`;
  session.open(uri, source.format, source.text);
  const report: { items?: Shown[] } = await connection.sendRequest('textDocument/diagnostic', {
    textDocument: { uri },
  });
  const last = source.text.split('\n').length;
  const actions: (CodeAction & { command?: unknown })[] =
    (await connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: last, character: 0 } },
      context: { diagnostics: ofDamage(report.items ?? [], own), ...(only && { only }) },
    })) ?? [];
  const changed: { action: CodeAction; text: string }[] = [];
  for (const offered of actions) {
    const needsEdit = !offered.edit && offered.data !== undefined;
    const action: CodeAction = needsEdit ? await connection.sendRequest('codeAction/resolve', offered) : offered;
    const edits = editsOf(action.edit, uri);
    if (edits) changed.push({ action, text: applyEdits(source.text, edits) });
  }
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  return changed;
}

/** What a client shows has numbers for severities. */
const severities = ['error', 'warning', 'information', 'hint'] as const;

/** The diagnostics that are not the connector's own. */
function ofDamage(diagnostics: Shown[], own: Finding[]): Shown[] {
  const findings = diagnostics.map((shown) => ({ shown, code: shown.code, severity: severities[shown.severity - 1]! }));
  return [...beyond(findings, own).values()].flat().map(({ shown }) => shown);
}

/** Every quick fix that is offered for the damage of some texts, applied on its own, except for those that ignore it. */
export async function quickFixes(sources: Source[], profile: Profile): Promise<Fix[]> {
  const own = await ownFindings(sources, profile);
  const session = await startServer(profile);
  const fixes: Fix[] = [];
  for (const [index, source] of sources.entries()) {
    for (const { action, text } of await actionsFor(session, source, own[index]!)) {
      if (action.kind && !action.kind.startsWith('quickfix')) continue;
      if (action.title.startsWith('Ignore')) continue;
      if (action.diagnostics?.length) fixes.push({ source, title: action.title, fixes: action.diagnostics, text });
    }
  }
  await session.stop();
  return fixes;
}

/** The texts after `source.fixAll`, where it changes something. */
async function fixedByAll(sources: Source[], profile: Profile): Promise<{ source: Source; text: string }[]> {
  const session = await startServer(profile);
  const fixed: { source: Source; text: string }[] = [];
  for (const source of sources) {
    const [first] = await actionsFor(session, source, [], ['source.fixAll']);
    if (first && first.text !== source.text) fixed.push({ source, text: first.text });
  }
  await session.stop();
  return fixed;
}

const isSame = (one: { code: string; message: string }, other: { code: string; message: string }): boolean =>
  one.code === other.code && one.message === other.message;

/** What each fix does to the findings of its text. */
export async function judgeFixes(fixes: Fix[], profile: Profile): Promise<FixResult[]> {
  const sources = [...new Set(fixes.map(({ source }) => source))];
  const before = await findingsOf(sources, profile);
  const owns = await ownFindings(sources, profile);
  const positions = new Map(sources.map((source, index) => [source, index]));
  const after = await findingsOf(
    fixes.map(({ text, source }) => ({ text, format: source.format })),
    profile,
  );
  return fixes.map((fix, index) => {
    const position = positions.get(fix.source)!;
    const [had, has, own] = [before[position]!, after[index]!, owns[position]!];
    const count = (findings: Finding[], one: { code: string; message: string }): number =>
      findings.filter((finding) => isSame(finding, one)).length;
    const problems: FixProblem[] = [];
    // In a text that does not parse, only the fix of the syntax itself can make it so.
    const mustParse = parses(fix.source) || fix.fixes.some(({ code }) => code === 'syntax');
    if (mustParse && !parses({ format: fix.source.format, text: fix.text })) problems.push('does not parse');
    if (fix.fixes.some((one) => count(has, one) >= count(had, one))) problems.push('still there');
    const errors = (findings: Finding[]): Finding[] => findings.filter(({ severity }) => severity === 'error');
    // Fixed syntax uncovers what could not be read before.
    const uncovers = !parses(fix.source);
    if (!uncovers && beyond(errors(has), had, own).size) problems.push('new error');
    return { ...fix, problems, growth: countBeyond(has, own) - countBeyond(had, own) };
  });
}

export interface AllFixed {
  source: Source;
  text: string;
  /** Findings of which the file has more after `source.fixAll`, and more than without its damage. */
  added: Finding[];
  before: Finding[];
  after: Finding[];
  stillParses: boolean;
}

/** What `source.fixAll` does to the findings of texts; only those that it changes. */
export async function judgeFixAll(sources: Source[], profile: Profile): Promise<AllFixed[]> {
  const fixed = await fixedByAll(sources, profile);
  const before = await findingsOf(
    fixed.map(({ source }) => source),
    profile,
  );
  const owns = await ownFindings(
    fixed.map(({ source }) => source),
    profile,
  );
  const after = await findingsOf(
    fixed.map(({ source, text }) => ({ text, format: source.format })),
    profile,
  );
  return fixed.map(({ source, text }, index) => ({
    source,
    text,
    before: before[index]!,
    after: after[index]!,
    added: [...beyond(after[index]!, before[index]!, owns[index]!).values()].flat(),
    stillParses: !parses(source) || parses({ format: source.format, text }),
  }));
}

/** The share of fixes after which there are fewer findings, from 0 to 1. */
export const shareOfFewer = (results: FixResult[]): number =>
  results.length ? results.filter(({ growth }) => growth < 0).length / results.length : 1;

/** A table of the fixes that do harm or nothing, by title. */
export function describeFixes(results: FixResult[]): string {
  const bad = results.filter(({ problems, growth }) => problems.length || growth >= 0);
  const rows = new Map<string, { count: number; example: FixResult }>();
  for (const result of bad) {
    const why = [
      ...result.problems,
      ...(result.growth >= 0 ? [`${result.growth >= 0 ? '+' : ''}${result.growth}`] : []),
    ];
    const key = `${result.fixes.map(({ code }) => code).join()} "${result.title}": ${why.join(', ')}`;
    const row = rows.get(key);
    if (row) row.count += 1;
    else rows.set(key, { count: 1, example: result });
  }
  const lines = [...rows].map(([key, { count, example }]) => `  ${count} × ${key}, as in ${example.source.name}`);
  return [`${results.length} fixes, ${(100 * shareOfFewer(results)).toFixed(1)} % with fewer findings`, ...lines].join(
    '\n',
  );
}
