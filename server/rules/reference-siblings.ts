import type { Member, Node } from '../documents/tree';
import { isSame } from '../model/coerceValue';
import { type Definition, Listing, Memory } from '../model/definition';
import type { Reference } from '../model/operation';
import { usualForm } from '../model/sections';
import type { Place } from '../model/walk';
import { mark, say } from '../texts/say';
import { inCertification, type Level, type Report, type Rule, type RuleDocs } from './rule';

/** Microsoft's validator: AdditionalPropertyNotAllowedAdjacentToRef. */
export const referenceSiblings: Rule = {
  code: 'reference-siblings',
  summary: 'There are other keys next to a `$ref`.',
  severity: { custom: 'hint', certification: 'warning' },
  definition: (definition, report) => {
    for (const { place } of definition.collect(withSiblings)) {
      // The rules of callbacks report those with keys of a callback.
      if (place.node.member('x-ms-notification-url')) continue;
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
  const reference = node.text('$ref')!;
  const target = definition.target(reference);
  const isFree = target && !target.member('$ref') && !target.member(member.key);
  if (isFree && usesByTarget(definition).get(plainly(reference))?.agreeOn(member.key))
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

/** Most references have no siblings. */
const withSiblings = new Listing<Reference>(({ facts }) =>
  facts.references.filter(({ place }) => place.node.members.length > 1),
);

/** Where all references lead. */
const targets = new Listing<string>(({ facts }) => facts.references.map(({ target }) => plainly(target)));

const plainly = (target: string): string => (target.includes('%') ? usualForm(target) : target);

/** The references to one target. */
class Uses {
  /** The number of references. */
  count = 0;
  readonly withSiblings: Reference[] = [];
  private readonly agreed = new Map<string, boolean>();

  /** True when all have the same value next to them. Compared once for each key, since all of them may have it. */
  agreeOn(key: string): boolean {
    let known = this.agreed.get(key);
    if (known === undefined) {
      const [first, ...others] = this.withSiblings.map(({ place }) => place.node.get(key));
      const isAtAll = this.withSiblings.length === this.count;
      known = isAtAll && first !== undefined && others.every((other) => other !== undefined && isAlike(first, other));
      this.agreed.set(key, known);
    }
    return known;
  }
}

const uses = new Memory<Map<string, Uses>>();

const usesByTarget = (definition: Definition): Map<string, Uses> =>
  definition.keep(uses, () => {
    const byTarget = new Map<string, Uses>();
    for (const reference of definition.collect(withSiblings)) {
      const target = plainly(reference.target);
      const uses = byTarget.get(target) ?? new Uses();
      uses.withSiblings.push(reference);
      byTarget.set(target, uses);
    }
    for (const target of definition.collect(targets)) {
      const uses = byTarget.get(target);
      if (uses) uses.count++;
    }
    return byTarget;
  });

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
