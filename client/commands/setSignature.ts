import * as vscode from 'vscode';
import { InputError } from '../common/inputError';
import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import type { SignatureChange } from '../webhooks/webhooksApi';
import { type Command, requireProperty } from './command';
import { askText } from './prompts/askText';
import { type Choice, pickOne } from './prompts/pick';
import { chooseRegistration, findRegistration } from './prompts/registrations';
import { type Answers, askInSteps, type Frame, type Step } from './prompts/steps';

export interface SetSignatureInput extends SignatureChange {
  id: string;
}

/** The refused delivery from which the command was called, whose signature is to be described. */
interface FromView {
  deliveryId?: string;
}

export interface SetSignatureResult {
  id: string;
  signed: boolean;
  signature?: WebhookRegistration['signature'];
}

const title = () => t('Verify Signatures');

/** Sets how deliveries are verified: the signing secret and, if the headers don't reveal it, the signature scheme. */
export const setSignature: Command<SetSignatureInput, SetSignatureResult, FromView> = {
  id: 'flowWebhooks.setSignature',

  async act({ webhooks }, input) {
    const { id } = await findRegistration(webhooks, requireProperty(input, 'id'));
    const { secret, addSecret, signature, keyHost } = input;
    if ([secret, addSecret, signature, keyHost].every((one) => one === undefined)) {
      throw new InputError('secret', 'Supply this property.');
    }
    return resultOf(await (await webhooks.get()).setSignature(id, { secret, addSecret, signature, keyHost }));
  },

  async ask({ webhooks }, given) {
    const registration = await chooseRegistration(webhooks, title(), given);
    const all = await webhooks.get();
    const refused = given.deliveryId === undefined ? undefined : await all.delivery(registration.id, given.deliveryId);
    const keyHost = refused?.signature === 'invalid' ? undefined : await all.keyHost(registration.id);
    const about: About = { registration, keyHost, refused: refused?.signature === 'invalid' };
    const answers = await askInSteps(title(), async (known) => stepsFor(about, known));
    const changed = await all.setSignature(registration.id, changeFrom(answers, about));
    void vscode.window.showInformationMessage(
      changed.signed || changed.keyHosts
        ? t('The signatures of deliveries to "{0}" are verified from now on.', changed.title)
        : t('The signatures of deliveries to "{0}" are no longer verified.', changed.title),
    );
    return resultOf(changed);
  },
};

const resultOf = ({ id, signed, keyHosts, signature }: WebhookRegistration): SetSignatureResult => ({
  id,
  signed: signed || keyHosts !== undefined,
  ...(signature && { signature }),
});

type What = 'known' | 'add' | 'described' | 'publicKey' | 'none';

/** What the questions depend on. */
interface About {
  registration: WebhookRegistration;
  /** The host that publishes the key of the latest deliveries. */
  keyHost: string | undefined;
  /** True when a delivery was refused although there is a secret: only the scheme is asked for. */
  refused: boolean;
}

function stepsFor(about: About, known: Answers): Step[] {
  if (about.refused) return descriptionSteps(known);
  const steps: Step[] = [{ key: 'what', ask: (frame) => askWhat(frame, about) }];
  const what = known.get('what') as What | undefined;
  if (what === undefined || what === 'none' || what === 'publicKey') return steps;
  if (what === 'described') steps.push(...descriptionSteps(known));
  steps.push({ key: 'secret', ask: askSecret });
  return steps;
}

function askWhat(frame: Frame, { registration: { signed, keyHosts }, keyHost }: About): Promise<What> {
  const byKey: Choice<What>[] =
    keyHost === undefined
      ? []
      : [
          {
            value: 'publicKey',
            label: t('By the public key of the service'),
            detail: t('It is fetched from {0} over https, and from nowhere else.', keyHost),
          },
        ];
  const choices: Choice<What>[] = [
    ...byKey,
    {
      value: 'known',
      label: t('With a signing secret'),
      detail: t('The headers show which service signed: GitHub, Stripe, Slack and others'),
    },
    {
      value: 'described',
      label: t('Custom HMAC…'),
      detail: t("For a service that isn't listed"),
    },
  ];
  if (keyHosts && !signed) choices.push({ value: 'none', label: t("Don't verify") });
  if (signed) {
    choices.push(
      {
        value: 'add',
        label: t('With a new signing secret and the saved ones'),
        detail: t('While a signing secret is rotated'),
      },
      { value: 'none', label: t("Don't verify") },
    );
  }
  return pickOne(frame, t('How should deliveries be verified?'), choices);
}

const askSecret = (frame: Frame): Promise<string> =>
  askText(frame, {
    prompt: t('The signing secret of the service'),
    password: true,
    validate: (text) => (text ? undefined : t('Enter the signing secret.')),
  });

function descriptionSteps(known: Answers): Step[] {
  const headerStep = (key: string, prompt: string, placeholder: string): Step => ({
    key,
    ask: (frame) =>
      askText(frame, {
        prompt,
        placeholder,
        validate: (text) => (/^[\w-]+$/.test(text.trim()) ? undefined : t('Enter the name of a header.')),
      }),
  });
  const choiceStep = (key: string, question: string, choices: Choice<string>[]): Step => ({
    key,
    ask: (frame) => pickOne(frame, question, choices),
  });
  const plain = (...values: string[]) => values.map((value): Choice<string> => ({ value, label: value }));
  const steps = [
    headerStep('header', t('The header that contains the signature'), 'X-Signature'),
    choiceStep('algorithm', t('Which hash?'), plain('sha256', 'sha1', 'sha512')),
    choiceStep('encoding', t('How is the signature written?'), plain('hex', 'base64')),
    {
      key: 'prefix',
      ask: (frame: Frame) =>
        askText(frame, {
          prompt: t('Prefix before the signature, such as "sha256=" (leave empty if there is none)'),
          placeholder: 'sha256=',
        }),
    },
    choiceStep('signs', t('What is signed?'), [
      { value: 'body', label: t('The body') },
      { value: 'timestamp.body', label: t('A timestamp, a period and the body') },
      { value: 'url+body', label: t('The callback URL and the body') },
    ]),
  ];
  if (known.get('signs') === 'timestamp.body') {
    steps.push(headerStep('timestampHeader', t('The header that contains the timestamp'), 'X-Timestamp'));
  }
  return steps;
}

function changeFrom(answers: Answers, { refused, keyHost }: About): SignatureChange {
  const text = (key: string) => (answers.get(key) as string | undefined)?.trim();
  const secret = answers.get('secret') as string | undefined;
  switch (refused ? 'described' : (answers.get('what') as What)) {
    case 'none':
      return { secret: false, signature: null };
    case 'publicKey':
      return { keyHost, signature: null };
    case 'add':
      return { addSecret: secret };
    case 'known':
      return { secret, signature: null };
    case 'described': {
      const names = ['header', 'algorithm', 'encoding', 'prefix', 'signs', 'timestampHeader'];
      const described = names.flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)]]));
      return { secret, signature: Object.fromEntries(described) };
    }
  }
}
