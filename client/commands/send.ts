import * as vscode from 'vscode';
import type { Json, JsonObject } from '../../server/protocol/json';
import { InputError } from '../common/inputError';
import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import { notificationSchema } from '../webhooks/deliveries/notificationSchema';
import type { Sent } from '../webhooks/webhooksApi';
import { type Command, type CommandContext, optionalProperty, requireProperty } from './command';
import { askText } from './prompts/askText';
import { payloadText } from './prompts/deliveries';
import { type Choice, pickOne } from './prompts/pick';
import { chooseRegistration, findRegistration } from './prompts/registrations';
import type { Frame } from './prompts/steps';

interface Input {
  id: string;
  /** A string is sent as it is, any other value as JSON. */
  body: Json;
  event?: string;
}

export const send: Command<Input, Sent> = {
  id: 'flowWebhooks.send',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    const body = payloadText(input.body);
    if (body === undefined) throw new InputError('body', 'Supply this property.');
    return (await webhooks.get()).send(id, { body, event: optionalProperty(input, 'event') });
  },

  async ask(context, given) {
    const frame = { title: t('Send Example Delivery') };
    const registration = await chooseRegistration(context.webhooks, frame.title, given);
    const example = await chooseExample(context, frame, registration);
    const event = example.event ?? given.event ?? (await askEvent(context, frame, registration));
    await context.openDraft({
      name: event || 'example',
      text: example.text,
      isJson: example.isJson,
      action: t('$(send) Send as if from the service'),
      async send(body) {
        const sent = await (await context.webhooks.get()).send(registration.id, { body, event: event || undefined });
        await context.showPanel(registration.id);
        return sent;
      },
    });
    return undefined;
  },
};

interface Example {
  text: string;
  isJson: boolean;
  /** The GitHub event that the example belongs to. */
  event?: string;
}

async function chooseExample(
  context: CommandContext,
  frame: Frame,
  registration: WebhookRegistration,
): Promise<Example> {
  const choices: Choice<() => Promise<Example>>[] = [
    { label: t('$(clippy) From the clipboard'), value: fromClipboard },
    { label: t('$(new-file) Empty'), value: async () => ({ text: '{}\n', isJson: true }) },
  ];
  if (registration.service === 'github')
    choices.unshift({
      label: t('$(github) Published by GitHub…'),
      description: t('One of each event'),
      value: () => fromGithub(context, frame),
    });
  const schema = schemaOf(registration);
  if (schema)
    choices.unshift({
      label: t('$(json) An example made from the notification schema'),
      description: registration.operationId,
      value: () => fromSchema(context, schema),
    });
  const make = await pickOne(frame, t('Which body? You can edit it before it is sent.'), choices);
  return make();
}

/** Returns the schema of a webhook's deliveries as far as it is known. */
function schemaOf(registration: WebhookRegistration): JsonObject | undefined {
  const found = notificationSchema(registration);
  return 'schema' in found && found.schema ? found.schema : undefined;
}

async function fromSchema({ server }: CommandContext, schema: JsonObject): Promise<Example> {
  const { value, problems } = await server.examplePayload({ schema });
  const [problem] = problems;
  if (problem) {
    const where = problem.pointer || '/';
    void vscode.window.showWarningMessage(
      t('The example does not match the whole schema: {0} {1}.', where, problem.message),
    );
  }
  return pretty(value);
}

async function fromGithub({ githubExamples }: CommandContext, frame: Frame): Promise<Example> {
  const examples = Object.entries(await githubExamples());
  const choices = examples.map(([event, payload]): Choice<Example> => {
    const action = typeof payload === 'object' && payload !== null && 'action' in payload ? String(payload.action) : '';
    return { label: event, description: action, value: { ...pretty(payload), event } };
  });
  return pickOne(frame, t('Which event?'), choices);
}

async function fromClipboard(): Promise<Example> {
  const text = await vscode.env.clipboard.readText();
  try {
    return pretty(JSON.parse(text));
  } catch {
    return { text, isJson: false };
  }
}

const pretty = (value: Json): Example => ({ text: `${JSON.stringify(value, null, 2)}\n`, isJson: true });

/** Asks for the event name; empty means none, or the webhook's own event at GitHub. */
async function askEvent(
  { webhooks }: CommandContext,
  frame: Frame,
  { id, service }: WebhookRegistration,
): Promise<string> {
  const last = (await (await webhooks.get()).deliveries(id)).findLast(({ event }) => event !== null);
  return askText(frame, {
    value: service === 'github' ? '' : (last?.event ?? ''),
    prompt:
      service === 'github'
        ? t('Event name (leave empty for the one that the webhook subscribes to)')
        : t('Event name (optional)'),
    placeholder: service === 'github' ? 'push' : '',
  });
}
