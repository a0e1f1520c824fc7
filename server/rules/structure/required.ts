import type { Shape } from '../../model/swagger';
import type { Place } from '../../model/walk';
import type { Json } from '../../protocol/json';
import { say } from '../../texts/say';
import { type Report, rejectedByCertification, valueAt } from '../rule';
import { placeKey } from './marks';

/** The members without which import rejects the definition; certification alone asks for the others. */
const necessary = new Set([
  'root.info',
  'root.paths',
  'info.title',
  'info.version',
  'parameter.name',
  'parameter.in',
  'parameter.type',
  'bodyParameter.name',
  'securityScheme.type',
]);

/** The values that the quick fix adds for missing members. */
const obvious: Record<string, Json> = { description: 'OK', version: '1.0', paths: {} };

/** Reports members that Swagger requires and that are missing or empty (RequiredPropertyMissing, RequiredValueEmpty). */
export function checkRequired(place: Place, shape: Shape, report: Report): void {
  const { node, role } = place;
  for (const key of shape.required) {
    const member = node.member(key);
    const severity = necessary.has(`${role}.${key}`) ? 'error' : rejectedByCertification;
    if (member?.value?.value === '' && (key === 'name' || key === 'title'))
      report(valueAt(member), empty(key, shape), {
        severity: key === 'title' ? rejectedByCertification : severity,
      });
    if (member || (key === 'type' && node.member('schema'))) continue;
    const value = key === 'type' ? typeFor(place) : obvious[key];
    report(placeKey(place), missing(key, shape), {
      repair: value === undefined ? undefined : { add: key, value, to: node },
      severity,
    });
  }
}

/** The type that fits the other members of a parameter, a header or items; undefined for a security scheme. */
function typeFor({ node, role }: Place): Json | undefined {
  if (role === 'securityScheme') return undefined;
  if (node.member('items')) return 'array';
  const known = node.get('default') ?? node.get('enum')?.items[0];
  if (known?.kind === 'number') return Number.isInteger(known.value) ? 'integer' : 'number';
  return known?.kind === 'boolean' ? 'boolean' : 'string';
}

export function missing(key: string, { name }: Shape): string {
  return say`\`${key}\` is missing. Swagger requires it in ${say(name)}.`;
}

export function empty(key: string, { name }: Shape): string {
  return say`\`${key}\` is empty. Swagger requires it in ${say(name)}.`;
}
