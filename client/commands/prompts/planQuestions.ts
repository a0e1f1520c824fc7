/** Plans which questions a registration asks and collects the answers. Pure; `questionSteps.ts` asks them. */

import type { Json, JsonObject } from '../../../server/protocol/json';
import type {
  BodyField,
  DynamicValues,
  ParameterDescription,
  SecurityDescription,
  TitledValue,
  TriggerDescription,
  ValueLimits,
  Visibility,
} from '../../../server/protocol/triggers';
import { copy, isObject, parameterKey, put, read } from '../../common/json';
import { isSecretName } from '../../common/redact';
import type { Credentials, CredentialType } from '../../domain/registration';
import { authorizationServer } from '../../webhooks/credentials/authorizationServer';
import { originOf, originOfSetting } from '../../webhooks/request/baseUrl';

export interface Question {
  /** Unique within a trigger; the property path in the register command's object, such as `parameters.owner`. */
  key: string;
  /** Property names, starting below the `parameters` object. */
  path: string[];
  title: string;
  /** The name in the definition. */
  name: string;
  description?: string;
  kind: 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'choices' | 'list' | 'json' | 'any';
  /** The values to choose from: one for `choice`, any number for `choices`. */
  choices?: Json[];
  /** Titles of {@link choices}, in the same order; without them, values are shown. */
  choiceTitles?: string[];
  /** Type of the items of a `list`. */
  itemsType?: string;
  format?: string;
  limits?: ValueLimits;
  default?: Json;
  /** The answer given the last time. */
  last?: Json;
  /** The initial value if there is neither a default nor a last answer. */
  template?: Json;
  dynamic?: DynamicValues;
  required: boolean;
  /** True when the body's schema requires it, although Power Automate allows leaving it out. */
  expected: boolean;
  /** True when the input must be hidden while typing. */
  secret: boolean;
}

export interface Plan {
  /** Asked one after the other. */
  ask: Question[];
  /** Offered in one list; asked only if selected. */
  offer: Question[];
}

/**
 * Plans the questions for a trigger. Asked: visible parameters and body fields that are required (also by the body's
 * schema), and important ones without a default. Offered: all other visible ones. Left out: internal ones, the callback
 * and those already given. The order is the designer's: required, important, advanced, the rest.
 */
export function planQuestions(trigger: TriggerDescription, given: JsonObject, last: JsonObject = {}): Plan {
  const plan: Plan = { ask: [], offer: [] };
  for (const [asked, visibility] of allQuestions(trigger, given).sort(byDesignerOrder)) {
    const before = asked.secret ? undefined : read(last, asked.path);
    const question = before === undefined ? asked : { ...asked, last: before };
    const open =
      question.required || question.expected || (visibility === 'important' && question.default === undefined);
    (open ? plan.ask : plan.offer).push(question);
  }
  return orderByDependency(plan);
}

/** Moves each question behind the questions that its list of values depends on, and so asks those too. */
function orderByDependency({ ask, offer }: Plan): Plan {
  const ordered = new Set<Question>();
  const visit = (question: Question, open: Set<Question>) => {
    if (open.has(question)) return;
    const { arguments: own = [], tree } = question.dynamic ?? {};
    for (const { from, required } of [...own, ...(tree?.browse.arguments ?? [])]) {
      const needed = from && required !== false && [...ask, ...offer].find(({ path }) => samePath(path, from));
      if (needed) visit(needed, new Set(open).add(question));
    }
    ordered.add(question);
  };
  for (const question of ask) visit(question, new Set());
  return { ask: [...ordered], offer: offer.filter((question) => !ordered.has(question)) };
}

const samePath = (a: string[], b: string[]) => a.join('\n') === b.join('\n');

type Ranked = [Question, Visibility];

function allQuestions(trigger: TriggerDescription, given: JsonObject): Ranked[] {
  const ranked: Ranked[] = trigger.parameters.map((parameter) => [parameterQuestion(parameter), parameter.visibility]);
  for (const field of trigger.body?.fields ?? []) {
    if (!field.callback) ranked.push([fieldQuestion(trigger.body!.name, field), field.visibility]);
  }
  return ranked.filter(([question, visibility]) => visibility !== 'internal' && !has(given, question.path));
}

function byDesignerOrder([a, visibilityOfA]: Ranked, [b, visibilityOfB]: Ranked): number {
  const order: Visibility[] = ['important', 'advanced', 'none'];
  const rank = (question: Question, visibility: Visibility) =>
    question.required ? -2 : question.expected ? -1 : order.indexOf(visibility);
  return rank(a, visibilityOfA) - rank(b, visibilityOfB);
}

function parameterQuestion(parameter: ParameterDescription): Question {
  return {
    ...describeValue(parameter),
    ...locate([parameter.name]),
    name: parameter.name,
    secret: isSecret(parameter.name, parameter.format),
  };
}

function fieldQuestion(body: string, field: BodyField): Question {
  return {
    ...describeValue(field),
    ...locate([body, ...field.path]),
    name: field.path.join('.') || body,
    secret: isSecret(field.path.at(-1) ?? '', field.format),
  };
}

const isSecret = (name: string, format?: string) => format === 'password' || isSecretName(name);

const locate = (path: string[]): Pick<Question, 'path' | 'key'> => ({ path, key: parameterKey(path) });

function describeValue(from: ParameterDescription | BodyField) {
  const { title, description, required, itemsType, format, limits, template, dynamic } = from;
  const expected = 'expected' in from && from.expected === true;
  const about = { title, description, required, expected, default: from.default, itemsType, format, limits };
  const question = { ...about, template, dynamic };
  if (from.enum?.length) return { ...question, kind: 'choice' as const, ...choicesFrom(from.enum, from.enumTitles) };
  if (from.type === 'array' && from.itemsEnum)
    return { ...question, kind: 'choices' as const, ...choicesFrom(from.itemsEnum, from.itemsEnumTitles) };
  return { ...question, kind: kindOf(from.type) };
}

/** As in the designer, only titled values are offered if there are any. */
const choicesFrom = (values: Json[], titled: TitledValue[] | undefined): Pick<Question, 'choices' | 'choiceTitles'> =>
  titled
    ? { choices: titled.map(({ value }) => value), choiceTitles: titled.map(({ title }) => title) }
    : { choices: values };

function kindOf(type: string | undefined): Question['kind'] {
  switch (type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return type;
    case 'array':
      return 'list';
    case 'object':
      return 'json';
    case undefined:
      return 'any';
    default:
      return 'text';
  }
}

function has(given: JsonObject, path: string[]): boolean {
  let value: Json | undefined = given;
  for (const name of path) {
    // A given body that is not an object covers all of its fields.
    if (!isObject(value)) return value !== undefined;
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value !== undefined;
}

/** Returns the parameters without secrets, to be saved and offered the next time. */
export function withoutSecrets(trigger: TriggerDescription, parameters: JsonObject): JsonObject {
  let kept: Json = {};
  for (const [{ path, secret }] of allQuestions(trigger, {})) {
    const value = read(parameters, path);
    if (value !== undefined && !secret && !holdsSecret(value)) kept = put(kept, path, copy(value));
  }
  return kept as JsonObject;
}

function holdsSecret(value: Json): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && Object.entries(value).some(([name, child]) => isSecretName(name) || holdsSecret(child));
}

/** Merges given parameters and answers into the `parameters` of the register command; unanswered ones are left out. */
export function collectParameters(given: JsonObject, answers: [Question, Json | undefined][]): JsonObject {
  let parameters = copy(given);
  for (const [{ path }, value] of answers) if (value !== undefined) parameters = put(parameters, path, value);
  return parameters as JsonObject;
}

/** The kind of service behind a base URL, which determines the credentials it takes. */
export type Destination = 'github.com' | 'github-server' | 'other';

export function classifyDestination(baseUrl: string, githubApiUrl: string): Destination {
  const origin = originOf(baseUrl);
  if (origin === 'https://api.github.com') return 'github.com';
  return origin === originOfSetting(githubApiUrl) ? 'github-server' : 'other';
}

/** A kind of credentials, or `browser`: OAuth 2.0 sign-in with the browser. */
export type SignInKind = CredentialType | 'browser';

/** The kinds of credentials to choose from; a single one needs no prompt. */
export function signInKinds(security: SecurityDescription[], destination: Destination): SignInKind[] {
  if (destination === 'github.com') return ['github', 'bearer'];
  if (destination === 'github-server') return ['bearer', 'github'];
  const types = security.flatMap((scheme): SignInKind[] => {
    if (scheme.type !== 'oauth2') return [scheme.type];
    const browser: SignInKind[] = authorizationServer([scheme]) ? ['browser'] : [];
    return isMicrosoft(scheme) ? ['microsoft', ...browser, 'oauth2'] : [...browser, 'oauth2'];
  });
  return types.length === 0 ? ['none'] : [...new Set(types)];
}

const isMicrosoft = ({ authorizationUrl = '' }: SecurityDescription) =>
  /^https:\/\/login\.(microsoftonline\.com|windows\.net)(\/|$)/i.test(authorizationUrl);

/** The properties of each kind of credentials that must be typed. */
export const credentialFields = {
  none: [],
  github: [],
  microsoft: [],
  basic: ['username', 'password'],
  bearer: ['token'],
  apiKey: ['key'],
  oauth2: ['accessToken'],
  browser: ['clientId', 'clientSecret'],
} as const satisfies { browser: string[] } & {
  [T in CredentialType]: Exclude<keyof Extract<Credentials, { type: T }>, 'type'>[];
};
