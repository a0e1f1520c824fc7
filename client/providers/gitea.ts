import { hex, hubSignature256, ofBody } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';

export const gitea: Provider = {
  name: 'Gitea and Forgejo',
  docs: { url: 'https://docs.gitea.com/usage/webhooks' },
  hosts: ['gitea.com', 'codeberg.org'],
  event: { header: 'x-gitea-event' },
  deliveryId: { header: 'x-gitea-delivery' },
  signatures: [hubSignature256, ofBody('Gitea', 'x-gitea-signature', hex)],
  secrets: { headers: ['authorization'] },
  secret: '`config.secret` of the webhook',
};
