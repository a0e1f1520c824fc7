import { isObject, type Node, toData } from '../../documents/tree';
import { type Discrepancy, memberOf, type Observed } from '../../model/contract';
import { type Evidence, kindsOf } from '../../model/inference/evidence';
import { requiredIn, schemaOf } from '../../model/inference/schema';
import type { Json, JsonObject } from '../../protocol/json';
import type { Change, Editor } from '../fixes/edits';

/** Maximum number of new enum values: more are not a list of choices. */
const maxNewValues = 10;

/** The changes that make a schema agree with the evidence on one discrepancy; empty when nothing can be written. */
export function repair(edit: Editor, observed: Observed, discrepancy: Discrepancy): Change[] {
  const { schema } = observed;
  switch (discrepancy.kind) {
    case 'type':
      return changeType(edit, observed, discrepancy.type);
    case 'null':
      return makeNullable(edit, schema);
    case 'missing':
      return edit.removeItems(discrepancy.required, discrepancy.items);
    case 'enum':
      return extendEnum(edit, observed, discrepancy.list, discrepancy.came);
    case 'undescribed':
      return describeMembers(edit, observed, discrepancy.names);
  }
}

/** Changes the type of a scalar; rewrites an object or array, but keeps what people wrote about it. */
function changeType(edit: Editor, { schema, evidence, path }: Observed, type: Node): Change[] {
  const kinds = kindsOf(evidence);
  const holder = memberOf(schema);
  const typeMember = memberOf(type);
  const isScalar = (kind: string): boolean => kind !== 'object' && kind !== 'array';
  const old = type.kind === 'string' ? String(type.value) : 'any';
  if (kinds.length > 1 && typeMember) return edit.remove(schema, typeMember);
  if (kinds.every(isScalar) && isScalar(old) && type.kind === 'string') {
    // The format belongs to the old type.
    const format = schema.member('format');
    return [...edit.replace(type, kinds[0]!), ...(format ? edit.remove(schema, format) : [])];
  }
  if (!holder) return typeMember ? edit.remove(schema, typeMember) : [];
  const inferred = schemaOf(evidence, keysOf(path));
  const kept = Object.entries(toData(schema) as JsonObject).filter(([key]) => isKept(key));
  const { title, ...shape } = inferred;
  // A title wins over `x-ms-summary`: an inferred one must not hide what people wrote.
  const isNamed = schema.member('title') !== undefined || schema.member('x-ms-summary') !== undefined;
  return edit.replaceValue(holder, {
    ...shape,
    ...(!isNamed && title !== undefined && { title }),
    ...Object.fromEntries(kept),
  });
}

function isKept(key: string): boolean {
  return ['title', 'description', 'readOnly', 'example'].includes(key) || key.startsWith('x-');
}

function makeNullable(edit: Editor, schema: Node): Change[] {
  const type = schema.get('type');
  if (type?.kind === 'array') return edit.append(type, 'null');
  const written = schema.get('x-nullable');
  return written ? edit.replace(written, true) : edit.insert(schema, 'x-nullable', true);
}

function extendEnum(edit: Editor, { schema, evidence }: Observed, list: Node, came: Json[]): Change[] {
  const member = memberOf(list);
  const kinds = new Set(list.items.map(({ kind }) => kind as string));
  // Values of another kind are not further choices, and neither are very many.
  const isAlike = came.every((value) => kinds.has(typeof value));
  const isChoice = isAlike && evidence.values !== undefined && came.length <= maxNewValues;
  if (!isChoice) return member ? edit.remove(schema, member) : [];
  return edit.appendAll(list, came);
}

/** Adds properties; those that always came are added to an existing list of required ones. */
export function describeMembers(edit: Editor, observed: Observed, names: string[], optional = false): Change[] {
  const { schema, evidence, path } = observed;
  const added = entriesOf(evidence, names, keysOf(path));
  const required = schema.get('required');
  const always = optional ? [] : requiredIn(evidence, names);
  const listed = new Set(required?.items.map(({ value }) => value));
  const toList = always.filter((name) => !listed.has(name));
  const properties = schema.member('properties');
  if (!isObject(properties?.value)) {
    if (properties) return edit.replaceValue(properties, added);
    // An object without a description is described as a new one.
    const isNew = required === undefined && toList.length > 0;
    return edit.insertAll(schema, { ...(isNew && { required: toList }), properties: added });
  }
  const changes =
    properties.value.members.length === 0
      ? edit.replaceValue(properties, added)
      : edit.insertAll(properties.value, added);
  // A list of required properties is not added.
  return required?.kind === 'array' && toList.length > 0 ? [...changes, ...edit.appendAll(required, toList)] : changes;
}

function entriesOf(evidence: Evidence, names: string[], keys: string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, schemaOf(evidence.members.get(name)!, [...keys, name])]));
}

/** Describes a part that had no description: the items of an array, or a value that had only been null. */
export function fillGap(edit: Editor, { schema, evidence, path }: Observed): Change[] {
  if (schema.get('type')?.value === 'array') return fillItems(edit, schema, evidence);
  const isGap = schema.get('x-nullable')?.value === true && schema.members.every(({ key }) => isKept(key));
  if (!isGap || kindsOf(evidence).length !== 1) return [];
  const { title, 'x-nullable': _, ...shape } = schemaOf(evidence, keysOf(path));
  return edit.insertAll(schema, { ...shape, ...(title !== undefined && !schema.member('title') && { title }) });
}

function fillItems(edit: Editor, schema: Node, evidence: Evidence): Change[] {
  const items = schema.member('items');
  const isOpen = !items?.value || (isObject(items.value) && items.value.members.length === 0);
  const inferred = evidence.items ? schemaOf(evidence.items) : {};
  if (!isOpen || (items && Object.keys(inferred).length === 0)) return [];
  return items ? edit.replaceValue(items, inferred) : edit.insert(schema, 'items', inferred);
}

/**
 * The keys for the title of a property. They start at the items of the nearest array, since the designer puts the
 * array's title before them.
 */
function keysOf(path: string[]): string[] {
  return path.slice(path.lastIndexOf('[]') + 1);
}
