import type { Rule } from './rule';

export const unresolvedReference: Rule = {
  code: 'unresolved-reference',
  severity: 'error',
  places: {
    any: (place, report) => {
      const member = place.node.member('$ref');
      if (member?.value && member.value.kind !== 'string')
        report({ member }, 'A `$ref` is a string such as "#/definitions/Name".');
    },
  },
  definition: (definition, report) => {
    for (const { member, target } of definition.references) {
      if (definition.target(target) !== undefined) continue;
      // In a text with faults the section may be there but unreadable.
      const section = /^#\/([^/]+)/.exec(target)?.[1];
      if (definition.broken && (section === undefined || !definition.root.get(section))) continue;
      const message = target.startsWith('#')
        ? `Nothing stands at ${target}.`
        : `"${target}" leads out of this file: Power Automate follows only references that begin with #/.`;
      report({ node: member.value! }, message);
    }
  },
};
