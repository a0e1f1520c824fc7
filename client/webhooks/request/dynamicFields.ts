/** The fields of a body that only the service knows, by the places of their schemas. Pure. */
import type { BodyDescription, BodyField, DynamicSchema } from '../../../server/protocol/triggers';

/**
 * Returns the path of the property at a place in a schema; undefined where that is no property of properties, such as in the
 * items of an array.
 */
function pathOf(at: DynamicSchema['at']): string[] | undefined {
  const isProperty = at.length % 2 === 0 && at.every((key, index) => index % 2 === 1 || key === 'properties');
  return isProperty ? at.filter((_, index) => index % 2 === 1).map(String) : undefined;
}

/** The paths of the parts of a body that only the service knows; undefined where a part has none. */
export function dynamicPaths({ dynamicSchemas = [] }: BodyDescription): string[][] | undefined {
  const paths = dynamicSchemas.map(({ at }) => pathOf(at));
  return paths.every((path) => path !== undefined) ? paths : undefined;
}

/** True for the path of a field that is such a part, or in one. */
export const isDynamicPath = (body: BodyDescription, path: string[]): boolean =>
  (dynamicPaths(body) ?? []).some((part) => part.every((name, index) => path[index] === name));

/** The fields that the definition itself describes. */
export const staticFields = (body: BodyDescription): BodyField[] =>
  body.fields.filter(({ path }) => !isDynamicPath(body, path));

/** A body of the definition with the fields that a service described for its parts. */
export const withDynamicFields = (body: BodyDescription, { fields }: BodyDescription): BodyDescription => ({
  ...body,
  fields: [...staticFields(body), ...fields.filter(({ path }) => isDynamicPath(body, path))],
});
