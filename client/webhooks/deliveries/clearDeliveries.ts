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

/**
 * Removes the deliveries of all webhooks, deleted ones included; returns their number. One that can't be cleared stops
 * nothing else: the call rejects in the end.
 */
export async function clearAllDeliveries(context: Context): Promise<number> {
  const ids = [
    ...context.ledger.entries().map(({ id }) => id),
    ...context.deleted.list().map(({ registration: { id } }) => id),
  ];
  let count = 0;
  let failure: unknown;
  for (const id of new Set(ids)) {
    try {
      count += await clearDeliveries(context, id, undefined);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
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
