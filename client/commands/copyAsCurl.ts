import { InputError } from '../common/inputError';
import { type Shell, shells } from '../common/shells/curlCommand';
import { t } from '../common/translate';
import { shellsInOrder } from '../editor/shell';
import { type Command, type CommandContext, optionalProperty, requireProperty } from './command';
import { copyCurl } from './prompts/pickShell';
import { type RegisterInput, readRegisterInput } from './prompts/registerInput';
import { askForRequest } from './prompts/registerPrompts';
import { findRegistration } from './prompts/registrations';

interface DeliveryInput {
  id: string;
  deliveryId: string;
}

/** A create call, or a stored delivery. */
type Input = (RegisterInput | DeliveryInput) & { shell?: Shell };

/**
 * Copies a create call or a delivery as a curl command, its secrets masked. Nothing is sent, and no credentials are needed,
 * but where the service has to say what there is to choose or to fill in.
 */
export const copyAsCurl: Command<Input, { command: string }> = {
  id: 'flowWebhooks.copyAsCurl',

  async act(context, input) {
    const shell = optionalProperty(input, 'shell') ?? shellsInOrder()[0]!;
    if (!shells.includes(shell)) {
      throw new InputError('shell', `It must be one of ${shells.join(', ')}.`);
    }
    const webhooks = await context.webhooks.get();
    if ('deliveryId' in input) return { command: await curlOfDelivery(context, input, shell) };
    return { command: await webhooks.curlOfRequest(await readRegisterInput(context, input), shell) };
  },

  async ask(context, given) {
    if ('deliveryId' in given && given.id !== undefined && given.deliveryId !== undefined) {
      const { id, deliveryId } = given;
      const title = t('Copy Delivery as cURL');
      return { command: await copyCurl(title, (shell) => curlOfDelivery(context, { id, deliveryId }, shell)) };
    }
    const title = t('Copy Request as cURL');
    const request = await askForRequest(title, context, given, { signIn: false });
    const webhooks = await context.webhooks.get();
    return { command: await copyCurl(title, (shell) => webhooks.curlOfRequest(request, shell)) };
  },
};

async function curlOfDelivery({ webhooks }: CommandContext, input: DeliveryInput, shell: Shell): Promise<string> {
  const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
  return (await webhooks.get()).curl(id, requireProperty(input, 'deliveryId'), shell);
}
