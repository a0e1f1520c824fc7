import { TextDocument } from 'vscode-languageserver-textdocument';
import { OpenDocument } from './documents/document';
import { type FindLoaded, noneLoaded } from './features/loadedSchemas';
import { definitionOf } from './features/validate';
import { definitionNextTo, type Files, iconNextTo, propertiesNextTo } from './files';
import { definitionFile, type ParsedDefinition, type ParsedFile } from './languageService';
import type { Definition } from './model/definition';
import { isDefinition, isOpenApi3 } from './model/isDefinition';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';
import type { PropertiesFile } from './model/propertiesFile';
import { isScript } from './model/script';
import type { DocumentParams } from './protocol/document';
import { FileMap, fileKey, isSameFile, isSameName } from './protocol/fileNames';
import type { ServerOptions } from './protocol/requests';
import type { Finding } from './rules/rule';

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

/** A `script.csx` that is open in the client. */
export interface WorkspaceScript {
  document: TextDocument;
}

/** A definition next to another file, with its document. */
interface Neighbor {
  document: OpenDocument;
  definition: Definition | undefined;
}

/** The document that a request is about, read and classified. */
export interface ReadDocument {
  /** Null when the text came with the request. */
  version: number | null;
  isDefinition: boolean;
  /** Without a definition unless the document is one that can be read as an object. */
  file: ParsedDefinition;
}

/** What is known of definitions besides their files. */
export interface Observed {
  /** The findings from deliveries and checks. */
  findings(uri: string, definition: Definition | undefined): Finding[];
  /** The notification schemas that services gave. */
  loaded(uri: string): FindLoaded;
}

/**
 * Maximum number of characters of the documents whose trees are kept. A tree takes about eight bytes for each: with
 * hundreds of definitions open, few are worked on.
 */
const maxKept = 1_500_000;

/** The documents open in the client, the files next to them, and the client's settings. */
export class Workspace {
  options: ServerOptions = {};
  private readonly entries: FileMap<WorkspaceDocument>;
  /** The documents whose trees are kept, the one that was used last at the end. */
  private readonly kept = new Set<WorkspaceDocument>();
  private readonly scripts: FileMap<WorkspaceScript>;
  /** Definitions on the disk by the key of the folder of the open file that they are next to; null where there is none. */
  private readonly neighbors = new Map<string, Neighbor | null>();

  constructor(
    private readonly files: Files,
    private readonly known: Observed = { findings: () => [], loaded: () => noneLoaded },
  ) {
    this.entries = new FileMap(files.rules);
    this.scripts = new FileMap(files.rules);
  }

  /** Every open document that may have findings. */
  get checked(): (WorkspaceDocument | WorkspaceScript)[] {
    return [...this.entries.values(), ...this.scripts.values()];
  }

  script(uri: string): WorkspaceScript | undefined {
    return this.scripts.get(uri);
  }

  get all(): Iterable<WorkspaceDocument> {
    return this.entries.values();
  }

  get(uri: string): WorkspaceDocument | undefined {
    return this.entries.get(uri);
  }

  open(uri: string, languageId: string, version: number, text: string): WorkspaceDocument | WorkspaceScript {
    // A client that doesn't watch files may have written the definition since.
    this.neighbors.delete(this.folderOf(uri) ?? '');
    if (isScript(uri)) {
      const script = { document: TextDocument.create(uri, languageId, version, text) };
      this.scripts.set(uri, script);
      return script;
    }
    const document = new OpenDocument(uri, languageId, version, text);
    const before = this.entries.get(uri);
    if (before) this.kept.delete(before);
    const entry = { document, hasProperties: undefined, properties: undefined, model: undefined };
    this.entries.set(uri, entry);
    return entry;
  }

  /** Returns the changed document; undefined when it is not open. */
  update(
    uri: string,
    version: number,
    changes: Parameters<OpenDocument['update']>[0],
  ): WorkspaceDocument | WorkspaceScript | undefined {
    const script = this.scripts.get(uri);
    if (script) {
      script.document = TextDocument.update(script.document, changes, version);
      return script;
    }
    const entry = this.entries.get(uri);
    if (!entry) return undefined;
    entry.document.update(changes, version);
    entry.model = undefined;
    return entry;
  }

  /** Returns false when the document was not open. */
  close(uri: string): boolean {
    const entry = this.entries.get(uri);
    if (entry) this.kept.delete(entry);
    return this.entries.delete(uri) || this.scripts.delete(uri);
  }

  /** The open `apiProperties.json` and `script.csx` in the folder of a changed definition: their findings depend on it. */
  dependentsOf(uri: string): (WorkspaceDocument | WorkspaceScript)[] {
    const folder = this.folderOf(uri);
    if (folder === undefined || isScript(uri) || this.isProperties(uri)) return [];
    this.neighbors.delete(folder);
    const isBeside = ({ document }: WorkspaceDocument | WorkspaceScript): boolean =>
      !this.isSame(document.uri, uri) && this.folderOf(document.uri) === folder;
    const properties = this.entries.get(propertiesUri(uri)!);
    return [...(properties ? [properties] : []), ...this.scripts.values()].filter(isBeside);
  }

  /** An open file as the language service takes it; undefined when it is not open, and when it is no file of a connector. */
  file(uri: string): ParsedFile | undefined {
    const script = this.scripts.get(uri);
    if (script) {
      const neighbor = this.definitionNextTo(uri);
      return neighbor && { kind: 'script', document: script.document, definition: neighbor.definition };
    }
    const entry = this.entries.get(uri);
    if (!entry) return undefined;
    const { document } = entry;
    const properties = this.propertiesFile(entry);
    if (properties) return { kind: 'properties', document, file: properties.file };
    if (!this.isDefinition(entry)) return undefined;
    if (isOpenApi3(document.tree.root)) return { kind: 'openApi3', document };
    return this.definitionFile(document, this.definition(entry));
  }

  private definitionFile(document: OpenDocument, definition: Definition | undefined): ParsedDefinition {
    const { uri } = document;
    return definitionFile(document, definition, {
      hasScript: () => this.hasScript(uri),
      observed: () => this.known.findings(uri, definition),
      loaded: this.known.loaded(uri),
    });
  }

  /** What the checks of `apiProperties.json` work from; null for another document, and without a definition next to it. */
  propertiesFile({ document }: WorkspaceDocument): { file: PropertiesFile | undefined } | null {
    if (!this.isProperties(document.uri)) return null;
    const neighbor = this.definitionNextTo(document.uri);
    if (!neighbor) return null;
    const properties = propertiesOf(document);
    const { definition, document: definitionDocument } = neighbor;
    const icon = iconNextTo(document.uri, this.files);
    return { file: properties && { properties, definition, definitionDocument, icon } };
  }

  /** True where `script.csx` is in the folder of a document, on the disk or open in the editor. */
  hasScript(uri: string): boolean {
    const folder = this.folderOf(uri);
    if (folder === undefined) return false;
    const isOpen = [...this.scripts.values()].some(({ document }) => this.folderOf(document.uri) === folder);
    return isOpen || this.files.namesNextTo(uri).some((name) => isScript(`/${name}`));
  }

  /** The definition in the folder of a document: as it is in the editor when it is open there, otherwise on the disk. */
  private definitionNextTo(uri: string): Neighbor | undefined {
    const folder = this.folderOf(uri);
    if (folder === undefined) return undefined;
    for (const entry of this.entries.values()) {
      const { document } = entry;
      if (this.isSame(document.uri, uri) || this.folderOf(document.uri) !== folder) continue;
      if (!this.isDefinition(entry)) continue;
      return { document, definition: this.definition(entry) };
    }
    let neighbor = this.neighbors.get(folder);
    if (neighbor === undefined) {
      const document = definitionNextTo(uri, this.files);
      neighbor = document ? { document, definition: definitionOf(document, this.propertiesFor(document.uri)) } : null;
      if (this.neighbors.size >= maxNeighbors) this.neighbors.clear();
      this.neighbors.set(folder, neighbor);
    }
    return neighbor ?? undefined;
  }

  /** Notes that a document is used, and drops the trees of those that have not been used for longest. */
  private use(entry: WorkspaceDocument): void {
    this.kept.delete(entry);
    this.kept.add(entry);
    let size = 0;
    for (const { document } of this.kept) size += document.length;
    for (const oldest of this.kept) {
      if (size <= maxKept || oldest === entry) return;
      size -= oldest.document.length;
      this.kept.delete(oldest);
      oldest.model = undefined;
      oldest.document.forgetTree();
    }
  }

  /**
   * Drops what was read from `apiProperties.json`, and returns the open documents next to it. Empty when the URI is that
   * of another file.
   */
  forgetProperties(uri: string): WorkspaceDocument[] {
    if (!this.isProperties(uri)) return [];
    const affected = [...this.entries.values()].filter(({ document }) => {
      const nextTo = propertiesUri(document.uri);
      return nextTo !== undefined && !this.isSame(document.uri, uri) && this.isSame(nextTo, uri);
    });
    for (const entry of affected) {
      entry.properties = undefined;
      entry.hasProperties = undefined;
      entry.model = undefined;
    }
    return affected;
  }

  /** True when the document is a connector definition, or should be one: an OpenAPI 3 definition with triggers. */
  isDefinition(entry: WorkspaceDocument): boolean {
    this.use(entry);
    const { document } = entry;
    return this.looksLikeDefinition(
      document,
      () => (entry.hasProperties ??= this.files.isNextTo(document.uri, propertiesName)),
    );
  }

  /** The model of the document's current text, made once for each version. */
  definition(entry: WorkspaceDocument): Definition | undefined {
    this.use(entry);
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
      const { document } = entry;
      const isDefinition = this.isDefinition(entry) && !isOpenApi3(document.tree.root);
      const definition = isDefinition ? this.definition(entry) : undefined;
      return { version: document.version, isDefinition, file: this.definitionFile(document, definition) };
    }
    if (text === undefined) throw new NotOpenError(uri);
    const document = new OpenDocument(uri, languageId ?? 'json', 0, text);
    const isDefinition =
      this.looksLikeDefinition(document, () => this.files.isNextTo(uri, propertiesName)) &&
      !isOpenApi3(document.tree.root);
    const definition = isDefinition ? definitionOf(document, this.propertiesFor(uri)) : undefined;
    return { version: null, isDefinition, file: this.definitionFile(document, definition) };
  }

  private isSame(one: string, other: string): boolean {
    return isSameFile(one, other, this.files.rules);
  }

  private isProperties(uri: string): boolean {
    return isSameName(uri.slice(uri.lastIndexOf('/') + 1), propertiesName, this.files.rules);
  }

  /** The key of a document's folder; undefined when it has none, as with `untitled:`. */
  private folderOf(uri: string): string | undefined {
    return URL.canParse('.', uri) ? fileKey(new URL('.', uri).href, this.files.rules) : undefined;
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
    if (!open) return propertiesNextTo(uri, this.files);
    const properties = propertiesOf(open.document);
    return properties && { ...properties, isChecked: true };
  }
}

/** A request names a document that the client has not opened, and does not bring its text. */
export class NotOpenError extends Error {
  constructor(uri: string) {
    super(`${uri} is not open: send its text.`);
  }
}

/** Maximum number of folders whose definition is kept. */
const maxNeighbors = 20;

/** The URI of `apiProperties.json` next to a document; undefined when the URI has no folder, as with `untitled:`. */
const propertiesUri = (uri: string): string | undefined =>
  URL.canParse(propertiesName, uri) ? new URL(propertiesName, uri).href : undefined;
