import * as vscode from 'vscode';
import { formatMoment } from '../common/time';
import { t } from '../common/translate';
import type { MissedDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { withProgress } from '../editor/progress';
import type { Webhooks } from '../webhooks/webhooksApi';
import { type Command, messageOf, requireProperty } from './command';
import { type Choice, pickOne, pickSome } from './prompts/pick';
import { chooseRegistration, findRegistration, isOnGithub } from './prompts/registrations';
import { signInAgain } from './prompts/signInAgain';
import { Canceled } from './prompts/steps';

const title = () => t('Missed Deliveries');

export const missed: Command<{ id: string }, MissedDelivery[]> = {
  id: 'flowWebhooks.missed',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    return (await webhooks.get()).missed(id);
  },

  async ask(context, given) {
    const registration = await chooseRegistration(context.webhooks, title(), given, isOnGithub);
    const found = await signInAgain(context, registration, title(), (webhooks) =>
      webhooks.missed(registration.id, { interactive: true }),
    );
    if (found.length === 0) {
      void vscode.window.showInformationMessage(
        t('Everything that GitHub sent to the webhook of "{0}" has arrived.', registration.title),
      );
      return found;
    }
    const chosen = await pickSome({ title: title() }, t('Which deliveries?'), found.map(choiceOf));
    if (chosen.length === 0) throw new Canceled();
    const how = await pickOne({ title: title() }, t('How should the missed deliveries be fetched?'), ways());
    await bring(await context.webhooks.get(), registration, chosen, how);
    await context.showPanel(registration.id);
    return found;
  },
};

type Way = 'redeliver' | 'fetch';

const ways = (): Choice<Way>[] => [
  {
    value: 'redeliver',
    label: t('$(redo) Redeliver'),
    detail: t('GitHub sends them again, signed.'),
  },
  {
    value: 'fetch',
    label: t('$(cloud-download) Fetch'),
    detail: t("Their payloads come from GitHub's list; nothing is sent again."),
  },
];

const choiceOf = (delivery: MissedDelivery): Choice<MissedDelivery> => ({
  value: delivery,
  label: delivery.event,
  description: formatMoment(delivery.deliveredAt),
  detail: t('GitHub recorded the status {0}.', delivery.status),
  picked: true,
});

/** Redelivers or fetches the deliveries in the order they were sent. Rejects at the end, counting those that failed. */
async function bring(
  webhooks: Webhooks,
  { id }: WebhookRegistration,
  chosen: MissedDelivery[],
  how: Way,
): Promise<void> {
  const failures: string[] = [];
  const doing = t('Fetching missed deliveries');
  const bringEach = async (signal: AbortSignal) => {
    for (const { deliveryId } of chosen) {
      if (signal.aborted) return;
      const options = { interactive: true };
      const act =
        how === 'redeliver'
          ? webhooks.redeliver(id, deliveryId, options)
          : webhooks.fetchDelivery(id, deliveryId, options);
      await act.catch((error: unknown) => failures.push(messageOf(error)));
    }
  };
  await withProgress(doing, bringEach, { waits: true });
  if (failures.length > 0) {
    throw new Error(t('Deliveries that did not arrive: {0}. {1}', failures.length, failures[0]!));
  }
}

/** Announces missed deliveries found in the background and offers to bring all of them. Rejects when that fails. */
export async function reportMissed(
  webhooks: Webhooks,
  registration: WebhookRegistration,
  found: MissedDelivery[],
): Promise<void> {
  const redeliver = t('Redeliver');
  const fetch = t('Fetch');
  const show = t('Show…');
  const text =
    found.length === 1
      ? t('A delivery ({0}) to the webhook of "{1}" did not arrive.', found[0]!.event, registration.title)
      : t('{0} deliveries to the webhook of "{1}" did not arrive.', found.length, registration.title);
  const chosen = await vscode.window.showWarningMessage(text, redeliver, fetch, show);
  await webhooks.missedSeen(registration.id, found);
  if (chosen === show) {
    await vscode.commands.executeCommand('flowWebhooks.missed', { ask: true, id: registration.id });
  } else if (chosen !== undefined) {
    await bring(webhooks, registration, found, chosen === fetch ? 'fetch' : 'redeliver');
  }
}
