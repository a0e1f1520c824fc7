import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import type { Context } from './context';

/** A registration with the state that it has right now: the ledger knows only what was done, not what can be reached. */
export function current(
  context: Context,
  registration: WebhookRegistration,
  served = context.ports.served(),
): WebhookRegistration {
  const { id, state, receiverPort } = registration;
  if (context.deleting.has(id)) return { ...registration, state: 'deleting' };
  if (state !== 'active') return registration;
  const goneSince = context.gone.get(id);
  if (goneSince !== undefined) {
    return unreachable(registration, t('the service no longer has this webhook (known since {0}).', goneSince));
  }
  if (receiverPort !== undefined && !served.has(receiverPort)) {
    return unreachable(
      registration,
      t('the receiver no longer has port {0}, which this webhook was registered with.', receiverPort),
    );
  }
  if (context.lostForwards.has(id)) {
    return unreachable(registration, t('the editor now forwards the receiver to another address.'));
  }
  const down = context.downRelays.get(id);
  if (down !== undefined) {
    const since = new Date(down.since).toISOString();
    const { relay, reason } = down;
    const next = down.isFinal ? t('Delete it and register it again.') : t('It is tried again and again.');
    const warning = t('Nothing arrives: the relay {0} is down since {1} ({2}). {3}', relay, since, reason, next);
    return {
      ...registration,
      state: 'unreachable',
      warnings: [...registration.warnings, warning],
      down: { since, relay, reason },
    };
  }
  return registration;
}

/** A state in words, for lists. */
export function stateText({ state }: Pick<WebhookRegistration, 'state'>): string {
  switch (state) {
    case 'creating':
      return t('being registered');
    case 'active':
      return t('active');
    case 'unreachable':
      return t('unreachable: deliveries do not arrive');
    case 'orphan':
      return t('may have been left behind');
    case 'deleting':
      return t('being deleted');
  }
}

export function allCurrent(context: Context): WebhookRegistration[] {
  const served = context.ports.served();
  return context.ledger.entries().map((registration) => current(context, registration, served));
}

function unreachable(registration: WebhookRegistration, why: string): WebhookRegistration {
  const warning = t('Nothing arrives: {0} Delete it and register it again.', why);
  return { ...registration, state: 'unreachable', warnings: [...registration.warnings, warning] };
}
