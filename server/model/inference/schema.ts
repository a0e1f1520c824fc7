import type { JsonObject } from '../../protocol/json';
import { type Evidence, kindsOf } from './evidence';
import { titleOf } from './titles';

/**
 * The Swagger 2.0 schema for evidence. It accepts every value that was seen: a property is required if it was in every
 * object; `x-nullable` is set where null was seen, since Swagger 2.0 has no null type; a format is set where all strings
 * have it; where kinds conflict there is no type; enums are never guessed.
 *
 * @param keys the property names that lead here from the root or from an array's items, for titles. Scalars and arrays
 *   get them, as in the tutorial: the designer puts the title of an object before those of its properties,
 *   which would then name the object twice.
 */
export function schemaOf(evidence: Evidence, keys: string[] = []): JsonObject {
  const kinds = kindsOf(evidence);
  const [kind] = kinds;
  const title = keys.length > 0 && kind !== 'object' ? titleOf(keys) : undefined;
  // A schema without a type accepts null anyway: there `x-nullable` means that only null was seen.
  const nullable = evidence.nulls > 0 && kinds.length < 2;
  const single = kinds.length === 1;
  return {
    ...(single && { type: kind }),
    ...(single && kind === 'string' && evidence.formats?.[0] && { format: evidence.formats[0] }),
    ...(title !== undefined && { title }),
    ...(nullable && { 'x-nullable': true }),
    ...(single && kind === 'object' && objectPart(evidence, keys)),
    ...(single && kind === 'array' && { items: evidence.items ? schemaOf(evidence.items) : {} }),
  };
}

function objectPart(evidence: Evidence, keys: string[]): JsonObject {
  const members = [...evidence.members];
  if (members.length === 0) return {};
  const required = requiredIn(
    evidence,
    members.map(([key]) => key),
  );
  return {
    ...(required.length > 0 && { required }),
    // Built from entries: a payload may have a member `__proto__`.
    properties: Object.fromEntries(members.map(([key, member]) => [key, schemaOf(member, [...keys, key])])),
  };
}

/** The keys that were in every object. */
export function requiredIn(evidence: Evidence, keys: string[]): string[] {
  return keys.filter((key) => evidence.members.get(key)?.seen === evidence.objects);
}
