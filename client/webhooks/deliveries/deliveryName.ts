import { t } from '../../common/translate';
import type { DeliverySummary } from '../../domain/delivery';

/** What a delivery is called in lists and titles: its event, or else what is known of it. */
export function deliveryName({ event, kind, method }: Pick<DeliverySummary, 'event' | 'kind' | 'method'>): string {
  if (event !== null) return event;
  switch (kind) {
    case 'handshake':
      return t('handshake');
    case 'refused':
      return t('refused');
    case 'delivery':
      return method;
  }
}
