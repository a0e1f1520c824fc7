import {
  type ClientCapabilities,
  CompletionItemKind,
  InsertTextMode,
  MarkupKind,
  SymbolKind,
} from 'vscode-languageserver-protocol';

/** What a client has declared that it can do. The server sends nothing else. */
export interface ClientSupport {
  /** Completions with placeholders; otherwise their defaults are inserted as text. */
  snippets: boolean;
  /** The client indents the lines of a completion like the first one; otherwise they are inserted as they are. */
  adjustsIndentation: boolean;
  completionKinds: ReadonlySet<CompletionItemKind>;
  completionFormat: MarkupKind;
  hoverFormat: MarkupKind;
  /** The outline as a tree; otherwise as a list. */
  symbolTree: boolean;
  symbolKinds: ReadonlySet<SymbolKind>;
  workspaceSymbolKinds: ReadonlySet<SymbolKind>;
  /** Other places that a diagnostic is about. */
  relatedInformation: boolean;
  /** A link to the page of a diagnostic's rule. */
  codeDescription: boolean;
  /** The document's version with pushed diagnostics. */
  diagnosticVersion: boolean;
  /** Code actions with an edit; otherwise only commands. */
  codeActionLiterals: boolean;
  preferredActions: boolean;
  /** The server may ask for an edit, as a command does. */
  applyEdit: boolean;
  /** Edits for one version of a document, so that a client refuses those that come too late. */
  versionedEdits: boolean;
  prepareRename: boolean;
  /** The server may ask for the settings. */
  configuration: boolean;
  /** The server may register formatting for some files; otherwise it is offered for all, and does nothing for most. */
  registersFormatting: boolean;
}

/** The kinds that a client without a list of its own knows: those of the protocol's first version. */
const firstCompletionKinds = kindsUpTo<CompletionItemKind>(CompletionItemKind.Reference);
const firstSymbolKinds = kindsUpTo<SymbolKind>(SymbolKind.Array);

function kindsUpTo<Kind extends number>(last: Kind): Kind[] {
  return Array.from({ length: last }, (_, index) => (index + 1) as Kind);
}

/** The support that the capabilities of an `initialize` request declare; what they leave out is not supported. */
export function supportOf({ textDocument, workspace }: ClientCapabilities): ClientSupport {
  const { completion, hover, documentSymbol, publishDiagnostics, codeAction, rename } = textDocument ?? {};
  // A client that pulls may declare these in either place.
  const pulled = (textDocument?.diagnostic ?? {}) as Partial<NonNullable<typeof publishDiagnostics>>;
  const item = completion?.completionItem;
  return {
    snippets: item?.snippetSupport === true,
    adjustsIndentation: item?.insertTextModeSupport?.valueSet.includes(InsertTextMode.adjustIndentation) === true,
    completionKinds: new Set(completion?.completionItemKind?.valueSet ?? firstCompletionKinds),
    completionFormat: formatOf(item?.documentationFormat),
    hoverFormat: formatOf(hover?.contentFormat),
    symbolTree: documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    symbolKinds: new Set(documentSymbol?.symbolKind?.valueSet ?? firstSymbolKinds),
    workspaceSymbolKinds: new Set(workspace?.symbol?.symbolKind?.valueSet ?? firstSymbolKinds),
    relatedInformation: (publishDiagnostics?.relatedInformation ?? pulled.relatedInformation) === true,
    codeDescription: (publishDiagnostics?.codeDescriptionSupport ?? pulled.codeDescriptionSupport) === true,
    diagnosticVersion: publishDiagnostics?.versionSupport === true,
    codeActionLiterals: codeAction?.codeActionLiteralSupport !== undefined,
    preferredActions: codeAction?.isPreferredSupport === true,
    applyEdit: workspace?.applyEdit === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    prepareRename: rename?.prepareSupport === true,
    configuration: workspace?.configuration === true,
    registersFormatting: textDocument?.formatting?.dynamicRegistration === true,
  };
}

function formatOf(formats: MarkupKind[] | undefined): MarkupKind {
  return formats?.includes(MarkupKind.Markdown) ? MarkupKind.Markdown : MarkupKind.PlainText;
}

/** The support of a client that has declared nothing. */
export const noSupport = supportOf({});

/** The support of a client that can do all that the server makes use of. */
export const fullSupport: ClientSupport = {
  ...noSupport,
  snippets: true,
  adjustsIndentation: true,
  completionKinds: new Set(kindsUpTo<CompletionItemKind>(CompletionItemKind.TypeParameter)),
  completionFormat: MarkupKind.Markdown,
  hoverFormat: MarkupKind.Markdown,
  symbolTree: true,
  symbolKinds: new Set(kindsUpTo<SymbolKind>(SymbolKind.TypeParameter)),
  workspaceSymbolKinds: new Set(kindsUpTo<SymbolKind>(SymbolKind.TypeParameter)),
  relatedInformation: true,
  codeDescription: true,
  diagnosticVersion: true,
  codeActionLiterals: true,
  preferredActions: true,
  prepareRename: true,
};

/** The kinds of the protocol's first version that come nearest to later ones. */
const olderSymbolKinds = new Map<SymbolKind, SymbolKind>([
  [SymbolKind.Event, SymbolKind.Function],
  [SymbolKind.Struct, SymbolKind.Class],
  [SymbolKind.Object, SymbolKind.Variable],
]);
const olderCompletionKinds = new Map<CompletionItemKind, CompletionItemKind>([
  [CompletionItemKind.EnumMember, CompletionItemKind.Value],
  [CompletionItemKind.Struct, CompletionItemKind.Class],
  [CompletionItemKind.Constant, CompletionItemKind.Value],
]);

/** The kind itself where the client knows it, otherwise the nearest one of the protocol's first version. */
export function knownSymbolKind(kind: SymbolKind, known: ReadonlySet<SymbolKind>): SymbolKind {
  return known.has(kind) ? kind : (olderSymbolKinds.get(kind) ?? SymbolKind.Variable);
}

/** The kind itself where the client knows it, otherwise the nearest one of the protocol's first version. */
export function knownCompletionKind(
  kind: CompletionItemKind,
  known: ReadonlySet<CompletionItemKind>,
): CompletionItemKind {
  return known.has(kind) ? kind : (olderCompletionKinds.get(kind) ?? CompletionItemKind.Text);
}
