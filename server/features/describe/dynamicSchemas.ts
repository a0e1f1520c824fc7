import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { standalone } from '../../model/schemas';
import type { JsonObject } from '../../protocol/json';
import type { DynamicSchema } from '../../protocol/triggers';
import { say } from '../../texts/say';
import { type FindAnswer, parts, readCall } from './dynamicCalls';
import { strings } from './json';

/** Maximum number of schemas that are visited: aliases of YAML multiply. */
const maxVisits = 100_000;
/** Maximum number of calls that one schema may need. */
const maxCalls = 10;

/** A schema as it is sent to clients, and the parts of it that only the service knows. */
export interface DescribedSchema {
  /** Self-contained, see {@link standalone}. */
  schema: JsonObject;
  /** Undefined where there is none. */
  dynamicSchemas?: DynamicSchema[];
}

export function describeSchema(definition: Definition, written: Node, find: FindAnswer): DescribedSchema {
  const names = new Map<string, string>();
  const schema = standalone(definition, written, names) as JsonObject;
  const dynamicSchemas = new Finder(definition, names, find).findIn(written);
  return dynamicSchemas.length > 0 ? { schema, dynamicSchemas } : { schema };
}

/** The newer one states unambiguously which value an argument takes, so it wins where a schema has both. */
const extensions = ['x-ms-dynamic-properties', 'x-ms-dynamic-schema'];

/** Finds the dynamic parts of a schema, with their places in its {@link standalone} copy. */
class Finder {
  private readonly found: DynamicSchema[] = [];
  /** The definitions that references lead to, each once. */
  private readonly followed = new Map<string, Node | undefined>();
  private readonly open = new Set<Node>();
  private visits = 0;

  constructor(
    private readonly definition: Definition,
    /** The name in `definitions` of each reference's target. */
    private readonly names: Map<string, string>,
    private readonly find: FindAnswer,
  ) {}

  /** Where there are too many, the last one has no operation: nobody is to take the others for all. */
  findIn(schema: Node): DynamicSchema[] {
    this.visit(schema, []);
    // The map grows while it is read.
    for (const [name, node] of this.followed) this.visit(node, ['definitions', name]);
    if (this.found.length <= maxCalls && this.visits <= maxVisits) return this.found;
    const problem = this.visits > maxVisits ? say('the schema is too large') : say`more than ${maxCalls} parts`;
    return [...this.found.slice(0, maxCalls), { at: [], arguments: [], valuePath: [], problem }];
  }

  private visit(schema: Node | undefined, at: DynamicSchema['at']): void {
    if (!isObject(schema) || this.open.has(schema)) return;
    if (this.found.length > maxCalls || ++this.visits > maxVisits) return;
    const dynamic = this.read(schema);
    if (dynamic) {
      // What is written beside the extension does not count any more.
      this.found.push({ ...dynamic, at });
      return;
    }
    const reference = schema.text('$ref');
    if (reference !== undefined) {
      const name = this.names.get(reference);
      if (name !== undefined && !this.followed.has(name)) this.followed.set(name, this.definition.target(reference));
      return;
    }
    this.open.add(schema);
    this.visitParts(schema, at);
    this.open.delete(schema);
  }

  private visitParts(schema: Node, at: DynamicSchema['at']): void {
    for (const { key, value } of schema.get('properties')?.members ?? []) this.visit(value, [...at, 'properties', key]);
    for (const key of ['items', 'additionalProperties', 'allOf', 'anyOf', 'oneOf']) {
      const part = schema.get(key);
      if (part?.kind === 'array')
        for (const [index, item] of part.items.entries()) this.visit(item, [...at, key, index]);
      else this.visit(part, [...at, key]);
    }
  }

  private read(schema: Node): Omit<DynamicSchema, 'at'> | undefined {
    const read = extensions.flatMap((key) => {
      const extension = schema.get(key);
      return extension ? [this.readExtension(extension)] : [];
    });
    return read.find(({ operation }) => operation) ?? read[0];
  }

  private readExtension(extension: Node): Omit<DynamicSchema, 'at'> {
    const path = extension.get('itemValuePath') ?? extension.get('value-path');
    const valuePath = path?.kind === 'array' ? strings(path) : parts(path?.kind === 'string' ? String(path.value) : '');
    return { ...readCall(this.definition, extension, this.find), valuePath };
  }
}
