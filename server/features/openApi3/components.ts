import type { Json, JsonObject } from '../../protocol/json';
import { fragmentKeys } from '../../protocol/pointer';
import { isObject, memberOf } from './losses';

/** Maximum number of references that are followed one after the other: they may form a circle. */
const maxHops = 32;

/** The `components` of an OpenAPI 3 definition, for the places where 2.0 has no reference and the value is needed itself. */
export class Components {
  /** @param securityDefinitions the schemes that could be converted; undefined where the definition has none */
  constructor(
    private readonly root: JsonObject,
    readonly securityDefinitions?: JsonObject,
  ) {}

  /** Returns the object behind a chain of local references; undefined when it leads nowhere or to another file. */
  resolve(value: Json | undefined): JsonObject | undefined {
    let found = value;
    for (let hops = 0; hops < maxHops; hops++) {
      if (!isObject(found)) return undefined;
      const reference = memberOf(found, '$ref');
      if (typeof reference !== 'string') return found;
      found = this.target(reference);
    }
    return undefined;
  }

  private target(reference: string): Json | undefined {
    if (!reference.startsWith('#/')) return undefined;
    let found: Json | undefined = this.root;
    for (const key of fragmentKeys(reference)) {
      if (Array.isArray(found)) found = found[Number(key)];
      else found = isObject(found) ? memberOf(found, key) : undefined;
    }
    return found;
  }
}

const moved: [string, string][] = [
  ['#/components/schemas/', '#/definitions/'],
  ['#/components/parameters/', '#/parameters/'],
  ['#/components/responses/', '#/responses/'],
];

/** Returns a reference as OpenAPI 2.0 writes it; unchanged where 2.0 has the same place. */
export function movedReference(reference: string): string {
  const [from, to] = moved.find(([prefix]) => reference.startsWith(prefix)) ?? ['', ''];
  return to + reference.slice(from.length);
}
