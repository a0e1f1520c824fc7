import { locate } from '../../documents/locate';
import { isObject, keySpan, type Member, memberSpan, type Node, toData } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Place } from '../../model/walk';
import type { Json } from '../../protocol/json';
import { escapePointer } from '../../protocol/pointer';
import { say } from '../../texts/say';
import type { Editor } from './edits';
import type { Fix } from './fix';

/** Moves the inline schema around an offset to `#/definitions`; undefined when there is none that is worth a name. */
export function extractSchema(definition: Definition, edit: Editor, offset: number): Fix | undefined {
  const place = innermostSchema(definition, offset);
  const member = place?.member;
  const node = place?.node;
  if (!member || !node?.member('properties') || node.member('$ref')) return undefined;
  const definitions = definition.root.get('definitions');
  // A shared definition has a name already.
  if (isObject(definitions) && definitions.members.includes(member)) return undefined;
  const name = freeName(definitions, nameFor(place, member));
  const reference = edit.replaceValue(member, { $ref: `#/definitions/${escapePointer(name)}` });
  const added = isObject(definitions)
    ? edit.insertCopy(definitions, name, node)
    : edit.insert(definition.root, 'definitions', { [name]: toData(node) as Json });
  return { title: say`Extract to #/definitions/${name}`, changes: [...reference, ...added] };
}

/** Replaces the `$ref` at an offset with its target. */
export function inlineReference(definition: Definition, edit: Editor, offset: number): Fix | undefined {
  const found = locate(definition.root, offset);
  if (found?.member?.key !== '$ref' || found.member.value?.kind !== 'string') return undefined;
  const holder = found.member.value.parent;
  const reference = definition.references.find(({ member }) => member === found.member);
  const target = definition.resolve(holder);
  const member = reference?.place.member;
  if (reference?.role !== 'schema' || !member || !isObject(target) || holds(target, holder)) return undefined;
  return { title: say`Inline ${String(found.member.value.value)}`, changes: edit.replaceByCopy(member, target) };
}

function innermostSchema(definition: Definition, offset: number): Place | undefined {
  let best: Place | undefined;
  for (const { root, facts } of definition.sections) {
    if (!root.member || !around(root.member, offset)) continue;
    for (const place of facts.places) {
      if (place.role === 'schema' && place.member && place.member.value === place.node && around(place.member, offset))
        best = place;
    }
  }
  return best;
}

function around(member: Member, offset: number): boolean {
  return keySpan(member).start <= offset && memberSpan(member).end >= offset;
}

/** The name for a schema: from its title, its key, or the object around it, since `schema` and `items` say nothing. */
function nameFor(place: Place, member: Member): string {
  const title = place.node.text('title') || undefined;
  let at: Place | undefined = place;
  while (at && (!at.member || ['schema', 'items', 'properties', 'x-ms-notification-content'].includes(at.member.key)))
    at = at.parent;
  const key =
    title ?? (at?.role === 'operation' ? at.node.text('operationId') : undefined) ?? at?.member?.key ?? member.key;
  const words = key.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('') || 'Schema';
}

function freeName(definitions: Node | undefined, wanted: string): string {
  let name = wanted;
  for (let n = 2; definitions?.member(name); n++) name = `${wanted}${n}`;
  return name;
}

/** True when a schema refers to itself: written out, it would have no end. */
function holds(outer: Node, inner: Node | undefined): boolean {
  for (let at = inner; at; at = at.parent) if (at === outer) return true;
  return false;
}
