import type { ConnectionParameter, ConnectionParameterSet } from '../../../server/protocol/policies';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import { isSecure } from '../../webhooks/request/policies/connection';
import type { RegisterRequest } from '../../webhooks/webhooksApi';
import { askText } from './askText';
import { type Choice, pickOne } from './pick';
import { type Answers, askInSteps, type Frame, type Step } from './steps';

const setKey = 'connection set';
const keyOf = (name: string) => `connection ${name}`;

/** The step that asks for the way to connect; undefined where there is one. */
export function setStep({ connectionParameterSets: sets = [] }: TriggerDescription): Step | undefined {
  if (sets.length < 2) return undefined;
  const choices = sets.map(({ name, title }): Choice<string> => ({ value: name, label: title }));
  return { key: setKey, ask: (frame) => pickOne(frame, t('How do you connect?'), choices) };
}

/** The way to connect that was chosen, or the only one; the first one until then. */
const chosenSet = (
  { connectionParameterSets: sets = [] }: TriggerDescription,
  answers: Answers,
): ConnectionParameterSet | undefined => sets.find(({ name }) => name === answers.get(setKey)) ?? sets[0];

/** The security schemes of the way to connect that was chosen. */
export function chosenSecurity(trigger: TriggerDescription, answers: Answers): TriggerDescription['security'] {
  const set = chosenSet(trigger, answers)?.name;
  return trigger.security.filter((scheme) => scheme.set === undefined || scheme.set === set);
}

/** The step that asks for a value of the connection. */
export const connectionStep = (
  parameter: ConnectionParameter,
  known: Pick<Known, 'last'>,
  check?: (text: string) => string | undefined,
): Step => ({ key: keyOf(parameter.name), ask: askValue(parameter, known, check) });

/** The answer to {@link connectionStep}. */
export const connectionAnswer = ({ name }: ConnectionParameter, answers: Answers): string | undefined =>
  answers.get(keyOf(name)) as string | undefined;

/** What is known of a connection before asking. */
interface Known {
  /** Values that need no question, by name. */
  given: Record<string, string>;
  /** The values of the last time, without secrets. */
  last: Record<string, string> | undefined;
  /** True when saved credentials bring the secure values along. */
  hasSaved: boolean;
}

/** The steps that ask for the values of the connection that policies read. */
export const connectionSteps = (trigger: TriggerDescription, answers: Answers, known: Known): Step[] =>
  askedParameters(trigger, answers, known).map((parameter) => connectionStep(parameter, known));

/** The values of the connection: those that need no question, given ones, then the answers. */
export function collectConnection(
  trigger: TriggerDescription,
  answers: Answers,
  given: Record<string, string>,
): Record<string, string> | undefined {
  const read = trigger.connectionParameters ?? [];
  const values: Record<string, string> = {};
  for (const { name, default: preset } of read
    .flatMap((one) => inChosenSet(trigger, answers, one) ?? [])
    .filter(isPreset))
    values[name] = preset!;
  Object.assign(values, given);
  for (const parameter of read) {
    const answer = connectionAnswer(parameter, answers);
    if (answer !== undefined) values[parameter.name] = answer;
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

/** Asks for the values that saved credentials turned out not to bring along. */
export async function askConnection(
  title: string,
  { trigger, connectionParameters: given = {} }: RegisterRequest,
): Promise<Record<string, string> | undefined> {
  const known = { given, last: undefined, hasSaved: false };
  const first = setStep(trigger);
  const answers = await askInSteps(title, async (current) => [
    ...(first ? [first] : []),
    ...connectionSteps(trigger, current, known),
  ]);
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

/** True for a value that is known without asking: nobody sees its parameter. */
export const isPreset = ({ hidden, default: preset }: ConnectionParameter): boolean =>
  hidden === true && preset !== undefined;

/**
 * A parameter as the chosen way to connect describes it: the same name may stand for other values in another. Undefined
 * where that way does not have it.
 */
export function inChosenSet(
  trigger: TriggerDescription,
  answers: Answers,
  parameter: ConnectionParameter,
): ConnectionParameter | undefined {
  const chosen = chosenSet(trigger, answers);
  if (!chosen) return parameter;
  const { name, optional } = parameter;
  const own = chosen.parameters.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return own && { ...own, name, optional: optional || own.optional };
}

function askedParameters(
  trigger: TriggerDescription,
  answers: Answers,
  { given, hasSaved }: Known,
): ConnectionParameter[] {
  return (trigger.connectionParameters ?? []).flatMap((parameter) => {
    const { name, addressOnly } = parameter;
    if (addressOnly || name in given || isSignIn(trigger, answers, name)) return [];
    const own = inChosenSet(trigger, answers, parameter);
    if (!own || isPreset(own) || (hasSaved && isSecure(name, own))) return [];
    return [own];
  });
}

/** True for a value that the credentials bring along: it is asked for when signing in. */
function isSignIn(trigger: TriggerDescription, answers: Answers, name: string): boolean {
  const declares = (type: string) => chosenSecurity(trigger, answers).some((scheme) => scheme.type === type);
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

const askValue =
  (parameter: ConnectionParameter, { last }: Pick<Known, 'last'>, check?: (text: string) => string | undefined) =>
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
      prompt: t('{0}, a value of the connection', title),
      placeholder: description,
      password: isSecure(name, parameter),
      value,
      validate: (text) => (text.trim() === '' && !optional ? t('Enter a value.') : check?.(text)),
    });
  };
