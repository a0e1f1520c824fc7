import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';
import { providers } from '../../providers';
import { findHandshake } from '../../receiver/handshakes/handshakes';
import { readBody } from '../../receiver/store/readBody';
import { type Context, requireWebhook } from '../context';
import { findDelivery } from '../deliveries/replay';
import { getPublished } from '../remote/publishedDocument';

const timeoutMs = 10_000;

/**
 * Opens the address in a stored handshake that confirms the webhook (Amazon SNS, Oracle Notifications): over https, at the
 * provider's documented hosts only. Rejects, naming `deliveryId`, where the delivery has none, or the provider refuses.
 */
export async function confirmSubscription(
  context: Context,
  id: string,
  deliveryId: string,
): Promise<{ status: number }> {
  const registration = requireWebhook(context, id);
  const delivery = await findDelivery(context, id, deliveryId);
  const { method, headers, query = '' } = delivery;
  const request = { method, headers, query: new URLSearchParams(query), body: await readBody(delivery) };
  const found = findHandshake(request, { secrets: [], hosts: [] });
  const provider = found && providers.find(({ handshakes }) => handshakes?.includes(found.handshake));
  const address = found?.response.confirms;
  if (address === undefined || !provider?.confirmation)
    throw new InputError('deliveryId', 'This delivery does not ask for a confirmation.');
  const { hosts } = provider.confirmation;
  const { status } = await getPublished(address, hosts, { timeoutMs, call: context.env.fetch }).catch(
    (error: Error) => {
      throw new Error(t('{0} could not be confirmed: {1}', registration.title, context.quote(error.message)));
    },
  );
  context.log(`Confirmed the subscription of ${registration.operationId} at ${provider.name}: ${status}`);
  if (status >= 400) throw new Error(t('{0} refused the confirmation ({1}).', provider.name, status));
  return { status };
}
