import type { OpenDocument } from '../../documents/document';
import type { Definition } from '../../model/definition';
import { breakingNotCompared } from '../../rules/breaking-not-compared';
import type { Finding } from '../../rules/rule';
import { say } from '../../texts/say';
import { type BreakingChange, breakingChanges, type Version } from './compare';

/** Why a document cannot be compared; undefined where it can. */
export function unreadableReason(document: OpenDocument, definition: Definition | undefined): string | undefined {
  const fault = document.problems().find(({ code }) => code === 'syntax');
  if (fault) return say`line ${document.positionAt(fault.start).line + 1}: ${fault.message}`;
  return definition ? undefined : say('it is not a definition');
}

/**
 * The changes that break flows, or the finding that says why the versions were not compared. Nothing where the new version
 * has syntax errors, which are reported already: what is missing may be behind them.
 *
 * @param label the name of the older version in messages
 */
export function compareVersions(
  old: { document: OpenDocument; definition: Definition | undefined },
  now: Version,
  label: string,
): BreakingChange[] {
  if (unreadableReason(now.document, now.definition) !== undefined) return [];
  const reason = unreadableReason(old.document, old.definition);
  if (reason === undefined) return breakingChanges({ document: old.document, definition: old.definition! }, now);
  const message = say`The older version (${label}) cannot be read, so changes that break flows are not reported: ${withFullStop(reason)}`;
  return [{ ...notCompared(now.definition, message), severity: 'warning', operationId: undefined, path: '' }];
}

const withFullStop = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** The finding that a definition has no older version; on its first key. */
export function notCompared({ root }: Definition, message: string): Finding {
  const [first] = root.members;
  const { code, severity } = breakingNotCompared;
  return { code, rule: code, severity, at: first ? { key: first } : { node: root }, message, related: [] };
}
