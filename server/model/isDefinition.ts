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

/** Members of the root that OpenAPI 2.0 has and 3 does not, and the other way round. */
const ofOpenApi2 = ['host', 'basePath', 'schemes', 'definitions', 'securityDefinitions'];
const ofOpenApi3 = ['components', 'servers'];

/**
 * True for an OpenAPI 3 definition, which Power Automate does not import. False for a 2.0 definition that only gives the
 * wrong version.
 */
export function isOpenApi3(root: Node | undefined): boolean {
  if (root?.kind !== 'object' || root.get('swagger')) return false;
  if (!/^3(\.|$)/.test(String(root.get('openapi')?.value))) return false;
  return ofOpenApi3.some((key) => root.get(key)) || !ofOpenApi2.some((key) => root.get(key));
}

const extensionKey = /["'\s{,]x-ms-[\w-]+["']?\s*:/;
const triggerKey = /["'\s{,]x-ms-(?:trigger|notification-content|notification-url)["']?\s*:/;

/**
 * True for a document that is checked: one with the name of a definition; one that is Swagger 2.0 and uses an `x-ms-*` key
 * or has `apiProperties.json` next to it; one that is OpenAPI 3 and uses the keys of webhook triggers. `text` and
 * `hasProperties` are called only where the name does not decide.
 */
export function isDefinition(
  uri: string,
  root: Node | undefined,
  text: () => string,
  hasProperties: () => boolean,
): boolean {
  if (hasDefinitionName(uri)) return true;
  if (isOpenApi3(root)) return triggerKey.test(text());
  const version = root?.kind === 'object' ? root.get('swagger')?.value : undefined;
  if (version !== '2.0' && version !== 2) return false;
  return extensionKey.test(text()) || hasProperties();
}
