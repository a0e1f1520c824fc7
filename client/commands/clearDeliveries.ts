import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import type { Webhooks } from '../webhooks/webhooksApi';
import { type Command, requireProperty } from './command';
import { confirm } from './prompts/confirm';
import { deliveryIdsIn } from './prompts/deliveries';
import { chooseWithDeliveries, findWithDeliveries } from './prompts/registrations';

interface Input {
  id: string;
  /** These alone; all deliveries of the webhook if omitted. */
  deliveryIds?: string[];
}

/** The row of the view that holds all deleted webhooks passes its kind. */
interface FromView {
  kind?: string;
}

/** Clears deliveries of a webhook, or of a deleted one. */
export const clearDeliveries: Command<Input, { cleared: number }, FromView> = {
  id: 'flowWebhooks.clearDeliveries',

  async act({ webhooks }, input) {
    const { id } = await findWithDeliveries(webhooks, requireProperty(input, 'id'));
    return { cleared: await (await webhooks.get()).clearDeliveries(id, deliveryIdsIn(input)) };
  },

  async ask({ webhooks }, given) {
    const all = await webhooks.get();
    if (given.kind === 'deletedWebhooks') return clearDeleted(all);
    const registration = await chooseWithDeliveries(webhooks, t('Clear Deliveries'), given);
    const ids = deliveryIdsIn(given);
    await confirmCleared(registration, ids?.length ?? (await all.stored(registration.id)).length);
    return { cleared: await all.clearDeliveries(registration.id, ids) };
  },
};

function confirmCleared({ title }: WebhookRegistration, count: number): Promise<void> {
  const question =
    count === 1 ? t('Clear the delivery of "{0}"?', title) : t('Clear {0} deliveries of "{1}"?', count, title);
  return confirm(question, cannotBeUndone(count), t('Clear'));
}

/** What clearing so many deliveries does. */
export const cannotBeUndone = (count: number): string =>
  count === 1
    ? t("It is removed from this computer. This can't be undone.")
    : t("They are removed from this computer. This can't be undone.");

/** Clears the deliveries of all deleted webhooks. */
async function clearDeleted(webhooks: Webhooks): Promise<{ cleared: number }> {
  const deleted = webhooks.deleted().map(({ registration }) => registration);
  const counts = await Promise.all(deleted.map(async ({ id }) => (await webhooks.stored(id)).length));
  const count = counts.reduce((sum, one) => sum + one, 0);
  const [only] = deleted;
  if (only && deleted.length === 1) await confirmCleared(only, count);
  else {
    const question = t('Clear {0} deliveries of {1} deleted webhooks?', count, deleted.length);
    await confirm(question, cannotBeUndone(count), t('Clear'));
  }
  let cleared = 0;
  for (const { id } of deleted) cleared += await webhooks.clearDeliveries(id);
  return { cleared };
}
