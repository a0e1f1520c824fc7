import { isObject, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { ConnectorProperties } from '../../model/properties';
import type { AddressTemplate, ConnectionParameter } from '../../protocol/triggers';
import { json } from './json';

/**
 * Where an operation's calls go by the `dynamichosturl` policies beside the definition. A policy's URL takes the place
 * of host and base path together: published ones whose definition has a base path repeat it.
 * A template with anything in it but connection parameters is left out: the user could not fill it.
 */
export function addressesOf({ properties }: Definition, operationId: string): AddressTemplate[] {
  const found: AddressTemplate[] = [];
  for (const { template, operations, settings } of properties?.policies ?? []) {
    if (template !== 'dynamichosturl') continue;
    if (operations.length > 0 && !operations.some(({ id }) => id === operationId)) continue;
    const text = settings.get('urlTemplate')?.value;
    const address = typeof text === 'string' ? addressOf(properties!, text) : undefined;
    if (address && !found.some((one) => one.template === address.template)) found.push(address);
  }
  return found;
}

/** `@connectionParameters('name')`, or with a value for when it is empty. */
const use = /@\{?\s*connectionParameters\(\s*'([^']+)'\s*(?:,\s*'([^']*)'\s*)?\)\s*\}?/gi;

function addressOf(properties: ConnectorProperties, text: string): AddressTemplate | undefined {
  const parameters: ConnectionParameter[] = [];
  const template = text.trim().replace(use, (_, name: string, fallback: string | undefined) => {
    if (!parameters.some((one) => one.name === name)) parameters.push(describe(properties, name, fallback));
    return `{${name}}`;
  });
  return template.includes('@') ? undefined : { template, parameters };
}

function describe(
  { parameters }: ConnectorProperties,
  name: string,
  fallback: string | undefined,
): ConnectionParameter {
  const declared = parameters.get(name.toLowerCase())?.value;
  const ui = isObject(declared) ? declared.get('uiDefinition') : undefined;
  const constraints = isObject(ui) ? ui.get('constraints') : undefined;
  const text = (key: string) => (isObject(ui) ? ui.text(key) : undefined) || undefined;
  const preset = isObject(constraints) ? json(constraints.get('default')) : undefined;
  return {
    name,
    title: text('displayName') ?? name,
    description: text('description') ?? text('tooltip'),
    default: fallback || (typeof preset === 'string' ? preset : undefined),
    optional: fallback !== undefined,
    choices: isObject(constraints) ? choicesOf(constraints.get('allowedValues')) : undefined,
  };
}

function choicesOf(node: Node | undefined): ConnectionParameter['choices'] {
  const choices = (node?.items ?? []).flatMap((item) => {
    const value = isObject(item) ? item.text('value') : undefined;
    return value === undefined || !isObject(item) ? [] : [{ value, title: item.text('text') || value }];
  });
  return choices.length > 0 ? choices : undefined;
}
