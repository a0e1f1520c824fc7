import { l10n } from 'vscode';
import type { ConnectionParameter, ConnectionParameterSet } from '../../../server/protocol/policies';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { isSecure } from '../../webhooks/request/policies/connection';
import type { RegisterRequest } from '../../webhooks/webhooksApi';
import { askText } from './askText';
import { type Choice, pickOne } from './pick';
import { type Answers, askInSteps, type Frame, type Step } from './steps';

const setKey = 'connection set';
const keyOf = (name: string) => `connection ${name}`;

/** What is known of a connection before asking. */
interface Known {
  /** Values that need no question, by name. */
  given: Record<string, string>;
  /** The values of the last time, without secrets. */
  last: Record<string, string> | undefined;
  /** True when saved credentials bring the secure values along. */
  hasSaved: boolean;
}

/** The steps that ask for the values of the connection that policies read, and for the way to connect if there are several. */
export function connectionSteps(trigger: TriggerDescription, answers: Answers, known: Known): Step[] {
  const sets = trigger.connectionParameterSets ?? [];
  const asked = askedParameters(trigger, answers, known);
  const steps: Step[] = sets.length > 1 && asked.length > 0 ? [setStep(sets)] : [];
  return [
    ...steps,
    ...asked.map((parameter): Step => ({ key: keyOf(parameter.name), ask: askValue(parameter, known) })),
  ];
}

/** The values of the connection: given ones, then the answers. */
export function collectConnection(
  trigger: TriggerDescription,
  answers: Answers,
  given: Record<string, string>,
): Record<string, string> | undefined {
  const answered = (trigger.connectionParameters ?? []).flatMap(({ name }): [string, string][] => {
    const answer = answers.get(keyOf(name));
    return typeof answer === 'string' ? [[name, answer]] : [];
  });
  const values = { ...given, ...Object.fromEntries(answered) };
  return Object.keys(values).length > 0 ? values : undefined;
}

/** Asks for the values that saved credentials turned out not to bring along. */
export async function askConnection(
  title: string,
  { trigger, connectionParameters: given = {} }: RegisterRequest,
): Promise<Record<string, string> | undefined> {
  const known = { given, last: undefined, hasSaved: false };
  const answers = await askInSteps(title, async (current) => connectionSteps(trigger, current, known));
  return collectConnection(trigger, answers, given);
}

/** The values that may be remembered for the next time. */
export const withoutSecureValues = (
  { connectionParameters = [] }: TriggerDescription,
  values: Record<string, string> = {},
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([name]) =>
        !isSecure(
          name,
          connectionParameters.find((one) => one.name === name),
        ),
    ),
  );

function askedParameters(
  trigger: TriggerDescription,
  answers: Answers,
  { given, hasSaved }: Known,
): ConnectionParameter[] {
  const sets = trigger.connectionParameterSets ?? [];
  const chosen = sets.find(({ name }) => name === (answers.get(setKey) ?? sets[0]?.name));
  return (trigger.connectionParameters ?? []).filter((parameter) => {
    const { name, addressOnly } = parameter;
    if (addressOnly || name in given || isSignIn(trigger, name)) return false;
    if (hasSaved && isSecure(name, parameter)) return false;
    return !chosen || chosen.parameters.some((one) => one.toLowerCase() === name.toLowerCase());
  });
}

/** True for a value that the credentials bring along: it is asked for when signing in. */
function isSignIn({ security }: TriggerDescription, name: string): boolean {
  const declares = (type: string) => security.some((scheme) => scheme.type === type);
  switch (name.toLowerCase()) {
    case 'api_key':
      return declares('apiKey');
    case 'username':
    case 'password':
      return declares('basic');
    case 'token':
      return declares('oauth2');
    default:
      return false;
  }
}

function setStep(sets: ConnectionParameterSet[]): Step {
  const choices = sets.map(({ name, title }): Choice<string> => ({ value: name, label: title }));
  return { key: setKey, ask: (frame) => pickOne(frame, l10n.t('How do you connect?'), choices) };
}

const askValue =
  (parameter: ConnectionParameter, { last }: Known) =>
  (frame: Frame): Promise<string> => {
    const { name, title, description, choices, optional } = parameter;
    const value = last?.[name] ?? parameter.default;
    if (choices) {
      const all = choices.map(
        (one): Choice<string> => ({ value: one.value, label: one.title, description: one.value }),
      );
      return pickOne(frame, title, all, value);
    }
    return askText(frame, {
      prompt: l10n.t('{0}, a value of the connection', title),
      placeholder: description,
      password: isSecure(name, parameter),
      value,
      validate: (text) => (text.trim() === '' && !optional ? l10n.t('This cannot be empty.') : undefined),
    });
  };
