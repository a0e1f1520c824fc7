/** A fix that only shifts a finding is a defect: what every fix must hold, of whatever finding. */
import { parse } from 'jsonc-parser';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { OpenDocument } from '../../server/documents/document';
import type { JsonObject } from '../../server/protocol/json';
import type { Connector } from '../documents/connectors';
import type { Damage } from '../rules/damages';
import { webhooksIn } from '../rules/webhooks';
import { applied, findingsOf, fixAllOf, type Language, marksOf, open, read, repairsOf, write } from './repairs';

/** How many findings there are of each code, and how many of them are errors. */
interface Tally {
  total: number;
  codes: Map<string, number>;
  errors: Map<string, number>;
}

function tallyOf(findings: Diagnostic[]): Tally {
  const tally: Tally = { total: findings.length, codes: new Map(), errors: new Map() };
  for (const { code, severity } of findings) {
    const counts = severity === 1 ? [tally.codes, tally.errors] : [tally.codes];
    for (const count of counts) count.set(String(code), (count.get(String(code)) ?? 0) + 1);
  }
  return tally;
}

/** The findings of a document while its text is another one: as an edit, which reads only again what it touches. */
function findingsWith(document: OpenDocument, text: string): Diagnostic[] {
  const before = document.content;
  document.update([{ text }], document.version + 1);
  const findings = findingsOf(document, 'certification');
  document.update([{ text: before }], document.version + 1);
  return findings;
}

/** What is known of a connector without damage. */
interface Own {
  /** Its findings by {@link marksOf}. */
  marks: ReadonlySet<string>;
  /** How many there are of each code: a damage may hide them, and a fix brings them back. */
  codes: ReadonlyMap<string, number>;
}

const nothing: Own = { marks: new Set(), codes: new Map() };

/** What only what is shown to people must have. */
const ofVisible = ['operation-description', 'operation-summary', 'parameter-description', 'parameter-summary'];

/** What a fix may bring although the finding is gone, by its code: which callback is meant is for people to say. */
const mayBring = new Map([
  ['notification-url-missing', ['notification-url-default', 'internal-without-default']],
  // A scope in the right form can be seen not to exist, and a parameter that can be read, to lack its texts.
  ['swagger-structure', ['security-undefined', 'path-parameter-encoding', ...ofVisible]],
  // Only a definition is checked for what a connector must have.
  ['not-swagger-2', ['connector-metadata', 'connector-contact', 'connector-description']],
  ['trigger-internal', ofVisible],
  ['unknown-extension', ['internal-default-optional']],
  // Next to an empty title, which has a finding of its own once there is a text beside it.
  ['summary-type', ['title-over-summary']],
]);

/** Reported once while the definition has no DELETE at all, and at each other trigger once it has one. */
const mayStay = new Set(['unsubscribe-missing']);

/** The faults of one text after a fix. @param codes the codes of which there must be fewer */
function faultsOf(document: OpenDocument, text: string, before: Tally, codes: string[], own: Own): string[] {
  try {
    read(document.language as Language, text);
  } catch (error) {
    return [`does not parse: ${error}`];
  }
  const after = tallyOf(findingsWith(document, text));
  const known = (code: string, counts: ReadonlyMap<string, number>): number =>
    Math.max(counts.get(code) ?? 0, own.codes.get(code) ?? 0);
  const brought = codes.flatMap((code) => mayBring.get(code) ?? (mayStay.has(code) ? [code] : []));
  const errors = [...after.errors].filter(
    ([code, count]) => !brought.includes(code) && count > known(code, before.errors),
  );
  const kept = codes.filter((code) => !mayStay.has(code) && (after.codes.get(code) ?? 0) >= before.codes.get(code)!);
  const fresh = [...after.codes].filter(
    ([code, count]) => !brought.includes(code) && count > known(code, before.codes),
  );
  const isFewer = after.total < before.total || fresh.length === 0;
  return [
    ...errors.map(([code]) => `brings the error ${code}`),
    ...kept.map((code) => `leaves ${code}`),
    ...(isFewer || kept.length > 0 ? [] : [`only shifts to ${fresh.map(([code]) => code)}`]),
  ];
}

/** The faults of all fixes of a document, and of *fix all*. @param own the findings of the connector itself, whose fixes are left out */
export function faultsOfFixes(document: OpenDocument, own = nothing): string[] {
  const findings = findingsOf(document, 'certification');
  const marks = marksOf(document, findings);
  const before = tallyOf(findings);
  const tried = new Set<string>();
  const faults = findings.flatMap((finding, index) => {
    if (own.marks.has(marks[index]!)) return [];
    return repairsOf(document, finding, 'certification').flatMap((action) => {
      const text = applied(document, action);
      if (tried.has(text)) return [];
      tried.add(text);
      return faultsOf(document, text, before, [String(finding.code)], own).map(
        (fault) => `${finding.code}: "${action.title}" ${fault}`,
      );
    });
  });
  return [...faults, ...faultsOfFixAll(document, before, own)];
}

/** The faults of *fix all*, after which there may be no new finding. */
function faultsOfFixAll(document: OpenDocument, before: Tally, own: Own): string[] {
  return fixAllOf(document).flatMap((action) => {
    const text = applied(document, action);
    const after = tallyOf(findingsWith(document, text));
    const fresh = [...after.codes].filter(
      ([code, count]) => count > Math.max(before.codes.get(code) ?? 0, own.codes.get(code) ?? 0),
    );
    return [...faultsOf(document, text, before, [], own), ...fresh.map(([code]) => `brings ${code}`)].map(
      (fault) => `fix all ${fault}`,
    );
  });
}

/** By language and name. */
const ownFindings = new Map<string, Own>();

function ownOf({ name, text }: Connector, language: Language): Own {
  const key = `${language} ${name}`;
  const kept = ownFindings.get(key);
  if (kept) return kept;
  const document = open(language, write(language, parse(text)));
  const findings = findingsOf(document, 'certification');
  const own = { marks: new Set(marksOf(document, findings)), codes: tallyOf(findings).codes };
  ownFindings.set(key, own);
  return own;
}

/** The faults of the fixes of what a damage brings to a connector; undefined where it does not apply. */
export function faultsAfter(damage: Damage, connector: Connector, language: Language): string[] | undefined {
  const data = parse(connector.text) as JsonObject;
  const [webhook] = webhooksIn(data);
  if (!webhook || !damage.apply(data, webhook)) return undefined;
  return faultsOfFixes(open(language, write(language, data)), ownOf(connector, language));
}
