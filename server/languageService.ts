/**
 * The language service as a library: pure functions over a file that has been read. It imports nothing of Node, so that it runs
 * in any host of JavaScript; files, threads and decompression are the caller's, who passes in what they give.
 */

import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  Range,
  SelectionRange,
  SymbolInformation,
  TextDocumentContentChangeEvent,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { OpenDocument } from './documents/document';
import type { Decompress } from './engine/bodyText';
import type { PayloadChecker } from './engine/payload';
import { examplePayload as exampleOf } from './engine/payloadExample';
import { checkStored } from './engine/payloadRequests';
import { checkAgainst } from './engine/payloadSchema';
import { noYamlEngine, type YamlEngine } from './engine/yamlEngine';
import { type ClientSupport, fullSupport } from './features/clientSupport';
import { codeActions } from './features/codeActions';
import { reportChanges } from './features/compare/report';
import { complete } from './features/complete';
import { completeProperties } from './features/completeProperties';
import { updateSchema as inferSchema } from './features/contract/updateSchema';
import { convertActions, convertOpenApi as toOpenApi2 } from './features/convertOpenApi';
import { describeCompleteBody } from './features/describe/completeBody';
import { placeExpression } from './features/designer/expressions';
import { exportDefinition as toJson } from './features/exportDefinition';
import { format } from './features/format';
import { hover as hoverDefinition } from './features/hover';
import { hoverProperties } from './features/hoverProperties';
import { listTriggers } from './features/listTriggers';
import { type FindLoaded, noneLoaded } from './features/loadedSchemas';
import * as navigate from './features/navigate';
import { type FixRequest, propertiesActions, scriptActions } from './features/neighborActions';
import { planTrigger } from './features/newTrigger/plan';
import { newTrigger as writeTrigger } from './features/newTrigger/write';
import { preview } from './features/preview';
import * as ranges from './features/ranges';
import { documentSymbols, workspaceSymbols as findSymbols, symbolList } from './features/symbols';
import { definitionOf, validate } from './features/validate';
import { validateProperties } from './features/validateProperties';
import { validateScript } from './features/validateScript';
import type { Definition } from './model/definition';
import { isOpenApi3, isDefinition as looksLikeDefinition } from './model/isDefinition';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';
import { iconOf, type PropertiesFile } from './model/propertiesFile';
import { isScript } from './model/script';
import type { ChangeReport, OlderText } from './protocol/compare';
import type { Position } from './protocol/document';
import type { ExpressionParams, PlaceExpression } from './protocol/expression';
import type { JsonObject } from './protocol/json';
import type { NewTrigger, NewTriggerParams, TriggerDraft } from './protocol/newTrigger';
import type { ExamplePayload, InferredSchema, InferSchemaParams, PayloadReport } from './protocol/payloads';
import type { Preview, PreviewParams } from './protocol/preview';
import type { ConvertedOpenApi, ServerOptions } from './protocol/requests';
import type { BodyDescription, DescribeBodyParams, TriggerDescription } from './protocol/triggers';
import type { Finding } from './rules/rule';
import { say } from './texts/say';

export { type ClientSupport, fullSupport, noSupport, supportOf } from './features/clientSupport';
export { fixAllKind } from './features/codeActions';
export { LoadedSchemas } from './features/loadedSchemas';
export { plainText } from './features/plainText';
export type { Decompress, FixRequest, OpenDocument, PayloadChecker, YamlEngine };

/** The text of a file. */
export interface SourceText {
  /** By its name a file is read as JSON, JSONC or YAML, as `apiProperties.json` or as `script.csx`. It need not exist. */
  uri: string;
  text: string;
  /** `json`, `jsonc` or `yaml`, where the name doesn't say. */
  languageId?: string;
  version?: number;
}

/** What is next to a file in its folder. */
export interface Neighbors {
  /** The text of `apiProperties.json`, next to a definition. */
  properties?: string;
  /** True where `script.csx` is next to a definition. */
  hasScript?: boolean;
  /** The definition, next to `apiProperties.json` or `script.csx`. */
  definition?: ParsedFile;
  /** The first bytes of `icon.png`, next to `apiProperties.json`: 24 or more. */
  icon?: Uint8Array;
}

/** A file that has been read, by what it is. */
export type ParsedFile = ParsedDefinition | ParsedOpenApi3 | ParsedProperties | ParsedScript;

/** A connector's definition. */
export interface ParsedDefinition {
  kind: 'definition';
  document: OpenDocument;
  /** Undefined where no part of the text could be read as an object. */
  definition: Definition | undefined;
  /** True where `script.csx` is next to it. */
  hasScript(): boolean;
  /** The findings from deliveries and from checks at the service. */
  observed(): Finding[];
  /** The notification schemas that the service gave for registered webhooks. */
  loaded: FindLoaded;
}

/** A definition in OpenAPI 3, which Power Automate doesn't take. */
export interface ParsedOpenApi3 {
  kind: 'openApi3';
  document: OpenDocument;
}

/** `apiProperties.json`. */
export interface ParsedProperties {
  kind: 'properties';
  document: OpenDocument;
  /** Undefined where the text has no `properties`. */
  file: PropertiesFile | undefined;
}

/** `script.csx`. */
export interface ParsedScript {
  kind: 'script';
  document: TextDocument;
  /** The definition next to it. */
  definition: Definition | undefined;
}

/** Reads a file, which the caller takes for one of a connector: {@link isDefinition} says whether its content does, too. */
export function parse(source: SourceText, neighbors: Neighbors = {}): ParsedFile {
  const { uri, text, languageId = 'json', version = 0 } = source;
  if (isScript(uri)) return scriptOf(TextDocument.create(uri, languageId, version, text), neighbors);
  return parsedDocument(new OpenDocument(uri, languageId, version, text.replace(/^\uFEFF/, '')), neighbors);
}

/** Applies changes to a file and reads again what they touch. The file that was passed in must not be used after that. */
export function update(
  { document }: ParsedFile,
  changes: TextDocumentContentChangeEvent[],
  version: number,
  neighbors: Neighbors = {},
): ParsedFile {
  if (!(document instanceof OpenDocument)) return scriptOf(TextDocument.update(document, changes, version), neighbors);
  document.update(changes, version);
  return parsedDocument(document, neighbors);
}

function parsedDocument(document: OpenDocument, neighbors: Neighbors): ParsedFile {
  const { definition: neighbor, properties, hasScript = false, icon } = neighbors;
  if (document.uri.endsWith(propertiesName)) {
    const read = propertiesOf(document);
    const next = neighbor?.kind === 'definition' ? neighbor : undefined;
    const file = read && {
      properties: read,
      definition: next?.definition,
      definitionDocument: next?.document,
      icon: icon && iconOf(icon),
    };
    return { kind: 'properties', document, file };
  }
  if (isOpenApi3(document.tree.root)) return { kind: 'openApi3', document };
  const definition = definitionOf(document, readProperties(document.uri, properties));
  return definitionFile(document, definition, { hasScript: () => hasScript });
}

/** A definition with what is known of it besides its text. */
export function definitionFile(
  document: OpenDocument,
  definition: Definition | undefined,
  known: Partial<Pick<ParsedDefinition, 'hasScript' | 'observed' | 'loaded'>> = {},
): ParsedDefinition {
  const { hasScript = () => false, observed = () => [], loaded = noneLoaded } = known;
  return { kind: 'definition', document, definition, hasScript, observed, loaded };
}

function scriptOf(document: TextDocument, { definition }: Neighbors): ParsedScript {
  return {
    kind: 'script',
    document,
    definition: definition?.kind === 'definition' ? definition.definition : undefined,
  };
}

function readProperties(uri: string, text: string | undefined): ConnectorProperties | undefined {
  if (text === undefined) return undefined;
  const address = URL.canParse(propertiesName, uri) ? new URL(propertiesName, uri).href : propertiesName;
  return propertiesOf(new OpenDocument(address, 'json', 0, text.replace(/^\uFEFF/, '')));
}

/**
 * True for a text that is a connector's definition by its name or its content, or should be one: OpenAPI 3 with triggers.
 *
 * @param hasProperties true where `apiProperties.json` is next to it
 */
export function isDefinition({ uri, text, languageId = 'json' }: SourceText, hasProperties = false): boolean {
  const { tree } = new OpenDocument(uri, languageId, 0, text);
  return looksLikeDefinition(
    uri,
    tree.root,
    () => text,
    () => hasProperties,
  );
}

/** The findings of a file, with the severities of the settings. */
export function diagnostics(file: ParsedFile, settings: ServerOptions = {}): Diagnostic[] {
  switch (file.kind) {
    case 'definition':
      return validate(file.document, file.definition, settings, file.observed());
    case 'openApi3':
      return validate(file.document, undefined, settings);
    case 'properties':
      return validateProperties(file.document, file.file, settings);
    case 'script':
      return validateScript(file.document, file.definition, settings);
  }
}

/** What can be typed at a position; null where nothing is offered. */
export async function completion(
  file: ParsedFile,
  position: Position,
  engine: YamlEngine = noYamlEngine,
  support: ClientSupport = fullSupport,
): Promise<CompletionItem[] | null> {
  const offset = file.document.offsetAt(position);
  if (file.kind === 'properties') return completeProperties(file.document, file.file?.definition, offset, support);
  return file.kind === 'definition' ? complete(file.document, file.definition, offset, engine, support) : null;
}

/**
 * The edits that format a YAML definition, with its comments, anchors and value as they are; null where there is nothing to
 * format, or where that can't be done. @throws with a message for people
 */
export const formatting = async (file: ParsedFile, tabSize: number, engine: YamlEngine): Promise<TextEdit[] | null> =>
  file.kind === 'definition' ? format(file.document, tabSize, engine) : null;

/** What is at a position, in Markdown. */
export function hover(file: ParsedFile, position: Position): Hover | null {
  const offset = file.document.offsetAt(position);
  if (file.kind === 'properties') return hoverProperties(file.document, file.file?.definition, offset);
  if (file.kind !== 'definition') return null;
  return hoverDefinition(file.document, file.definition, offset, file.loaded, file.hasScript);
}

/** Quick fixes and refactorings at a range; null where there is nothing to fix. */
export function fixes(file: ParsedFile, request: FixRequest): CodeAction[] | null {
  const { range, diagnostics, only, options } = request;
  switch (file.kind) {
    case 'script':
      return scriptActions(file.document, file.definition, request);
    case 'properties':
      return propertiesActions(file.document, file.file, request);
    case 'openApi3':
      return convertActions(file.document, diagnostics, only, options.convertCommand);
    case 'definition': {
      const { document, definition } = file;
      return definition ? codeActions(document, definition, range, diagnostics, only, file.observed(), options) : null;
    }
  }
}

/** The outline of a definition. */
export const symbols = (file: ParsedFile, { symbolKinds }: ClientSupport = fullSupport): DocumentSymbol[] | null =>
  ofDefinition(file, (document, definition) => documentSymbols(document, definition, symbolKinds));

/** The outline of a definition as a list. */
export const flatSymbols = (
  file: ParsedFile,
  { symbolKinds }: ClientSupport = fullSupport,
): SymbolInformation[] | null =>
  ofDefinition(file, (document, definition) => symbolList(document, definition, symbolKinds));

/** The triggers, actions and shared objects of a definition whose names contain the letters of a query, in order. */
export const workspaceSymbols = (
  file: ParsedFile,
  query: string,
  { workspaceSymbolKinds }: ClientSupport = fullSupport,
): SymbolInformation[] =>
  ofDefinition(file, (document, definition) => findSymbols(document, definition, query, workspaceSymbolKinds)) ?? [];

/** The triggers of a definition, with all that is needed to register their webhooks. */
export const triggers = (file: ParsedDefinition): TriggerDescription[] =>
  file.definition ? listTriggers(file.document, file.definition, file.hasScript()) : [];

/** The card of one trigger as flow makers see it, and the list of all triggers to choose from. */
export const cards = (
  file: ParsedDefinition,
  chosen: Pick<PreviewParams, 'position' | 'trigger'> = {},
): Pick<Preview, 'fault' | 'triggers' | 'card'> => preview(file.document, file.definition, chosen, file.loaded);

/** The fields of a body whose schema came from the service. */
export const bodyOf = (params: DescribeBodyParams): BodyDescription => describeCompleteBody(params);

/** The expression of a flow that reads a place of a delivery. @throws with a message for people */
export const expression = (
  file: ParsedDefinition,
  place: Pick<ExpressionParams, 'operationId' | 'body' | 'path'>,
): PlaceExpression => placeExpression(file.definition, place, file.loaded);

/** Checks a payload against a notification schema. Patterns in it run in this thread, however long they take. */
export const checkPayload = (schema: JsonObject, payload: unknown): PayloadReport => checkAgainst(schema, payload);

/**
 * Checks the raw body of a delivery against a notification schema, by its content type and encoding.
 *
 * @param decompress for bodies with a Content-Encoding; without it they are not judged
 */
export function checkBody(
  schema: JsonObject | null,
  bytes: Uint8Array,
  { contentType, contentEncoding }: { contentType: string | null; contentEncoding: string | null },
  decompress: Decompress = noDecompression,
): PayloadReport {
  return checkStored({ file: '', contentType, contentEncoding }, schema, { bytes: () => bytes, decompress });
}

/** The decompression of a host that has none. */
export const noDecompression: Decompress = () => {
  throw new Error('this host has no decompression.');
};

/** An example payload of a notification schema. */
export const examplePayload = (schema: JsonObject): ExamplePayload => exampleOf(schema);

/** Where what is at a position is declared. */
export const declaration = (file: ParsedFile, position: Position): Location | null =>
  ofDefinition(file, (document, definition) =>
    navigate.definitionAt(document, definition, document.offsetAt(position)),
  );

/** The places that refer to what is at a position. */
export const references = (file: ParsedFile, position: Position, includeDeclaration: boolean): Location[] | null =>
  ofDefinition(file, (document, definition) =>
    navigate.referencesAt(document, definition, document.offsetAt(position), includeDeclaration),
  );

/** The name at a position that can be changed everywhere. */
export const renameable = (file: ParsedFile, position: Position): { range: Range; placeholder: string } | null =>
  ofDefinition(file, (document, definition) => {
    const found = navigate.renameRange(document, definition, document.offsetAt(position));
    return found ? { range: document.range(found.span), placeholder: found.placeholder } : null;
  });

/** Changes the name at a position everywhere. @throws with a message for people */
export const rename = (file: ParsedFile, position: Position, name: string): WorkspaceEdit | null =>
  ofDefinition(file, (document, definition) => {
    const offset = document.offsetAt(position);
    const beside = navigate.renameInProperties(document, definition, offset, name);
    const changes = {
      [document.uri]: navigate.rename(document, definition, offset, name),
      ...(beside && { [beside.uri]: beside.edits }),
    };
    return { changes };
  });

/** References as links to their targets. */
export const links = (file: ParsedFile): DocumentLink[] | null => ofDefinition(file, navigate.links);

/** Above each shared object the number of its uses. @param command the client's, that shows them */
export const lenses = (file: ParsedFile, command: string): CodeLens[] | null =>
  ofDefinition(file, (document, definition) =>
    navigate.referenceLenses(document, definition).map(({ range, uses }) => ({
      range,
      command: {
        title: uses.length === 1 ? say('1 reference') : say`${uses.length} references`,
        command: uses.length > 0 ? command : '',
        arguments: [document.uri, range.start, uses.map((use) => ({ uri: document.uri, range: use }))],
      },
    })),
  );

/** The parts of a definition that can be folded. */
export const folding = (file: ParsedFile): FoldingRange[] | null =>
  ofDefinition(file, (document, { root }) => ranges.foldingRanges(document, root));

/** The values around positions, from the inside out. */
export const selections = (file: ParsedFile, positions: Position[]): SelectionRange[] | null =>
  ofDefinition(file, (document, { root }) => ranges.selectionRanges(document, root, positions));

/** What is understood of the samples for a new trigger. */
export const draftTrigger = (target: OpenDocument | undefined, params: NewTriggerParams): TriggerDraft =>
  planTrigger(target, target && definitionOf(target), params).draft;

/** Writes a new trigger into a definition, or into a new one. @throws with a message for people */
export const newTrigger = (target: OpenDocument | undefined, params: NewTriggerParams): NewTrigger =>
  writeTrigger(target, params);

/** Changes a trigger's notification schema so that it accepts all samples. @throws with a message for people */
export const updateSchema = (
  { document }: ParsedDefinition,
  params: InferSchemaParams,
  payloads: PayloadChecker,
): Promise<Omit<InferredSchema, 'version'>> => inferSchema(document, params, payloads);

/** The changes since an older version that break flows. @throws with a message for people */
export function compare(
  { document, definition }: ParsedDefinition,
  old: OlderText,
  settings: ServerOptions,
): ChangeReport[] {
  if (!definition) throw new Error(say('This is not a connector definition, so there is nothing to compare.'));
  return reportChanges({ document, definition }, old, settings);
}

/** The JSON that Power Automate imports. @throws with a message for people */
export const exportDefinition = ({ document }: ParsedDefinition | ParsedOpenApi3): string => toJson(document);

/** An OpenAPI 3 definition as OpenAPI 2.0. @throws with a message for people */
export const convertOpenApi = ({ document }: ParsedDefinition | ParsedOpenApi3): ConvertedOpenApi =>
  toOpenApi2(document);

/** The result for a definition; null for any other file. */
function ofDefinition<T>(
  file: ParsedFile,
  resultFor: (document: OpenDocument, definition: Definition) => T | null,
): T | null {
  return file.kind === 'definition' && file.definition ? resultFor(file.document, file.definition) : null;
}
