import type { Rule, RuleDocs } from './rule';

export const unsubscribeContract: Rule = {
  code: 'unsubscribe-contract',
  summary: "The service didn't keep the unsubscribe contract.",
  severity: 'warning',
};

export const docs: RuleDocs = {
  topic: 'registration',
  why: "*Check Unsubscribe Contract…* created a webhook for this trigger and deleted it as Power Automate would, but one of the steps failed. When a flow is turned off, edited or deleted, Power Automate sends a DELETE to the `Location` of the create response. If that doesn't work, webhooks pile up at the service and keep calling flows that no longer exist.",
  fix: 'Usually the service must be changed, but sometimes it is the definition: the message says what happened. Then run the check again. The finding remains until you do.',
  incorrect: [{ within: 'http', text: 'HTTP/1.1 200 OK' }],
  correct: [
    {
      within: 'http',
      text: `HTTP/1.1 201 Created
Location: https://api.example.com/hooks/17`,
    },
  ],
};
