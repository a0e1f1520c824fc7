import { OpenDocument } from './documents/document';
import { definitionOf } from './features/validate';
import { type Files, propertiesNextTo } from './files';
import type { Definition } from './model/definition';
import { isDefinition, isOpenApi3 } from './model/isDefinition';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';
import type { DocumentParams } from './protocol/document';
import type { ServerOptions } from './protocol/requests';

/** A document that is open in the client, with what has been read for it so far. */
export interface WorkspaceDocument {
  readonly document: OpenDocument;
  /** True when `apiProperties.json` is next to the document; undefined until first needed. */
  hasProperties: boolean | undefined;
  /** The content of that file, read when first needed and after each change to it; null when there is none. */
  properties: ConnectorProperties | null | undefined;
  /** The model of one version of the text. */
  model: { version: number; definition: Definition | undefined } | undefined;
}

/** The document that a request is about, read and classified. */
export interface ReadDocument {
  document: OpenDocument;
  /** Null when the text came with the request. */
  version: number | null;
  isDefinition: boolean;
  /** Undefined unless the document is a definition that can be read as an object. */
  definition: Definition | undefined;
}

/** The documents open in the client, the files next to them, and the client's settings. */
export class Workspace {
  options: ServerOptions = {};
  private readonly entries = new Map<string, WorkspaceDocument>();

  constructor(private readonly files: Files) {}

  get all(): Iterable<WorkspaceDocument> {
    return this.entries.values();
  }

  get(uri: string): WorkspaceDocument | undefined {
    return this.entries.get(uri);
  }

  open(uri: string, languageId: string, version: number, text: string): WorkspaceDocument {
    const document = new OpenDocument(uri, languageId, version, text);
    const entry = { document, hasProperties: undefined, properties: undefined, model: undefined };
    this.entries.set(uri, entry);
    return entry;
  }

  /** Returns the changed document; undefined when it is not open. */
  update(uri: string, version: number, changes: Parameters<OpenDocument['update']>[0]): WorkspaceDocument | undefined {
    const entry = this.entries.get(uri);
    if (!entry) return undefined;
    entry.document.update(changes, version);
    entry.model = undefined;
    return entry;
  }

  /** Returns false when the document was not open. */
  close(uri: string): boolean {
    return this.entries.delete(uri);
  }

  /**
   * Drops what was read from `apiProperties.json`, and returns the open documents next to it. Empty when the URI is that
   * of another file.
   */
  forgetProperties(uri: string): WorkspaceDocument[] {
    if (!uri.endsWith(`/${propertiesName}`)) return [];
    const affected = [...this.entries.values()].filter(
      ({ document }) => document.uri !== uri && propertiesUri(document.uri) === uri,
    );
    for (const entry of affected) {
      entry.properties = undefined;
      entry.hasProperties = undefined;
      entry.model = undefined;
    }
    return affected;
  }

  /** True when the document is a connector definition, or should be one: an OpenAPI 3 definition with triggers. */
  isDefinition(entry: WorkspaceDocument): boolean {
    const { document } = entry;
    return this.looksLikeDefinition(
      document,
      () => (entry.hasProperties ??= this.files.isNextTo(document.uri, propertiesName)),
    );
  }

  /** The model of the document's current text, made once for each version. */
  definition(entry: WorkspaceDocument): Definition | undefined {
    const { document } = entry;
    if (entry.model?.version !== document.version) {
      if (entry.properties === undefined) entry.properties = this.propertiesFor(document.uri) ?? null;
      entry.model = { version: document.version, definition: definitionOf(document, entry.properties ?? undefined) };
    }
    return entry.model.definition;
  }

  /**
   * The document that a request is about: one that is open, or one whose text comes with the request.
   *
   * @throws {NotOpenError} when it is neither.
   */
  read({ uri, text, languageId }: DocumentParams): ReadDocument {
    const entry = text === undefined ? this.entries.get(uri) : undefined;
    if (entry) {
      const isDefinition = this.isDefinition(entry);
      const { document } = entry;
      const definition = isDefinition ? this.definition(entry) : undefined;
      return {
        document,
        version: document.version,
        isDefinition: isDefinition && !isOpenApi3(document.tree.root),
        definition,
      };
    }
    if (text === undefined) throw new NotOpenError(uri);
    const document = new OpenDocument(uri, languageId ?? 'json', 0, text);
    const isDefinition = this.looksLikeDefinition(document, () => this.files.isNextTo(uri, propertiesName));
    const definition = isDefinition ? definitionOf(document, this.propertiesFor(uri)) : undefined;
    return { document, version: null, isDefinition: isDefinition && !isOpenApi3(document.tree.root), definition };
  }

  private looksLikeDefinition(document: OpenDocument, hasProperties: () => boolean): boolean {
    return isDefinition(document.uri, document.tree.root, () => document.content, hasProperties);
  }

  /**
   * The content of `apiProperties.json`: as it is in the editor when it is open there, otherwise as it is on the disk.
   */
  private propertiesFor(uri: string): ConnectorProperties | undefined {
    const nextTo = propertiesUri(uri);
    if (nextTo === undefined) return undefined;
    const open = this.entries.get(nextTo);
    return open ? propertiesOf(open.document) : propertiesNextTo(uri, this.files);
  }
}

/** A request names a document that the client has not opened, and does not bring its text. */
export class NotOpenError extends Error {
  constructor(uri: string) {
    super(`${uri} is not open: send its text.`);
  }
}

/** The URI of `apiProperties.json` next to a document; undefined when the URI has no folder, as with `untitled:`. */
const propertiesUri = (uri: string): string | undefined =>
  URL.canParse(propertiesName, uri) ? new URL(propertiesName, uri).href : undefined;
