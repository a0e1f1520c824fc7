import { t } from '../../common/translate';
import type { CheckState, Delivery } from '../../domain/delivery';

/** Returns whether the body of a delivery was checked against the notification schema, and why not. */
export function checkState({ kind, conforms, problems }: Pick<Delivery, 'kind' | 'conforms' | 'problems'>): CheckState {
  const [first] = problems;
  switch (kind) {
    case 'handshake':
      return { check: 'none', reason: t('A handshake is not a delivery, so it is not checked.') };
    case 'refused':
      return { check: 'none', reason: first?.message ?? t('It was refused.') };
    case 'delivery':
      if (conforms !== null) return { check: 'done', reason: null };
      return first ? { check: 'none', reason: first.message } : { check: 'pending', reason: null };
  }
}
