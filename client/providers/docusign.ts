import { hmacVerifier } from './kit/hmac';
import { base64, bodyScheme } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

const header = /^x-docusign-signature-\d+$/;

/** One header for each key. */
const signature = hmacVerifier({
  ...bodyScheme('DocuSign', 'x-docusign-signature-1', base64),
  header,
  given: (headers) => Object.entries(headers).flatMap(([name, value]) => (header.test(name) ? [value] : [])),
});

export const docusign: Provider = {
  name: 'DocuSign',
  docs: { url: 'https://developers.docusign.com/platform/webhooks/connect/validate', read: '2026-11-30' },
  hosts: ['docusign.com', 'docusign.net'],
  event: { body: ['event'] },
  signatures: [signature],
  secret: 'an HMAC key of the Connect configuration',
};
