/**
 * Random notifications with the expression of every place in a payload, from the published rules of the designer
 * (Azure/LogicAppsUX: tokens, arrays, splitOn) alone. Reads plain JSON and shares no code with the server.
 */

type Schema = { [key: string]: unknown };
type Path = (string | number)[];

export interface NotificationCase {
  trigger: 'single' | 'batch';
  schema: Schema;
  definitions: Record<string, Schema>;
  path: Path;
}

/** A generator of numbers below 1 that repeats itself for a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const names = [
  'id',
  'name',
  "it's",
  'a.b',
  'x y',
  '[*]',
  '0',
  'ünï',
  'value',
  'items',
  'body',
  'a~b',
  'q?',
  'c]d',
  '__proto__',
];

export function randomCase(random: () => number): NotificationCase {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const chance = (of: number) => random() < of;
  const definitions: Record<string, Schema> = Object.create(null);

  const schemaOf = (depth: number): Schema => {
    if (chance(0.1) && depth > 0) return { $ref: `#/definitions/${pick(['A', 'B'])}`, title: 'Not read' };
    const made = bare(depth);
    if (chance(0.12)) made['x-ms-visibility'] = pick(['internal', 'advanced', 'important']);
    if (chance(0.1)) made['x-nullable'] = true;
    if (chance(0.1)) made.title = 'A title';
    return made;
  };
  const bare = (depth: number): Schema => {
    const kind =
      depth <= 0
        ? 'string'
        : pick(['object', 'object', 'object', 'array', 'array', 'string', 'untyped', 'several', 'combined']);
    switch (kind) {
      case 'object':
        return objectOf(depth);
      case 'untyped': {
        const untyped = objectOf(depth);
        delete untyped.type;
        return untyped;
      }
      case 'several':
        return {
          ...objectOf(depth),
          type: pick([
            ['object', 'null'],
            ['null', 'object'],
            ['string', 'null'],
          ]),
        };
      case 'combined':
        return { type: 'object', allOf: [objectOf(depth - 1)] };
      case 'array':
        return chance(0.1) ? { type: 'array' } : { type: 'array', items: schemaOf(depth - 1) };
      default:
        return { type: pick(['string', 'integer', 'boolean']) };
    }
  };
  const objectOf = (depth: number): Schema => {
    const properties: Record<string, Schema> = Object.create(null);
    const count = chance(0.35) ? 1 : Math.floor(random() * 4);
    for (let index = 0; index < count; index++) properties[pick(names)] = schemaOf(depth - 1);
    const listed = Object.keys(properties).filter(() => chance(0.6));
    return { type: 'object', properties, ...(listed.length > 0 && { required: listed }) };
  };

  definitions.A = objectOf(3);
  definitions.B = { type: 'array', items: { $ref: '#/definitions/A' } };
  const trigger = chance(0.4) ? 'batch' : 'single';
  const list = (): Schema => ({ type: 'array', items: objectOf(3) });
  const wrapped = (): Schema => {
    const name = pick(names);
    return { type: 'object', properties: { [name]: list() }, ...(chance(0.5) && { required: [name] }) };
  };
  // Many of the batches can be split, and most notifications are objects.
  const root =
    trigger === 'batch'
      ? pick([list, wrapped, () => schemaOf(4)])
      : pick([list, () => objectOf(4), () => objectOf(4), () => schemaOf(4)]);
  const schema = root();
  return { trigger, schema, definitions, path: randomPath(schema, definitions, random) };
}

/** A place that a payload of this schema may have, now and then one that the schema doesn't describe. */
function randomPath(schema: Schema, definitions: Record<string, Schema>, random: () => number): Path {
  const path: Path = [];
  let at: Schema | undefined = schema;
  while (path.length < 9 && random() < 0.9) {
    const node: Schema = at ? follow(at, definitions) : {};
    const properties = (node.properties ?? {}) as Record<string, Schema>;
    const keys = Object.keys(properties);
    if (node.items !== undefined || node.type === 'array') {
      path.push(Math.floor(random() * 12));
      at = node.items as Schema | undefined;
    } else if (keys.length > 0 && random() < 0.93) {
      const key = keys[Math.floor(random() * keys.length)]!;
      path.push(key);
      at = properties[key];
    } else if (random() < 0.3) {
      path.push(random() < 0.7 ? 'more' : 2);
      at = undefined;
    } else break;
  }
  return path;
}

/** The expression of a place, or null where an action can't reach it because each item of a list has a run of its own. */
export function expectedExpression({ trigger, schema, definitions, path }: NotificationCase): string | null {
  const split = trigger === 'batch' ? splitPath(schema, definitions) : undefined;
  if (!split) return write(path, isRequired(schema, definitions, path, undefined));
  // After the split, triggerBody() is one item: whatever is not in an item is out of reach.
  const isInItem = split.every((step, index) => path[index] === step) && typeof path[split.length] === 'number';
  if (!isInItem) return null;
  return write(path.slice(split.length + 1), isRequired(schema, definitions, path, split.length));
}

/** No `?` where every level requires the value; a certain item of a list is never required. */
function write(steps: Path, required: boolean): string {
  const mark = required ? '' : '?';
  const written = steps.map((step) =>
    typeof step === 'number' ? `${mark}[${step}]` : `${mark}['${step.split("'").join("''")}']`,
  );
  return `triggerBody()${written.join('')}`;
}

/**
 * True when the designer has a token for the place, and every level requires it.
 * @param splitAt the index of the step into the list that is split: an item starts the run, so it exists
 */
function isRequired(
  schema: Schema,
  definitions: Record<string, Schema>,
  path: Path,
  splitAt: number | undefined,
): boolean {
  const open: Schema[] = [];
  let node: Schema | undefined = follow(schema, definitions);
  if (isInternal(node)) return path.length === 0;
  for (const [index, step] of path.entries()) {
    // A circle is cut where it closes.
    if (!node || open.includes(node)) return false;
    open.push(node);
    if (typeof step === 'number') {
      if (index !== splitAt || !isA('array', node)) return false;
      // Nothing is known about an item that isn't described.
      if (!node.items) return index === path.length - 1;
      node = follow(node.items as Schema, definitions);
    } else node = requiredProperty(node, step, definitions);
    // Dropped with whatever is in it: the designer promises nothing about it.
    if (!node || isInternal(node)) return false;
  }
  return true;
}

function requiredProperty(node: Schema, name: string, definitions: Record<string, Schema>): Schema | undefined {
  if (!isA('object', node) || !((node.required ?? []) as string[]).includes(name)) return undefined;
  const properties = (node.properties ?? {}) as Record<string, Schema>;
  return Object.hasOwn(properties, name) ? follow(properties[name]!, definitions) : undefined;
}

/** False for a schema without a type, which is `any` and is not looked into. */
const isA = (type: string, node: Schema) => [node.type].flat().includes(type);

const follow = (node: Schema, definitions: Record<string, Schema>): Schema =>
  typeof node.$ref === 'string' ? definitions[node.$ref.slice('#/definitions/'.length)]! : node;

const isInternal = (node: Schema) => node['x-ms-visibility'] === 'internal';

/** The list whose items are split: the root, or reached through objects with exactly one property that is not internal. */
function splitPath(schema: Schema, definitions: Record<string, Schema>): string[] | undefined {
  const path: string[] = [];
  let node = schema;
  while (path.length <= 30) {
    node = follow(node, definitions);
    if (node.type === 'array') return path;
    if (node.type !== 'object') return undefined;
    const visible = Object.entries((node.properties ?? {}) as Record<string, Schema>).filter(
      ([, of]) => !isInternal(follow(of, definitions)),
    );
    if (visible.length !== 1) return undefined;
    path.push(visible[0]![0]);
    node = visible[0]![1];
  }
  return undefined;
}
