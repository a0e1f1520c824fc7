import type { Member } from '../documents/tree';
import { methods } from '../model/walk';
import { allOf, mark, say } from '../texts/say';
import type { Rule, RuleDocs } from './rule';

const known = new Set(['description', 'schema', 'headers', '$ref']);
const methodNames = new Set<string>(methods);

export const notificationContentUnknownKey: Rule = {
  code: 'notification-content-unknown-key',
  summary: "`x-ms-notification-content` has a key that Power Automate doesn't read.",
  severity: 'information',
  otherLevels: { error: 'for an operation, because it is lost, and its trigger with it' },
  places: {
    notificationContent: (place, report) => {
      for (const member of place.node.members.filter(isOperation))
        report(
          { key: member },
          say`An operation in \`x-ms-notification-content\` is not read, so it doesn't exist. Move \`${member.key}\` to the path, next to \`x-ms-notification-content\`.`,
          { severity: 'error', subject: 'operation' },
        );
      const unknown = place.node.members.filter(
        (member) => !known.has(member.key) && !member.key.startsWith('x-') && !isOperation(member),
      );
      const ofSchema = unknown.filter(isOfSchema);
      for (const member of ofSchema)
        report(
          { key: member },
          say`Power Automate reads only \`description\`, \`schema\` and \`headers\` here. Move \`${member.key}\` into the schema, or remove it.`,
        );
      // The keys of a parameter were pasted together.
      const others = unknown.filter((member) => !ofSchema.includes(member));
      const [first, ...more] = others;
      if (!first) return;
      report({ key: first }, more.length > 0 ? removeAll(others) : say(removeOne), {
        repair: more.length > 0 ? { removeAll: others } : undefined,
      });
    },
  },
};

const removeOne = mark('Power Automate reads only `description`, `schema` and `headers` here. Remove it.');

/** True for a keyword that says something about the content where it is in the schema. */
const isOfSchema = ({ key, value }: Member): boolean =>
  key === 'type' || key === 'properties' || key === 'items' || (key === 'required' && value?.kind === 'array');

/** Maximum number of keys in the message. */
const maxNamed = 4;

function removeAll(members: Member[]): string {
  if (members.length > maxNamed)
    return say`Power Automate reads only \`description\`, \`schema\` and \`headers\` here. Remove this key and the other ${members.length - 1} that are not read.`;
  const quoted = members.map(({ key }) => `\`${key}\``);
  return say`Power Automate reads only \`description\`, \`schema\` and \`headers\` here. Remove ${allOf(quoted)}.`;
}

/** True for a method with an operation, and for an operation under another name. */
function isOperation({ key, value }: Member): boolean {
  if (value?.kind !== 'object') return false;
  return methodNames.has(key.toLowerCase()) || value.member('x-ms-trigger') !== undefined;
}

export const docs: RuleDocs = {
  topic: 'notification',
  why: 'Power Automate reads only `description`, `schema` and `headers`. An operation that ended up here, for example because of wrong indentation in YAML, is lost.',
  fix: 'Remove the key. `type`, `properties`, `items` and a `required` list belong in the schema. An operation belongs on the path, next to `x-ms-notification-content`.',
  incorrect: [
    {
      within: 'path',
      text: '"x-ms-notification-content": { "type": "object", "schema": { "$ref": "#/definitions/Push" } }',
    },
    {
      within: 'paths',
      level: 'error',
      text: `"/pushes": {
  "x-ms-notification-content": {
    "schema": { "$ref": "#/definitions/Push" },
    "post": { "operationId": "OnPushed", "x-ms-trigger": "single", "responses": { "201": { "description": "Created" } } }
  }
}`,
    },
  ],
  correct: [{ within: 'path', text: '"x-ms-notification-content": { "schema": { "$ref": "#/definitions/Push" } }' }],
};
