import type { Json, JsonObject } from '../../protocol/json';
import { escapePointer } from '../../protocol/pointer';

/** Something that OpenAPI 2.0 cannot express, or that a person must complete. */
export interface Loss {
  /** The JSON pointer of the place in the OpenAPI 3 definition. */
  pointer: string;
  message: string;
}

/** A value of the OpenAPI 3 definition and its place in it, so that whatever is lost can be reported there. */
export class Source {
  private constructor(
    readonly pointer: string,
    private readonly losses: Loss[],
  ) {}

  static root(losses: Loss[]): Source {
    return new Source('', losses);
  }

  at(...keys: (string | number)[]): Source {
    return new Source([this.pointer, ...keys.map((key) => escapePointer(String(key)))].join('/'), this.losses);
  }

  lose(message: string): void {
    this.losses.push({ pointer: this.pointer, message });
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns the value when it is an object, otherwise an empty one. */
export const objectOr = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Returns the value when it is an array, otherwise an empty one. */
export const arrayOr = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** Returns the own member; never one of `Object.prototype`. */
export const memberOf = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Returns an object with the members whose values are defined. Safe for a member named `__proto__`. */
export function objectOf(members: Iterable<readonly [string, Json | undefined]>): JsonObject {
  const defined = [...members].filter((member): member is [string, Json] => member[1] !== undefined);
  return Object.fromEntries(defined);
}

/** Returns the object with each value replaced; members for which `convert` returns undefined are left out. */
export function mapMembers(object: JsonObject, convert: (value: Json, key: string) => Json | undefined): JsonObject {
  return objectOf(Object.entries(object).map(([key, value]) => [key, convert(value, key)] as const));
}

export const isExtension = (key: string): boolean => /^x-/i.test(key);

/** Returns the members whose keys begin with `x-`. */
export const extensionsOf = (object: JsonObject): [string, Json][] =>
  Object.entries(object).filter(([key]) => isExtension(key));
