import { isObject, type Member, type Node } from '../documents/tree';
import { Collection, type Definition } from '../model/definition';
import type { Reference } from '../model/operation';
import type { Place } from '../model/walk';
import { say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

/** Microsoft's validator: RequiredLoopInSchemaNotAllowed. */
export const requiredLoop: Rule = {
  code: 'required-loop',
  summary: 'A schema requires itself, so no value can ever be complete.',
  severity: 'warning',
  definition: (definition, report) => {
    for (const { reference, property } of loopsIn(definition)) {
      // `unresolved-reference` reports references that lead nowhere but back.
      if (reference.place.parent?.role === 'root') continue;
      report(
        { key: property ?? reference.member },
        say(
          'This leads back to a schema that requires it, so no value can be complete. Remove a name from `required` on the way.',
        ),
        { related: [{ at: { node: reference.member.value! }, message: say('The way back.') }] },
      );
    }
  },
};

/** A reference from one shared schema to another, where every value of the first has a value of the second. */
interface Need {
  schema: Node;
  reference: Reference;
  /** The outermost required property on the way to the reference; undefined for a part of `allOf`. */
  property: Member | undefined;
  target: Node;
}

/** One reference of each loop: the one that closes it. */
function loopsIn(definition: Definition): Need[] {
  const needs = needsBySchema(definition);
  const closing: Need[] = [];
  const done = new Set<Node>();
  const open = new Set<Node>();
  for (const start of needs.keys()) {
    const stack: { node: Node; next: number }[] = [{ node: start, next: 0 }];
    while (stack.length > 0) {
      const at = stack.at(-1)!;
      if (at.next === 0) open.add(at.node);
      const need = done.has(at.node) ? undefined : needs.get(at.node)?.[at.next++];
      if (!need) {
        open.delete(at.node);
        done.add(at.node);
        stack.pop();
      } else if (open.has(need.target)) closing.push(need);
      else if (!done.has(need.target)) stack.push({ node: need.target, next: 0 });
    }
  }
  return closing;
}

function needsBySchema(definition: Definition): Map<Node, Need[]> {
  const needs = new Map<Node, Need[]>();
  for (const need of definition.collect(needsOfSchemas)) {
    const known = needs.get(need.schema);
    if (known) known.push(need);
    else needs.set(need.schema, [need]);
  }
  return needs;
}

const needsOfSchemas = new Collection<Need>(({ facts, root }, definition) =>
  root.role === 'schema' ? facts.references.flatMap((reference) => needBy(definition, root.node, reference)) : [],
);

function needBy(definition: Definition, schema: Node, reference: Reference): Need[] {
  const way = requiredWay(reference.place);
  const target = way && definition.target(reference.target);
  return way && isObject(target) ? [{ schema, reference, property: way[0], target }] : [];
}

/** The properties on the way from a shared schema to a place, the outermost first; undefined unless all are required. */
function requiredWay(place: Place): Member[] | undefined {
  const way: Member[] = [];
  for (let at: Place = place; at.parent && at.parent.role !== 'root'; at = at.parent) {
    const holder = at.parent.node;
    const { member } = at;
    if (holder.get('allOf')?.items.includes(at.node)) continue;
    if (!member || holder.get('properties')?.member(member.key) !== member) return undefined;
    if (!holder.get('required')?.items.some(({ value }) => value === member.key)) return undefined;
    way.unshift(member);
  }
  return way;
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: "Each object would have to contain another one, endlessly. Certification doesn't allow loops of required properties.",
  fix: 'Remove one of the names from `required`: the last object of such a chain has no next one.',
  incorrect: [
    {
      within: 'root',
      text: `"definitions": {
  "Folder": {
    "type": "object",
    "required": ["parent"],
    "properties": { "parent": { "$ref": "#/definitions/Folder" } }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'root',
      text: `"definitions": {
  "Folder": { "type": "object", "properties": { "parent": { "$ref": "#/definitions/Folder" } } }
}`,
    },
  ],
};
