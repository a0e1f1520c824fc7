import type { Node } from '../documents/tree';
import { say } from '../texts/say';
import type { At, Level, Report } from './rule';

/** The members of a security scheme besides `type` and `description`, by its type. */
const membersByType: Record<string, string[]> = {
  basic: [],
  apiKey: ['name', 'in'],
  oauth2: ['flow', 'authorizationUrl', 'tokenUrl', 'scopes'],
};

/** Published connectors work without `scopes`; their sign-in is made from `apiProperties.json`. */
const level: Level = { custom: 'information', certification: 'warning' };

/**
 * Reports an `oauth2` scheme without `scopes`, and members that belong to schemes of other types (Microsoft's validator:
 * SecuritySchemePropertyRequired, SecuritySchemePropertyNotValid). `swagger-structure` checks the rest of a scheme.
 *
 * @param at the place that stands for the whole scheme
 */
export function checkSchemeMembers(scheme: Node, at: At, report: Report): void {
  const type = scheme.text('type') ?? '';
  const own = Object.hasOwn(membersByType, type) ? membersByType[type]! : undefined;
  if (!own) return;
  if (type === 'oauth2' && !scheme.member('scopes'))
    report(at, say('`scopes` is missing. Swagger requires it in an `oauth2` scheme; it may be empty.'), {
      severity: level,
      repair: { add: 'scopes', value: {}, to: scheme },
    });
  const others = new Set(Object.values(membersByType).flat());
  for (const member of scheme.members)
    if (others.has(member.key) && !own.includes(member.key))
      report({ key: member }, say`\`${member.key}\` is not read in a scheme of the type \`${type}\`. Remove it.`, {
        severity: level,
        repair: { remove: member },
      });
}
