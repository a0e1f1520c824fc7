import type { ConnectionParameter } from '../../../server/protocol/policies';
import type { AddressTemplate, TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { LastAnswers } from '../../editor/answerMemory';
import { fillAddress } from '../../webhooks/request/baseUrl';
import { askText, notAnAddress } from './askText';
import { inChosenSet, isPreset } from './connectionSteps';
import { type Choice, pickOne, pickOrType } from './pick';
import { resolveBaseUrl } from './registerInput';
import type { Answers, AsideButton, Frame, Step } from './steps';

const overriding = 'overriding';
const whichKey = 'address';

/** The button that sends to another base URL, such as a test environment. Undefined once it was pressed. */
export const otherAddress = (answers: Answers): AsideButton | undefined =>
  answers.has(overriding) ? undefined : { key: overriding, icon: 'globe', tooltip: t('Use another URL') };

/**
 * The steps that determine the base URL, and the URL once the answers are complete. In order of preference: the given
 * one, the connection's of `apiProperties.json` or the definition's, a typed one. The person can always type another.
 */
export function addressSteps(
  trigger: TriggerDescription,
  given: string | undefined,
  answers: Answers,
  last: LastAnswers | undefined,
): { steps: Step[]; baseUrl?: string } {
  const known = knownBaseUrl(trigger, given);
  const templates = given === undefined ? (trigger.addresses ?? []) : [];
  if (answers.has(overriding) || (known === undefined && templates.length === 0))
    return typed(trigger, known, answers, last);
  if (templates.length === 0) return { steps: [], baseUrl: known };
  const which = answers.get(whichKey) as string | undefined;
  const steps = [whichStep(trigger, templates, known)];
  if (which === known) return { steps, baseUrl: known };
  const chosen = templates.find(({ template }) => template === which);
  if (which === typeIt) return after(steps, typed(trigger, known, answers, last));
  if (!chosen) return { steps, baseUrl: which && knownBaseUrl(trigger, which) };
  return after(steps, filled(trigger, chosen, answers));
}

const after = (first: Step[], { steps, baseUrl }: { steps: Step[]; baseUrl?: string }) => ({
  steps: [...first, ...steps],
  baseUrl,
});

function knownBaseUrl(trigger: TriggerDescription, given: string | undefined): string | undefined {
  try {
    return resolveBaseUrl(trigger, given);
  } catch {
    return undefined;
  }
}

function typed(
  trigger: TriggerDescription,
  known: string | undefined,
  answers: Answers,
  last: LastAnswers | undefined,
) {
  const ask: Step['ask'] = (frame) => askTyped(frame, trigger, known, last?.baseUrl ?? known);
  const answer = answers.get('baseUrl') as string | undefined;
  return {
    steps: [{ key: 'baseUrl', ask }],
    baseUrl: answer === undefined ? undefined : knownBaseUrl(trigger, answer),
  };
}

const askTyped = (
  frame: Frame,
  trigger: TriggerDescription,
  known: string | undefined,
  value: string | undefined,
): Promise<string> =>
  askText(frame, {
    prompt: known
      ? t('URL of the service, including its base path')
      : t('URL of the service, because the definition has no host'),
    placeholder: 'https://api.example.com',
    value,
    validate: (text) => (text.trim() && knownBaseUrl(trigger, text) ? undefined : notAnAddress()),
  });

/** Asks for another base URL than `current`, for a service that was not reached there. */
export const askBaseUrl = async (frame: Frame, trigger: TriggerDescription, current: string): Promise<string> =>
  resolveBaseUrl(trigger, await askTyped(frame, trigger, current, current));

const typeIt = 'type';

function whichStep(trigger: TriggerDescription, templates: AddressTemplate[], known: string | undefined): Step {
  const choices = templates.map(
    ({ template }): Choice<string> => ({
      value: template,
      label: template,
      description: t('of the connection (apiProperties.json)'),
    }),
  );
  if (known) choices.push({ value: known, label: known, description: t('of the definition') });
  choices.push({ value: typeIt, label: `$(edit) ${t('Enter another URL')}`, alwaysShow: true });
  return {
    key: whichKey,
    ask: (frame) =>
      pickOrType(
        frame,
        t('Which URL does the service have?'),
        choices,
        (text) => knownBaseUrl(trigger, text) !== undefined,
      ),
  };
}

const parameterKeyOf = (template: string, { name }: ConnectionParameter) => `${whichKey} ${template} ${name}`;

/** The values of the connection that were asked for the address: policies may read them, too. */
export function addressValues(trigger: TriggerDescription, answers: Answers): Record<string, string> {
  const chosen = trigger.addresses?.find(({ template }) => template === answers.get(whichKey));
  const answered = (chosen?.parameters ?? []).flatMap((parameter): [string, string][] => {
    const own = inChosenSet(trigger, answers, parameter) ?? parameter;
    const answer =
      answers.get(parameterKeyOf(chosen!.template, parameter)) ?? (isPreset(own) ? own.default : undefined);
    return typeof answer === 'string' ? [[parameter.name, answer]] : [];
  });
  return Object.fromEntries(answered);
}

function filled(trigger: TriggerDescription, { template, parameters: all }: AddressTemplate, answers: Answers) {
  const parameters = all.map((one) => inChosenSet(trigger, answers, one) ?? one);
  const keyOf = (parameter: ConnectionParameter) => parameterKeyOf(template, parameter);
  const valueGiven = (parameter: ConnectionParameter) => answers.get(keyOf(parameter)) as string | undefined;
  const fill = (last?: [ConnectionParameter, string]) =>
    fillAddress(template, (name) => {
      const parameter = parameters.find((one) => one.name === name)!;
      return (last?.[0] === parameter ? last[1] : valueGiven(parameter)) || parameter.default || '';
    });
  const asked = parameters.filter((parameter) => !isPreset(parameter));
  const steps = asked.map((parameter, index): Step => {
    const isLast = index === asked.length - 1;
    const fits = (text: string) => !isLast || knownBaseUrl(trigger, fill([parameter, text])) !== undefined;
    return { key: keyOf(parameter), ask: (frame) => askParameter(frame, template, parameter, fits) };
  });
  const complete = asked.every((parameter) => valueGiven(parameter) !== undefined);
  return { steps, baseUrl: complete ? knownBaseUrl(trigger, fill()) : undefined };
}

function askParameter(
  frame: Frame,
  template: string,
  { title, description, choices, default: fallback, optional }: ConnectionParameter,
  fits: (text: string) => boolean,
): Promise<string> {
  if (choices) {
    const all = choices.map((one): Choice<string> => ({ value: one.value, label: one.title, description: one.value }));
    return pickOne(frame, title, all, fallback);
  }
  return askText(frame, {
    prompt: `${title} (${template})`,
    placeholder: description,
    value: fallback,
    validate: (text) => {
      if (!text.trim() && !optional) return t('Enter a value.');
      return fits(text) ? undefined : notAnAddress();
    },
  });
}
