import type { CompletionItem } from 'vscode-languageserver-protocol';
import type { JsonSchema } from './connectorSchema';

/** Completion and formatting by yaml-language-server; both resolve with nothing where it fails. */
export interface YamlEngine {
  /** Items for a YAML text that should match a schema, with ranges in that text. */
  complete(text: string, offset: number, schema: JsonSchema): Promise<CompletionItem[]>;
  /** The text formatted; undefined where it is so already, and where it can't be read. */
  format(text: string, tabSize: number): Promise<string | undefined>;
}

/** No engine: what is offered is ours. */
export const noYamlEngine: YamlEngine = { complete: async () => [], format: async () => undefined };
