import type { YamlEngine } from './yamlEngine';
import type * as YamlService from './yamlService.js';

/** Loads yaml-language-server when a YAML document first needs it. */
export function createYamlEngine(): YamlEngine {
  let loading: Promise<typeof YamlService> | undefined;
  // The build leaves this import as it is, so that the chunk is loaded only here.
  const load = () => (loading ??= import('./yaml.js'));
  return {
    complete: async (text, offset, schema) => {
      try {
        return await (await load()).completeYaml(text, offset, schema);
      } catch {
        return [];
      }
    },
    format: async (text, tabSize) => {
      try {
        return await (await load()).formatYaml(text, tabSize);
      } catch {
        return undefined;
      }
    },
  };
}
