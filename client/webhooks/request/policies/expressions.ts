/**
 * The expressions in policies of `apiProperties.json`, evaluated as Power Automate does. Pure.
 * Facts: learn.microsoft.com, policy templates and the training module "Use policy templates with custom connectors",
 * unit 2; what published connectors write in them.
 */
import type { Json } from '../../../../server/protocol/json';
import { isObject } from '../../../common/json';

/** The call, or its response, that expressions read. */
export interface ExpressionScope {
  /** The value of a connection parameter, whatever the case of its name; undefined for none. */
  connectionParameter(name: string): string | undefined;
  /** The value of a header, whatever the case of its name. */
  header(name: string): string | undefined;
  query(name: string): string | undefined;
  body: Json | undefined;
  /** The current item, where a policy changes every item of an array. */
  item?: Json;
  /** Upper case. */
  method: string;
}

/** A value that an expression reads is missing. */
export class MissingValue extends Error {
  constructor(
    readonly expression: string,
    /** The connection parameters of the same text that have no value. */
    readonly connectionParameters: string[] = [],
  ) {
    super(expression);
  }
}

/** `'text'`, with quotation marks in it doubled as in OData. */
const argument = "'((?:[^']|'')*)'";
const named = `(connectionParameters|headers?|queryParameters)\\(\\s*${argument}\\s*(?:,\\s*${argument}\\s*)?\\)`;
/** `.name`, `?.name` and `['name']` lead further into a body or an item. */
const structured = "(body|item)\\(\\)((?:\\??\\.[\\w$@-]+|\\??\\['[^']*'\\])*)";
const call = `(?:${named}|${structured})`;
/** `@call`, `@{call}`, or the method of the original request. */
const expression = new RegExp(`@(?:\\{\\s*${call}\\s*\\}|${call}|Request\\.OriginalHTTPMethod)`, 'gi');

/**
 * Returns a text with its expressions evaluated. Throws {@link MissingValue} where one has neither a value nor a default,
 * for all of them at once.
 */
export function evaluateText(text: string, scope: ExpressionScope): string {
  const missing: MissingValue[] = [];
  const evaluated = text.replace(expression, (written: string, ...groups: (string | undefined)[]) => {
    const found = callIn(groups.slice(0, 5)) ?? callIn(groups.slice(5, 10));
    if (!found) return scope.method;
    try {
      return asText(evaluateCall(written, found, scope));
    } catch (error) {
      if (!(error instanceof MissingValue)) throw error;
      missing.push(error);
      return '';
    }
  });
  const [first] = missing;
  if (!first) return evaluated;
  throw new MissingValue(
    first.expression,
    missing.flatMap(({ connectionParameters }) => connectionParameters),
  );
}

/** Expressions of a property's value are in braces: `{@body().first} {@body().last}`. */
const inBraces = new RegExp(`\\{\\s*@${structured}\\s*\\}`, 'gi');

/**
 * Returns the value that *set property* sets. Only `@body()` and `@item()` work in it, in braces; a text that is a JSON
 * array or object becomes one, every other value is a string.
 */
export function evaluatePropertyValue(text: string, scope: ExpressionScope): Json {
  const filled = text.replace(inBraces, (written: string, name: string, steps: string) =>
    asText(evaluateCall(written, { name, steps }, scope)),
  );
  if (!/^\s*[[{]/.test(filled)) return filled;
  try {
    return JSON.parse(filled) as Json;
  } catch {
    return filled;
  }
}

const wholePath = new RegExp(`^\\s*@(?:${structured}|\\{\\s*${structured}\\s*\\})\\s*$`, 'i');

/** Returns the property names in a path such as `@body().store['books']`; undefined for any other text. */
export function bodyPath(text: string): { root: 'body' | 'item'; names: string[] } | undefined {
  const [, plain, plainSteps, braced, bracedSteps] = wholePath.exec(text) ?? [];
  const root = (plain ?? braced)?.toLowerCase();
  return root === 'body' || root === 'item' ? { root, names: namesIn(plainSteps ?? bracedSteps) } : undefined;
}

/** A call in an expression: of a named value with its default, or of a body with the path into it. */
interface Call {
  name: string;
  key?: string | undefined;
  fallback?: string | undefined;
  steps?: string | undefined;
}

/** The call in the groups of its pattern; undefined where that pattern did not match. */
function callIn([name, key, fallback, structure, steps]: (string | undefined)[]): Call | undefined {
  if (structure !== undefined) return { name: structure, steps };
  return name === undefined ? undefined : { name, key: unquoted(key), fallback: unquoted(fallback) };
}

function evaluateCall(written: string, { name, key = '', fallback, steps }: Call, scope: ExpressionScope): Json {
  switch (name.toLowerCase()) {
    case 'connectionparameters': {
      const value = scope.connectionParameter(key) ?? fallback;
      if (value === undefined) throw new MissingValue(written, [key]);
      return value;
    }
    case 'header':
    case 'headers':
      return required(written, scope.header(key) ?? fallback);
    case 'queryparameters':
      return required(written, scope.query(key) ?? fallback);
    case 'body':
      return required(written, readPath(scope.body, namesIn(steps)));
    default:
      return required(written, readPath(scope.item, namesIn(steps)));
  }
}

function required(written: string, value: Json | undefined): Json {
  if (value === undefined || value === null) throw new MissingValue(written);
  return value;
}

function readPath(value: Json | undefined, names: string[]): Json | undefined {
  let found = value;
  for (const name of names) found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found;
}

const namesIn = (steps = ''): string[] =>
  [...steps.matchAll(/\??\.([\w$@-]+)|\??\['([^']*)'\]/g)].map(([, plain, quoted]) => plain ?? quoted!);

const unquoted = (text: string | undefined): string | undefined => text?.replaceAll("''", "'");

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
