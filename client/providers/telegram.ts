import type { Provider } from './kit/provider';
import { sharedToken } from './kit/sharedToken';

export const telegram: Provider = {
  name: 'Telegram',
  docs: {
    url: 'https://core.telegram.org/bots/api#setwebhook',
    read: '2026-11-30',
    source: 'public libraries and guides that quote it',
  },
  hosts: ['telegram.org'],
  deliveryId: { body: ['update_id'] },
  signatures: [sharedToken('Telegram', 'x-telegram-bot-api-secret-token')],
  secrets: { headers: ['x-telegram-bot-api-secret-token'] },
  secret: '`secret_token` of the webhook',
};
