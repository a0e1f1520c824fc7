import { inCertification, type Rule, type RuleDocs, rejectedByCertification } from './rule';
import { checkSummary } from './summary';

export const triggerSummary: Rule = {
  code: 'trigger-summary',
  summary: 'A trigger has no summary, or one that is too long or has characters that certification rejects.',
  severity: rejectedByCertification,
  otherLevels: {
    warning:
      'in the profile *certification* for more than 80 characters, and for a last character that is not a letter, a digit or a closing parenthesis',
  },
  places: {
    operation: (place, report) => {
      if (place.node.member('x-ms-trigger')) checkSummary(place, 'trigger', report);
    },
  },
};

export const docs: RuleDocs = {
  why: [
    "Flow makers find a trigger by its summary; without one, they see the operationId. In the profile *custom*, a trigger that has no `description` either is a draft and isn't reported yet; an internal trigger needs none.",
    "Microsoft's validator rejects a missing summary (RequiredPropertyMissing), the characters `/ \\ < > * % & ?` in it (RestrictedCharactersInSummary), and 120 or more characters (OperationSummaryTooLong). Its reviewers accept at most 80, and a letter, a digit or a closing parenthesis at the end (ValueMustEndWithAlphanumeric).",
  ],
  fix: 'Say in a few words when the trigger fires: “When an event occurs”.',
  incorrect: [
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "OnNewItem",
    "description": "Fires for each new item",
    "x-ms-trigger": "batch",
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
    {
      within: 'webhook',
      level: inCertification('error'),
      note: 'Rejected by certification, because of its characters:',
      text: '"summary": "When an order is paid/shipped"',
    },
    { within: 'webhook', level: inCertification('warning'), text: '"summary": "When an order is paid."' },
  ],
  correct: [
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "OnNewItem",
    "summary": "When an item is created",
    "description": "Fires for each new item",
    "x-ms-trigger": "batch",
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
};
