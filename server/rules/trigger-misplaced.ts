import type { Member } from '../documents/tree';
import type { Place } from '../model/walk';
import { say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

export const triggerMisplaced: Rule = {
  code: 'trigger-misplaced',
  summary: '`x-ms-trigger`, `x-ms-trigger-hint` or `x-ms-trigger-metadata` is not on an operation.',
  severity: 'error',
  keys: { 'x-ms-trigger': check, 'x-ms-trigger-hint': check, 'x-ms-trigger-metadata': check },
};

function check(member: Member, { role }: Place, report: Report): void {
  if (role === 'operation') return;
  report({ key: member }, say`\`${member.key}\` has no effect here. Move it to an operation (get, post, …).`);
}

export const docs: RuleDocs = {
  topic: 'trigger',
  why: 'Power Automate reads these extensions only on operations, such as `get` and `post`.',
  fix: 'Move the extension into the operation.',
  incorrect: [{ within: 'path', text: '"x-ms-trigger": "single"' }],
  correct: [{ within: 'webhook', text: '"x-ms-trigger": "single"' }],
};
