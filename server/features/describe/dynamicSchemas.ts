import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { standalone } from '../../model/schemas';
import type { JsonObject } from '../../protocol/json';
import type { DynamicSchema } from '../../protocol/triggers';
import { type FindAnswer, parts, readCall } from './dynamicCalls';
import { strings } from './json';

/** Maximum number of schemas that are visited: definitions that refer to each other multiply. */
const maxVisits = 20_000;
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
  private readonly followed = new Set<string>();
  private budget = maxVisits;

  constructor(
    private readonly definition: Definition,
    /** The name in `definitions` of each reference's target. */
    private readonly names: Map<string, string>,
    private readonly find: FindAnswer,
  ) {}

  findIn(schema: Node): DynamicSchema[] {
    this.visit(schema, []);
    return this.found;
  }

  private visit(schema: Node | undefined, at: DynamicSchema['at']): void {
    if (!isObject(schema) || this.found.length >= maxCalls || --this.budget < 0) return;
    const dynamic = this.read(schema);
    if (dynamic) {
      // What is written beside the extension does not count any more.
      this.found.push({ ...dynamic, at });
      return;
    }
    const reference = schema.text('$ref');
    if (reference === undefined) this.visitParts(schema, at);
    else this.follow(reference);
  }

  private follow(reference: string): void {
    const name = this.names.get(reference);
    if (name === undefined || this.followed.has(name)) return;
    this.followed.add(name);
    this.visit(this.definition.target(reference), ['definitions', name]);
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
