import * as vscode from 'vscode';
import { sameFile } from '../../common/sameFile';
import { t } from '../../common/translate';
import type { StoredDelivery } from '../../domain/delivery';
import type { WebhookEvent } from '../../domain/events';
import type { WebhookRegistration } from '../../domain/registration';
import type { DemoTrigger } from '../../editor/demo';
import { withProgress } from '../../editor/progress';
import type { CommandContext } from '../command';
import { updateSchema } from '../updateSchema';
import { type Choice, pickOne } from './pick';
import { readRegisterInput } from './registerInput';
import { Canceled } from './steps';

export const demoTitle = () => t('Local Demo');

/** Number of questions of the guide, for the count in their titles. */
const totalSteps = 3;

/** Milliseconds to wait for what follows a delivery: its verdict, and the finding in the definition. */
const followingMs = 10_000;

type Next = 'register' | 'preview' | 'update' | 'open' | 'again' | 'orders' | 'delete';

/** Leads a person from the definition to a webhook that is deleted again. Each question can be closed: the demo runs on. */
export async function guide(context: CommandContext, trigger: DemoTrigger): Promise<void> {
  const registered = await registeredFor(context, trigger);
  if (!registered) await askToRegister(context, trigger);
  await guideFrom(context, trigger, registered ?? (await registerDemo(context, trigger)));
}

/** Registers the webhook of a demo trigger: all values are known, so nothing is asked. */
export async function registerDemo(context: CommandContext, trigger: DemoTrigger): Promise<WebhookRegistration> {
  const existing = await registeredFor(context, trigger);
  if (existing) return existing;
  const request = await readRegisterInput(context, { ...trigger });
  const webhooks = await context.webhooks.get();
  const doing = t('Registering the webhook of "{0}"', request.trigger.title);
  return withProgress(doing, (signal) => webhooks.register(request, signal));
}

/** The guide from the point at which the webhook is registered. */
export async function guideFrom(
  context: CommandContext,
  trigger: DemoTrigger,
  registration: WebhookRegistration,
): Promise<void> {
  await context.showPanel(registration.id);
  await deliver(context, trigger, registration);
  // A definition that was fixed by an earlier round describes all that arrives.
  let isFixed = (await lastFailure(context, registration)) === undefined;
  if (!isFixed) await showFinding(trigger.uri);
  let isSentAgain = false;
  for (;;) {
    const next = await (isFixed ? askWhatNext(context, trigger, isSentAgain) : askAboutFinding(context, trigger));
    switch (next) {
      case 'update':
        isFixed = await update(context, trigger);
        break;
      case 'again':
        await deliverAgain(context, trigger, registration);
        isSentAgain = true;
        break;
      case 'open':
        await openFailure(context, registration);
        break;
      case 'orders':
        return guide(context, await openOrders(context));
      case 'delete':
        return remove(context);
    }
  }
}

async function registeredFor(context: CommandContext, { uri }: DemoTrigger): Promise<WebhookRegistration | undefined> {
  const webhooks = await context.webhooks.get();
  return webhooks.list().find((one) => sameFile(one.uri, uri) && one.state === 'active');
}

const isOrders = ({ demo }: CommandContext, trigger: DemoTrigger): boolean => demo.known[1] === trigger;

/** Resolves when the person registers; until then, they can look at the preview. */
async function askToRegister(context: CommandContext, trigger: DemoTrigger): Promise<void> {
  const ofOrders = isOrders(context, trigger);
  const choices: Choice<Next>[] = [
    {
      value: 'register',
      label: t('$(radio-tower) Register Webhook'),
      detail: ofOrders
        ? t('Sends POST /v1/hooks with the API key, as a flow that is saved does')
        : t('Sends POST /repos/contoso/inventory/hooks, as a flow that is saved does'),
    },
    {
      value: 'preview',
      label: t('$(open-preview) Preview What Flow Makers See'),
      detail: t('The inputs of the trigger, and the dynamic content that it offers'),
    },
  ];
  const question = ofOrders
    ? t('This is an ordinary service with an API key. It runs on this computer.')
    : t("This is the tutorial's definition. Its GitHub runs on this computer.");
  for (;;) {
    const next = await pickOne({ title: demoTitle(), step: 1, totalSteps }, question, choices);
    if (next === 'register') return;
    await context.showPreview(trigger.uri, trigger.operationId);
  }
}

function askAboutFinding(context: CommandContext, trigger: DemoTrigger): Promise<Next> {
  const ofOrders = isOrders(context, trigger);
  const question = ofOrders
    ? t("An order arrived. It doesn't match the definition.")
    : t("Two pushes arrived: one matches the definition, one doesn't.");
  return pickOne({ title: demoTitle(), step: 2, totalSteps }, question, [
    {
      value: 'update',
      label: t('$(symbol-structure) Update Notification Schema'),
      detail: ofOrders
        ? t('Number, total and payment date have other types. The change is shown first.')
        : t('A deleted branch has no commit. The change is shown first.'),
    },
    {
      value: 'open',
      label: t('$(open-preview) Open the Failed Delivery'),
      detail: t("Its headers, its payload and each place that doesn't match"),
    },
    deleteChoice(ofOrders),
  ]);
}

/** @param isSentAgain true once a delivery has shown that the definition is fixed */
function askWhatNext(context: CommandContext, trigger: DemoTrigger, isSentAgain: boolean): Promise<Next> {
  const again: Choice<Next>[] = isSentAgain
    ? []
    : [
        {
          value: 'again',
          label: t('$(send) Deliver It Again'),
          detail: t('The same content. This time it matches the definition.'),
        },
      ];
  const more: Choice<Next>[] = isOrders(context, trigger)
    ? []
    : [
        {
          value: 'orders',
          label: t('$(key) Continue with an Ordinary Service'),
          detail: t('Contoso Orders requires an API key, and its deliveries differ in more places'),
        },
      ];
  const question = t('The definition now describes all that was delivered.');
  return pickOne({ title: demoTitle(), step: 3, totalSteps }, question, [
    ...again,
    deleteChoice(isOrders(context, trigger)),
    ...more,
  ]);
}

const deleteChoice = (ofOrders: boolean): Choice<Next> => ({
  value: 'delete',
  label: ofOrders ? t("$(trash) Delete the Demo's Webhooks") : t('$(trash) Delete Webhook'),
  detail: t('Sends DELETE to the webhook, as a flow that is deleted does'),
});

/** Has the service deliver, and waits until the deliveries are checked. */
async function deliver(
  context: CommandContext,
  trigger: DemoTrigger,
  registration: WebhookRegistration,
): Promise<void> {
  const services = await context.demo.start();
  if (isOrders(context, trigger)) return checkedAfter(context, registration, [services.orders.order]);
  return checkedAfter(context, registration, [services.pushCommit, services.pushDeletion]);
}

/** Has the service deliver once more what did not match before. */
async function deliverAgain(
  context: CommandContext,
  trigger: DemoTrigger,
  registration: WebhookRegistration,
): Promise<void> {
  const services = await context.demo.start();
  const again = isOrders(context, trigger) ? services.orders.order : services.pushDeletion;
  await checkedAfter(context, registration, [again]);
}

/** Resolves when each of the deliveries, which are sent one after the other, has its verdict. */
async function checkedAfter(
  { webhooks }: CommandContext,
  { id }: WebhookRegistration,
  sends: (() => Promise<unknown>)[],
): Promise<void> {
  const checked = following((resolve) => {
    let open = sends.length;
    return webhooks.onEvent((event) => {
      if (isVerdictOf(event, id) && --open === 0) resolve();
    });
  });
  for (const send of sends) await send();
  await checked;
}

const isVerdictOf = (event: WebhookEvent, id: string): boolean =>
  event.type === 'checked' && event.registration.id === id && event.delivery.conforms !== null;

/** Selects what the last delivery contradicts, as soon as the server reports it. */
async function showFinding(text: string): Promise<void> {
  const uri = vscode.Uri.parse(text, true);
  const find = () => vscode.languages.getDiagnostics(uri).find(({ code }) => nameOf(code) === 'delivery-mismatch');
  await following((resolve) => {
    if (find()) resolve();
    return vscode.languages.onDidChangeDiagnostics(() => find() && resolve());
  });
  const found = find();
  if (found) await vscode.window.showTextDocument(uri, { selection: found.range });
}

const nameOf = (code: vscode.Diagnostic['code']) => (typeof code === 'object' ? code.value : code);

/** Resolves when `listen` calls back, or when it has had time enough. */
async function following(listen: (resolve: () => void) => vscode.Disposable): Promise<void> {
  let listener: vscode.Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, followingMs);
    listener = listen(resolve);
  });
  clearTimeout(timer);
  listener?.dispose();
}

/** False when the person discards the change. */
async function update(context: CommandContext, { uri, operationId }: DemoTrigger): Promise<boolean> {
  try {
    await updateSchema.ask(context, { uri, operationId, from: 'deliveries' });
    return true;
  } catch (error) {
    if (error instanceof Canceled) return false;
    throw error;
  }
}

/** The last delivery that contradicts the definition. */
async function lastFailure(context: CommandContext, { id }: WebhookRegistration): Promise<StoredDelivery | undefined> {
  const webhooks = await context.webhooks.get();
  const failed = (await webhooks.summaries(id)).findLast(({ conforms }) => conforms === false);
  return failed && webhooks.delivery(id, failed.id);
}

async function openFailure(context: CommandContext, registration: WebhookRegistration): Promise<void> {
  const failed = await lastFailure(context, registration);
  if (failed) await context.showDelivery(failed);
}

async function openOrders({ demo }: CommandContext): Promise<DemoTrigger> {
  const orders = demo.known[1]!;
  await vscode.window.showTextDocument(vscode.Uri.parse(orders.uri, true));
  return orders;
}

/** Deletes the webhooks of both services. */
async function remove(context: CommandContext): Promise<void> {
  const webhooks = await context.webhooks.get();
  const ofDemo = webhooks.list().filter(({ uri }) => context.demo.triggerIn(uri) !== undefined);
  for (const { id } of ofDemo) {
    await webhooks.delete(id);
    // Deliveries of deleted webhooks are kept; those of the demo tell nobody anything.
    if (webhooks.find(id)) await webhooks.clearDeliveries(id);
  }
  const walkthrough = t('Open Walkthrough');
  const done = t('Deleted, here and at the service. The demo ends when you close this window. Next: your own service.');
  const chosen = await vscode.window.showInformationMessage(done, walkthrough);
  if (chosen === walkthrough) await vscode.commands.executeCommand('flowWebhooks.openWalkthrough');
}
