import { useOf } from '../model/schemaUses';
import { enclosing, type Place } from '../model/walk';
import { mark, say } from '../texts/say';
import type { Finding, Level, Rule, RuleDocs } from './rule';

/**
 * Microsoft's validator: QueryParameterEncodingNotSupported. The designer encodes a value where `in: path` or an encoding
 * is given, whatever the place (Azure/LogicAppsUX, helper.ts, parameterprocessor.ts, schemaprocessor.ts).
 */
export const urlEncodingMisplaced: Rule = {
  code: 'url-encoding-misplaced',
  summary: '`x-ms-url-encoding` is not on a path parameter.',
  severity: 'hint',
  otherLevels: { warning: 'for a query parameter, in the profile *certification*' },
  keys: {
    'x-ms-url-encoding': (member, place, report) => {
      const sentIn = place.role === 'parameter' ? place.node.text('in') : undefined;
      if (sentIn === 'path' || (place.role === 'parameter' && place.node.member('in') === undefined)) return;
      const severity = sentIn === 'query' ? query : undefined;
      for (const { message, when } of messagesFor(place, sentIn)) report({ key: member }, message, { severity, when });
    },
  },
};

const query: Level = { custom: 'hint', certification: 'warning' };

const inQuery = mark(
  'Values in the query are encoded anyway. With `x-ms-url-encoding`, they are encoded twice, and certification does not support it here. Remove it.',
);
const idle = mark('`x-ms-url-encoding` has no effect here: it belongs on path parameters. Remove it.');

/** The message of a place; two where it depends on the use of a shared schema which one is true. */
function messagesFor(place: Place, sentIn: string | undefined): { message: string; when?: Finding['when'] }[] {
  if (sentIn === 'query') return [{ message: inQuery }];
  if (sentIn === 'header' || sentIn === 'formData') return [{ message: encodes(say('encodes the value'), sentIn) }];
  if (place.role !== 'schema' || enclosing(place, 'response', 'notificationContent')) return [{ message: idle }];
  const { node } = place;
  // The designer replaces a callback by an expression, which it encodes only in the path.
  const what = node.member('x-ms-notification-url') ? say('may encode the callback URL') : say('encodes the value');
  return [
    { message: encodes(what, 'body'), when: (definition) => useOf(definition, node)?.sent !== false },
    { message: idle, when: (definition) => useOf(definition, node)?.sent === false },
  ];
}

const encodes = (what: string, sentIn: string): string =>
  say`\`x-ms-url-encoding\` ${what}, but a service doesn't decode what it gets in ${sentIn === 'header' ? say('a header') : say('the body')}. Remove it.`;

export const docs: RuleDocs = {
  topic: 'extension',
  why: "With this extension, Power Automate encodes any value, not only those in the path. Values in the query are always encoded, so with the extension they are encoded twice: `a b` arrives as `a%2520b`. Headers and bodies are normally not encoded, and services don't decode them: `a b` arrives as `a%20b`. Certification doesn't support the extension on query parameters.",
  fix: 'Remove the extension.',
  incorrect: [
    {
      within: 'parameter',
      level: query,
      text: '{ "name": "q", "in": "query", "type": "string", "x-ms-url-encoding": "single" }',
    },
    { within: 'properties', text: '"title": { "type": "string", "x-ms-url-encoding": "single" }' },
  ],
  correct: [
    {
      within: 'parameter',
      text: '{ "name": "path", "in": "path", "required": true, "type": "string", "x-ms-url-encoding": "double" }',
    },
  ],
};
