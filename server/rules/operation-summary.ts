import { inCertification, type Rule, type RuleDocs, rejectedByCertification } from './rule';
import { checkSummary } from './summary';

export const operationSummary: Rule = {
  code: 'operation-summary',
  summary: 'An action has no summary, or one that is too long or has characters that certification rejects.',
  severity: rejectedByCertification,
  otherLevels: {
    warning:
      'in the profile *certification* for more than 80 characters, and for a last character that is not a letter, a digit or a closing parenthesis',
  },
  places: {
    operation: (place, report) => {
      if (!place.node.member('x-ms-trigger')) checkSummary(place, 'action', report);
    },
  },
};

export const docs: RuleDocs = {
  why: [
    "Flow makers find an action by its summary; without one, they see the operationId. In the profile *custom*, an action that has no `description` either is a draft and isn't reported yet; an internal operation needs none.",
    "Microsoft's validator rejects a missing summary (RequiredPropertyMissing), the characters `/ \\ < > * % & ?` in it (RestrictedCharactersInSummary), and 120 or more characters (OperationSummaryTooLong). Its reviewers accept at most 80, and a letter, a digit or a closing parenthesis at the end (ValueMustEndWithAlphanumeric).",
  ],
  fix: 'Say in a few words what the action does: “Create an order”.',
  incorrect: [
    { within: 'action', text: '"description": "Creates an order."' },
    {
      within: 'action',
      level: inCertification('error'),
      note: 'Rejected by certification, because of its characters:',
      text: '"summary": "Create & pay an order"',
    },
    { within: 'action', level: inCertification('warning'), text: '"summary": "Create an order!"' },
  ],
  correct: [{ within: 'action', text: '"summary": "Create an order (V2)"' }],
};
