import { OpenDocument } from '../../documents/document';
import { propertiesOf } from '../../model/properties';
import type { ChangeReport, OlderText } from '../../protocol/compare';
import type { ServerOptions } from '../../protocol/requests';
import { pageOf } from '../../rules/page';
import { isIgnored, spanAt } from '../../rules/suppression';
import { say } from '../../texts/say';
import { definitionOf, plain, reportedLevel } from '../validate';
import type { BreakingChange, Version } from './compare';
import { compareVersions, unreadableReason } from './compareVersions';

/** The changes since an older version, at the levels of the settings. @throws with a message for people */
export function reportChanges(now: Version, older: OlderText, options: ServerOptions): ChangeReport[] {
  const reason = unreadableReason(now.document, now.definition);
  if (reason !== undefined) throw new Error(say`The definition cannot be compared before it is repaired: ${reason}`);
  const { uri, text, languageId, label, properties } = older;
  const document = new OpenDocument(uri, languageId, 0, text.replace(/^\uFEFF/, ''));
  const beside =
    properties === undefined ? undefined : propertiesOf(new OpenDocument(`${uri}.properties`, 'json', 0, properties));
  const definition = definitionOf(document, beside);
  const oldReason = unreadableReason(document, definition);
  if (oldReason !== undefined) throw new Error(say`The older version (${label}) cannot be read: ${oldReason}`);
  return toReports(compareVersions({ document, definition }, now, label), now, options);
}

/** The changes as clients get them, without those that are silenced. */
function toReports(changes: BreakingChange[], { document }: Version, options: ServerOptions): ChangeReport[] {
  return changes.flatMap((change): ChangeReport[] => {
    const severity = reportedLevel(change, options);
    if (severity === 'off' || isIgnored(change)) return [];
    const { code, message, operationId, path, at, related } = change;
    const [old] = related;
    return [
      {
        code,
        severity,
        message: plain(message),
        ...(operationId !== undefined && { operationId }),
        path,
        range: document.range(spanAt(at)),
        ...(old?.document && { oldRange: old.document.range(spanAt(old.at)) }),
        href: pageOf(code),
      },
    ];
  });
}
