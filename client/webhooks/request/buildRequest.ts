/**
 * Builds the create call as Power Automate would make it. Pure.
 * Facts: the designer's public source (Azure/LogicAppsUX, parsers and `swagger/inputsbuilder.ts`).
 */

import type { Json, JsonObject } from '../../../server/protocol/json';
import type {
  BodyDescription,
  BodyField,
  ParameterDescription,
  TriggerDescription,
  ValueDescription,
} from '../../../server/protocol/triggers';
import { InputError } from '../../common/inputError';
import { isObject, mergeOver, parameterKey, put, read, removeEmpty, valueName } from '../../common/json';
import { t } from '../../common/translate';
import { putCallback } from './putCallback';

/** The operation of a trigger, or any other operation, which has no callback. */
type Callable = Pick<TriggerDescription, 'method' | 'path' | 'consumes' | 'parameters' | 'body' | 'callback'>;

interface BuildInput {
  trigger: Callable;
  /** By parameter name; the body parameter takes an object, merged over the defaults. */
  parameters: JsonObject;
  /** Scheme, host, port and base path; no trailing slash. */
  baseUrl: string;
  callbackUrl?: string;
}

export interface BuiltRequest {
  /** Upper case. */
  method: string;
  /** Scheme, host, port and base path; no trailing slash. */
  baseUrl: string;
  /** The base URL, the filled path and the query parameters. */
  url: string;
  /** The values of the path parameters, encoded as in the URL. */
  pathParameters: Record<string, string>;
  /** The header parameters, with names as in the definition. */
  headers: Record<string, string>;
  content?:
    | { kind: 'json'; type: string; value: Json }
    | { kind: 'urlencoded' | 'multipart'; fields: [string, string][] };
  /** The names in `parameters` that the trigger doesn't have. */
  unknown: string[];
  /** The header parameters that have a value and are not sent, because the transport sets them. */
  reserved: string[];
  /** The values that are sent although the definition lists others. */
  outside: { name: string; listed: Json[] }[];
}

/**
 * Fills the operation of a trigger. Throws one error that names every required property without a value, and one for a
 * value that its place can't hold.
 */
export function buildRequest(input: BuildInput): BuiltRequest {
  const { trigger, parameters, baseUrl, callbackUrl } = input;
  const values = trigger.parameters
    .filter((parameter) => !isConnectionId(parameter))
    .map((parameter) => answerTo(parameter, parameters));
  const body = trigger.body && buildBody(trigger.body, trigger, parameters, callbackUrl);
  const missing = [...values.filter(isMissing).map(({ parameter }) => [parameter.name]), ...(body?.missing ?? [])];
  if (missing.length > 0) throw valuesMissing(missing);
  return {
    method: trigger.method.toUpperCase(),
    baseUrl,
    pathParameters: pathTexts(values),
    url: baseUrl + withQuery(fillPath(trigger.path, values), values),
    headers: headersOf(values),
    content:
      body?.value === undefined
        ? formContent(trigger.consumes, values)
        : { kind: 'json', type: jsonType(trigger.consumes, values), value: body.value },
    unknown: unknownNames(trigger, parameters),
    reserved: values.filter(isReserved).map(({ parameter }) => parameter.name),
    outside: [
      ...values.flatMap(({ parameter, value }) => outsideOf([parameter.name], parameter, value)),
      ...(trigger.body?.fields ?? []).flatMap((field) =>
        outsideOf([trigger.body!.name, ...field.path], field, read(body?.value, field.path)),
      ),
    ],
  };
}

function valuesMissing(paths: string[][]): InputError {
  const listed = (nameOf: (path: string[]) => string) => paths.map((path) => `"${nameOf(path)}"`).join(', ');
  return new InputError('parameters', t('Enter {0}.', listed(valueName)), `Supply ${listed(parameterKey)}.`);
}

/** True for the platform's own path parameter: it is removed together with its segment, as the designer does. */
const isConnectionId = ({ name, visibility }: ParameterDescription) =>
  name === 'connectionId' && visibility === 'internal';

/** A parameter with its value. */
export interface ParameterValue {
  parameter: ParameterDescription;
  /** The answer or the default; undefined without either. */
  value: Json | undefined;
  /** True when the value is the definition's default. */
  untouched: boolean;
}

function answerTo(parameter: ParameterDescription, given: JsonObject): ParameterValue {
  const answer = Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined;
  if (!isBlank(answer)) return { parameter, value: answer, untouched: false };
  return { parameter, value: isBlank(parameter.default) ? undefined : parameter.default, untouched: true };
}

const isBlank = (value: Json | undefined) => value === undefined || value === null || value === '';

const isMissing = ({ parameter, value }: ParameterValue) =>
  value === undefined && (parameter.required || parameter.in === 'path');

/**
 * Fills a path template. Answers are encoded once, or twice where the definition says `double`; an untouched default
 * goes in as it is. The result begins with a slash: appended to a base URL, anything else could end in another host.
 * Throws for a placeholder that no parameter fills, and for `.` and `..`, which lead to another path in any encoding.
 */
export function fillPath(
  template: string,
  values: { parameter: ParameterDescription; value: Json | undefined; untouched: boolean }[],
): string {
  const inPath = new Map(
    values.filter(({ parameter }) => parameter.in === 'path').map((value) => [value.parameter.name, value]),
  );
  const used = inPath.has('connectionId') ? template : template.replace('/{connectionId}', '');
  const path = used.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const found = inPath.get(name);
    if (found?.value === undefined) {
      throw new Error(t('The path "{0}" has a placeholder that no parameter fills: {1}.', template, `{${name}}`));
    }
    const text = parameterText(found.value);
    if (text === '.' || text === '..')
      throw new InputError(
        parameterKey([name]),
        t('"{0}" must not be "{1}", because that would lead to another path.', name, text),
      );
    return pathText(found);
  });
  return path.startsWith('/') ? path : `/${path}`;
}

/** Returns the values of the path parameters as {@link fillPath} writes them, for policies that route to another path. */
export const pathTexts = (values: ParameterValue[]): Record<string, string> =>
  Object.fromEntries(
    values
      .filter(({ parameter, value }) => parameter.in === 'path' && value !== undefined)
      .map((value) => [value.parameter.name, pathText(value)]),
  );

function pathText({ parameter, value, untouched }: ParameterValue): string {
  const text = parameterText(value!);
  if (untouched) return text;
  const once = encodeURIComponent(text);
  return parameter.urlEncoding === 'double' ? encodeURIComponent(once) : once;
}

/** Returns a value as text, without lone surrogates, which no encoding takes. */
const parameterText = (value: Json): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\p{Surrogate}/gu, '\ufffd');

/** Appends the query parameters to a filled path, which may have a query in the definition. */
export function withQuery(path: string, values: Pick<ParameterValue, 'parameter' | 'value'>[]): string {
  const pairs = values
    .filter(({ parameter }) => parameter.in === 'query')
    .flatMap(({ parameter, value }) => pairsOf(parameter, value))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** The separators of `collectionFormat` in Swagger 2.0; its default is csv. */
const separators: Record<string, string> = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' };

function pairsOf(parameter: ParameterDescription, value: Json | undefined): [string, string][] {
  if (value === undefined) return [];
  const encode = (text: string) => (parameter.urlEncoding === 'double' ? encodeURIComponent(text) : text);
  if (!Array.isArray(value)) return [[parameter.name, encode(parameterText(value))]];
  const items = value.map(parameterText);
  if (parameter.collectionFormat === 'multi') return items.map((item) => [parameter.name, encode(item)]);
  return items.length === 0
    ? []
    : [[parameter.name, encode(items.join(separators[parameter.collectionFormat ?? 'csv'] ?? ','))]];
}

/** Matches the headers that the transport sets; `Content-Type` is set by the platform, see the tutorial. */
const reserved =
  /^(host|content-length|content-type|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer)$/i;

/** True for a header that has a value and is not sent. `Content-Type` is not one: it takes effect on the body. */
const isReserved = ({ parameter: { in: place, name }, untouched }: ParameterValue) =>
  place === 'header' && !untouched && !isHeaderName(name) && !/^content-type$/i.test(name);

export function headersOf(
  values: { parameter: ParameterDescription; value: Json | undefined }[],
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { parameter, value } of values) {
    if (parameter.in !== 'header' || value === undefined || !isHeaderName(parameter.name)) continue;
    const text = Array.isArray(value)
      ? value.map(parameterText).join(separators[parameter.collectionFormat ?? 'csv'] ?? ',')
      : parameterText(value);
    checkHeader(parameter.name, text, parameterKey([parameter.name]));
    headers[parameter.name] = text;
  }
  return headers;
}

/** True when a header of this name can be sent and is not the transport's. */
export const isHeaderName = (name: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !reserved.test(name);

/** Throws when a value would end its header or can't be sent in one; `property` of the command's object gave it. */
export function checkHeader(name: string, value: string, property: string): void {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw new InputError(property, t('The header "{0}" contains characters that a header can\'t have.', name));
}

/** Returns the form parameters that have a value; undefined without any. */
export function formContent(consumes: string[], values: ParameterValue[]): BuiltRequest['content'] {
  const fields = values
    .filter(({ parameter }) => parameter.in === 'formData')
    .flatMap(({ parameter, value }) => pairsOf(parameter, value));
  if (fields.length === 0) return undefined;
  const takes = (type: string) => consumes.some((consumed) => consumed.toLowerCase().startsWith(type));
  return { kind: takes('application/x-www-form-urlencoded') ? 'urlencoded' : 'multipart', fields };
}

/** Returns the JSON type in the `Content-Type` parameter or in `consumes`; other types don't match the body. */
export function jsonType(consumes: string[], values: ParameterValue[]): string {
  const declared = values.find(({ parameter }) => parameter.in === 'header' && /^content-type$/i.test(parameter.name));
  return [declared?.value, ...consumes].find(isJsonType) ?? 'application/json';
}

const isJsonType = (type: Json | undefined): type is string =>
  typeof type === 'string' && /^[\w.-]+\/([\w.-]+\+)?json\b[\x20-\x7e]*$/i.test(type);

interface BuiltBody {
  value: Json | undefined;
  /** The paths of the values that are missing, beginning with the name of the body parameter. */
  missing: string[][];
}

function buildBody(
  body: BodyDescription,
  trigger: Callable,
  given: JsonObject,
  callbackUrl: string | undefined,
): BuiltBody {
  const answer = Object.hasOwn(given, body.name) ? given[body.name] : undefined;
  if (!holdsCallback(answer, trigger))
    throw new InputError(
      parameterKey([body.name]),
      t('The body must be an object, because the callback URL goes into it.'),
    );
  let value = mergeOver(body.defaults, answer);
  for (const field of body.fields) if (!field.callback) value = settleField(value, field);
  if (trigger.callback && callbackUrl !== undefined)
    value = putCallback(value, body.schema, trigger.callback.path, callbackUrl);
  // The designer puts the callback URL wherever it is marked.
  for (const { path, callback } of trigger.callback && callbackUrl !== undefined ? body.fields : [])
    if (callback && read(value, path) === undefined) value = put(value, path, callbackUrl!);
  const missing = body.fields
    .filter((field) => field.required && !field.callback && read(value, field.path) === undefined)
    .map((field) => [body.name, ...field.path]);
  if (value === undefined && body.required && missing.length === 0) missing.push([body.name]);
  return { value, missing };
}

/** True when the callback fits into the answer: a text or an array in the place of an object would be lost. */
function holdsCallback(answer: Json | undefined, { callback }: Callable): boolean {
  if (isBlank(answer) || isObject(answer) || !callback || callback.path.length === 0) return true;
  return callback.inArray === true && Array.isArray(answer);
}

/**
 * Sets one field as the designer sends it: text for another type than a string is parsed as JSON when it is JSON; an
 * empty optional field is left out, with parents that are empty then; an internal required field without a value is an
 * empty string, because nobody can be asked for it.
 */
function settleField(body: Json | undefined, field: BodyField): Json | undefined {
  const value = read(body, field.path);
  if (value === '' && !field.required) return removeEmpty(body, field.path);
  if (
    value === undefined &&
    field.required &&
    field.visibility === 'internal' &&
    (field.type ?? 'string') === 'string'
  ) {
    return put(body, field.path, '');
  }
  if (typeof value === 'string' && field.type !== undefined && field.type !== 'string')
    return put(body, field.path, parsed(value));
  return body;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function outsideOf(path: string[], about: ValueDescription, value: Json | undefined): BuiltRequest['outside'] {
  const listed = Array.isArray(value) ? about.itemsEnum : about.enum;
  if (value === undefined || !listed) return [];
  const known = new Set(listed.map(String));
  const isListed = (Array.isArray(value) ? value : [value]).every((one) => known.has(String(one)));
  return isListed ? [] : [{ name: path.at(-1)!, listed }];
}

function unknownNames(trigger: Callable, parameters: JsonObject): string[] {
  const known = new Set(trigger.parameters.map(({ name }) => name));
  if (trigger.body) known.add(trigger.body.name);
  return Object.keys(parameters).filter((name) => !known.has(name));
}

interface Serialized {
  headers: Record<string, string>;
  body?: string | FormData;
}

/** Returns the headers and body of a built request. A multipart body gets its content type when it is sent. */
export function serialize({ headers, content }: BuiltRequest): Serialized {
  switch (content?.kind) {
    case undefined:
      return { headers };
    case 'json':
      return { headers: { ...headers, 'Content-Type': content.type }, body: JSON.stringify(content.value) };
    case 'urlencoded':
      return {
        headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(content.fields).toString(),
      };
    case 'multipart': {
      const form = new FormData();
      for (const [name, value] of content.fields) form.append(name, value);
      return { headers, body: form };
    }
  }
}

/** Returns a JSON body that is an object, for services that add to it; undefined for any other body. */
export const bodyObject = ({ content }: BuiltRequest): JsonObject | undefined =>
  content?.kind === 'json' && isObject(content.value) ? content.value : undefined;
