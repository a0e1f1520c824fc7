import type { Member, Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import { extensions, nearest, nearestOrOnly } from '../model/vocabulary';
import type { Place } from '../model/walk';
import { allOf, anyOf, say } from '../texts/say';
import { type Level, type Report, type Rule, type RuleDocs, rejectedByCertification, valueAt } from './rule';

/** The types of the members of `x-ms-api-annotation` (Microsoft Learn, openapi-extensions). */
const annotation: Record<string, 'string' | 'number'> = { family: 'string', revision: 'number', status: 'string' };
const status = ['Preview', 'Production'];
const metadata = ['propertyName', 'propertyValue'];

export const extensionValue: Rule = {
  code: 'extension-value',
  summary: 'An extension has a value or a member that is not allowed.',
  severity: 'warning',
  otherLevels: {
    error: 'for `x-ms-editor: dictionary` on a schema that is not a map, in the profile *certification*',
    hint: "for a value or a member with different capitalization, and for a `nextLinkName` that certification doesn't support, in the profile *custom*",
  },
  keys: {
    'x-ms-url-encoding': (member, _, report) => {
      checkWord(member, Object.keys(extensions.get(member.key)?.values ?? {}), report);
    },
    'x-ms-api-annotation': ({ value }, _, report) => {
      for (const member of value?.members ?? []) {
        const kind = annotation[member.key];
        if (kind && member.value && member.value.kind !== kind)
          report(
            valueAt(member),
            say`\`${member.key}\` must be ${withArticle(kind)}, not ${withArticle(member.value.kind)}.`,
          );
        else if (member.key === 'status') checkWord(member, status, report);
      }
    },
    'x-ms-connector-metadata': checkMetadata,
    'x-ms-editor': checkEditor,
    'x-ms-pageable': checkPageable,
  },
};

function checkWord(member: Member, words: string[], report: Report): void {
  const { key, value } = member;
  // `extension-type` reports other types.
  if (value?.kind !== 'string' || words.includes(String(value.value))) return;
  const near = nearestOrOnly(String(value.value), words, 3);
  if (near && sameButCase(near, String(value.value))) {
    report(valueAt(member), say`\`${key}\` is usually written "${near}".`, {
      severity: 'hint',
      repair: { value: near },
    });
    return;
  }
  report(valueAt(member), say`\`${key}\` must be ${anyOf(words.map((word) => `"${word}"`))}, not "${value.value}".`, {
    repair: near === undefined ? undefined : { value: near },
  });
}

/** True for words that differ in upper and lower case only. Published connectors have such, and were accepted. */
const sameButCase = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
/** Microsoft's validator: InvalidCustomEditorExtensionDictionaryValue. */
function checkEditor(editor: Member, { node }: Place, report: Report): void {
  if (editor.value?.value !== 'dictionary' || node.member('$ref')) return;
  const type = node.text('type');
  const others = node.get('additionalProperties');
  if (type === 'object' && others && others.value !== false) return;
  report(
    { key: editor },
    say(
      '`dictionary` is an editor for objects with any properties: this needs `type: object` and `additionalProperties`.',
    ),
    {
      severity: rejectedByCertification,
      repair:
        type === 'object' && !others
          ? { add: 'additionalProperties', value: { type: 'string' }, to: node }
          : { remove: editor },
    },
  );
}

const nextLinks = ['nextLink', '@odata.nextLink'];

/** Microsoft's validator: InvalidNextLinkNameValue. */
function checkPageable({ value }: Member, _: Place, report: Report): void {
  const link = value?.member('nextLinkName');
  if (link?.value?.kind !== 'string' || nextLinks.includes(String(link.value.value))) return;
  const near = nearest(String(link.value.value), nextLinks, 2);
  report(
    valueAt(link),
    say('Certification supports only `nextLink` and `@odata.nextLink` as the name of the next link.'),
    {
      severity: unsupported,
      repair: near === undefined ? undefined : { value: near },
    },
  );
}

const unsupported: Level = { custom: 'hint', certification: 'warning' };

function checkMetadata({ value }: Member, _: Place, report: Report): void {
  const items = value?.items ?? [];
  reportCase(items, report);
  for (const item of items) {
    const wrong = item.kind === 'object' ? wrongKey(item) : undefined;
    if (item.kind !== 'object')
      report({ node: item }, say('Every item must be an object with `propertyName` and `propertyValue`.'));
    else if (wrong)
      report({ key: wrong }, say`\`${wrong.key}\` is not read. Use \`propertyName\` and \`propertyValue\`.`, {
        repair: renamed(item, wrong),
      });
  }
}

/** Reports names in other upper and lower case once for the list: the items tend to have the same. */
function reportCase(items: Node[], report: Report): void {
  const written = items.flatMap((item) =>
    item.members.flatMap((member) => {
      const key = metadata.find((name) => name !== member.key && sameButCase(name, member.key));
      return key && !item.member(key) ? [{ member, key }] : [];
    }),
  );
  const [first] = written;
  if (!first) return;
  const named = new Map(written.map(({ member, key }) => [member.key, key]));
  const list = (names: Iterable<string>): string => allOf([...names].map((name) => `\`${name}\``));
  report(
    { key: first.member },
    named.size > 1
      ? say`${list(named.keys())} are usually written ${list(new Set(named.values()))}.`
      : say`${list(named.keys())} is usually written ${list(new Set(named.values()))}.`,
    { severity: 'hint', repair: { rename: written } },
  );
}

function wrongKey(item: Node): Member | undefined {
  return item.members.find(
    ({ key }) =>
      !/^x-/i.test(key) && !metadata.some((name) => key === name || (sameButCase(name, key) && !item.member(name))),
  );
}

function renamed(item: Node, { key }: Member): { key: string } | undefined {
  const meant = metadata.find((name) => name.toLowerCase().endsWith(key.toLowerCase()));
  return meant && !item.member(meant) ? { key: meant } : undefined;
}

export const docs: RuleDocs = {
  topic: 'extension',
  why: [
    "Power Automate doesn't read such values.",
    '`x-ms-url-encoding` must be `single` or `double`. In `x-ms-api-annotation`, `status` must be `Preview` or `Production`, `family` a string, and `revision` a number. `x-ms-connector-metadata` must be a list of objects with `propertyName` and `propertyValue`. `x-ms-editor: dictionary` is for maps, that is, for objects with `additionalProperties`; certification rejects it on anything else. In `x-ms-pageable`, certification supports only two names.',
    '[x-ms-trigger](trigger-value.md) and [x-ms-visibility](visibility-value.md) have their own rules.',
  ],
  fix: 'Use one of the values that the message lists; the quick fix offers the most similar one.',
  incorrect: [
    {
      within: 'parameter',
      text: '{ "name": "path", "in": "path", "required": true, "type": "string", "x-ms-url-encoding": "twice" }',
    },
    {
      within: 'parameter',
      level: 'hint',
      text: '{ "name": "path", "in": "path", "required": true, "type": "string", "x-ms-url-encoding": "Double" }',
    },
    {
      within: 'properties',
      level: rejectedByCertification,
      text: '"headers": { "type": "string", "x-ms-editor": "dictionary" }',
    },
    { within: 'action', level: unsupported, text: '"x-ms-pageable": { "nextLinkName": "next" }' },
  ],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "path", "in": "path", "required": true, "type": "string", "x-ms-url-encoding": "double" }',
    },
  ],
};
