import { OpenDocument } from '../documents/document';
import { isObject, type Node } from '../documents/tree';
import type { Definition } from '../model/definition';
import { FileMap, type FileRules } from '../protocol/fileNames';
import type { JsonObject } from '../protocol/json';
import type { SchemaReport } from '../protocol/payloads';
import { definitionOf } from './validate';

/** A notification schema that a service gave: a node, and the definition in which its references are resolved. */
export interface LoadedSchema {
  definition: Definition;
  schema: Node;
}

/** Finds the schema that a service gave for a trigger of a definition. */
export type FindLoaded = (operationId: string | undefined) => LoadedSchema | undefined;

export const noneLoaded: FindLoaded = () => undefined;

interface Entry {
  schema: JsonObject;
  /** Read when it is first shown. */
  read: LoadedSchema | undefined;
}

/** The notification schemas that services gave when webhooks were registered, by definition and trigger. */
export class LoadedSchemas {
  private readonly entries: FileMap<Map<string, Entry>>;

  constructor(rules: FileRules) {
    this.entries = new FileMap(rules);
  }

  note({ uri, operationId, schema }: SchemaReport): void {
    const known = this.entries.get(uri) ?? new Map<string, Entry>();
    if (schema) known.set(operationId, { schema, read: undefined });
    else known.delete(operationId);
    this.entries.set(uri, known);
  }

  of(uri: string): FindLoaded {
    return (operationId) => {
      const entry = operationId === undefined ? undefined : this.entries.get(uri)?.get(operationId);
      if (!entry) return undefined;
      entry.read ??= read(entry.schema);
      return entry.read;
    };
  }
}

/** Reads a self-contained schema as a part of a definition of its own. */
function read({ definitions = {}, ...schema }: JsonObject): LoadedSchema | undefined {
  const text = JSON.stringify({
    swagger: '2.0',
    paths: { '/': { 'x-ms-notification-content': { schema } } },
    definitions,
  });
  const definition = definitionOf(new OpenDocument('flow-webhooks:schema.swagger.json', 'json', 1, text));
  const node = definition?.root.get('paths')?.get('/')?.get('x-ms-notification-content')?.get('schema');
  return definition && isObject(node) ? { definition, schema: node } : undefined;
}
