import type { Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { keySpan, type Member, memberSpan, type Node, type Span, spanOf } from '../documents/tree';
import { Definition, outerPlaces, type SectionFacts } from '../model/definition';
import type { ConnectorProperties } from '../model/properties';
import type { Place, Role } from '../model/walk';
import type { Profile, ServerOptions } from '../protocol';
import { rules } from '../rules';
import {
  type At,
  type Details,
  type Finding,
  markedMember,
  type Report,
  type Rule,
  type Severity,
} from '../rules/rule';

const source = 'flow-webhooks';
const pages = 'https://github.com/flow-webhooks/flow-webhooks/blob/main/docs/rules';

/** The severity of what the reader finds. */
const readerSeverity = { syntax: 'error', 'duplicate-key': 'warning' } as const;

/** All findings of a definition, most urgent settings applied; positions as in LSP. */
export function validate(
  document: OpenDocument,
  definition: Definition | undefined,
  options: ServerOptions,
  /** What was seen of the service itself. */
  observed: Finding[] = [],
): Diagnostic[] {
  const profile = options.profile === 'certification' ? 'certification' : 'custom';
  const diagnostics: Diagnostic[] = [];
  // The editor itself reports these, in JSON and in JSON with comments.
  const hostOwns = document.language === 'yaml' ? [] : (options.hostOwns ?? []);
  const add = (
    code: string,
    severity: Finding['severity'],
    span: Span,
    message: string,
    related: Finding['related'],
    page = code,
  ): void => {
    const level = chosen(options.rules?.[code]) ?? severityFor(severity, profile);
    if (level === 'off') return;
    diagnostics.push({
      source,
      code,
      codeDescription: { href: `${pages}/${page}.md` },
      severity: levels[level],
      range: document.range(withoutTail(document, span)),
      message: plain(message),
      ...(related.length > 0 && {
        relatedInformation: related.map(({ at, message, inProperties }) => {
          const { uri, range } = locate(spanAt(at), (inProperties && definition?.properties?.document) || document);
          return { location: { uri, range }, message: plain(message) };
        }),
      }),
    });
  };
  for (const problem of document.problems()) {
    if (!hostOwns.includes(problem.code)) add(problem.code, readerSeverity[problem.code], problem, problem.message, []);
  }
  if (!definition && !document.problems().some(({ code }) => code === 'syntax')) {
    const { root } = document.tree;
    const span = root ? spanOf(root) : { start: 0, end: 0 };
    add('not-swagger-2', 'error', span, 'A definition is one object: Power Automate does not import this.', []);
  }
  if (definition) {
    const all = findings(definition);
    all.push(...observed);
    const ignores = document.content.includes(ignoreKey);
    for (const finding of all) {
      if (ignores && isIgnored(finding)) continue;
      add(finding.code, finding.severity, spanAt(finding.at), finding.message, finding.related, finding.rule);
    }
  }
  return diagnostics;
}

/** A block of YAML ends where the next key begins: what is marked ends with what is written. */
function withoutTail(document: OpenDocument, { start, end }: Span): Span {
  if (document.language !== 'yaml') return { start, end };
  const { content } = document;
  let at = end;
  while (at > start && content.charCodeAt(at - 1) <= 0x20) at--;
  return { start, end: at > start ? at : end };
}

function locate(span: Span, document: OpenDocument): { uri: string; range: Diagnostic['range'] } {
  return { uri: document.uri, range: document.range(span) };
}

/** Rules mark keys and values as code; a diagnostic's message is plain text. */
function plain(message: string): string {
  return message.replaceAll('`', '');
}

const levels: Record<Exclude<Severity, 'off'>, DiagnosticSeverity> = { error: 1, warning: 2, information: 3, hint: 4 };

/** A severity of the settings, which are typed by hand: one that does not exist counts as none. */
function chosen(wanted: Severity | undefined): Severity | undefined {
  return wanted !== undefined && (wanted === 'off' || Object.hasOwn(levels, wanted)) ? wanted : undefined;
}

function severityFor(severity: Finding['severity'], profile: Profile): Severity {
  return typeof severity === 'string' ? severity : severity[profile];
}

/** The narrowest span that a finding marks. */
export function spanAt(at: At): Span {
  if ('key' in at) return keySpan(at.key);
  if ('member' in at) return memberSpan(at.member);
  return spanOf(at.node);
}

/** A member of any object: the codes in its array are not reported for the object and what is in it. */
export const ignoreKey = 'x-flow-webhooks-ignore';

/** The innermost object that a finding is about. */
export function subjectOf(at: At): Node | undefined {
  const member = markedMember(at);
  const marked = 'node' in at ? at.node : undefined;
  // A value is told of for the object that gives it.
  let node = member ? member.value?.parent : marked?.parent?.kind === 'object' ? marked.parent : marked;
  while (node && node.kind !== 'object') node = node.parent;
  return node;
}

export function isIgnored({ at, code }: Finding): boolean {
  // A finding about all of an object can be ignored in it, one on its key too.
  const value = 'key' in at ? at.key.value : undefined;
  for (let node = value?.kind === 'object' ? value : subjectOf(at); node; node = node.parent) {
    if (node.kind === 'object' && node.get(ignoreKey)?.items.some((item) => item.value === code)) return true;
  }
  return false;
}

/** What all rules find, place by place and then over the whole. */
export function findings(definition: Definition): Finding[] {
  const all: Finding[] = [];
  for (const place of outerPlaces(definition.root)) checkPlace(place, all);
  for (const { facts } of definition.sections) {
    for (const finding of findingsIn(facts)) all.push(finding);
  }
  for (const rule of rules)
    rule.definition?.(
      definition,
      reporter(rule, () => all),
    );
  const idle = new Set(rules.filter(({ applies }) => applies?.(definition) === false).map(({ code }) => code));
  const told = all.filter((finding) => !idle.has(finding.rule) && !isDoubtful(finding));
  return definition.root.piece.aliased ? distinct(told) : told;
}

/** What several places share by an alias is found at each of them. */
function distinct(all: Finding[]): Finding[] {
  const byPlace = new Map<string, Finding>();
  for (const finding of all) {
    const { start, end } = spanAt(finding.at);
    const place = `${start} ${end} ${finding.code} ${finding.message}`;
    if (!byPlace.has(place)) byPlace.set(place, finding);
  }
  return [...byPlace.values()];
}

/** Of its places; kept with them. */
function findingsIn(facts: SectionFacts): Finding[] {
  if (facts.memo) return facts.memo as Finding[];
  const found: Finding[] = [];
  for (const place of facts.places) checkPlace(place, found);
  facts.memo = found;
  return found;
}

/** Where the parser lost its way, nothing is told that may come of that; what is told of a key tells of the object around it. */
function isDoubtful({ at }: Finding): boolean {
  const member = markedMember(at);
  const node = member ? member.value : (at as { node: Node }).node;
  const piece = member?.piece ?? node!.piece;
  if (piece.doubtful === undefined) return false;
  const around = 'key' in at && node?.parent?.piece === piece ? node.parent : undefined;
  return Math.max(member?.keyEnd ?? 0, node?.end ?? 0, around?.end ?? 0) >= piece.doubtful;
}

type Check = (place: Place) => void;
type KeyCheck = (member: Member, place: Place) => void;

const checks = new Map<Role, Check[]>();
const keyChecks = new Map<string, KeyCheck[]>();
/** Where the checks of places put what they find: they are made once, and run for every object of a definition. */
let sink: Finding[] = [];

function checkPlace(place: Place, into: Finding[]): void {
  sink = into;
  for (const check of checksFor(place.role)) check(place);
  for (const member of place.node.members) {
    const first = member.key.charCodeAt(0);
    const isExtension = first === 0x78 || first === 0x58;
    // The keys of most members are other words, which need not be looked up.
    if (!isExtension && first !== 0x24 && member.key !== 'default' && member.key !== 'enum') continue;
    if (isExtension) for (const check of checksOf('x')) check(member, place);
    const own = checksOf(member.key);
    if (own.length > 0 && place.node.member(member.key) === member) for (const check of own) check(member, place);
  }
}

function checksFor(role: Role): Check[] {
  let found = checks.get(role);
  if (!found) {
    found = (['any', role] as const).flatMap((which) =>
      rules.flatMap((rule) => {
        const check = rule.places?.[which];
        const report = reporter(rule, () => sink);
        return check ? [(place: Place): void => check(place, report)] : [];
      }),
    );
    checks.set(role, found);
  }
  return found;
}

/** Those of one key; `x` is what all extensions have in common. */
function checksOf(key: string): KeyCheck[] {
  if (keyChecks.size === 0) {
    for (const rule of rules) {
      const report = reporter(rule, () => sink);
      for (const [key, check] of Object.entries(rule.keys ?? {})) {
        const checks = keyChecks.get(key) ?? [];
        checks.push((member, place) => check?.(member, place, report));
        keyChecks.set(key, checks);
      }
    }
  }
  return keyChecks.get(key) ?? none;
}

const none: KeyCheck[] = [];

function reporter(rule: Rule, into: () => Finding[]): Report {
  return (at: At, message: string, details: Details = {}) => {
    into().push({
      code: details.code ?? rule.code,
      rule: rule.code,
      severity: details.severity ?? rule.severity,
      at,
      message,
      related: details.related ?? [],
      repair: details.repair,
    });
  };
}

/** The model of a document's present text; undefined where nothing of it could be read as an object. */
export function definitionOf(document: OpenDocument, properties?: ConnectorProperties): Definition | undefined {
  const { root, whole } = document.tree;
  if (root?.kind !== 'object') return undefined;
  const faulty = document.problems().some((problem) => problem.code === 'syntax');
  return new Definition(root, faulty && (whole || !root.get('paths')), properties);
}
