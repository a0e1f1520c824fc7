import type { Definition } from '../../model/definition';
import { appliesTo, type ConnectorProperties } from '../../model/properties';
import { type ConnectionParameter, hostTemplate } from '../../protocol/policies';
import type { AddressTemplate } from '../../protocol/triggers';
import { connectionParameterUse, describeConnectionParameter } from './policies';

/**
 * Where an operation's calls go by the `dynamichosturl` policies beside the definition. A policy's URL takes the place
 * of host and base path together: published ones whose definition has a base path repeat it.
 * A template with anything in it but connection parameters is left out: the user could not fill it.
 */
export function addressesOf({ properties }: Definition, operationId: string): AddressTemplate[] {
  const found: AddressTemplate[] = [];
  for (const { template, operations, settings } of properties?.policies ?? []) {
    if (template !== hostTemplate || !appliesTo(operations, operationId)) continue;
    const text = settings.get('urlTemplate')?.value;
    const address = typeof text === 'string' ? addressOf(properties!, text) : undefined;
    if (address && !found.some((one) => one.template === address.template)) found.push(address);
  }
  return found;
}

function addressOf(properties: ConnectorProperties, text: string): AddressTemplate | undefined {
  const parameters: ConnectionParameter[] = [];
  const template = text.trim().replace(connectionParameterUse, (_, name: string, fallback: string | undefined) => {
    if (!parameters.some((one) => one.name === name))
      parameters.push(describeConnectionParameter(properties, name, fallback));
    return `{${name}}`;
  });
  return template.includes('@') ? undefined : { template, parameters };
}
