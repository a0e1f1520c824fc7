/** What the damage test knows of a connector definition as data: paths into it, seeded choices, and where its webhooks are. */

// biome-ignore lint/suspicious/noExplicitAny: a definition that is damaged on purpose has no type.
export type Json = any;
/** The keys and indices from the root to a node. */
export type Path = (string | number)[];

export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
export const contentKey = 'x-ms-notification-content';
export const callbackKey = 'x-ms-notification-url';

export const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const clone = (value: Json): Json => structuredClone(value);

/** The node at a path; undefined where there is none. */
export function nodeAt(root: Json, path: Path): Json {
  let node = root;
  for (const step of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return undefined;
    node = node[step];
  }
  return node;
}

/** Puts a value at a path, whose parent must be there. */
export function putAt(root: Json, path: Path, value: Json): void {
  nodeAt(root, path.slice(0, -1))[path.at(-1)!] = value;
}

/** Removes the node at a path from the object or array around it. */
export function removeAt(root: Json, path: Path): void {
  const parent = nodeAt(root, path.slice(0, -1));
  const step = path.at(-1)!;
  if (Array.isArray(parent)) parent.splice(Number(step), 1);
  else delete parent[step];
}

/** Gives a member another key in its place among the others. */
export function renameKey(parent: Record<string, Json>, from: string, to: string): void {
  const members = Object.entries(parent);
  for (const [key] of members) delete parent[key];
  for (const [key, value] of members) parent[key === from ? to : key] = value;
}

/** Where a reference into the same document leads; undefined for any other text. */
export function pathOfReference(reference: Json): Path | undefined {
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined;
  const steps = reference.slice(2).split('/');
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The path of what is meant at a path: behind its `$ref`s, if it has any. Undefined where one leads nowhere or in circles. */
export function resolvePath(root: Json, path: Path): Path | undefined {
  let at: Path | undefined = path;
  for (let hops = 0; at && hops < 20; hops += 1) {
    const node = nodeAt(root, at);
    if (!isObject(node) || node.$ref === undefined) return node === undefined ? undefined : at;
    at = pathOfReference(node.$ref);
  }
  return undefined;
}

/** Seeded choices: the same seed gives the same ones on every machine. */
export interface Pick {
  /** An integer from 0 up to, not including, the bound. */
  number(bound: number): number;
  one<T>(choices: readonly T[]): T | undefined;
}

/** Choices from a seed (mulberry32 on an FNV-1a hash). */
export function seededPick(seed: string): Pick {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const number = (bound: number): number => Math.floor(next() * bound);
  return { number, one: (choices) => choices[number(choices.length)] };
}

export interface Operation {
  path: Path;
  /** The path of the path item around it. */
  item: Path;
  method: string;
  node: Record<string, Json>;
}

/** Every operation of a definition whose paths are what they should be. */
export function operationsOf(root: Json): Operation[] {
  const found: Operation[] = [];
  for (const [template, item] of Object.entries(isObject(root?.paths) ? root.paths : {})) {
    if (!isObject(item)) continue;
    for (const method of methods) {
      if (!isObject(item[method])) continue;
      found.push({ path: ['paths', template, method], item: ['paths', template], method, node: item[method] });
    }
  }
  return found;
}

export interface Webhook extends Operation {
  /** The path of the body parameter, behind its reference. */
  body: Path;
  /** The path of the schema of the body, behind its reference. */
  schema: Path;
  /** The path of the property that takes the callback URL. */
  callback: Path;
  /** The schemas from that of the body down to the property, which is the last one. */
  chain: Path[];
}

/** The schemas on the way to the property that takes the callback URL, through `properties` and references only. */
function callbackChain(root: Json, schema: Path, seen = new Set<Json>()): Path[] | undefined {
  const at = resolvePath(root, schema);
  const node = at && nodeAt(root, at);
  if (!at || !isObject(node) || seen.has(node)) return undefined;
  seen.add(node);
  if (Object.hasOwn(node, callbackKey)) return [at];
  for (const name of Object.keys(isObject(node.properties) ? node.properties : {})) {
    const below = callbackChain(root, [...at, 'properties', name], seen);
    if (below) return [at, ...below];
  }
  return undefined;
}

/** The body parameter of an operation, behind its reference. */
export function bodyOf(root: Json, operation: Operation): Path | undefined {
  for (const holder of [operation.path, operation.item]) {
    const parameters = nodeAt(root, [...holder, 'parameters']);
    for (const index of Array.isArray(parameters) ? parameters.keys() : []) {
      const at = resolvePath(root, [...holder, 'parameters', index]);
      if (at && nodeAt(root, at)?.in === 'body') return at;
    }
  }
  return undefined;
}

/** The webhook triggers of an undamaged definition: a trigger, notification content on its path, a callback in its body. */
export function webhooksOf(root: Json): Webhook[] {
  const found: Webhook[] = [];
  for (const operation of operationsOf(root)) {
    if (!operation.node['x-ms-trigger'] || !isObject(nodeAt(root, operation.item)[contentKey])) continue;
    const body = bodyOf(root, operation);
    const schema = body && resolvePath(root, [...body, 'schema']);
    const chain = schema && callbackChain(root, schema);
    if (chain) found.push({ ...operation, body, schema, chain, callback: chain.at(-1)! });
  }
  return found;
}

/** Every node below a path, with the path itself first; not below examples and defaults, whose content means nothing. */
export function pathsBelow(root: Json, start: Path): Path[] {
  const found: Path[] = [];
  const visit = (path: Path, node: Json): void => {
    found.push(path);
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      if (['example', 'examples', 'default'].includes(key)) continue;
      visit([...path, Array.isArray(node) ? Number(key) : key], node[key]);
    }
  };
  const node = nodeAt(root, start);
  if (node !== undefined) visit(start, node);
  return found;
}

/** Declarations of the variables of a path. */
export const variablesOf = (template: string): Json[] =>
  Array.from(template.matchAll(/\{([^{}]+)\}/g), ([, name]) => ({ name, in: 'path', required: true, type: 'string' }));
