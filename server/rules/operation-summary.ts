import { inCertification, type Rule, type RuleDocs, rejectedByCertification } from './rule';
import { checkSummary, summaryLevels, summarySource } from './summary';

export const operationSummary: Rule = {
  code: 'operation-summary',
  summary: 'An action has no summary, or one that is too long or has characters that certification rejects.',
  severity: rejectedByCertification,
  otherLevels: summaryLevels,
  places: {
    operation: (place, report) => {
      if (!place.node.member('x-ms-trigger')) checkSummary(place, 'action', report);
    },
  },
};

export const docs: RuleDocs = {
  topic: 'operation',
  source: summarySource,
  why: [
    "Flow makers find an action by its summary; without one, they see the `operationId`. In the profile *custom*, an action that doesn't have a `description` either counts as a draft and isn't reported yet. An internal operation doesn't need a summary.",
    "Microsoft's validator rejects a missing summary, a summary with one of the characters `/ \\ < > * % & ?`, and one with 120 or more characters. Microsoft's reviewers accept at most 80 characters, and expect a letter, a digit or a closing parenthesis at the end.",
  ],
  fix: 'In a few words, say what the action does, such as "Create an order".',
  incorrect: [
    { within: 'action', text: '"description": "Creates an order."' },
    {
      within: 'action',
      level: inCertification('error'),
      note: 'Rejected by certification because of a character:',
      text: '"summary": "Create & pay an order"',
    },
    { within: 'action', level: inCertification('warning'), text: '"summary": "Create an order!"' },
  ],
  correct: [{ within: 'action', text: '"summary": "Create an order (V2)"' }],
};
