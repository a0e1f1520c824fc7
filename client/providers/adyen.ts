import type { Json } from '../common/json';
import { read } from '../common/json';
import { keyFromHex } from './kit/hmacParts';
import { base64, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { textResponse } from './kit/responses';
import { hmacFits, partlySigned, textOf } from './kit/signedMembers';

const signedMembers = [
  ['pspReference'],
  ['originalReference'],
  ['merchantAccountCode'],
  ['merchantReference'],
  ['amount', 'value'],
  ['amount', 'currency'],
  ['eventCode'],
  ['success'],
];

const signedText = (item: Json | undefined): string => signedMembers.map((path) => textOf(read(item, path))).join(':');

export const adyen: Provider = {
  name: 'Adyen',
  docs: {
    url: 'https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures',
    read: '2026-11-30',
    source: '@adyen/api-library 32.1.0',
  },
  hosts: ['adyen.com'],
  event: { body: ['type'] },
  // Webhooks of Balance Platform and Management sign the whole body.
  signatures: [ofBody('Adyen (banking)', 'hmacsignature', base64, '', { key: keyFromHex })],
  inRequest: [
    // Of each item, eight members are signed, but not its date and reason; the key is in hex.
    partlySigned('Adyen', 'HMAC-SHA256 in base64', 'eight members of each item', (body, secret) => {
      const listed = read(body, ['notificationItems']);
      const items = Array.isArray(listed) ? listed.map((one) => read(one, ['NotificationRequestItem'])) : [];
      const given = items.map((item) => read(item, ['additionalData', 'hmacSignature']));
      if (items.length === 0 || given.includes(undefined)) return undefined;
      return items.every((item, index) => hmacFits(given[index], 'base64', keyFromHex(secret), signedText(item)));
    }),
  ],
  acknowledgement: {
    about: '`[accepted]`',
    respond: (_, beginning) =>
      beginning.includes('"notificationItems"') && beginning.includes('"NotificationRequestItem"')
        ? textResponse('[accepted]')
        : undefined,
  },
  secret: 'the HMAC key, in hex',
};
