import { inCertification, type Rule, type RuleDocs, rejectedByCertification } from './rule';
import { checkSummary, summaryLevels, summarySource } from './summary';

export const triggerSummary: Rule = {
  code: 'trigger-summary',
  summary: 'A trigger has no summary, or one that is too long or has characters that certification rejects.',
  severity: rejectedByCertification,
  otherLevels: summaryLevels,
  places: {
    operation: (place, report) => {
      if (place.node.member('x-ms-trigger')) checkSummary(place, 'trigger', report);
    },
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  source: summarySource,
  why: [
    "Flow makers find a trigger by its summary; without one, they see the `operationId`. In the profile *custom*, a trigger that doesn't have a `description` either counts as a draft and isn't reported yet. An internal trigger doesn't need a summary.",
    "Microsoft's validator rejects a missing summary, a summary with one of the characters `/ \\ < > * % & ?`, and one with 120 or more characters. Microsoft's reviewers accept at most 80 characters, and expect a letter, a digit or a closing parenthesis at the end.",
  ],
  fix: 'In a few words, say when the trigger fires, such as "When an event occurs".',
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
      note: 'Rejected by certification because of a character:',
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
