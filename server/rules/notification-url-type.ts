import type { Member } from '../documents/tree';
import { callbackUrlIn } from '../model/callbackUrl';
import { isContainer } from '../model/schemas';
import { enclosing, type Place } from '../model/walk';
import { say } from '../texts/say';
import { type Report, type Rule, type RuleDocs, valueAt } from './rule';

export const notificationUrlType: Rule = {
  code: 'notification-url-type',
  summary: 'The callback property is not a string, or `x-ms-notification-url` is on the object around it.',
  severity: 'error',
  otherLevels: { information: 'for a `format` other than `uri`' },
  keys: {
    'x-ms-notification-url': (member, place, report) => {
      const { node, role } = place;
      if (role === 'schema' && isContainer(node)) {
        checkContainer(member, place, report);
        return;
      }
      const format = role === 'schema' ? node.member('format') : undefined;
      if (format?.value?.kind === 'string' && !/^(?:ur[il]|string)?$/i.test(String(format.value.value)))
        report(valueAt(format), messageFor(String(format.value.value)), {
          severity: 'information',
          repair: { value: 'uri' },
        });
      const type = role === 'schema' ? node.member('type') : undefined;
      if (!type || type.value?.value === 'string') return;
      report(valueAt(type), say('A callback URL is a string. Give this property `type: string`.'));
    },
  },
};

/** The designer casts a value by these formats before it is sent (Azure/LogicAppsUX, parameterprocessor.ts). */
const casting = /^(?:byte|binary)$/i;

function messageFor(format: string): string {
  return casting.test(format)
    ? say`\`format: ${format}\` casts the callback URL before it is sent, so the service may get something else. Write \`uri\`, the only format that a callback URL can have.`
    : say('The only `format` that a callback URL can have is `uri`.');
}

/** Checks a mark on an object or a list around the URL. */
function checkContainer(member: Member, place: Place, report: Report): void {
  // In responses and notification content the key is misplaced whatever the type: another rule reports that.
  if (enclosing(place, 'response', 'notificationContent')) return;
  const { node } = place;
  const url = callbackUrlIn(node);
  const what = node.member('items') && !node.member('properties') ? say('a list') : say('an object');
  const where = url
    ? say`Move it to the string property \`${url.name}\`, which takes the callback URL.`
    : say('Move it to the string property that takes the callback URL.');
  report(
    { key: member },
    say`\`x-ms-notification-url\` is on ${what}, which the callback URL would replace. ${where}`,
    {
      related: url ? [{ at: { key: url.member }, message: say('The callback URL.') }] : [],
    },
  );
}

export const docs: RuleDocs = {
  topic: 'callback',
  why: 'A URL is a string. Power Automate replaces whatever has `x-ms-notification-url` with the callback URL: an object with properties would be lost, and the service would get a string where it expects the object.',
  fix: 'The quick fix writes `string`. If the extension is on an object, the quick fix moves it, together with `x-ms-visibility: internal`, to the property that takes the URL, provided that a format or a name shows which one that is, and lists that property in `required`. It never changes the type of an object with properties.',
  incorrect: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "integer", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
    {
      within: 'bodyProperties',
      text: `"config": {
  "type": "object",
  "x-ms-notification-url": true,
  "x-ms-visibility": "internal",
  "properties": { "url": { "type": "string" } }
}`,
    },
    {
      within: 'bodyProperties',
      level: 'information',
      text: '"url": { "type": "string", "format": "date", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
  correct: [
    {
      within: 'bodyProperties',
      text: '"url": { "type": "string", "format": "uri", "x-ms-notification-url": true, "x-ms-visibility": "internal" }',
    },
  ],
};
