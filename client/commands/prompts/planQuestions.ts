/** What a registration has to ask, and what to make of the answers. Pure; the asking itself is in `prompts.ts`. */

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
  /** Unique within a trigger; also how the register command's object names the property: `parameters.owner`. */
  key: string;
  /** Property names from the `parameters` object down. */
  path: string[];
  title: string;
  /** The name as the definition has it. */
  name: string;
  description?: string;
  kind: 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'choices' | 'list' | 'json' | 'any';
  /** With `choice` one of them, with `choices` any number. */
  choices?: Json[];
  /** What they are called, in their order; otherwise by themselves. */
  choiceTitles?: string[];
  /** With `list`: the type of its items. */
  itemsType?: string;
  format?: string;
  limits?: ValueLimits;
  default?: Json;
  /** What was answered the last time. */
  last?: Json;
  /** To begin with where there is neither. */
  template?: Json;
  dynamic?: DynamicValues;
  required: boolean;
  /** The body lacks something without it, though Power Automate lets it be left out. */
  expected: boolean;
  /** Not to be shown while it is typed. */
  secret: boolean;
}

export interface Plan {
  /** To be asked one after the other. */
  ask: Question[];
  /** Offered, and asked only where the person wants to. */
  offer: Question[];
}

/**
 * Asks what the definition leaves open: visible parameters and body fields that are required or that the body's schema
 * lists as such, and important ones that have no default. What else is visible is offered. Internal ones, the callback and what is given already are left out.
 * The order is the designer's: required, important, advanced, the rest.
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

/** What a list of values depends on is asked before it, and so it is asked where the list is. */
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

/** The designer offers the values that have a name, where some have. */
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
    // A whole body that is no object answers all of its fields.
    if (!isObject(value)) return value !== undefined;
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value !== undefined;
}

/** Of these parameters, what may be kept to be offered the next time: answers without secrets. */
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

/** The register command's `parameters`: what was given, and the answers; unanswered ones stay out. */
export function collectParameters(given: JsonObject, answers: [Question, Json | undefined][]): JsonObject {
  let parameters = copy(given);
  for (const [{ path }, value] of answers) if (value !== undefined) parameters = put(parameters, path, value);
  return parameters as JsonObject;
}

/** Where a base URL leads, as far as credentials are concerned. */
export type Destination = 'github.com' | 'github-server' | 'other';

export function classifyDestination(baseUrl: string, githubApiUrl: string): Destination {
  const origin = originOf(baseUrl);
  if (origin === 'https://api.github.com') return 'github.com';
  return origin === originOfSetting(githubApiUrl) ? 'github-server' : 'other';
}

/** Kinds of credentials, and OAuth's way to them through the browser. */
export type SignInKind = CredentialType | 'browser';

/** Kinds of credentials to choose from; a single one needs no choice. */
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

/** The properties of credentials that have to be typed. */
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
