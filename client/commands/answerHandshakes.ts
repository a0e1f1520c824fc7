import * as vscode from 'vscode';
import { InputError } from '../common/inputError';
import { t } from '../common/translate';
import type { HandshakeAnswer } from '../domain/handshakeAnswer';
import type { WebhookRegistration } from '../domain/registration';
import { parseHandshakeAnswer } from '../webhooks/registration/setHandshakeAnswer';
import { type Command, type CommandContext, type Given, messageOf, requireProperty } from './command';
import { askText } from './prompts/askText';
import { definitionStep, findDefinitions, noDefinition, triggerStep, webhookTriggers } from './prompts/definitions';
import { type Choice, pickOne } from './prompts/pick';
import { findRegistration } from './prompts/registrations';
import { askInSteps, type Frame, type Step } from './prompts/steps';

interface Input {
  id: string;
  /** `null` leaves handshakes to what is known of services. */
  handshakeAnswer: HandshakeAnswer | null;
}

type Result = { id: string; handshakeAnswer?: HandshakeAnswer };

const title = () => t('Answer Handshakes With');

/** Sets the response to the handshakes of a service that is not known. */
export const answerHandshakes: Command<Input, Result> = {
  id: 'flowWebhooks.answerHandshakes',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    if (input.handshakeAnswer === undefined) throw new InputError('handshakeAnswer', 'Supply this property.');
    return (await webhooks.get()).setHandshakeAnswer(id, input.handshakeAnswer);
  },

  async ask(context, given) {
    const { webhooks, answerMemory } = context;
    const frame = { title: title() };
    const registration = await chooseWebhook(context, given);
    if (registration === 'none') {
      await rememberFor(context, await chooseTrigger(context, given));
      return undefined;
    }
    const before = registration.handshakeAnswer;
    const isKept =
      before === undefined ||
      (await pickOne(frame, t('How should this webhook respond to handshakes?'), [
        { value: true, label: t('With a response of my own') },
        { value: false, label: t('As known services require it') },
      ]));
    const answer = isKept ? await askAnswer(before) : null;
    const changed = await (await webhooks.get()).setHandshakeAnswer(registration.id, answer);
    // A service that checks the callback while the webhook is created needs it the next time.
    const { uri, operationId } = registration;
    const last = answerMemory.recall(uri, operationId);
    if (last) await answerMemory.remember(uri, operationId, { ...last, handshakeAnswer: answer ?? undefined });
    return changed;
  },
};

/** A webhook; `none` for a trigger that is not registered yet, whose service may check the callback when it is. */
async function chooseWebhook({ webhooks }: CommandContext, given: Given<Input>): Promise<WebhookRegistration | 'none'> {
  if (given.id !== undefined) return findRegistration(webhooks, given.id);
  const registered = (await webhooks.get()).list();
  if (registered.length === 0) return 'none';
  const choices: Choice<WebhookRegistration | 'none'>[] = registered.map((one) => ({ value: one, label: one.title }));
  choices.push({ value: 'none', label: t('A trigger that is not registered yet…') });
  return pickOne({ title: title() }, t('Which webhook?'), choices);
}

async function chooseTrigger({ server }: CommandContext, { uri, operationId }: Given<Input>): Promise<TriggerKey> {
  const definitions = uri === undefined ? await findDefinitions(server) : [uri];
  if (definitions.length === 0) throw noDefinition();
  const answers = await askInSteps(title(), async (known) => {
    const steps: Step[] = definitions.length > 1 ? [definitionStep(definitions)] : [];
    const chosen = definitions.length > 1 ? (known.get('definition') as string | undefined) : definitions[0];
    if (chosen && operationId === undefined) steps.push(triggerStep(await webhookTriggers(server, chosen)));
    return steps;
  });
  return {
    uri: (answers.get('definition') as string | undefined) ?? definitions[0]!,
    operationId: operationId ?? (answers.get('trigger') as string),
  };
}

interface TriggerKey {
  uri: string;
  operationId: string;
}

/** Keeps the response for the next registration of a trigger. */
async function rememberFor({ answerMemory }: CommandContext, { uri, operationId }: TriggerKey): Promise<void> {
  const last = answerMemory.recall(uri, operationId) ?? { parameters: {}, baseUrl: '' };
  const handshakeAnswer = await askAnswer(last.handshakeAnswer);
  await answerMemory.remember(uri, operationId, { ...last, handshakeAnswer });
  void vscode.window.showInformationMessage(t('The next webhook of "{0}" answers handshakes that way.', operationId));
}

/** Asks for the status, the headers and the body of the response. */
async function askAnswer(before?: HandshakeAnswer): Promise<HandshakeAnswer> {
  const answers = await askInSteps(title(), async () => [
    {
      key: 'status',
      ask: (frame: Frame) =>
        askText(frame, {
          prompt: t('HTTP status of the response'),
          value: String(before?.status ?? 200),
          validate: (text) => problemWith({ status: Number(text) }),
        }),
    },
    {
      key: 'headers',
      ask: (frame: Frame) =>
        askText(frame, {
          prompt: t(
            'Headers as JSON, such as {0}; leave empty if there are none',
            '{"X-Challenge": "{header.x-challenge}"}',
          ),
          value: before && Object.keys(before.headers).length > 0 ? JSON.stringify(before.headers) : '',
          validate: (text) => problemWith({ headers: parsed(text) }),
        }),
    },
    {
      key: 'body',
      ask: (frame: Frame) =>
        askText(frame, {
          prompt: t('Body of the response. {query.x}, {header.x} and {body.x} are replaced by parts of the request.'),
          placeholder: '{"challenge": "{body.challenge}"}',
          value: before?.body ?? '',
          validate: (text) => problemWith({ body: text }),
        }),
    },
  ]);
  const text = (key: string) => answers.get(key) as string;
  return parseHandshakeAnswer({ status: Number(text('status')), headers: parsed(text('headers')), body: text('body') });
}

function problemWith(answer: object): string | undefined {
  try {
    parseHandshakeAnswer(answer);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function parsed(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    return null;
  }
}
