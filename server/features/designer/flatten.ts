import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { isDynamic } from '../../model/schemas';

/**
 * Schemas as the designer shows them: one flat list. By the rules of the Logic Apps designer (Azure/LogicAppsUX, the
 * nearest public relative of Power Automate's), for the fields of a body as for the tokens of a notification.
 */
export interface Flat {
  /** `title`, else `x-ms-summary`, else the name; behind the titles of the objects around it. */
  title: string;
  type: string;
  /** Property names from the root; `[*]` for an item of a list. */
  path: string[];
  /** True when the value is required at every level from the root down. */
  required: boolean;
  /** The nearest visibility from here up. */
  visibility: string;
  /** The schema, its `$ref` followed. */
  node: Node;
  /** The node as written. The designer does not read keys next to a `$ref` there. */
  written: Node;
  /** The path of the nearest list around it. */
  list: string[] | undefined;
  /** True when the service describes the inside at run time. */
  dynamic: boolean;
}

export interface FlattenOptions {
  /**
   * `fields`: the values to fill in. Lists are one field each, objects none; read-only properties are left out.
   * `tokens`: objects and lists are tokens of their own in addition to their content; internal ones are left out.
   */
  as: 'fields' | 'tokens';
  required: boolean;
  /** Above the schema itself. */
  visibility?: string;
  /** Maximum number of entries: the rest is not read. */
  most: number;
  /** Only the entries on the way to this place: property names and indices of lists. */
  along?: readonly (string | number)[];
}

export interface Flattened {
  entries: Flat[];
  /** True when there are more entries than were read. */
  more: boolean;
}

const maxDepth = 30;

interface Above {
  /** The titles of the objects around, and their summaries, which count only when none has a title. */
  titles: string[];
  summaries: string[];
  path: string[];
  required: boolean;
  visibility: string;
  list: string[] | undefined;
  readOnly: boolean;
  open: ReadonlySet<Node>;
}

export function flatten(definition: Definition, schema: Node, options: FlattenOptions): Flattened {
  const flattening = new Flattening(definition, options.as === 'fields', options.most, options.along);
  const entries = flattening.schema(schema, {
    titles: [],
    summaries: [],
    path: [],
    required: options.required,
    visibility: options.visibility ?? 'none',
    list: undefined,
    readOnly: false,
    open: new Set(),
  });
  return { entries, more: flattening.more };
}

class Flattening {
  more = false;
  private taken = 0;

  constructor(
    private readonly definition: Definition,
    private readonly fields: boolean,
    private readonly most: number,
    private readonly along: FlattenOptions['along'],
  ) {}

  /** The entries of one schema, the most important first. */
  schema(written: Node, above: Above): Flat[] {
    if (this.taken >= this.most) {
      this.more = true;
      return [];
    }
    this.taken++;
    const node = this.definition.resolve(written);
    const cut = !isObject(node) || above.open.has(node) || above.path.length > maxDepth;
    // A circle ends where it closes; nothing is known about a reference without a target, either.
    if (cut) return this.kept([this.one(written, undefined, 'any', above)]);
    // One entry for each type under the same key: the last one stays.
    const entries = new Map<string, Flat>();
    for (const type of typesOf(node)) {
      for (const entry of this.typed(written, node, type, above)) entries.set(JSON.stringify(entry.path), entry);
    }
    return byImportance(this.kept([...entries.values()]));
  }

  private kept(entries: Flat[]): Flat[] {
    return this.fields ? entries : entries.filter(({ visibility }) => visibility !== 'internal');
  }

  private typed(written: Node, node: Node, type: string, above: Above): Flat[] {
    const own = () => this.one(written, node, type, above);
    if (this.fields && isReadOnly(node, above.readOnly)) return [];
    if (isDynamic(node) && type === 'object') return [own()];
    switch (type) {
      case 'object':
        return this.object(node, above, own);
      case 'array':
        return this.fields ? [own()] : this.items(node, above, own);
      case 'any':
      case 'boolean':
      case 'integer':
      case 'number':
      case 'string':
      case 'null':
        return [own()];
      default:
        // A file, or no type at all.
        return [];
    }
  }

  private object(node: Node, above: Above, own: () => Flat): Flat[] {
    // An internal object is sent as it is; its content is not shown.
    const inside = visibilityOf(node, 'none') === 'internal' ? [] : this.properties(node, below(node, above));
    if (!this.fields) return [...inside, own()];
    return inside.length > 0 ? inside : [own()];
  }

  private properties(node: Node, above: Above): Flat[] {
    const required = new Set((node.get('required')?.items ?? []).map(({ value }) => value));
    return (node.get('properties')?.members ?? []).flatMap(({ key, value }) =>
      isObject(value) && this.leadsOn(above.path.length, key)
        ? this.schema(value, {
            ...above,
            path: [...above.path, key],
            required: above.required && required.has(key),
          })
        : [],
    );
  }

  /** True when the step at a depth may be this property, or the item of a list where none is given. */
  private leadsOn(depth: number, key?: string): boolean {
    if (!this.along) return true;
    return key === undefined ? typeof this.along[depth] === 'number' : this.along[depth] === key;
  }

  /** The entries of a list: the list, its item, and the content of the item. */
  private items(node: Node, above: Above, own: () => Flat): Flat[] {
    const written = node.get('items');
    const items = isObject(written) ? this.definition.resolve(written) : undefined;
    const inside: Above = {
      ...above,
      // An item's own title replaces the list's.
      titles: and(above.titles, items?.text('title') ? undefined : node.text('title')),
      summaries: and(above.summaries, items?.text('x-ms-summary') ? undefined : node.text('x-ms-summary')),
      path: [...above.path, '[*]'],
      visibility: visibilityOf(node, above.visibility),
      list: above.path,
      open: new Set(above.open).add(node),
    };
    if (visibilityOf(node, 'none') === 'internal' || !this.leadsOn(above.path.length)) return [own()];
    if (!isObject(written)) return [own(), this.one(node, undefined, 'any', inside)];
    const all = this.schema(written, inside);
    // The content of an object comes before the list, and so does a list inside another.
    if (items?.text('type') === 'object') return [...all, own()];
    const isItem = ({ path }: Flat) => path.length === inside.path.length;
    return [...all.filter((entry) => !isItem(entry)), own(), ...all.filter(isItem)];
  }

  private one(written: Node, node: Node | undefined, type: string, above: Above): Flat {
    const prefix = above.titles.length > 0 ? above.titles : above.summaries;
    const own = (node && ownTitle(node)) || defaultTitle(above.path, node);
    return {
      title: [...prefix, own].filter(Boolean).join(' '),
      type,
      path: above.path,
      required: above.required,
      visibility: node ? visibilityOf(node, above.visibility) : above.visibility,
      node: node ?? written,
      written,
      list: above.list,
      dynamic: node !== undefined && isDynamic(node),
    };
  }
}

function below(node: Node, above: Above): Above {
  return {
    ...above,
    titles: and(above.titles, node.text('title')),
    summaries: and(above.summaries, node.text('x-ms-summary')),
    visibility: visibilityOf(node, above.visibility),
    readOnly: isReadOnly(node, above.readOnly),
    open: new Set(above.open).add(node),
  };
}

const and = (texts: string[], text: string | undefined): string[] => (text ? [...texts, text] : texts);

const ownTitle = (node: Node): string | undefined => node.text('title') || node.text('x-ms-summary');

/** The names at the top level for which the designer has titles of its own. */
const known: Record<string, string> = {
  body: 'Body',
  headers: 'Headers',
  queries: 'Queries',
  pathparameters: 'Path Parameters',
  statuscode: 'Status Code',
};

function defaultTitle(path: string[], node: Node | undefined): string {
  const name = path.at(-1);
  if (name === undefined) return node?.text('description') || 'Body';
  if (name === '[*]') return 'Item';
  if (path.length > 1) return name;
  if (name.startsWith('x-ms-')) return name.slice('x-ms-'.length).split('-').map(capitalized).join(' ');
  return Object.hasOwn(known, name.toLowerCase()) ? known[name.toLowerCase()]! : name;
}

const capitalized = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** The type of a schema; without one it is `any`, and its content is not read. */
function typesOf(node: Node): string[] {
  const type = node.get('type');
  if (type?.kind === 'array') return type.items.map(({ value }) => String(value));
  return type?.kind === 'string' ? [String(type.value)] : ['any'];
}

function isReadOnly(node: Node, above: boolean): boolean {
  return above || node.get('readOnly')?.value === true || node.text('x-ms-permission')?.toLowerCase() === 'read-only';
}

const visibilities = new Set(['none', 'important', 'advanced', 'internal']);

export function visibilityOf(node: Node, above: string): string {
  const own = node.text('x-ms-visibility')?.toLowerCase();
  return own !== undefined && visibilities.has(own) ? own : above;
}

/** Required first, then important, the others, advanced last. */
function byImportance(entries: Flat[]): Flat[] {
  const rank = ({ required, visibility }: Flat): number =>
    required ? 0 : visibility === 'important' ? 1 : visibility === 'advanced' ? 3 : 2;
  return entries.sort((a, b) => rank(a) - rank(b));
}
