import type { Handshake } from './kit/handshake';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { jsonResponse } from './kit/responses';

const challenge: Handshake = {
  name: 'Smartsheet challenge',
  secret: 'none',
  about: { request: '`Smartsheet-Hook-Challenge`', response: 'the same value in `Smartsheet-Hook-Response`' },
  respond({ headers }) {
    const value = headers['smartsheet-hook-challenge'];
    if (!value) return undefined;
    const response = jsonResponse({ smartsheetHookResponse: value });
    return { ...response, headers: { ...response.headers, 'Smartsheet-Hook-Response': value } };
  },
};

export const smartsheet: Provider = {
  name: 'Smartsheet',
  docs: {
    url: 'https://developers.smartsheet.com/api/smartsheet/guides/webhooks/webhook-verification',
    read: '2026-11-30',
  },
  hosts: ['smartsheet.com'],
  signatures: [ofBody('Smartsheet', 'smartsheet-hmac-sha256', hex)],
  handshakes: [challenge],
  secret: '`sharedSecret`; comes in the response to the create call',
};
