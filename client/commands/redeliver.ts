import { t } from '../common/translate';
import { isSentFromHere } from '../webhooks/deliveries/origin';
import { type Command, requireProperty } from './command';
import { pickDelivery } from './prompts/deliveries';
import { chooseRegistration, findRegistration, isOnGithub } from './prompts/registrations';
import { signInAgain } from './prompts/signInAgain';

export const redeliver: Command<{ id: string; deliveryId: string }, { status: number }> = {
  id: 'flowWebhooks.redeliver',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    return (await webhooks.get()).redeliver(id, requireProperty(input, 'deliveryId'));
  },

  async ask(context, given) {
    const title = t('Redeliver');
    const registration = await chooseRegistration(context.webhooks, title, given, isOnGithub);
    const { id } = registration;
    const which = async () => {
      const all = await (await context.webhooks.get()).deliveries(id);
      const sent = all.filter((one) => one.kind !== 'handshake' && !isSentFromHere(one));
      return (await pickDelivery({ title }, sent)).id;
    };
    const deliveryId = given.deliveryId ?? (await which());
    const result = await signInAgain(context, registration, title, (webhooks) =>
      webhooks.redeliver(id, deliveryId, { interactive: true }),
    );
    await context.showPanel(id);
    return result;
  },
};
