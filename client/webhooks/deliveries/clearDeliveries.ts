import { type Context, requireDeliveriesOf } from '../context';

/** Removes these deliveries of a webhook, or all; returns their number. */
export async function clearDeliveries(
  context: Context,
  id: string,
  deliveryIds: readonly string[] | undefined,
): Promise<number> {
  const { store, ledger, deleted, emit } = context;
  const registration = requireDeliveriesOf(context, id);
  const isDeleted = ledger.get(id) === undefined;
  const count = await store.clear(id, deliveryIds);
  if (isDeleted && (await store.stored(id)).length === 0) {
    await store.removeAll(id);
    await deleted.forget(id);
  }
  emit({ type: 'cleared', registration, ...(deliveryIds && { deliveryIds }) });
  return count;
}

/** Applies the bounds to the deliveries of deleted webhooks, and forgets those without any left. */
export async function pruneDeleted({ store, deleted }: Context): Promise<void> {
  for (const { registration } of deleted.list()) {
    await store.prune(registration.id);
    if ((await store.stored(registration.id)).length > 0) continue;
    await store.removeAll(registration.id);
    await deleted.forget(registration.id);
  }
}
