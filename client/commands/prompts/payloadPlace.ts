import { t } from '../../common/translate';
import type { PayloadPlace, StoredDelivery } from '../../domain/delivery';
import { type CommandContext, type Given, requireProperty } from '../command';

/** A place in the payload of a delivery. */
export interface PlaceInput {
  id: string;
  deliveryId: string;
  /** JSON pointer; empty for the whole payload. */
  pointer: string;
}

/** Reads the place that a command is about. Throws where the payload has no such place. */
export async function findPlace(
  { webhooks, payloadPlace }: CommandContext,
  input: Given<PlaceInput>,
): Promise<{ delivery: StoredDelivery; place: PayloadPlace }> {
  const id = requireProperty(input, 'id');
  const pointer = input.pointer ?? '';
  const delivery = await (await webhooks.get()).delivery(id, requireProperty(input, 'deliveryId'));
  const place = await payloadPlace(delivery, pointer);
  if (!place) throw new Error(t('The payload has no place {0}.', pointer));
  return { delivery, place };
}
