import { standardWebhooks } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { sharedToken } from './kit/sharedToken';

export const gitlab: Provider = {
  name: 'GitLab',
  docs: {
    url: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
    read: '2026-11-30',
    source: 'gitlab-org/gitlab, merge request 230944',
  },
  hosts: ['gitlab.com'],
  event: { header: 'x-gitlab-event' },
  deliveryId: { header: 'idempotency-key' },
  signatures: [sharedToken('GitLab', 'x-gitlab-token'), standardWebhooks],
  secrets: { headers: ['x-gitlab-token'] },
  secret: 'the secret token, or the signing token',
};
