import type { Node } from '../documents/tree';
import type { Definition } from './definition';
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
    const own: Edge[] = [];
    if (sections.has(root.node)) edges.set(root.node, own);
    for (const { role, target, place } of facts.references) {
      const to = role === 'schema' ? sectionOf(definition.target(target), sections) : undefined;
      if (!to) continue;
      const internal = isBelowInternal(place);
      if (sections.has(root.node)) own.push({ to, internal });
      else addUse(uses, to, directionOf(place) | (internal ? 0 : visible));
    }
  }
  return { uses, edges };
}

/** Notes a use; false where it was known. */
function addUse(uses: Map<Node, number>, node: Node, bits: number): boolean {
  const known = uses.get(node);
  if (known !== undefined && (known | bits) === known) return false;
  uses.set(node, (known ?? 0) | bits);
  return true;
}

function sectionOf(node: Node | undefined, sections: Set<Node>): Node | undefined {
  let at = node;
  while (at && !sections.has(at)) at = at.parent;
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
