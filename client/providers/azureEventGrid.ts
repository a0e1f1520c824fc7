import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake } from './kit/handshake';
import { parseHandshake, shownText } from './kit/handshakeBody';
import type { Provider } from './kit/provider';
import { jsonResponse } from './kit/responses';

const validation: Handshake = {
  name: 'Event Grid validation',
  secret: 'none',
  about: { request: '`SubscriptionValidationEvent`', response: '`validationResponse`' },
  respond(incoming) {
    const body = parseHandshake(incoming);
    const event: unknown = Array.isArray(body) ? body[0] : undefined;
    if (
      !isObject(event) ||
      event.eventType !== 'Microsoft.EventGrid.SubscriptionValidationEvent' ||
      !isObject(event.data)
    )
      return undefined;
    const { validationCode, validationUrl } = event.data;
    if (typeof validationCode !== 'string') return undefined;
    const response = jsonResponse({ validationResponse: validationCode });
    if (typeof validationUrl !== 'string') return response;
    return {
      ...response,
      problem: t(
        'The handshake was completed with its code. Its validationUrl is not opened: {0}',
        shownText(validationUrl),
      ),
    };
  },
};

export const azureEventGrid: Provider = {
  name: 'Azure Event Grid',
  docs: {
    url: 'https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema',
    read: '2026-11-30',
  },
  hosts: ['azure.com'],
  event: { header: 'aeg-event-type' },
  deliveryId: { body: ['0', 'id'] },
  handshakes: [validation],
};
