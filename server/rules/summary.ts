/** The checks of a summary that triggers and actions share. */

import { hasSyntaxError, type Member, type Node } from '../documents/tree';
import { isInternal } from '../model/schemas';
import type { Place } from '../model/walk';
import { say } from '../texts/say';
import { inCertification, type Report, type Rule, type RuleDocs, rejectedByCertification, valueAt } from './rule';

/** Number of characters from which Microsoft's validator rejects a summary (OperationSummaryTooLong). */
const rejectedLength = 120;
/** Maximum number of characters that reviewers accept (certification-submission, connector-string-guidance). */
const maxLength = 80;
/** What Microsoft's validator rejects (RestrictedCharactersInSummary). */
const restricted = /[/\\<>*%&?]/g;

/** The levels of the rules for a summary besides their own. */
export const summaryLevels: Rule['otherLevels'] = {
  warning:
    'for more than 80 characters, and for a last character that is not a letter, a digit or a closing parenthesis, in the profile *certification*',
};

/** The rules of Microsoft's validator that the rules for a summary cover. */
export const summarySource: RuleDocs['source'] = {
  validator: [
    'RequiredPropertyMissing',
    'RestrictedCharactersInSummary',
    'OperationSummaryTooLong',
    'ValueMustEndWithAlphanumeric',
  ],
};

export function checkSummary({ node, member }: Place, noun: 'trigger' | 'action', report: Report): void {
  const summary = node.member('summary');
  if (!member) return;
  if (!summary) checkPresence(node, member, noun, report);
  else if (summary.value?.kind === 'string') checkText(summary, String(summary.value.value), noun, report);
}

function checkPresence(node: Node, member: Member, noun: string, report: Report): void {
  // The summary may be there under a mistyped key, or unreadable after a syntax error.
  if (isInternal(node) || hasSyntaxError(node) || node.members.some(({ key }) => /^(?:sum|title$)/i.test(key))) return;
  const isNamed = node.member('description') !== undefined && member.key !== 'delete';
  report(
    { key: member },
    noun === 'trigger'
      ? say('This trigger has no `summary`, so flow makers see its operationId in the list of triggers.')
      : say('This action has no `summary`, so flow makers see its operationId in the list of actions.'),
    // A draft has no texts yet, and a DELETE without a name is rather to be hidden, which another rule reports.
    { severity: isNamed ? rejectedByCertification : inCertification('error') },
  );
}

function checkText(summary: Member, text: string, noun: string, report: Report): void {
  const at = valueAt(summary);
  if (text.trim() === '') {
    report(
      at,
      noun === 'trigger'
        ? say('The `summary` is empty, so flow makers see the operationId in the list of triggers.')
        : say('The `summary` is empty, so flow makers see the operationId in the list of actions.'),
      {
        severity: rejectedByCertification,
      },
    );
    return;
  }
  if (text.length >= rejectedLength)
    report(
      at,
      say`The \`summary\` has ${text.length} characters, but certification rejects more than 119. Use at most 80.`,
      {
        severity: rejectedByCertification,
      },
    );
  else if (text.length > maxLength)
    report(
      at,
      say`The \`summary\` has ${text.length} characters, but reviewers accept at most ${maxLength}. Shorten it.`,
      {
        severity: inCertification('warning'),
      },
    );
  const characters = [...new Set(text.match(restricted))];
  if (characters.length > 0)
    report(at, say`Certification rejects ${characters.join(' ')} in a summary. Use words instead.`, {
      severity: inCertification('error'),
    });
  // A restricted character at the end has its own finding.
  else if (!/[\p{L}\p{N})]$/u.test(text))
    report(at, say('Certification requires that a summary ends in a letter or a digit. Remove what comes after it.'), {
      severity: inCertification('warning'),
      repair: withoutTail(text),
    });
}

function withoutTail(text: string): { value: string } | undefined {
  const value = text.replace(/(?<![^\p{L}\p{N})])[^\p{L}\p{N})]+$/u, '');
  return value === '' ? undefined : { value };
}
