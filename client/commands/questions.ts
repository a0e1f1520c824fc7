/** What a registration has to ask, and what to make of the answers. Pure; the asking itself is in `prompts.ts`. */
import type {
  BodyField,
  Json,
  JsonObject,
  ParameterDescription,
  SecurityDescription,
  TriggerDescription,
  Visibility,
} from '../../server/protocol';
import { copy, isObject, parameterKey, put } from '../webhooks/json';
import { isSecretName } from '../webhooks/redact';
import type { Credentials, CredentialType } from '../webhooks/types';

export interface Question {
  /** Unique within a trigger; also how the register command's object names the property: `parameters.owner`. */
  key: string;
  /** Property names from the `parameters` object down. */
  path: string[];
  title: string;
  /** The name as the definition has it. */
  name: string;
  description?: string;
  kind: 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'list' | 'json' | 'any';
  /** With `choice`. */
  choices?: Json[];
  /** With `list`: the type of its items. */
  itemsType?: string;
  default?: Json;
  required: boolean;
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
 * Asks what the definition leaves open: visible parameters and body fields that are required, and important ones that
 * have no default. What else is visible is offered. Internal ones, the callback and what is given already are left out.
 * The order is the designer's: required, important, advanced, the rest.
 */
export function planQuestions(trigger: TriggerDescription, given: JsonObject): Plan {
  const plan: Plan = { ask: [], offer: [] };
  for (const [question, visibility] of allQuestions(trigger, given).sort(byDesignerOrder)) {
    const open = question.required || (visibility === 'important' && question.default === undefined);
    (open ? plan.ask : plan.offer).push(question);
  }
  return plan;
}

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
  const rank = (question: Question, visibility: Visibility) => (question.required ? -1 : order.indexOf(visibility));
  return rank(a, visibilityOfA) - rank(b, visibilityOfB);
}

function parameterQuestion(parameter: ParameterDescription): Question {
  return {
    ...shapeOf(parameter),
    ...named([parameter.name]),
    name: parameter.name,
    secret: isSecret(parameter.name, parameter.format),
  };
}

function fieldQuestion(body: string, field: BodyField): Question {
  return {
    ...shapeOf(field),
    ...named([body, ...field.path]),
    name: field.path.join('.') || body,
    secret: isSecret(field.path.at(-1) ?? '', field.format),
  };
}

const isSecret = (name: string, format?: string) => format === 'password' || isSecretName(name);

const named = (path: string[]): Pick<Question, 'path' | 'key'> => ({ path, key: parameterKey(path) });

function shapeOf(from: ParameterDescription | BodyField) {
  const { title, description, required, itemsType } = from;
  const question = { title, description, required, default: from.default, itemsType };
  if (from.enum?.length) return { ...question, kind: 'choice' as const, choices: from.enum };
  return { ...question, kind: kindOf(from.type) };
}

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

export type Problem = 'required' | 'integer' | 'number' | 'json' | 'list';

/** What a typed answer stands for: undefined for an optional one left empty. */
export function parseAnswer(question: Question, typed: string): { value: Json | undefined } | { problem: Problem } {
  const text = question.kind === 'text' || question.kind === 'any' ? typed : typed.trim();
  if (text === '') return question.required ? { problem: 'required' } : { value: undefined };
  switch (question.kind) {
    case 'integer':
    case 'number':
      return parseNumber(text, question.kind);
    case 'list':
      return parseList(text, question.itemsType);
    case 'json':
      return parseJson(text, isObject);
    case 'any': {
      // As the designer does: JSON where it is JSON, else the text itself.
      const parsed = parseJson(text, () => true);
      return 'problem' in parsed ? { value: text } : parsed;
    }
    default:
      return { value: text };
  }
}

function parseNumber(text: string, kind: 'integer' | 'number') {
  const number = Number(text);
  const fits = kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  return fits ? { value: number } : { problem: kind };
}

/** `push, release` or `["push", "release"]`. */
function parseList(text: string, itemsType: string | undefined): { value: Json } | { problem: Problem } {
  if (text.startsWith('[')) return parseJson(text, Array.isArray);
  const items = text.split(',').map((item) => item.trim());
  if (itemsType === undefined || itemsType === 'string') return { value: items };
  const values: Json[] = [];
  for (const item of items) {
    const parsed = parseJson(item, (value) => itemsType !== 'integer' || Number.isSafeInteger(value));
    if ('problem' in parsed) return { problem: 'list' };
    values.push(parsed.value);
  }
  return { value: values };
}

function parseJson(text: string, fits: (value: Json) => boolean): { value: Json } | { problem: Problem } {
  try {
    const value: Json = JSON.parse(text);
    return fits(value) ? { value } : { problem: 'json' };
  } catch {
    return { problem: 'json' };
  }
}

/** A value as {@link parseAnswer} would read it back; for a prefilled box. */
export function showValue(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  const plain = (item: Json): item is string => typeof item === 'string' && /^[^\s,[]([^,]*[^\s,])?$/.test(item);
  if (Array.isArray(value) && value.length > 0 && value.every(plain)) return value.join(', ');
  return JSON.stringify(value);
}

/** The register command's `parameters`: what was given, and the answers; unanswered ones stay out. */
export function collectParameters(given: JsonObject, answers: [Question, Json | undefined][]): JsonObject {
  let parameters = copy(given);
  for (const [{ path }, value] of answers) if (value !== undefined) parameters = put(parameters, path, value);
  return parameters as JsonObject;
}

/** Where a base URL leads, as far as credentials are concerned. */
export type Destination = 'github.com' | 'github-server' | 'other';

export function destinationOf(baseUrl: string, githubApiUrl: string): Destination {
  const origin = new URL(baseUrl).origin;
  if (origin === 'https://api.github.com') return 'github.com';
  return origin === new URL(githubApiUrl).origin ? 'github-server' : 'other';
}

/** Kinds of credentials to choose from; a single one needs no choice. */
export function credentialTypes(security: SecurityDescription[], destination: Destination): CredentialType[] {
  if (destination === 'github.com') return ['github', 'bearer'];
  if (destination === 'github-server') return ['bearer', 'github'];
  const types = security.flatMap((scheme): CredentialType[] => {
    if (scheme.type !== 'oauth2') return [scheme.type];
    return isMicrosoft(scheme) ? ['microsoft', 'oauth2'] : ['oauth2'];
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
} as const satisfies { [T in CredentialType]: Exclude<keyof Extract<Credentials, { type: T }>, 'type'>[] };
