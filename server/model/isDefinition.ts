import type { Node } from '../documents/tree';

const definitionName = /(?:^|\/)(?:apiDefinition[^/]*\.(?:jsonc?|ya?ml)|[^/]*\.swagger\.[^/]+)$/i;

/** True for the name of a connector definition: `apiDefinition*.json|jsonc|yaml|yml` or `*.swagger.*`. */
export function hasDefinitionName(uri: string): boolean {
  let path = uri.split(/[?#]/)[0]!;
  try {
    path = decodeURIComponent(path);
  } catch {
    // A name with a stray percent sign: taken as written.
  }
  return definitionName.test(path);
}

/**
 * True for a document with the name of a definition, or one that is Swagger 2.0 and uses an `x-ms-*` key or has
 * `apiProperties.json` next to it. `text` and `hasProperties` are called only where the name does not decide.
 */
export function isDefinition(
  uri: string,
  root: Node | undefined,
  text: () => string,
  hasProperties: () => boolean,
): boolean {
  if (hasDefinitionName(uri)) return true;
  const version = root?.kind === 'object' ? root.get('swagger')?.value : undefined;
  if (version !== '2.0' && version !== 2) return false;
  return /["'\s{,]x-ms-[\w-]+["']?\s*:/.test(text()) || hasProperties();
}
