import type { Rule, RuleDocs } from './rule';

export const referenceSiblings: Rule = {
  code: 'reference-siblings',
  summary: 'A `description` or an `x-ms-*` key is next to a `$ref`.',
  severity: 'hint',
  keys: {
    $ref: ({ value }, { node, role }, report) => {
      if (role !== 'schema' || value?.kind !== 'string') return;
      for (const member of node.members) {
        if (member.key !== 'description' && !member.key.startsWith('x-ms-')) continue;
        // A callback that is lost is an error of its own.
        if (callbackKeys.has(member.key) && node.member('x-ms-notification-url')) continue;
        report(
          { key: member },
          `\`${member.key}\` next to a \`$ref\` is discarded. Move it to the schema that the reference points to.`,
        );
      }
    },
  },
};

const callbackKeys = new Set(['x-ms-notification-url', 'x-ms-visibility']);

export const docs: RuleDocs = {
  why: 'Everything next to a `$ref` is discarded.',
  fix: 'Move the key to the schema that the reference points to, or write the schema out.',
  incorrect: [{ within: 'properties', text: '"author": { "$ref": "#/definitions/User", "x-ms-summary": "Author" }' }],
  correct: [{ within: 'properties', text: '"author": { "$ref": "#/definitions/User" }' }],
};
