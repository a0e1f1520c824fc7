import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

export const triggerValue: Rule = {
  code: 'trigger-value',
  summary: '`x-ms-trigger` is neither `single` nor `batch`.',
  severity: 'error',
  otherLevels: { warning: 'for one of these in uppercase, which the designer still reads' },
  places: {
    operation: (place, report) => {
      const member = place.node.member('x-ms-trigger');
      if (member?.value?.kind !== 'string' || ['single', 'batch'].includes(String(member.value.value))) return;
      const meant = String(member.value.value).toLowerCase();
      if (meant === 'single' || meant === 'batch') {
        report({ node: member.value }, say`\`x-ms-trigger\` is written "${meant}", in lower case.`, {
          severity: 'warning',
          repair: { value: meant },
        });
        return;
      }
      report(
        { node: member.value },
        say`"${member.value.value}" is not a kind of trigger. Use \`single\` for webhooks, or \`batch\` for polling that returns an array.`,
      );
    },
  },
};

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'Webhook triggers are `single`: one event per call. Polling triggers whose response is an array are `batch`.',
  fix: 'The quick fix writes `single`, or changes the value to lowercase.',
  incorrect: [
    { within: 'webhook', level: 'warning', text: '"x-ms-trigger": "Single"' },
    { within: 'webhook', text: '"x-ms-trigger": "sinlge"' },
  ],
  correct: [{ within: 'webhook', text: '"x-ms-trigger": "single"' }],
};
