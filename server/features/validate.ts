import type { Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../documents/document';
import { keySpan, type Span, spanOf } from '../documents/tree';
import { Definition } from '../model/definition';
import { isOpenApi3 } from '../model/isDefinition';
import type { ConnectorProperties } from '../model/properties';
import type { Profile, ServerOptions } from '../protocol/requests';
import { duplicateKey } from '../rules/duplicate-key';
import { notSwagger2, openApi3Message } from '../rules/not-swagger-2';
import { pageOf } from '../rules/page';
import type { Finding, Severity } from '../rules/rule';
import { findings } from '../rules/run';
import { ignoreKey, isIgnored, spanAt } from '../rules/suppression';
import { syntax } from '../rules/syntax';

const source = 'flow-webhooks';

/** The severities of what the reader reports. */
const readerSeverity = { syntax: syntax.severity, 'duplicate-key': duplicateKey.severity };

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
  const profile = options.profile === 'certification' ? 'certification' : 'custom';
  const diagnostics: Diagnostic[] = [];
  // The editor itself reports these, in JSON with or without comments.
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
      codeDescription: { href: pageOf(page) },
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
    const { span, message } = unreadable(document);
    add(notSwagger2.code, 'error', span, message, []);
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

/** Why a document that parses is no definition: it is OpenAPI 3, or not an object. */
function unreadable({ tree: { root } }: OpenDocument): { span: Span; message: string } {
  const version = isOpenApi3(root) ? root?.member('openapi') : undefined;
  if (version) return { span: keySpan(version), message: openApi3Message };
  return {
    span: root ? spanOf(root) : { start: 0, end: 0 },
    message: 'Power Automate cannot import this file. A definition must be one object.',
  };
}

/** A span without trailing white space: a block of YAML ends where the next key begins. */
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

/** A severity from the settings; undefined when it does not exist, since settings are typed by hand. */
function chosen(wanted: Severity | undefined): Severity | undefined {
  return wanted !== undefined && (wanted === 'off' || Object.hasOwn(levels, wanted)) ? wanted : undefined;
}

function severityFor(severity: Finding['severity'], profile: Profile): Severity {
  return typeof severity === 'string' ? severity : severity[profile];
}

/**
 * The model of a document's current text; undefined when no part of it could be read as an object, and for an OpenAPI 3
 * definition.
 */
export function definitionOf(document: OpenDocument, properties?: ConnectorProperties): Definition | undefined {
  const { root, whole } = document.tree;
  if (root?.kind !== 'object' || isOpenApi3(root)) return undefined;
  const faulty = document.problems().some((problem) => problem.code === 'syntax');
  return new Definition(root, faulty && (whole || !root.get('paths')), properties);
}
