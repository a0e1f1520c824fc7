import type { Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';
import { sameInSwagger2 } from './structure/references';

export const unresolvedReference: Rule = {
  code: 'unresolved-reference',
  summary: "A `$ref` points to something that doesn't exist.",
  severity: 'error',
  keys: {
    $ref: (member, _, report) => {
      if (member.value && member.value.kind !== 'string')
        report({ member }, say('A `$ref` must be a string such as "#/definitions/Name".'));
    },
  },
  section: ({ facts }, definition, report) => {
    for (const { member, target, place } of facts.references) {
      const found = definition.target(target);
      if (found !== undefined) {
        if (leadsBack(definition, found, place.node))
          report({ node: member.value! }, say`${target} points back to this reference, so there is no schema to find.`);
        continue;
      }
      const section = /^#\/([^/]+)/.exec(target)?.[1];
      const same = sameInSwagger2(definition, target);
      const message = target.startsWith('#')
        ? say`There is nothing at ${target}.${same === undefined ? '' : say` Did you mean ${same}? \`components\` is OpenAPI 3.`}`
        : target === ''
          ? say('This `$ref` is empty. Name a place in this file, such as "#/definitions/Name".')
          : say`"${target}" points outside this file. Power Automate follows only references that begin with #/.`;
      report({ node: member.value! }, message, {
        repair: same === undefined ? undefined : { value: same },
        // In a text with syntax errors, the section may be there but unreadable.
        when: ({ broken, root }) => !broken || (section !== undefined && root.get(section) !== undefined),
      });
    }
  },
};

/** True when a chain of references leads from the target back to the object that refers to it. */
function leadsBack(definition: Definition, target: Node, holder: Node): boolean {
  const seen = new Set<Node>();
  for (let at: Node | undefined = target; at?.kind === 'object' && !seen.has(at); ) {
    if (at === holder) return true;
    seen.add(at);
    const reference = at.text('$ref');
    at = reference === undefined ? undefined : definition.target(reference);
  }
  return false;
}

export const docs: RuleDocs = {
  topic: 'structure',
  why: 'Power Automate follows only references within the file, which begin with `#/`.',
  fix: 'The quick fix offers the most similar name that exists. For a reference into `components`, which is OpenAPI 3, it offers the same name in the matching section of OpenAPI 2.0 (Swagger).',
  incorrect: [{ within: 'properties', text: '"push": { "$ref": "#/definitions/Puhs" }' }],
  correct: [{ within: 'properties', text: '"push": { "$ref": "#/definitions/Push" }' }],
};
