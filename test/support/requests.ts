/**
 * Builds a request for every trigger of a definition, from the server's facts and answers of the right type, and
 * validates it against the definition, which is read here again without the code under test.
 */

import Ajv from 'ajv';
import {
  collectParameters,
  type Plan,
  planQuestions,
  type Question,
} from '../../client/commands/prompts/planQuestions';
import { formatValue, parseAnswer } from '../../client/commands/prompts/typedAnswer';
import { chooseBaseUrl } from '../../client/webhooks/request/baseUrl';
import { type BuiltRequest, buildRequest } from '../../client/webhooks/request/buildRequest';
import { OpenDocument } from '../../server/documents/document';
import { toData } from '../../server/documents/tree';
import { normalize } from '../../server/engine/payloadSchema';
import { listTriggers } from '../../server/features/listTriggers';
import { definitionOf } from '../../server/features/validate';
import { propertiesOf } from '../../server/model/properties';
import type { Json, JsonObject } from '../../server/protocol/json';
import { fragmentKeys } from '../../server/protocol/pointer';
import type { TriggerDescription } from '../../server/protocol/triggers';
import type { Connector } from '../documents/connectors';

export interface Examined {
  connector: string;
  operationId: string;
  /** `few`: the required questions only; `all`: every question. */
  answers: 'few' | 'all';
  /** Why it could not be built, or what is invalid; empty for a valid request. */
  problems: string[];
  built: boolean;
}

const callbackUrl = 'https://receiver.example/hook/AbCd_-123';

export function examineConnector({ name, uri, text }: Connector): Examined[] {
  const { data, triggers } = readTriggers(uri, text);
  return triggers.flatMap((trigger) =>
    (['few', 'all'] as const).map((answers): Examined => {
      const about = { connector: name, operationId: trigger.operationId, answers };
      try {
        const request = buildFrom(trigger, answers);
        return { ...about, built: true, problems: problemsOf(data, trigger, request) };
      } catch (error) {
        return { ...about, built: false, problems: [(error as Error).message] };
      }
    }),
  );
}

/**
 * @param properties the text of `apiProperties.json` next to the definition
 * @param hasScript true where `script.csx` is next to it
 */
export function readTriggers(
  uri: string,
  text: string,
  properties?: string,
  hasScript = false,
): { data: JsonObject; triggers: TriggerDescription[] } {
  const document = new OpenDocument(uri, 'json', 1, text);
  const connection = properties === undefined ? undefined : propertiesOf(new OpenDocument(uri, 'json', 1, properties));
  const definition = definitionOf(document, connection);
  if (!definition) return { data: {}, triggers: [] };
  const triggers = listTriggers(document, definition, hasScript).filter(({ kind }) => kind === 'webhook');
  return { data: toData(definition.root) as JsonObject, triggers };
}

/** Builds a request with answers of the right type to the required questions, or to all. */
export function buildFrom(trigger: TriggerDescription, answers: 'few' | 'all'): BuiltRequest {
  const plan: Plan = planQuestions(trigger, {});
  const questions = answers === 'few' ? plan.ask : [...plan.ask, ...plan.offer];
  const parameters = collectParameters(
    {},
    questions.map((question) => [question, typedAnswer(question)]),
  );
  return buildRequest({ trigger, parameters, baseUrl: baseUrlOf(trigger), callbackUrl });
}

function baseUrlOf({ endpoint }: TriggerDescription): string {
  const githubApiUrl = 'https://api.github.com';
  try {
    return chooseBaseUrl({ endpoint, githubApiUrl });
  } catch {
    return chooseBaseUrl({ endpoint, githubApiUrl, baseUrl: 'https://typed.example/base' });
  }
}

/** Returns what a person would type or choose, parsed as in the editor. */
function typedAnswer(question: Question): Json | undefined {
  if (question.choices) return question.kind === 'choices' ? question.choices.slice(0, 1) : question.choices[0];
  if (question.kind === 'boolean') return true;
  const answer = parseAnswer(question, textFor(question));
  if ('problem' in answer) throw new Error(`${question.key}: a typed answer is refused (${answer.problem})`);
  return answer.value;
}

function textFor({ kind, itemsType, format, template, limits }: Question): string {
  if (template !== undefined) return formatValue(template);
  switch (kind) {
    case 'integer':
      return '7';
    case 'number':
      return '1.5';
    case 'json':
      return '{}';
    case 'list':
      if (itemsType === 'integer' || itemsType === 'number') return '1, 2';
      return limits?.maxItems === 1 ? 'a b' : 'a b, c/d';
    default:
      return textOfFormat(format);
  }
}

function textOfFormat(format: string | undefined): string {
  switch (format) {
    case 'date-time':
      return '2024-02-03T04:05:06Z';
    case 'date':
      return '2024-02-03';
    case 'email':
      return 'mona@example.com';
    case 'uri':
      return 'https://example.com/?a=b&c';
    case 'uuid':
    case 'guid':
      return '123e4567-e89b-12d3-a456-426614174000';
    default:
      return 'a b/c?d=ü';
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function resolve(data: JsonObject, value: Json | undefined): Json | undefined {
  for (let node = value, hops = 0; ; hops++) {
    if (!isObject(node) || typeof node.$ref !== 'string' || hops > 20) return node;
    node = fragmentKeys(node.$ref).reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), data);
  }
}

function parametersIn(data: JsonObject, { operationId, path, method }: TriggerDescription): JsonObject[] {
  const item = (data.paths as JsonObject)[path] as JsonObject;
  const operation = item[method] as JsonObject;
  if (operation.operationId !== operationId) throw new Error(`No ${operationId} at ${path}`);
  const own = [operation.parameters, item.parameters].flatMap((list) => (Array.isArray(list) ? list : []));
  const seen = new Set<string>();
  return own.flatMap((one) => {
    const parameter = resolve(data, one);
    if (!isObject(parameter) || seen.has(`${parameter.in} ${parameter.name}`)) return [];
    seen.add(`${parameter.in} ${parameter.name}`);
    return [parameter];
  });
}

/** Returns what is invalid in a request by its definition. */
function problemsOf(data: JsonObject, trigger: TriggerDescription, request: BuiltRequest): string[] {
  const parameters = parametersIn(data, trigger);
  const problems = request.unknown.map((name) => `answers "${name}", which the trigger does not have`);
  if (request.method !== trigger.method.toUpperCase()) problems.push(`is a ${request.method}`);
  const found = readUrl(trigger, request.url);
  if (!found) return [...problems, `${request.url} is not at ${trigger.path}`];
  const form = request.content && request.content.kind !== 'json' ? request.content.fields : [];
  for (const parameter of parameters) {
    const name = String(parameter.name);
    switch (parameter.in) {
      case 'path':
        if (name !== 'connectionId') problems.push(...checkText(data, parameter, found.path.get(name)));
        break;
      case 'query':
        problems.push(...checkText(data, parameter, found.query.getAll(name)));
        break;
      case 'header':
        // The platform itself sets these, from the body and from the connection.
        if (!/^(content-type|host|content-length)$/i.test(name))
          problems.push(...checkText(data, parameter, request.headers[name]));
        break;
      case 'formData':
        problems.push(
          ...checkText(
            data,
            parameter,
            form.filter(([key]) => key === name).map(([, value]) => value),
          ),
        );
        break;
      case 'body':
        problems.push(...checkBody(data, parameter, request));
    }
  }
  if (!JSON.stringify([request.content, request.url, request.headers]).includes(callbackUrl))
    problems.push('holds no callback URL');
  return problems;
}

function readUrl(trigger: TriggerDescription, url: string) {
  const base = baseUrlOf(trigger);
  if (!url.startsWith(base)) return undefined;
  const [path = '', query = ''] = url.slice(base.length).split('?');
  const template = trigger.path.replace('/{connectionId}', '').split('?')[0]!;
  const names: string[] = [];
  const pattern = template.replace(/\{([^{}]+)\}|[.*+?^${}()|[\]\\]/g, (text, name?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return '([^/]+)';
  });
  const values = new RegExp(`^${pattern.startsWith('/') ? '' : '/'}${pattern}$`).exec(path)?.slice(1);
  if (!values) return undefined;
  return {
    path: new Map(names.map((name, index) => [name, decodeURIComponent(values[index]!)])),
    query: new URLSearchParams(query),
  };
}

/** Validates a value that was sent as text against its parameter. */
function checkText(data: JsonObject, parameter: JsonObject, sent: string | string[] | undefined): string[] {
  const texts = sent === undefined ? [] : [sent].flat();
  const name = `${parameter.in} "${parameter.name}"`;
  if (texts.length === 0) return parameter.required === true ? [`${name} is required and not sent`] : [];
  const times = parameter['x-ms-url-encoding'] === 'double' && parameter.in !== 'header' ? 1 : 0;
  const decoded = texts.map((text) => (times ? decodeURIComponent(text) : text));
  return validate(data, parameter, readTexts(parameter, decoded)).map((problem) => `${name} ${problem}`);
}

function readTexts(parameter: JsonObject, texts: string[]): Json {
  if (parameter.type !== 'array') return scalar(parameter, texts[0]!);
  const separator = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|', multi: undefined }[
    (parameter.collectionFormat as string) ?? 'csv'
  ];
  const items = separator === undefined ? texts : texts[0]!.split(separator);
  return items.map((item) => scalar(isObject(parameter.items) ? parameter.items : {}, item));
}

function scalar({ type }: JsonObject, text: string): Json {
  if (type === 'integer' || type === 'number') return Number(text);
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (type === 'object' || type === undefined) {
    try {
      return JSON.parse(text);
    } catch {}
  }
  return text;
}

function checkBody(data: JsonObject, parameter: JsonObject, { content }: BuiltRequest): string[] {
  if (!content) return parameter.required === true ? ['the body is required and not sent'] : [];
  if (content.kind !== 'json') return [`the body is sent as ${content.kind}`];
  return validate(data, (parameter.schema ?? {}) as JsonObject, content.value).map((problem) => `body${problem}`);
}

const known: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
};

function validate(data: JsonObject, schema: JsonObject, value: Json): string[] {
  const ajv = new Ajv({
    strict: false,
    unicodeRegExp: false,
    allErrors: true,
    logger: false,
    formats: { ...known, uri: (text: string) => URL.canParse(text) },
  });
  const { name: _, in: __, required, description: ___, ...plain } = schema;
  const own = { ...plain, ...(Array.isArray(required) && { required }) };
  const all = { ...(normalize(own) as JsonObject), ...definitionsOf(data) };
  try {
    const check = ajv.compile(all);
    if (check(JSON.parse(JSON.stringify(value)))) return [];
    return (check.errors ?? []).map(
      (error) =>
        `${error.instancePath} ${error.message} ${JSON.stringify(error.params).slice(0, 120)} (sent ${JSON.stringify(value)?.slice(0, 200)})`,
    );
  } catch (error) {
    return [`: its schema does not compile: ${(error as Error).message}`];
  }
}

const definitionsOf = (data: JsonObject) =>
  isObject(data.definitions)
    ? { definitions: (normalize({ definitions: data.definitions }) as JsonObject).definitions! }
    : {};
