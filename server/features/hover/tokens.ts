import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { effectiveVisibility, isDynamic, requiredNames } from '../../model/schemas';

/** A piece of dynamic content, as makers see it in the designer. */
export interface Token {
  title: string;
  type: string;
  /** Property names from the notification's body; `[*]` for an item of a list. */
  path: string[];
  /** Shown only after "See more". */
  advanced: boolean;
}

export interface Tokens {
  tokens: Token[];
  /** There are more than were counted. */
  more: boolean;
  /** The shape is known to the service alone, at run time. */
  dynamic: boolean;
}

const most = 200;
const deepest = 30;

interface Above {
  /** Titles of the objects around, and their summaries, which count only where none has a title. */
  titles: string[];
  summaries: string[];
  path: string[];
  visibilities: Node[];
  open: Set<Node>;
}

/**
 * The tokens of a notification schema by the rules of the Logic Apps designer (Azure/LogicAppsUX, the nearest public
 * relative): objects and lists have a token of their own beside what they hold, internal ones go with all they hold,
 * `allOf` and `additionalProperties` yield none, and a circle is cut where it closes.
 */
export function notificationTokens(definition: Definition, schema: Node | undefined): Tokens {
  const result: Tokens = { tokens: [], more: false, dynamic: false };
  const root = definition.resolve(schema);
  if (!isObject(schema) || !isObject(root)) return result;
  if (isDynamic(root) || isDynamic(schema)) return { ...result, dynamic: true };
  const title = root.text('title') ?? root.text('x-ms-summary') ?? 'Body';
  result.tokens.push({ title, type: typeOf(root), path: [], advanced: false });
  inside(
    definition,
    root,
    below(root, { titles: [], summaries: [], path: [], visibilities: [root], open: new Set() }),
    result,
  );
  return result;
}

function below(node: Node, above: Above): Above {
  const title = node.text('title');
  const summary = node.text('x-ms-summary');
  return {
    ...above,
    titles: title ? [...above.titles, title] : above.titles,
    summaries: summary ? [...above.summaries, summary] : above.summaries,
    open: new Set(above.open).add(node),
  };
}

function inside(definition: Definition, node: Node, above: Above, result: Tokens): void {
  const type = typeOf(node);
  if (type === 'object') {
    const required = requiredNames(definition, node);
    const members = (node.get('properties')?.members ?? []).map((member, order) => ({
      member,
      order: rank(definition.resolve(member.value), required.has(member.key)) * 10_000 + order,
    }));
    for (const { member } of members.sort((a, b) => a.order - b.order)) {
      one(definition, member.value, member.key, [...above.path, member.key], above, result);
    }
  } else if (type === 'array') {
    const items = node.get('items');
    const path = [...above.path, '[*]'];
    if (items?.kind === 'object') one(definition, items, `${above.path.at(-1) ?? 'Body'} Item`, path, above, result);
  }
}

/** Required first, then important, the others, advanced last. */
function rank(node: Node | undefined, required: boolean): number {
  if (required) return 0;
  const visibility = node?.kind === 'object' ? effectiveVisibility([node]) : 'none';
  return visibility === 'important' ? 1 : visibility === 'advanced' ? 3 : 2;
}

function one(
  definition: Definition,
  written: Node | undefined,
  name: string,
  path: string[],
  above: Above,
  result: Tokens,
): void {
  const node = definition.resolve(written);
  if (!isObject(node)) return;
  const visibilities = [...above.visibilities, node];
  const visibility = effectiveVisibility(visibilities);
  const circle = above.open.has(node) || path.length > deepest;
  const type = circle ? 'any' : typeOf(node);
  if (visibility === 'internal' || type === 'file') return;
  if (result.tokens.length >= most) {
    result.more = true;
    return;
  }
  const own = node.text('title') ?? node.text('x-ms-summary') ?? name;
  const prefix = above.titles.length > 0 ? above.titles : above.summaries;
  result.tokens.push({ title: [...prefix, own].join(' '), type, path, advanced: visibility === 'advanced' });
  if (!circle) inside(definition, node, { ...below(node, above), path, visibilities }, result);
}

/** Without a type it is `any`, and what it holds is not looked at; of several types the last one counts. */
function typeOf(node: Node): string {
  const type = node.get('type');
  if (type?.kind === 'array') return String(type.items.at(-1)?.value ?? 'any');
  return type?.kind === 'string' ? String(type.value) : 'any';
}
