import type { Member, Node } from '../documents/tree';
import { isSame } from '../model/coerceValue';
import type { Definition } from '../model/definition';
import type { Reference } from '../model/operation';
import type { Place } from '../model/walk';
import { mark, say } from '../texts/say';
import { inCertification, type Level, type Report, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: AdditionalPropertyNotAllowedAdjacentToRef. */
export const referenceSiblings: Rule = {
  code: 'reference-siblings',
  summary: 'There are other keys next to a `$ref`.',
  severity: { custom: 'hint', certification: 'warning' },
  definition: (definition, report) => {
    for (const { place } of definition.references) {
      // Most references have no siblings. The rules of callbacks report those with keys of a callback.
      if (place.node.members.length < 2 || place.node.member('x-ms-notification-url')) continue;
      const where = placeOf(place);
      if (!where) continue;
      for (const member of place.node.members)
        if (member.key !== '$ref' && !member.key.startsWith('x-flow-webhooks-'))
          check(definition, member, place, where, report);
    }
  },
};

type Where = 'schema' | 'response' | 'parameter';

const notAllowed: Level = inCertification('warning');

function check(definition: Definition, member: Member, { node }: Place, where: Where, report: Report): void {
  const { key } = member;
  const target = definition.resolve(node);
  const there = target?.get(key);
  const repair = { remove: member };
  if (there && member.value && isAlike(there, member.value))
    report(
      { key: member },
      say`\`${key}\` is not allowed next to a \`$ref\`. Remove it: ${say(nouns[where])} that the reference points to has the same.`,
      {
        repair,
        severity: notAllowed,
      },
    );
  else
    report(
      { key: member },
      say`\`${key}\` next to a \`$ref\` is discarded. ${adviceFor(definition, member, node, where)}`,
      {
        repair,
      },
    );
}

const nouns: Record<Where, string> = {
  schema: mark('the schema'),
  parameter: mark('the parameter'),
  response: mark('the response'),
};

/** Keys of which nothing is lost: examples are not shown, and the type is that of the target. */
const idle = new Set(['example', 'type']);

function adviceFor(definition: Definition, member: Member, node: Node, where: Where): string {
  if (idle.has(member.key)) return say('Remove it.');
  const target = definition.target(node.text('$ref')!);
  const isFree = target && !target.member('$ref') && !target.member(member.key);
  if (isFree && definition.once(usesByTarget).get(target)?.agreeOn(member.key))
    return say`Move it to ${say(nouns[where])} that the reference points to.`;
  return where === 'schema'
    ? say('Write the schema out here, or give it a definition of its own.')
    : say`Write ${say(nouns[where])} out here.`;
}

/** True for equal values, and for texts that differ at most in a full stop. */
function isAlike(a: Node, b: Node): boolean {
  if (a.kind !== 'string' || b.kind !== 'string') return isSame(a, b);
  const plain = ({ value }: Node): string => String(value).trim().replace(/\.$/, '');
  return plain(a) === plain(b);
}

/** The references to one target. */
class Uses {
  readonly references: Reference[] = [];
  private readonly agreed = new Map<string, boolean>();

  /** True when all have the same value next to them. Compared once for each key, since all of them may have it. */
  agreeOn(key: string): boolean {
    let known = this.agreed.get(key);
    if (known === undefined) {
      const [first, ...others] = this.references.map(({ place }) => place.node.get(key));
      known = first !== undefined && others.every((other) => other !== undefined && isAlike(first, other));
      this.agreed.set(key, known);
    }
    return known;
  }
}

function usesByTarget(definition: Definition): Map<Node, Uses> {
  const byTarget = new Map<Node, Uses>();
  for (const reference of definition.references) {
    const target = definition.target(reference.target);
    if (!target) continue;
    const uses = byTarget.get(target) ?? new Uses();
    uses.references.push(reference);
    byTarget.set(target, uses);
  }
  return byTarget;
}

/** The noun for what a reference in this place points to; undefined where references have no effect or another rule. */
function placeOf({ role }: Place): Where | undefined {
  if (role === 'schema' || role === 'response') return role;
  return role === 'parameter' || role === 'bodyParameter' ? 'parameter' : undefined;
}

export const docs: RuleDocs = {
  topic: 'structure',
  why: 'Everything next to a `$ref` is discarded, and certification gives a warning. In the profile *custom*, a key that the target also has is not reported, since nothing is lost.',
  fix: 'Move the key to the schema that the reference points to, if it is right for every place that refers to that schema. Otherwise, write the schema out here, or give it its own definition. You can remove what the target already has, and an example or a type.',
  incorrect: [{ within: 'properties', text: '"author": { "$ref": "#/definitions/User", "x-ms-summary": "Author" }' }],
  correct: [{ within: 'properties', text: '"author": { "$ref": "#/definitions/User" }' }],
};
