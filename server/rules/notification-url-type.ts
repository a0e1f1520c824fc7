import type { Member } from '../documents/tree';
import { callbackUrlIn } from '../model/callbackUrl';
import { isContainer } from '../model/schemas';
import { enclosing, type Place } from '../model/walk';
import { type Report, type Rule, valueAt } from './rule';

export const notificationUrlType: Rule = {
  code: 'notification-url-type',
  severity: 'error',
  keys: {
    'x-ms-notification-url': (member, place, report) => {
      const { node, role } = place;
      if (role === 'schema' && isContainer(node)) {
        checkContainer(member, place, report);
        return;
      }
      const format = role === 'schema' ? node.member('format') : undefined;
      if (format?.value?.kind === 'string' && !/^(?:ur[il]|string)?$/i.test(String(format.value.value)))
        report(valueAt(format), 'A callback URL is sent as it is: of formats, `uri` alone fits it.', {
          severity: 'information',
          repair: { value: 'uri' },
        });
      const type = role === 'schema' ? node.member('type') : undefined;
      if (!type || type.value?.value === 'string') return;
      report(valueAt(type), 'A callback URL is a string: this property must have `type: string`.');
    },
  },
};

/** The callback's mark, where it is on an object or list around the URL. */
function checkContainer(member: Member, place: Place, report: Report): void {
  // There it is misplaced whatever it is on.
  if (enclosing(place, 'response', 'notificationContent')) return;
  const { node } = place;
  const url = callbackUrlIn(node);
  const what = node.member('items') && !node.member('properties') ? 'a list' : 'an object';
  const where = url
    ? `it belongs on its string property \`${url.name}\`, which takes the callback URL.`
    : 'it belongs on the string property that takes the callback URL.';
  report({ key: member }, `\`x-ms-notification-url\` is on ${what}: ${where}`, {
    related: url ? [{ at: { key: url.member }, message: 'The callback URL.' }] : [],
  });
}
