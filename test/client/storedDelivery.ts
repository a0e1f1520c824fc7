import type { StoredDelivery } from '../../client/domain/delivery';

/** A delivery that matches its schema, with the given members replaced. */
export const delivery = (about: Partial<StoredDelivery> = {}): StoredDelivery => ({
  id: 'd1',
  registrationId: 'one',
  kind: 'delivery',
  receivedAt: '2024-01-02T14:02:07.113Z',
  method: 'POST',
  headers: {},
  event: 'push',
  signature: 'valid',
  conforms: true,
  problems: [],
  answered: 200,
  body: { file: '/nowhere', start: 0 },
  bytes: 12,
  milliseconds: 3,
  ...about,
});
