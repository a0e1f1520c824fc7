import {
  CodeActionKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { type ClientSupport, fixAllKind } from './languageService';
import type { ServerOptions } from './protocol/requests';

/** The name of the command that clients without literals of code actions get: it applies the edit in its argument. */
export const applyEditCommand = 'flowWebhooks.server.applyEdit';

const actionKinds = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
  fixAllKind,
];

/** What the server offers to a client with these options. @param pulls true where the client asks for diagnostics */
export function capabilitiesFor(
  { showReferencesCommand }: ServerOptions,
  pulls: boolean,
  support: ClientSupport,
): ServerCapabilities {
  const sendsCommands = !support.codeActionLiterals && support.applyEdit;
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    ...(!support.registersFormatting && { documentFormattingProvider: true }),
    completionProvider: { triggerCharacters: ['"', ':', '/', '-', ' '] },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: support.prepareRename ? { prepareProvider: true } : true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    // A click on a lens runs a command of the client, which only the client can name.
    ...(showReferencesCommand && { codeLensProvider: {} }),
    codeActionProvider: support.codeActionLiterals ? { codeActionKinds: actionKinds } : sendsCommands,
    ...(sendsCommands && { executeCommandProvider: { commands: [applyEditCommand] } }),
    ...(pulls && {
      diagnosticProvider: { identifier: 'flow-webhooks', interFileDependencies: true, workspaceDiagnostics: false },
    }),
  };
}

/**
 * The documents that are formatted, for clients that take a selector: definitions in YAML. With any other, an editor would ask
 * people which of several formatters they want.
 */
export const formattedDocuments = ['apiDefinition*', '*.swagger'].map((name) => ({
  language: 'yaml',
  pattern: `**/${name}.{yaml,yml}`,
}));
