import * as vscode from 'vscode';
import { InputError } from '../common/inputError';
import { t } from '../common/translate';
import { type ForwardRetries, type ForwardState, forwardRetries } from '../domain/forwarding';
import type { WebhookRegistration } from '../domain/registration';
import type { ForwardStateWithUrl } from '../webhooks/deliveries/forwarding';
import { isRemote, parseTarget } from '../webhooks/deliveries/replayTarget';
import type { Webhooks } from '../webhooks/webhooksApi';
import { type Command, messageOf, optionalProperty, requireProperty } from './command';
import { askText } from './prompts/askText';
import { confirm } from './prompts/confirm';
import { type Choice, pickOne } from './prompts/pick';
import { chooseRegistration, findRegistration } from './prompts/registrations';
import type { Frame } from './prompts/steps';

interface Input {
  id: string;
  /** The URLs to switch; none for all that the webhook has. */
  to: string[];
  on: boolean;
  retries?: ForwardRetries;
  /** The hosts of other computers that may get every delivery. */
  confirmHosts?: string[];
}

type Result = Pick<ForwardStateWithUrl, 'to' | 'on' | 'forwarded' | 'failed'>;

/** Sends each accepted delivery on to other URLs, as it arrived. */
export const forward: Command<Input, Result[]> = {
  id: 'flowWebhooks.forward',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    const on = optionalProperty(input, 'on', 'boolean');
    if (on === undefined) throw new InputError('on', 'Supply this property.');
    const change = {
      to: textList(input, 'to') ?? [],
      on,
      retries: optionalProperty(input, 'retries'),
      confirmHosts: textList(input, 'confirmHosts'),
    };
    return (await (await webhooks.get()).forward(id, change)).map(resultOf);
  },

  async ask({ webhooks }, given) {
    const frame = { title: t('Forward Deliveries') };
    const registration = await chooseRegistration(webhooks, frame.title, given);
    const all = await webhooks.get();
    const changed = await askChange(frame, all, registration);
    report(registration, changed);
    return changed.map(resultOf);
  },
};

const resultOf = ({ to, on, forwarded, failed }: ForwardStateWithUrl): Result => ({ to, on, forwarded, failed });

function textList(input: Input, name: 'to' | 'confirmHosts'): string[] | undefined {
  const value: unknown = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) {
    throw new InputError(name, 'It must be a list of strings.');
  }
  return value;
}

async function askChange(
  frame: Frame,
  webhooks: Webhooks,
  { id }: WebhookRegistration,
): Promise<ForwardStateWithUrl[]> {
  const targets = await webhooks.forwards(id);
  const chosen = targets.length === 0 ? undefined : await pickTarget(frame, targets);
  if (!chosen) return add(frame, webhooks, id);
  const { to } = chosen;
  switch (await pickAction(frame, chosen)) {
    case 'on':
      return webhooks.forward(id, { to: [to], on: true, retries: await pickRetries(frame, chosen.retries) });
    case 'off':
      return webhooks.forward(id, { to: [to], on: false });
    case 'retries':
      return webhooks.forward(id, { to: [to], on: chosen.on, retries: await pickRetries(frame, chosen.retries) });
    case 'remove':
      return webhooks.forward(id, { to: [to], on: false, remove: true });
  }
}

async function add(frame: Frame, webhooks: Webhooks, id: string): Promise<ForwardStateWithUrl[]> {
  const to = await askText(frame, {
    prompt: t('Each accepted delivery goes on to this address, with its own headers and body.'),
    value: 'http://localhost:3000/',
    validate: (text) => {
      try {
        parseTarget(text);
        return undefined;
      } catch (error) {
        return messageOf(error);
      }
    },
  });
  const url = parseTarget(to);
  if (isRemote(url)) {
    await confirm(
      t('Forward every delivery to {0}?', url.host),
      t(
        'It is another computer. It gets the headers and the bodies, with personal data and the secrets that the service sends.',
      ),
      t('Forward'),
    );
  }
  const retries = await pickRetries(frame, 'briefly');
  return webhooks.forward(id, { to: [to], on: true, retries, confirmHosts: [url.host] });
}

function pickTarget(frame: Frame, targets: ForwardStateWithUrl[]): Promise<ForwardStateWithUrl | undefined> {
  const choices: Choice<ForwardStateWithUrl | undefined>[] = targets.map((target) => ({
    value: target,
    label: `$(${target.on ? 'pass-filled' : 'circle-slash'}) ${target.label}`,
    description: countsText(target),
    ...(target.problem !== undefined && { detail: target.problem }),
  }));
  choices.push({ value: undefined, label: t('$(add) Add an address…') });
  return pickOne(frame, t('Where should deliveries go on to?'), choices);
}

const countsText = ({ on, forwarded, failed }: ForwardState): string =>
  on ? t('on · {0} forwarded, {1} failed', forwarded, failed) : t('off · {0} forwarded, {1} failed', forwarded, failed);

type Action = 'on' | 'off' | 'retries' | 'remove';

function pickAction(frame: Frame, { on, label }: ForwardState): Promise<Action> {
  const switching: Choice<Action>[] = on
    ? [
        { value: 'off', label: t('$(circle-slash) Switch off') },
        { value: 'retries', label: t('$(sync) Change the retries…') },
      ]
    : [{ value: 'on', label: t('$(pass) Switch on') }];
  const remove: Choice<Action> = { value: 'remove', label: t('$(trash) Remove') };
  return pickOne(frame, label, [...switching, remove]);
}

function pickRetries(frame: Frame, active: ForwardRetries): Promise<ForwardRetries> {
  const choices = forwardRetries.map((value): Choice<ForwardRetries> => ({ value, ...retriesText(value) }));
  return pickOne(frame, t('What if it does not accept a delivery?'), choices, active);
}

function retriesText(retries: ForwardRetries): { label: string; detail: string } {
  switch (retries) {
    case 'never':
      return {
        label: t('Go on with the next one'),
        detail: t('Each delivery is sent once.'),
      };
    case 'briefly':
      return {
        label: t('Try again for half a minute'),
        detail: t('Then the next one is sent. The deliveries behind it wait, so the order stays.'),
      };
    case 'always':
      return {
        label: t('Try again until it is accepted'),
        detail: t('The deliveries behind it wait, as long as they are stored.'),
      };
  }
}

function report({ title }: WebhookRegistration, targets: ForwardStateWithUrl[]): void {
  const on = targets.filter((target) => target.on).map(({ label }) => label);
  void vscode.window.showInformationMessage(
    on.length > 0
      ? t('Deliveries of "{0}" go on to {1}.', title, on.join(', '))
      : t('Deliveries of "{0}" are not forwarded.', title),
  );
}
