import { getChallenge } from './kit/generalHandshakes';
import { hex, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const dropbox: Provider = {
  name: 'Dropbox',
  docs: { url: 'https://www.dropbox.com/developers/reference/webhooks' },
  hosts: ['dropboxapi.com', 'dropbox.com'],
  signatures: [ofBody('Dropbox', 'x-dropbox-signature', hex)],
  handshakes: [getChallenge],
  secret: 'the app secret',
};
