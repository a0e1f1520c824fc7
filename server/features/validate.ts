import type { Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { skipBlank } from '../documents/json';
import { keySpan, type NodeKind, type Span } from '../documents/tree';
import { Definition } from '../model/definition';
import { isOpenApi3 } from '../model/isDefinition';
import type { ConnectorProperties } from '../model/properties';
import type { Profile, ServerOptions } from '../protocol/requests';
import { duplicateKey } from '../rules/duplicate-key';
import { notSwagger2, openApi3Message } from '../rules/not-swagger-2';
import { pageOf } from '../rules/page';
import { type Finding, type Level, levelIn, markedMember, type Severity } from '../rules/rule';
import { findings } from '../rules/run';
import { ignoreKey, isIgnored, spanAt } from '../rules/suppression';
import { syntax } from '../rules/syntax';
import { mark, say } from '../texts/say';

const source = 'flow-webhooks';

/** The severities of what the reader reports. */
const readerSeverity = { syntax: syntax.severity, 'duplicate-key': duplicateKey.severity };

/** A text that findings are about. */
type Reported = Pick<OpenDocument, 'uri' | 'range'>;

/** Turns findings into diagnostics, with the severities of the settings. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  constructor(
    private readonly document: Reported,
    private readonly options: ServerOptions,
  ) {}

  /** Adds what the reader found, except for what the editor reports itself. */
  addProblems(document: OpenDocument): void {
    const hostOwns = document.language === 'yaml' ? [] : (this.options.hostOwns ?? []);
    for (const problem of document.problems()) {
      if (!hostOwns.includes(problem.code))
        this.add(problem.code, readerSeverity[problem.code], withoutTail(document, problem), problem.message);
    }
  }

  addFinding({ code, severity, at, message, related, rule }: Finding, span = spanAt(at)): void {
    this.add(code, severity, span, message, related, rule);
  }

  add(code: string, severity: Level, span: Span, message: string, related: Finding['related'] = [], page = code): void {
    const level = reportedLevel({ code, severity }, this.options);
    if (level === 'off') return;
    this.list.push({
      source,
      code,
      codeDescription: { href: pageOf(page) },
      severity: levels[level],
      range: this.document.range(span),
      message: plain(message),
      ...(related.length > 0 && {
        relatedInformation: related.map(({ at, message, document = this.document }) => ({
          location: { uri: document.uri, range: document.range(spanAt(at)) },
          message: plain(message),
        })),
      }),
    });
  }
}

/**
 * The findings of a definition as diagnostics, with the severities of the settings.
 *
 * @param observed findings from deliveries and checks
 */
export function validate(
  document: OpenDocument,
  definition: Definition | undefined,
  options: ServerOptions,
  /** What was seen of the service itself. */
  observed: Finding[] = [],
): Diagnostic[] {
  const { root } = document.tree;
  const version = !definition && isOpenApi3(root) ? root?.member('openapi') : undefined;
  const diagnostics = new Diagnostics(document, options);
  const fault = definition || version ? undefined : rootFault(document);
  if (fault) {
    diagnostics.add(notSwagger2.code, 'error', firstLine(document.content), fault);
    return diagnostics.list;
  }
  diagnostics.addProblems(document);
  if (version) diagnostics.add(notSwagger2.code, 'error', keySpan(version), say(openApi3Message));
  if (definition) {
    const all = findings(definition);
    all.push(...observed);
    const ignores = document.includes(ignoreKey);
    const isShown = (finding: Finding): boolean => reportedLevel(finding, options) !== 'off';
    for (const finding of firstOnes(all, ignores, isShown)) {
      diagnostics.addFinding(finding, withoutTail(document, spanAt(finding.at)));
    }
  }
  return diagnostics.list;
}

/** The same for findings of which a file shows the first. */
const groupOf = ({ code, message, at }: Finding): string => `${code} ${message} ${markedMember(at)?.key ?? ''}`;

/**
 * Leaves out what is ignored, and what its rule shows once in a file, except at the first place. Ignored at one place, that is
 * ignored in the whole file.
 */
function firstOnes(all: Finding[], ignores: boolean, isShown: (finding: Finding) => boolean): Finding[] {
  const ignored = new Set(ignores ? all.filter(isIgnored) : []);
  const silent = new Set([...ignored].filter(({ once }) => once).map(groupOf));
  const groups = new Map<string, number>();
  const shown = all.filter((finding) => {
    // The others need no place in the text.
    if (!isShown(finding) || ignored.has(finding)) return false;
    if (!finding.once) return true;
    const group = groupOf(finding);
    const count = groups.get(group) ?? 0;
    groups.set(group, count + 1);
    return count === 0 && !silent.has(group);
  });
  return shown.map((finding) => withCount(finding, groups));
}

/** Adds the number of places to the message of a finding that is shown once for all of them. */
function withCount(finding: Finding, groups: Map<string, number>): Finding {
  const count = finding.once === 'counted' ? groups.get(groupOf(finding))! : 1;
  return count > 1
    ? { ...finding, message: say`${finding.message} This is in ${count} places of this file.` }
    : finding;
}

/** What a file is that holds no object, by the kind of its root. */
const rootNames: Record<NodeKind, string> = {
  object: mark('an object'),
  array: mark('a list'),
  string: mark('a text'),
  number: mark('a number'),
  boolean: mark('true or false'),
  null: mark('empty'),
};

/** The one message about a file that does not even begin as an object: its syntax errors would say nothing more. */
function rootFault(document: OpenDocument): string | undefined {
  const { root } = document.tree;
  const { content, language } = document;
  const isFaulty = document.problems().some(({ code }) => code === 'syntax');
  // Faults of what begins as an object, and of YAML, say more.
  const isBegun = language === 'yaml' || content[skipBlank(content, content[0] === '\ufeff' ? 1 : 0, true)] === '{';
  if (isFaulty && isBegun) return undefined;
  // The YAML parser reads every text as a value; broken JSON may have none.
  const isEmpty = !root && (language === 'yaml' || content.trim() === '');
  const what = say(isEmpty ? 'empty' : rootNames[root?.kind ?? 'string']);
  return say`Power Automate cannot import this file: a definition must be one object, but this is ${what}. Begin it with \`swagger: "2.0"\`.`;
}

/** The first line with content; empty where there is none. */
function firstLine(content: string): Span {
  const start = content.length - content.trimStart().length;
  const line = content.indexOf('\n', start);
  const end = line < 0 ? content.length : line;
  return start < end ? { start, end } : { start: 0, end: 0 };
}

/** A span without trailing white space: a block of YAML ends where the next key begins. */
function withoutTail(document: OpenDocument, { start, end }: Span): Span {
  if (document.language !== 'yaml') return { start, end };
  let at = end;
  while (at > start && document.charCodeAt(at - 1) <= 0x20) at--;
  return { start, end: at > start ? at : end };
}

/** Rules mark keys and values as code; a diagnostic's message is plain text. */
export function plain(message: string): string {
  return message.replaceAll('`', '');
}

const levels: Record<Exclude<Severity, 'off'>, DiagnosticSeverity> = { error: 1, warning: 2, information: 3, hint: 4 };

/** A severity from the settings; undefined when it does not exist, since settings are typed by hand. */
function chosen(wanted: Severity | undefined): Severity | undefined {
  return wanted !== undefined && (wanted === 'off' || Object.hasOwn(levels, wanted)) ? wanted : undefined;
}

/** Number of characters from which a file may have more than a megabyte: each takes at most three bytes. */
const mayBeLarge = 300_000;

/** The size of a JSON file in bytes, where it can matter; otherwise 0. */
function bytesOf(document: OpenDocument): number {
  return document.language === 'yaml' || document.length < mayBeLarge ? 0 : document.bytes;
}

/** The level of a finding in the profile of the settings, unless they give its code another one. */
export function reportedLevel(
  { code, severity }: Pick<Finding, 'code' | 'severity'>,
  options: ServerOptions,
): Severity {
  const profile: Profile = options.profile === 'certification' ? 'certification' : 'custom';
  return chosen(options.rules?.[code]) ?? levelIn(severity, profile);
}

/**
 * The model of a document's current text; undefined when no part of it could be read as an object, and for an OpenAPI 3
 * definition.
 */
export function definitionOf(document: OpenDocument, properties?: ConnectorProperties): Definition | undefined {
  const { root, whole } = document.tree;
  if (root?.kind !== 'object' || isOpenApi3(root)) return undefined;
  const faulty = document.problems().some((problem) => problem.code === 'syntax');
  return new Definition(root, faulty && (whole || !root.get('paths')), properties, bytesOf(document));
}
