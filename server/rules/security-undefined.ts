import type { Node } from '../documents/tree';
import { nearestOrOnly } from '../model/vocabulary';
import type { Report, Rule } from './rule';

export const securityUndefined: Rule = {
  code: 'security-undefined',
  severity: 'hint',
  definition: (definition, report) => {
    const schemes = definition.root.get('securityDefinitions');
    const names = schemes?.kind === 'object' ? schemes.members.map(({ key }) => key) : [];
    checkList(definition.root.get('security'), names, report);
    for (const security of definition.securities) checkList(security, names, report);
  },
};

function checkList(list: Node | undefined, names: string[], report: Report): void {
  for (const requirement of list?.items ?? []) {
    for (const member of requirement.members) {
      if (names.includes(member.key)) continue;
      const near = nearestOrOnly(member.key, names, 3);
      report({ key: member }, `\`securityDefinitions\` has no "${member.key}".`, {
        repair: near === undefined ? undefined : { key: near },
      });
    }
  }
}
