import { isObject, type Member, type Node } from '../documents/tree';
import type { Definition } from './definition';
import type { Operation } from './operation';
import { isInternal, requiredNames } from './schemas';
import { parametersOf } from './triggers';

/** A property as the schema that holds it lists it. */
export interface HeldProperty {
  name: string;
  /** The schema whose `properties` hold it, its `$ref` followed. */
  holder: Node;
}

/** A property of a request body. */
export interface InputProperty extends HeldProperty {
  member: Member;
  /** Its schema, `$ref` followed. */
  schema: Node;
  /** True when it or something around it is internal. */
  internal: boolean;
  /** Listed in `required` of its holder, or of a schema combined with that by `allOf`. */
  required: boolean;
  /** The optional objects around it, from outside in, up to the body or to the list that it is an item of. */
  optional: HeldProperty[];
}

/** Maximum number of schemas visited below the bodies of one operation. */
const maxVisits = 5000;

/**
 * Visits the properties of an operation's request bodies: `$ref`, `allOf` and the items of lists are followed. Each schema
 * is visited at most four times, since what matters of the way to it is whether it is internal and whether it is optional.
 */
export function visitInputs(
  definition: Definition,
  operation: Operation,
  visit: (property: InputProperty) => void,
): void {
  const visitor = new InputVisitor(definition, visit);
  for (const parameter of parametersOf(definition, operation).parameters)
    if (parameter.text('in') === 'body')
      visitor.schema(parameter.get('schema'), { internal: isInternal(parameter), optional: [], required: noNames });
}

/** The way from the body to a schema. */
interface Way {
  internal: boolean;
  optional: HeldProperty[];
  /** Names that schemas combined with this one require. */
  required: Set<string>;
}

const noNames = new Set<string>();

class InputVisitor {
  /** The visited schemas, by whether the way to them is internal and whether it is optional. */
  private readonly seen = [new Set<Node>(), new Set<Node>(), new Set<Node>(), new Set<Node>()];
  private budget = maxVisits;

  constructor(
    private readonly definition: Definition,
    private readonly visit: (property: InputProperty) => void,
  ) {}

  schema(written: Node | undefined, way: Way): void {
    const schema = this.definition.resolve(written);
    // A callback URL takes the place of whatever has the mark.
    if (!isObject(written) || !isObject(schema) || schema.member('x-ms-notification-url')) return;
    const internal = way.internal || isInternal(written) || isInternal(schema);
    const seen = this.seen[(internal ? 1 : 0) + (way.optional.length > 0 ? 2 : 0)]!;
    if (seen.has(schema) || --this.budget < 0) return;
    seen.add(schema);
    const required = new Set([...way.required, ...requiredNames(this.definition, schema)]);
    this.properties(schema, { ...way, internal, required });
    const parts = schema.get('allOf');
    if (parts?.kind === 'array') for (const part of parts.items) this.schema(part, { ...way, internal, required });
    const items = schema.get('items');
    for (const item of items?.kind === 'array' ? items.items : [items])
      this.schema(item, { internal, optional: [], required: noNames });
  }

  private properties(holder: Node, way: Way): void {
    const properties = holder.get('properties');
    if (!isObject(properties)) return;
    for (const member of properties.members) {
      const schema = this.definition.resolve(member.value);
      if (!isObject(schema)) continue;
      const name = member.key;
      const internal = way.internal || isInternal(member.value) || isInternal(schema);
      const required = way.required.has(name);
      this.visit({ name, holder, member, schema, internal, required, optional: way.optional });
      const optional = required ? way.optional : [...way.optional, { name, holder }];
      this.schema(member.value, { internal, optional, required: noNames });
    }
  }
}

/** The parameters of operations that flow makers fill in, without bodies, each once: visible ones of visible operations, with names. */
export function visibleParameters(definition: Definition, operations: Operation[]): Node[] {
  const visible = new Set<Node>();
  for (const operation of operations) {
    if (isInternal(operation.node)) continue;
    for (const parameter of parametersOf(definition, operation).parameters)
      if (!isInternal(parameter) && parameter.text('name') !== undefined && parameter.text('in') !== 'body')
        visible.add(parameter);
  }
  return [...visible];
}
