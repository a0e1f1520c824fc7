import type { Node } from '../documents/tree';
import { Collection, type Definition, Memory } from './definition';
import { isInternal } from './schemas';
import { type Section, sectionAround, sectionNamed } from './sections';
import type { Place } from './walk';

/** What a schema under `definitions` is used for, over all places that refer to it. */
export interface SchemaUse {
  /** In the body of a request. */
  sent: boolean;
  /** In a response, or in what is delivered to a trigger. */
  received: boolean;
  /** Where flow makers see it: not below an internal operation, parameter or property. */
  visible: boolean;
}

const sent = 1;
const received = 2;
const visible = 4;

/** A reference to a schema under `definitions`. */
interface Edge {
  /** The name of its section. */
  to: string;
  /** What the schema is used for where the reference is in no other schema, as bits. */
  direction: number;
  internal: boolean;
}

/** The use of a schema, by the section that holds it; undefined where nothing refers to that section. */
export function useOf(definition: Definition, schema: Node): SchemaUse | undefined {
  const section = sectionAround(schema);
  const use = section && definition.once(usesOf).get(section.name);
  return use ? { sent: (use & sent) > 0, received: (use & received) > 0, visible: (use & visible) > 0 } : undefined;
}

const uses = new Memory<Map<string, number>>();

const usesOf = (definition: Definition): Map<string, number> => definition.keep(uses, () => findUses(definition));

/** The uses of every schema under `definitions` that is referred to, as bits. Each schema is revisited at most three times. */
function findUses(definition: Definition): Map<string, number> {
  const { uses, edges } = referencesToSchemas(definition);
  const pending = [...uses.keys()];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const bits = uses.get(name)!;
    for (const { to, internal } of edges.get(name) ?? [])
      if (addUse(uses, to, internal ? bits & ~visible : bits)) pending.push(to);
  }
  return uses;
}

/** The uses of schemas by operations, and the references from one schema to another. */
function referencesToSchemas(definition: Definition): { uses: Map<string, number>; edges: Map<string, Edge[]> } {
  const uses = new Map<string, number>();
  const edges = new Map<string, Edge[]>();
  for (const text of definition.collect(edgesOfSections)) {
    const { schema, own } = JSON.parse(text) as EdgesOfSection;
    if (schema !== undefined) edges.set(schema, own);
    else for (const { to, direction, internal } of own) addUse(uses, to, direction | (internal ? 0 : visible));
  }
  return { uses, edges };
}

/** The references of one section. */
interface EdgesOfSection {
  /** The name of the section, where it is a schema. */
  schema?: string;
  own: Edge[];
}

/** As one text for each section, so that it can be seen whether they are the same after an edit. */
const edgesOfSections = new Collection<string>((section, definition) => {
  const own = edgesOf(section, definition);
  const schema = section.root.role === 'schema' ? { schema: section.name } : {};
  return own.length > 0 ? [JSON.stringify({ ...schema, own } satisfies EdgesOfSection)] : [];
});

function edgesOf({ facts }: Section, definition: Definition): Edge[] {
  return facts.references.flatMap(({ role, target, place }) => {
    const to = role === 'schema' ? sectionNamed(target) : undefined;
    return to?.startsWith('definitions/') && definition.target(target)
      ? [{ to, direction: directionOf(place), internal: isBelowInternal(place) }]
      : [];
  });
}

/** Notes a use; false where it was known. */
function addUse(uses: Map<string, number>, name: string, bits: number): boolean {
  const known = uses.get(name);
  if (known !== undefined && (known | bits) === known) return false;
  uses.set(name, (known ?? 0) | bits);
  return true;
}

/** True when a place or something around it is internal. */
export function isBelowInternal(place: Place): boolean {
  for (let at: Place | undefined = place; at; at = at.parent) if (isInternal(at.node)) return true;
  return false;
}

function directionOf(place: Place): number {
  for (let at: Place | undefined = place; at; at = at.parent) {
    if (at.role === 'response' || at.role === 'notificationContent') return received;
    if (at.role === 'bodyParameter') return sent;
  }
  return sent | received;
}
