import { isObject, read } from '../common/json';
import type { Provider } from './kit/provider';
import { textResponse } from './kit/responses';
import { hmacFits, partlySigned, textOf } from './kit/signedMembers';

export const dropboxSign: Provider = {
  name: 'Dropbox Sign',
  docs: {
    url: 'https://developers.hellosign.com/docs/events/walkthrough/',
    read: '2026-11-30',
    source: '@dropbox/sign 1.11.0',
  },
  hosts: ['hellosign.com'],
  event: { body: ['event', 'event_type'] },
  inRequest: [
    // It sends JSON, or JSON in a multipart form.
    partlySigned('Dropbox Sign', 'HMAC-SHA256 in hex', 'time and name of the event', (body, secret) => {
      const event = read(body, ['event']);
      if (!isObject(event) || !event.event_hash) return undefined;
      return hmacFits(event.event_hash, 'hex', secret, textOf(event.event_time) + textOf(event.event_type));
    }),
  ],
  acknowledgement: {
    about: '`Hello API Event Received`',
    respond: (_, beginning) =>
      beginning.includes('"event_hash"') && beginning.includes('"event_type"')
        ? textResponse('Hello API Event Received')
        : undefined,
  },
  secret: 'the API key',
};
