import { type Rule, valueAt } from './rule';

export const notificationUrlType: Rule = {
  code: 'notification-url-type',
  severity: 'error',
  keys: {
    'x-ms-notification-url': (_, { node, role }, report) => {
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
