import type { Member } from '../documents/tree';
import type { Rule, RuleDocs } from './rule';

const known = new Set(['description', 'schema', 'headers', '$ref']);

export const notificationContentUnknownKey: Rule = {
  code: 'notification-content-unknown-key',
  summary: "`x-ms-notification-content` has a key that Power Automate doesn't read.",
  severity: 'information',
  places: {
    notificationContent: (place, report) => {
      const unknown = place.node.members.filter(({ key }) => !known.has(key) && !key.startsWith('x-'));
      const ofSchema = unknown.filter(isOfSchema);
      for (const member of ofSchema)
        report({ key: member }, `${reads} Move \`${member.key}\` into the schema, or remove it.`);
      // The keys of a parameter were pasted together.
      const others = unknown.filter((member) => !ofSchema.includes(member));
      const [first, ...more] = others;
      if (!first) return;
      report({ key: first }, `${reads} Remove ${more.length > 0 ? named(others) : 'it'}.`, {
        repair: more.length > 0 ? { removeAll: others } : undefined,
      });
    },
  },
};

const reads = 'Power Automate reads only `description`, `schema` and `headers` here.';

/** True for a keyword that says something about the content where it is in the schema. */
const isOfSchema = ({ key, value }: Member): boolean =>
  key === 'type' || key === 'properties' || key === 'items' || (key === 'required' && value?.kind === 'array');

/** Maximum number of keys in the message. */
const maxNamed = 4;

function named(members: Member[]): string {
  if (members.length > maxNamed) return `this key and the other ${members.length - 1} that are not read`;
  const quoted = members.map(({ key }) => `\`${key}\``);
  return `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}

export const docs: RuleDocs = {
  why: 'Power Automate reads only `description`, `schema` and `headers`.',
  fix: 'Remove the key. `type`, `properties`, `items` and a list `required` belong in the schema.',
  incorrect: [
    {
      within: 'path',
      text: '"x-ms-notification-content": { "type": "object", "schema": { "$ref": "#/definitions/Push" } }',
    },
  ],
  correct: [{ within: 'path', text: '"x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }' }],
};
