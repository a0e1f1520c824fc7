import type { CompletionItem } from 'vscode-languageserver-protocol';
import type * as YamlService from './yamlService.js';

/** Completion by yaml-language-server; resolves with nothing where it fails. */
export interface CompletionEngine {
  /** Items for a YAML text, with ranges in that text. */
  yaml(text: string, offset: number): Promise<CompletionItem[]>;
}

/** Loads yaml-language-server when a YAML document first needs it. */
export function createCompletionEngine(): CompletionEngine {
  let loading: Promise<typeof YamlService> | undefined;
  return {
    yaml: async (text, offset) => {
      try {
        // The build leaves this import as it is, so that the chunk is loaded only here.
        loading ??= import('./yaml.js');
        return await (await loading).completeYaml(text, offset);
      } catch {
        return [];
      }
    },
  };
}
