import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { isDynamic } from '../../model/schemas';
import { type Flat, flatten } from '../designer/flatten';
import type { LoadedSchema } from '../loadedSchemas';

/** A piece of dynamic content, as flow makers see it in the designer. */
export interface Token extends Flat {
  /** Shown only after "See more". */
  advanced: boolean;
}

export interface Tokens {
  tokens: Token[];
  /** True when there are more tokens than were read. */
  more: boolean;
  /** True when the service describes the shape at run time, and what it says is not known. */
  dynamic: boolean;
  /** True when the tokens are from the schema that the service gave for a webhook. */
  loaded: boolean;
}

interface TokenOptions {
  /** Maximum number of tokens. */
  most?: number;
  /** What the service gave, for a schema that it alone knows. */
  loaded?: LoadedSchema;
}

/** The tokens of the schema of a notification or response, in the designer's order. */
export function notificationTokens(
  definition: Definition,
  schema: Node | undefined,
  { most = 200, loaded }: TokenOptions = {},
): Tokens {
  const root = definition.resolve(schema);
  if (!isObject(schema)) return { tokens: [], more: false, dynamic: false, loaded: false };
  const dynamic = isDynamic(schema) || (isObject(root) && isDynamic(root));
  const written = dynamic || !isObject(root) ? { tokens: [], more: false } : tokensIn(definition, schema, most);
  if (!loaded || !(dynamic || written.tokens.some((token) => token.dynamic)))
    return { ...written, dynamic, loaded: false };
  const given = tokensIn(loaded.definition, loaded.schema, most);
  const place = placesOf(schema, written.tokens);
  const tokens = given.tokens.map((token) => ({ ...token, written: place(token.path) }));
  return { tokens, more: given.more, dynamic: false, loaded: true };
}

function tokensIn(definition: Definition, schema: Node, most: number): Pick<Tokens, 'tokens' | 'more'> {
  const { entries, more } = flatten(definition, schema, { as: 'tokens', required: true, most });
  return { tokens: entries.map((entry): Token => ({ ...entry, advanced: entry.visibility === 'advanced' })), more };
}

/** Finds the node of the definition that stands for a token of the service: the nearest one around it. */
function placesOf(schema: Node, tokens: Token[]): (path: string[]) => Node {
  const nodes = new Map(tokens.map(({ path, written }) => [path.join('\n'), written]));
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const found = nodes.get(path.slice(0, length).join('\n'));
      if (found) return found;
    }
    return schema;
  };
}
