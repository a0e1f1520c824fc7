import type { Member } from '../documents/tree';
import type { Place } from '../model/walk';
import type { Report, Rule } from './rule';

export const triggerMisplaced: Rule = {
  code: 'trigger-misplaced',
  severity: 'error',
  keys: { 'x-ms-trigger': check, 'x-ms-trigger-hint': check, 'x-ms-trigger-metadata': check },
};

function check(member: Member, { role }: Place, report: Report): void {
  if (role === 'operation') return;
  report({ key: member }, `\`${member.key}\` belongs on an operation (get, post, …): here it has no effect.`);
}
