/**
 * Converts an OpenAPI 3.0 or 3.1 definition to OpenAPI 2.0, the only version that Power Automate imports. It knows what
 * connectors use, keeps every `x-` key, and lists what 2.0 cannot express instead of dropping it in silence.
 * Facts: the OpenAPI specifications 2.0, 3.0.4 and 3.1.1 (spec.openapis.org/oas).
 */

import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import { Components } from './components';
import { extensionsOf, isObject, type Loss, mapMembers, memberOf, objectOf, objectOr, Source } from './losses';
import { convertPathItem, convertResponse } from './operations';
import { convertParameter } from './parameters';
import { convertSchema } from './schemas';
import { convertSecuritySchemes, knownSecurity } from './security';
import { type Address, convertServers } from './servers';

export interface Converted {
  definition: JsonObject;
  losses: Loss[];
}

/** Returns the definition in OpenAPI 2.0. The parts of the result are in the order in which connectors have them. */
export function convertToOpenApi2(root: JsonObject): Converted {
  const losses: Loss[] = [];
  const source = Source.root(losses);
  const parts = objectOr(memberOf(root, 'components'));
  const partSource = source.at('components');
  const address: Address =
    memberOf(root, 'servers') === undefined && memberOf(root, 'host') !== undefined
      ? {}
      : convertServers(memberOf(root, 'servers'), source.at('servers'));
  const paths = objectOr(memberOf(root, 'paths'));
  const part = (name: string, convert: (value: Json, source: Source) => Json | undefined): Json | undefined => {
    const members = memberOf(parts, name);
    return isObject(members)
      ? mapMembers(members, (value, key) => convert(value, partSource.at(name, key)))
      : undefined;
  };
  const schemes = memberOf(parts, 'securitySchemes');
  const securityDefinitions = isObject(schemes)
    ? convertSecuritySchemes(schemes, partSource.at('securitySchemes'))
    : undefined;
  const components = new Components(root, securityDefinitions);
  const definition = objectOf([
    ['swagger', '2.0'],
    ['info', convertInfo(memberOf(root, 'info'), source.at('info'))],
    ['host', address.host ?? memberOf(root, 'host')],
    ['basePath', address.basePath ?? memberOf(root, 'basePath')],
    ['schemes', address.schemes ?? memberOf(root, 'schemes')],
    [
      'paths',
      mapMembers(paths, (item, path) =>
        path.startsWith('x-') ? item : convertPathItem(item, components, source.at('paths', path)),
      ),
    ],
    ['definitions', merged(memberOf(root, 'definitions'), part('schemas', convertSchema))],
    ['parameters', part('parameters', (parameter, here) => convertParameter(parameter, components, here))],
    ['responses', part('responses', (response, here) => convertResponse(response, components, here))],
    ['securityDefinitions', merged(memberOf(root, 'securityDefinitions'), securityDefinitions)],
    ['security', knownSecurity(memberOf(root, 'security'), securityDefinitions)],
    ['tags', memberOf(root, 'tags')],
    ['externalDocs', memberOf(root, 'externalDocs')],
    ...extensionsOf(root),
  ]);
  if (memberOf(root, 'webhooks') !== undefined) {
    source
      .at('webhooks')
      .lose(
        say(
          'Webhooks do not exist in OpenAPI 2.0. Describe what arrives in the `x-ms-notification-content` of a path.',
        ),
      );
  }
  return { definition, losses };
}

/** Returns the members of both; those of a definition that is half 2.0 already come first. */
const merged = (own: Json | undefined, converted: Json | undefined): Json | undefined =>
  isObject(own) && isObject(converted) ? { ...own, ...converted } : (converted ?? own);

/** The members of `info` that 2.0 has. */
const infoKeys = ['title', 'description', 'termsOfService', 'contact', 'license', 'version'];

function convertInfo(info: Json | undefined, source: Source): Json | undefined {
  if (!isObject(info)) return info;
  const summary = memberOf(info, 'summary');
  if (summary !== undefined && memberOf(info, 'description') !== undefined)
    source.at('summary').lose(say('`summary` of `info` does not exist in OpenAPI 2.0.'));
  const description = memberOf(info, 'description') ?? summary;
  return objectOf([
    ...infoKeys.map((key) => [key, key === 'description' ? description : memberOf(info, key)] as const),
    ...extensionsOf(info),
  ]);
}
