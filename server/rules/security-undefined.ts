import type { Member, Node } from '../documents/tree';
import { nearestOrOnly } from '../model/vocabulary';
import { say } from '../texts/say';
import type { Report, Rule, RuleDocs } from './rule';

/** Microsoft's validator: SecurityRequirementMustBeDefined, OAuthSecurityRequirementValueMustBeScopeName. */
export const securityUndefined: Rule = {
  code: 'security-undefined',
  summary: "`security` names a scheme or a scope that `securityDefinitions` doesn't have.",
  severity: { custom: 'hint', certification: 'warning' },
  definition: (definition, report) => {
    const schemes = definition.root.get('securityDefinitions');
    const names = schemes?.kind === 'object' ? schemes.members.map(({ key }) => key) : [];
    const once = reportingOnce(report);
    checkList(definition.root.get('security'), schemes, names, once);
    for (const security of definition.securities) checkList(security, schemes, names, once);
  },
};

/** Reports each name, and each message about a scope, once: operations tend to repeat the same requirement. */
function reportingOnce(report: Report): Report {
  const reported = new Set<string>();
  return (at, message, details) => {
    const key = details?.subject ?? message;
    if (reported.has(key)) return;
    reported.add(key);
    report(at, message, details);
  };
}

function checkList(list: Node | undefined, schemes: Node | undefined, names: string[], report: Report): void {
  // A scheme that the list has already would be no repair for another of its entries.
  const listed = new Set(list?.items.flatMap(({ members }) => members.map(({ key }) => key)));
  const unused = names.filter((name) => !listed.has(name));
  for (const requirement of list?.items ?? []) {
    for (const member of requirement.members) {
      // `x-flow-webhooks-ignore` is not a scheme.
      if (member.key.startsWith('x-flow-webhooks-')) continue;
      if (names.includes(member.key)) {
        for (const [scope, message] of unknownScopes(schemes?.get(member.key), member))
          report({ node: scope }, message);
        continue;
      }
      const near = nearestOrOnly(member.key, unused, 3);
      report({ key: member }, say`\`securityDefinitions\` has no scheme "${member.key}". ${adviceFor(unused)}`, {
        subject: member.key,
        repair: near === undefined || unknownScopes(schemes?.get(near), member).length > 0 ? undefined : { key: near },
      });
    }
  }
}

const adviceFor = (unused: string[]): string =>
  unused.length === 1
    ? say`Write "${unused[0]}", which no entry here names, or define it.`
    : unused.length === 0
      ? say('Define it, or remove the entry.')
      : say('Define it, or use one that exists.');

/** A scope in quotes; one that is a list or a fault of copying would be hard to read, and is marked anyway. */
const quotedScope = (scope: string): string =>
  /^[^\s"]{1,80}$/.test(scope) ? say`the scope "${scope}"` : say('this scope');

/** The scopes that the scheme doesn't have, each with a message; only `oauth2` schemes have scopes. */
function unknownScopes(scheme: Node | undefined, { key, value }: Member): [scope: Node, message: string][] {
  if (value?.kind !== 'array' || scheme?.kind !== 'object') return [];
  const scopes = scheme.get('scopes');
  return value.items.flatMap((item): [Node, string][] => {
    if (item.kind !== 'string') return [];
    if (scheme.text('type') !== 'oauth2')
      return [[item, say`Only an \`oauth2\` scheme has scopes. Leave the list of "${key}" empty.`]];
    const isUnknown = scopes?.kind === 'object' && !scopes.member(String(item.value));
    return isUnknown
      ? [
          [
            item,
            say`The scheme "${key}" does not define ${quotedScope(String(item.value))}. Define it in \`scopes\`, or name one that is there.`,
          ],
        ]
      : [];
  });
}

export const docs: RuleDocs = {
  topic: 'structure',
  why: "The requirement has no effect: when you register a webhook from the editor, you can choose only from all schemes that are defined, and other tools reject the file. Power Automate isn't affected, because it takes the sign-in of a connection from `securityDefinitions` and `apiProperties.json`. Each name is reported once per file.",
  fix: 'Correct the name (the quick fix writes the most similar one), or define the scheme.',
  incorrect: [
    {
      within: 'root',
      text: `"securityDefinitions": { "api_key": { "type": "apiKey", "in": "header", "name": "X-Key" } },
"security": [{ "apim_key": [] }]`,
    },
  ],
  correct: [
    {
      within: 'root',
      text: `"securityDefinitions": { "api_key": { "type": "apiKey", "in": "header", "name": "X-Key" } },
"security": [{ "api_key": [] }]`,
    },
  ],
};
