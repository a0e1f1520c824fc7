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
  /** At every level from the root down. */
  required: boolean;
  /** The nearest one from here up. */
  visibility: string;
  /** The schema, its `$ref` followed. */
  node: Node;
  /** Where it is written: what stands beside a `$ref` there, the designer does not read. */
  written: Node;
  /** Path of the nearest list around it. */
  list: string[] | undefined;
  /** The shape inside comes from the service at run time. */
  dynamic: boolean;
}

export interface FlattenOptions {
  /**
   * `fields`: what is filled in; lists are one field each, objects none, read-only properties are left out.
   * `tokens`: objects and lists are tokens of their own beside what they hold; internal ones are left out.
   */
  as: 'fields' | 'tokens';
  required: boolean;
  /** Above the schema itself. */
  visibility?: string;
  /** Entries in all: what is beyond is not looked at. */
  most: number;
}

export interface Flattened {
  entries: Flat[];
  /** There are more than were looked at. */
  more: boolean;
}

const deepest = 30;

interface Above {
  /** Titles of the objects around, and their summaries, which count only where none has a title. */
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
  const flattening = new Flattening(definition, options.as === 'fields', options.most);
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
  ) {}

  /** Everything that one schema gives, the most important first. */
  schema(written: Node, above: Above): Flat[] {
    if (this.taken >= this.most) {
      this.more = true;
      return [];
    }
    this.taken++;
    const node = this.definition.resolve(written);
    const cut = !isObject(node) || above.open.has(node) || above.path.length > deepest;
    // A circle is cut where it closes; of what a reference leads to nowhere nothing is known either.
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
    // An internal object is one thing that is sent as it stands; what is in it is not reached.
    const inside = visibilityOf(node, 'none') === 'internal' ? [] : this.properties(node, below(node, above));
    if (!this.fields) return [...inside, own()];
    return inside.length > 0 ? inside : [own()];
  }

  private properties(node: Node, above: Above): Flat[] {
    const required = new Set((node.get('required')?.items ?? []).map(({ value }) => value));
    return (node.get('properties')?.members ?? []).flatMap(({ key, value }) =>
      isObject(value)
        ? this.schema(value, {
            ...above,
            path: [...above.path, key],
            required: above.required && required.has(key),
          })
        : [],
    );
  }

  /** The list, its item as such, and what that holds. */
  private items(node: Node, above: Above, own: () => Flat): Flat[] {
    const written = node.get('items');
    const items = isObject(written) ? this.definition.resolve(written) : undefined;
    const inside: Above = {
      ...above,
      // An item's own title stands in for the list's.
      titles: and(above.titles, items?.text('title') ? undefined : node.text('title')),
      summaries: and(above.summaries, items?.text('x-ms-summary') ? undefined : node.text('x-ms-summary')),
      path: [...above.path, '[*]'],
      visibility: visibilityOf(node, above.visibility),
      list: above.path,
      open: new Set(above.open).add(node),
    };
    if (visibilityOf(node, 'none') === 'internal') return [own()];
    if (!isObject(written)) return [own(), this.one(node, undefined, 'any', inside)];
    const all = this.schema(written, inside);
    // Before the list stands what an object has inside, and what a list has inside another.
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

/** Names that the designer words anew where they are the name of something at the top. */
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

/** Without a type it is `any`, and what it holds is not looked at. */
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
