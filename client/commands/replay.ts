import * as vscode from 'vscode';
import type { Json } from '../../server/protocol/json';
import { t } from '../common/translate';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { deliveryName } from '../webhooks/deliveries/deliveryName';
import { isRemote, replayTarget } from '../webhooks/deliveries/replayTarget';
import type { Sent } from '../webhooks/webhooksApi';
import { type Command, type CommandContext, messageOf, optionalProperty, requireProperty } from './command';
import { askText } from './prompts/askText';
import { confirm } from './prompts/confirm';
import { chooseDelivery, payloadText } from './prompts/deliveries';
import { pickOne } from './prompts/pick';
import { chooseRegistration, findRegistration } from './prompts/registrations';
import type { Frame } from './prompts/steps';

interface Input {
  id: string;
  deliveryId: string;
  /** A URL on this machine; our own receiver if omitted. */
  to?: string;
  /** A string is sent as it is, any other value as JSON. */
  body?: Json;
}

export const replay: Command<Input, Sent> = {
  id: 'flowWebhooks.replay',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    const deliveryId = requireProperty(input, 'deliveryId');
    const to = optionalProperty(input, 'to');
    return (await webhooks.get()).replay(id, deliveryId, { to, body: payloadText(input.body) });
  },

  async ask(context, given) {
    const frame = { title: t('Replay Delivery') };
    const registration = await chooseRegistration(context.webhooks, frame.title, given);
    const delivery = await chooseDelivery(frame, await context.webhooks.get(), registration.id, given.deliveryId);
    const { to, isEdited } = await chooseWay(frame, given.to);
    if (to !== undefined) await confirmRemote(to);
    const send = async (body?: string): Promise<Sent> => {
      const sent = await (await context.webhooks.get()).replay(registration.id, delivery.id, {
        to,
        body,
        remoteAgreed: true,
      });
      await show(context, registration, to, sent);
      return sent;
    };
    if (!isEdited) return send();
    await openForEditing(context, registration, delivery, to, send);
    return undefined;
  },
};

async function chooseWay(frame: Frame, given: string | undefined): Promise<{ to?: string; isEdited: boolean }> {
  const ways = [
    { label: t('$(radio-tower) To the callback server'), named: false, isEdited: false },
    { label: t('$(edit) To the callback server, edited'), named: false, isEdited: true },
    { label: t('$(link-external) To another URL…'), named: true, isEdited: false },
    { label: t('$(edit) To another URL, edited…'), named: true, isEdited: true },
  ];
  const offered = given === undefined ? ways : ways.filter(({ named }) => named);
  const choices = offered.map((way) => ({ label: way.label, value: way }));
  const { named, isEdited } = await pickOne(
    frame,
    t('Send it again where? It is signed again with your secret.'),
    choices,
  );
  return { isEdited, ...(named && { to: given ?? (await askAddress(frame)) }) };
}

const askAddress = (frame: Frame): Promise<string> =>
  askText(frame, {
    prompt: t('Where to? The signing secret stays here; only a signature is sent.'),
    value: 'http://localhost:3000/',
    validate: (text) => {
      try {
        replayTarget(text, true);
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    },
  });

async function confirmRemote(to: string): Promise<void> {
  const target = replayTarget(to, true);
  if (!isRemote(target)) return;
  await confirm(
    t('Send this delivery to {0}?', target.host),
    t('That is another computer. It gets the headers and the body, which may contain personal data.'),
    t('Send'),
  );
}

async function openForEditing(
  { webhooks, openDraft }: CommandContext,
  registration: WebhookRegistration,
  delivery: StoredDelivery,
  to: string | undefined,
  send: (body: string) => Promise<Sent>,
): Promise<void> {
  const payload = await (await webhooks.get()).payloadText(registration.id, delivery.id);
  if (!payload) throw new Error(t("The body of this delivery is not text, so it can't be edited."));
  await openDraft({
    name: deliveryName(delivery),
    text: payload.text,
    isJson: payload.isJson,
    action:
      to === undefined ? t('$(send) Replay to the callback server') : t('$(send) Replay to {0}', new URL(to).host),
    send,
  });
}

async function show(
  { showPanel }: CommandContext,
  { id }: WebhookRegistration,
  to: string | undefined,
  { status, answeredAt }: Sent,
): Promise<void> {
  if (to === undefined) return showPanel(id);
  const { host } = new URL(to);
  void vscode.window.showInformationMessage(
    answeredAt === undefined
      ? t('{0} returned {1}.', host, status)
      : t('Nothing listens on {0}, so the delivery went to {1}, which returned {2}.', host, answeredAt, status),
  );
}
