import type { Place } from '../model/walk';
import type { Rule, RuleDocs } from './rule';

/** Microsoft's validator: AdditionalPropertyNotAllowedAdjacentToRef. */
export const referenceSiblings: Rule = {
  code: 'reference-siblings',
  summary: 'Other keys are next to a `$ref`.',
  severity: { custom: 'hint', certification: 'warning' },
  keys: {
    $ref: ({ value }, place, report) => {
      // The rules of callbacks report those next to a `$ref`, with the keys that belong to them.
      if (value?.kind !== 'string' || place.node.member('x-ms-notification-url')) return;
      const where = placeOf(place);
      if (!where) return;
      for (const member of place.node.members) {
        if (member.key === '$ref' || member.key.startsWith('x-flow-webhooks-')) continue;
        report(
          { key: member },
          `\`${member.key}\` next to a \`$ref\` is discarded. Move it to the ${where} that the reference points to.`,
          { repair: { remove: member } },
        );
      }
    },
  },
};

/** The noun for what a reference in this place points to; undefined where references have no effect or another rule. */
function placeOf({ role }: Place): string | undefined {
  if (role === 'schema' || role === 'response') return role;
  return role === 'parameter' || role === 'bodyParameter' ? 'parameter' : undefined;
}

export const docs: RuleDocs = {
  why: 'Everything next to a `$ref` is discarded, and certification gives a warning.',
  fix: 'Move the key to the schema that the reference points to, or write the schema out.',
  incorrect: [{ within: 'properties', text: '"author": { "$ref": "#/definitions/User", "x-ms-summary": "Author" }' }],
  correct: [{ within: 'properties', text: '"author": { "$ref": "#/definitions/User" }' }],
};
