import type { Node } from '../documents/tree';
import { type Definition, Memory } from './definition';
import type { SectionFacts } from './operation';
import { isInternal } from './schemas';
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

/** A reference from one schema under `definitions` to another. */
interface Edge {
  to: Node;
  /** What the schema is used for where the reference is in no other schema, as bits. */
  direction: number;
  internal: boolean;
}

/** The use of a schema, by the section that holds it; undefined where nothing refers to that section. */
export function useOf(definition: Definition, schema: Node): SchemaUse | undefined {
  const uses = definition.once(findUses);
  let section: Node | undefined = schema;
  while (section && !uses.has(section)) section = section.parent;
  const use = section && uses.get(section);
  return use ? { sent: (use & sent) > 0, received: (use & received) > 0, visible: (use & visible) > 0 } : undefined;
}

/** The uses of every schema under `definitions` that is referred to, as bits. Each schema is revisited at most three times. */
function findUses(definition: Definition): Map<Node, number> {
  const { uses, edges } = referencesToSchemas(definition);
  const pending = [...uses.keys()];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const bits = uses.get(node)!;
    for (const { to, internal } of edges.get(node) ?? [])
      if (addUse(uses, to, internal ? bits & ~visible : bits)) pending.push(to);
  }
  return uses;
}

/** The uses of schemas by operations, and the references from one schema to another. */
function referencesToSchemas(definition: Definition): { uses: Map<Node, number>; edges: Map<Node, Edge[]> } {
  const schemas = definition.sections.filter(({ root }) => root.role === 'schema');
  const sections = new Set(schemas.map(({ root }) => root.node));
  const uses = new Map<Node, number>();
  const edges = new Map<Node, Edge[]>();
  for (const { root, facts } of definition.sections) {
    const own = definition.recall(edgesOfSections, facts, () => edgesOf(definition, facts));
    if (sections.has(root.node)) edges.set(root.node, own);
    else for (const { to, direction, internal } of own) addUse(uses, to, direction | (internal ? 0 : visible));
  }
  return { uses, edges };
}

const edgesOfSections = new Memory<Edge[]>();

function edgesOf(definition: Definition, { references }: SectionFacts): Edge[] {
  return references.flatMap(({ role, target, place }) => {
    const to = role === 'schema' ? sectionOf(definition.target(target), definition.root.get('definitions')) : undefined;
    return to ? [{ to, direction: directionOf(place), internal: isBelowInternal(place) }] : [];
  });
}

/** Notes a use; false where it was known. */
function addUse(uses: Map<Node, number>, node: Node, bits: number): boolean {
  const known = uses.get(node);
  if (known !== undefined && (known | bits) === known) return false;
  uses.set(node, (known ?? 0) | bits);
  return true;
}

/** The schema under `definitions` that holds a node. */
function sectionOf(node: Node | undefined, definitions: Node | undefined): Node | undefined {
  let at = node;
  while (at && at.parent !== definitions) at = at.parent;
  return at;
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
