import { t } from '../common/translate';
import { type Command, requireProperty } from './command';
import { chooseRegistration, findRegistration, isOnGithub } from './prompts/registrations';
import { signInAgain } from './prompts/signInAgain';

export const ping: Command<{ id: string }, { status: number }> = {
  id: 'flowWebhooks.ping',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    return (await webhooks.get()).ping(id);
  },

  async ask(context, given) {
    const title = t('Ping Webhook');
    const registration = await chooseRegistration(context.webhooks, title, given, isOnGithub);
    const { id } = registration;
    const result = await signInAgain(context, registration, title, (webhooks) =>
      webhooks.ping(id, { interactive: true }),
    );
    await context.showPanel(id);
    return result;
  },
};
