import { messageSignature } from './kit/messageSignature';
import type { Provider } from './kit/provider';

export const httpMessageSignatures: Provider = {
  name: 'HTTP Message Signatures (RFC 9421)',
  docs: { url: 'https://www.rfc-editor.org/rfc/rfc9421', read: '2026-11-30', source: 'http-message-signatures 1.0.6' },
  signatures: [messageSignature],
  secret: 'the public key, or the shared key of `hmac-sha256`',
};
