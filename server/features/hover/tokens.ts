import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { isDynamic } from '../../model/schemas';
import { type Flat, flatten } from '../designer/flatten';

/** A piece of dynamic content, as flow makers see it in the designer. */
export interface Token extends Flat {
  /** Shown only after "See more". */
  advanced: boolean;
}

export interface Tokens {
  tokens: Token[];
  /** True when there are more tokens than were read. */
  more: boolean;
  /** True when the service describes the shape at run time. */
  dynamic: boolean;
}

/**
 * The tokens of the schema of a notification or response, in the designer's order.
 *
 * @param most maximum number of tokens
 */
export function notificationTokens(definition: Definition, schema: Node | undefined, most = 200): Tokens {
  const root = definition.resolve(schema);
  if (!isObject(schema) || !isObject(root)) return { tokens: [], more: false, dynamic: false };
  if (isDynamic(root) || isDynamic(schema)) return { tokens: [], more: false, dynamic: true };
  const { entries, more } = flatten(definition, schema, { as: 'tokens', required: true, most });
  const tokens = entries.map((entry): Token => ({ ...entry, advanced: entry.visibility === 'advanced' }));
  return { tokens, more, dynamic: false };
}
