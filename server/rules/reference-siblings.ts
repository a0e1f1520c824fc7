import type { Rule } from './rule';

export const referenceSiblings: Rule = {
  code: 'reference-siblings',
  severity: 'hint',
  keys: {
    $ref: ({ value }, { node, role }, report) => {
      if (role !== 'schema' || value?.kind !== 'string') return;
      for (const member of node.members) {
        if (member.key !== 'description' && !member.key.startsWith('x-ms-')) continue;
        report({ key: member }, `\`${member.key}\` beside a \`$ref\` is discarded: put it where the reference leads.`);
      }
    },
  },
};
