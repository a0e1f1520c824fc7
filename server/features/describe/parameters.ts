import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { effectiveVisibility, requiredNames, standalone } from '../../model/schemas';
import type { Json, JsonObject } from '../../protocol/json';
import type { BodyDescription, BodyField, ParameterDescription, Visibility } from '../../protocol/triggers';
import { json } from './json';
import { describeValue, type ReadDynamic } from './values';

const noDynamic: ReadDynamic = () => undefined;

export function describeParameter(
  definition: Definition,
  parameter: Node,
  readDynamic: ReadDynamic = noDynamic,
): ParameterDescription[] {
  const name = parameter.text('name');
  const place = parameter.text('in');
  if (name === undefined || (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'formData')) {
    return [];
  }
  const encoding = parameter.text('x-ms-url-encoding');
  return [
    {
      name,
      in: place,
      ...describeValue(definition, parameter, parameter, readDynamic),
      title: parameter.text('x-ms-summary') || name,
      required: place === 'path' || parameter.get('required')?.value === true,
      type: parameter.text('type') ?? 'string',
      visibility: effectiveVisibility([parameter]) as Visibility,
      collectionFormat: parameter.text('collectionFormat'),
      urlEncoding: encoding === 'single' || encoding === 'double' ? encoding : undefined,
    },
  ];
}

const maxFields = 500;
/** Maximum number of schemas that are looked at: references to each other multiply. */
const maxVisits = 10_000;
/** Maximum size of all fields as JSON, and of all defaults, in characters: references repeat them. */
const maxSize = 1_000_000;

/** Whether a field has to be there: as the designer sees it, and as the schema alone does. */
interface Needed {
  required: boolean;
  expected: boolean;
}

export function describeBody(
  definition: Definition,
  parameter: Node,
  readDynamic: ReadDynamic = noDynamic,
): BodyDescription {
  const schema = parameter.get('schema');
  const fields: BodyField[] = [];
  let visits = 0;
  let size = 0;
  // The designer: a body that is not said to be required is; an explicit `false` makes all of it optional.
  const required = parameter.get('required')?.value !== false;

  const visit = (written: Node | undefined, path: string[], needed: Needed, above: Node[], open: Set<Node>): void => {
    const node = definition.resolve(written);
    if (!isObject(written) || !isObject(node) || open.has(node)) return;
    if (fields.length >= maxFields || size > maxSize || ++visits > maxVisits) return;
    if (node.get('readOnly')?.value === true || node.text('x-ms-permission') === 'read-only') return;
    const line = [...above, written, node];
    const properties = partsOf(definition, node).flatMap((part) => part.get('properties')?.members ?? []);
    if (properties.length === 0) {
      const title = titleOf(written, node) || path.at(-1) || parameter.text('name') || 'body';
      const field: BodyField = {
        path,
        ...describeValue(definition, written, node, readDynamic),
        title,
        ...needed,
        type: node.text('type'),
        visibility: effectiveVisibility(line) as Visibility,
        callback: [written, node].some((one) => one.member('x-ms-notification-url') !== undefined),
      };
      size += JSON.stringify(field).length;
      fields.push(field);
      return;
    }
    const names = requiredNames(definition, node);
    const inside = new Set(open).add(node);
    for (const { key, value } of properties) {
      const listed = names.has(key);
      const below = { required: needed.required && listed, expected: needed.expected && listed };
      visit(value, [...path, key], below, line, inside);
    }
  };
  visit(schema, [], { required, expected: true }, [parameter], new Set());
  return {
    name: parameter.text('name') ?? 'body',
    required,
    schema: isObject(schema) ? (standalone(definition, schema) as JsonObject) : {},
    fields,
    ...defaultsOf(definition, parameter),
  };
}

/** Returns the first title that is not empty; published connectors have many empty ones. */
const titleOf = (written: Node, node: Node): string | undefined =>
  written.text('title') || node.text('title') || written.text('x-ms-summary') || node.text('x-ms-summary');

/** A schema and all that it combines by `allOf`. */
export function partsOf(definition: Definition, schema: Node, seen = new Set<Node>()): Node[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const combined = schema.get('allOf')?.items ?? [];
  return [
    schema,
    ...combined.flatMap((part) => {
      const node = definition.resolve(part);
      return isObject(node) ? partsOf(definition, node, seen) : [];
    }),
  ];
}

/** Where a schema is in a body. */
interface DefaultPlace {
  path: string[];
  /** The parameter and the schemas above, as they are written and resolved. */
  above: Node[];
  /** True in an object that the designer leaves closed. */
  isClosed: boolean;
  open: ReadonlySet<Node>;
}

/**
 * The defaults that are sent. The designer makes fields of the properties of an object, and drops a default of the object
 * itself, unless it is internal or its schema is dynamic (LogicAppsUX, `schemaprocessor.ts`, `_getObjectProperties`). It
 * sends an internal object as its own default, and drops those of its properties: `closedDefaults` are their paths.
 */
function defaultsOf(definition: Definition, parameter: Node): Pick<BodyDescription, 'defaults' | 'closedDefaults'> {
  const closedDefaults: string[][] = [];
  let visits = 0;
  let size = 0;
  /** Undefined once there are too many. */
  const defaultOf = (node: Node): Json | undefined => {
    const value = size > maxSize ? undefined : json(node.get('default'));
    size += typeof value === 'string' ? value.length : value === undefined ? 0 : JSON.stringify(value).length;
    return value;
  };
  const read = (written: Node | undefined, { path, above, isClosed, open }: DefaultPlace): Json | undefined => {
    const node = definition.resolve(written);
    if (!isObject(written) || !isObject(node) || open.has(node) || ++visits > maxVisits) return undefined;
    const line = [...above, written, node];
    const own = isExpanded(node, line) ? undefined : defaultOf(node);
    if (own !== undefined && isClosed && closedDefaults.length < maxFields) closedDefaults.push(path);
    if (own !== undefined && (own === null || typeof own !== 'object' || Array.isArray(own))) return own;
    const isBelowClosed = isClosed || (path.length > 0 && effectiveVisibility(line) === 'internal');
    const inside = { path, above: line, isClosed: isBelowClosed, open: new Set(open).add(node) };
    const entries = [...Object.entries(own ?? {}), ...propertyDefaults(node, own ?? {}, inside)];
    return entries.length > 0 || own !== undefined ? Object.fromEntries(entries) : undefined;
  };
  /** The defaults of the properties that the object does not give itself. */
  const propertyDefaults = (node: Node, given: JsonObject, place: DefaultPlace): [string, Json][] => {
    const found = new Map<string, Json>();
    for (const part of partsOf(definition, node)) {
      for (const { key, value: schema } of part.get('properties')?.members ?? []) {
        if (Object.hasOwn(given, key)) continue;
        const value = read(schema, { ...place, path: [...place.path, key] });
        if (value !== undefined) found.set(key, value);
      }
    }
    return [...found];
  };
  const defaults = read(parameter.get('schema'), { path: [], above: [parameter], isClosed: false, open: new Set() });
  return { defaults, closedDefaults: closedDefaults.length > 0 ? closedDefaults : undefined };
}

/** True for an object in whose place the designer shows its properties. */
const isExpanded = (node: Node, line: Node[]): boolean =>
  (node.get('properties')?.members.length ?? 0) > 0 &&
  !node.member('x-ms-dynamic-schema') &&
  effectiveVisibility(line) !== 'internal';
