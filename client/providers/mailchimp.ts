import { getProbe } from './kit/generalHandshakes';
import type { Provider } from './kit/provider';

export const mailchimp: Provider = {
  name: 'Mailchimp',
  docs: { url: 'https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/' },
  hosts: ['api.mailchimp.com'],
  event: { body: ['type'] },
  handshakes: [getProbe],
};
