import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { isBatch, outputOf, splitOfSchema } from '../../model/triggerOutput';
import type { TriggerFacts } from '../../model/triggers';
import type { CardToken, TriggerCard } from '../../protocol/preview';
import { notificationTokens, type Token } from '../hover/tokens';
import type { LoadedSchema } from '../loadedSchemas';
import { accessors, quoted } from './accessors';
import { visibilityOf } from './flatten';
import { sourceOf } from './parameters';
import type { RangeOf } from './sourceSpan';

const maxTokens = 1000;

type Outputs = Pick<TriggerCard, 'tokens' | 'moreTokens' | 'dynamicTokens' | 'splitOn'>;

/** The dynamic content of a trigger. */
export function cardTokens(
  definition: Definition,
  facts: TriggerFacts,
  rangeOf: RangeOf,
  given: LoadedSchema | undefined,
): Outputs {
  const output = outputOf(definition, facts);
  if (!isObject(output)) return { tokens: [], moreTokens: false };
  const schema = output.get('schema');
  const { tokens, more, dynamic, loaded } = notificationTokens(definition, schema, { most: maxTokens, loaded: given });
  const outer = loaded ? given! : { definition, schema };
  const split = splitPath(outer, facts);
  const titles = titlesOf(tokens);
  const useOf = tokenUses(tokens, split);
  const isOpen = dynamic || !isObject(outer.definition.resolve(outer.schema));
  const body = isOpen
    ? [wholeBody(schema ?? output, rangeOf)]
    : tokens.map((token) => ({ ...bodyToken(token, rangeOf), ...useOf(token) }));
  return {
    tokens: [...body, ...headerTokens(output, rangeOf)],
    moreTokens: more,
    ...((dynamic || loaded) && {
      dynamicTokens: { operation: dynamicSource(definition, schema), ...(loaded && { loaded }) },
    }),
    ...(split && { splitOn: titles.get(tokenKey(split)) ?? split.at(-1) ?? 'Body' }),
  };
}

/** The token for the whole body, which exists whatever is known about its shape. */
function wholeBody(at: Node, rangeOf: RangeOf): CardToken {
  return {
    title: 'Body',
    type: at.text('type') ?? 'any',
    advanced: false,
    source: 'body',
    expression: 'triggerBody()',
    loops: [],
    range: rangeOf(at),
  };
}

const tokenKey = (path: string[]): string => JSON.stringify(path);

const titlesOf = (tokens: Token[]) => new Map(tokens.map((token) => [tokenKey(token.path), token.title]));

/** The path of the list whose items each start a run; undefined where a notification starts one run. */
export function splitPath(
  { definition, schema }: { definition: Definition; schema: Node | undefined },
  facts: Pick<TriggerFacts, 'trigger'>,
): string[] | undefined {
  const split = isBatch(facts) ? splitOfSchema(definition, schema) : undefined;
  return split?.kind === 'list' ? split.path : undefined;
}

/** How a flow uses a token. */
type TokenUse = Pick<CardToken, 'expression' | 'loops'>;

/** Returns the use of each of these tokens. @param split see {@link splitPath} */
export function tokenUses(tokens: Token[], split: string[] | undefined): (token: Token) => TokenUse {
  const titles = titlesOf(tokens);
  return (token) => ({
    expression: expressionOf(token, split),
    loops: listsAround(token.path)
      .filter((list) => !split || tokenKey(list) !== tokenKey(split))
      .map((list) => titles.get(tokenKey(list)) ?? list.at(-1) ?? 'Body'),
  });
}

function bodyToken(token: Token, rangeOf: RangeOf): Omit<CardToken, keyof TokenUse> {
  return {
    title: token.title,
    description: token.node.text('description'),
    type: token.type,
    format: token.node.text('format'),
    advanced: token.advanced,
    source: 'body',
    range: rangeOf(token.written),
  };
}

/** The paths of the lists around a value, from the outside in. */
function listsAround(path: string[]): string[][] {
  return path.flatMap((step, index) => (step === '[*]' ? [path.slice(0, index)] : []));
}

/**
 * The expression of a token: with `?` before each step unless all of them are required, and relative to the item inside
 * a list.
 */
function expressionOf({ path, required }: Token, split: string[] | undefined): string {
  const inSplit = split !== undefined && isBelow(path, [...split, '[*]']);
  const own = inSplit ? path.slice(split.length + 1) : path;
  const at = own.lastIndexOf('[*]');
  return `${at < 0 ? 'triggerBody()' : 'item()'}${accessors(own.slice(at + 1), required)}`;
}

const isBelow = (path: string[], of: string[]): boolean => of.every((step, index) => path[index] === step);

function headerTokens(output: Node, rangeOf: RangeOf): CardToken[] {
  return (output.get('headers')?.members ?? []).flatMap(({ key, value }) => {
    if (!isObject(value)) return [];
    const visibility = visibilityOf(value, 'none');
    if (visibility === 'internal') return [];
    return [
      {
        title: value.text('title') || value.text('x-ms-summary') || value.text('description') || 'Body',
        description: value.text('description'),
        type: value.text('type') ?? 'any',
        format: value.text('format'),
        advanced: visibility === 'advanced',
        source: 'header' as const,
        expression: `triggerOutputs()['headers'][${quoted(key)}]`,
        loops: [],
        range: rangeOf(value),
      },
    ];
  });
}

function dynamicSource(definition: Definition, schema: Node | undefined): string | undefined {
  const nodes = [schema, definition.resolve(schema)];
  for (const node of nodes) {
    const extension = node?.get('x-ms-dynamic-schema') ?? node?.get('x-ms-dynamic-properties');
    if (extension) return sourceOf(definition, extension);
  }
  return undefined;
}
