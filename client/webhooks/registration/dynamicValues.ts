import type { Json, JsonObject } from '../../../server/protocol/json';
import type {
  DynamicArgument,
  DynamicTree,
  DynamicValues,
  TriggerDescription,
} from '../../../server/protocol/triggers';
import { copy, isObject, put, read } from '../../common/json';
import { t } from '../../common/translate';
import type { Context } from '../context';
import { authorizationFor, credentialsForCreate } from '../remote/authorization';
import { policedCall } from '../remote/policedCall';
import { checkBaseUrl } from '../request/baseUrl';
import { buildRequest } from '../request/buildRequest';
import { connectionValues } from '../request/policies/connection';
import { githubTarget } from '../services/github';
import type { ListedValue, ListRequest } from '../webhooksApi';

/** Maximum number of values in a list. */
const maxValues = 5000;

/**
 * Lists the values that the service offers for a parameter, by calling the operation that the definition names with the
 * answers so far. Rejects, saying why, when it can't be called or its response has no list.
 */
export async function listValues(context: Context, request: ListRequest, signal?: AbortSignal): Promise<ListedValue[]> {
  const { trigger, below } = request;
  const { tree } = request.dynamic;
  const dynamic = below !== undefined && tree ? tree.browse : request.dynamic;
  const { operation } = dynamic;
  if (!operation) throw new Error(t('The definition names no operation that lists them ({0}).', dynamic.problem ?? ''));
  const baseUrl = checkBaseUrl(request.baseUrl);
  const built = buildRequest({ trigger: operation, parameters: argumentsOf({ ...request, dynamic }), baseUrl });
  const credentials = await credentialsForCreate(context, request, baseUrl);
  const github = githubTarget(built.url, ['https://api.github.com', context.env.settings().githubApiUrl]);
  const authorization = await authorizationFor(context, credentials, {
    baseUrl,
    trigger,
    github,
    interactive: request.interactive,
  });
  const given = request.connectionParameters;
  const values = connectionValues({ described: trigger.connectionParameters, given, credentials });
  const policed = policedCall({ request: built, authorization }, operation.policies, values);
  const response = await context.services.http.read!(policed.request, policed.authorization, signal);
  return valuesIn(response, dynamic, tree);
}

/** Returns the `parameters` of the operation. Throws when one depends on an answer that is missing. */
function argumentsOf({ dynamic, trigger, parameters, below }: ListRequest): JsonObject {
  let given: Json = {};
  const missing: string[] = [];
  for (const argument of dynamic.arguments) {
    const value = argument.selected ? read(below, argument.selected) : valueFor(argument, trigger, parameters);
    if (value !== undefined) given = put(given, argument.path, copy(value));
    else if (argument.required !== false && isNeeded(dynamic, argument)) missing.push((argument.from ?? []).join('.'));
  }
  if (missing.length > 0) throw new Error(t('They depend on {0}, which has no answer yet.', missing.join(', ')));
  return given as JsonObject;
}

/** Returns a fixed value, the answer, or the default that is sent without one. */
function valueFor({ value, from }: DynamicArgument, trigger: TriggerDescription, answers: JsonObject) {
  if (!from) return value === null ? undefined : value;
  const [name, ...rest] = from;
  const shared = trigger.parameters.find((one) => one.name === name)?.default;
  const answered = read(answers, from);
  if (answered !== undefined && answered !== '') return answered;
  return trigger.body && name === trigger.body.name ? read(trigger.body.defaults, rest) : shared;
}

function isNeeded({ operation }: DynamicValues, { path: [name, ...rest] }: DynamicArgument): boolean {
  const parameter = operation!.parameters.find((one) => one.name === name);
  if (parameter) return parameter.required;
  const field = operation!.body?.fields.find(({ path }) => path.join('\n') === rest.join('\n'));
  return field?.required ?? false;
}

/** Throws when the response has no list at the path that the definition names. */
function valuesIn(
  response: Json | undefined,
  { itemsPath, valuePath, titlePath }: DynamicValues,
  tree?: DynamicTree,
): ListedValue[] {
  const items = read(response, itemsPath);
  if (!Array.isArray(items)) {
    throw new Error(
      itemsPath.length > 0 ? t('The answer has no list at "{0}".', itemsPath.join('/')) : t('The answer is no list.'),
    );
  }
  const values = new Map<string, ListedValue>();
  for (const item of items.slice(0, maxValues)) {
    const value = isObject(item) ? read(item, valuePath) : item;
    if (value === undefined || value === null) continue;
    const title = titlePath && isObject(item) ? read(item, titlePath) : undefined;
    const key = JSON.stringify(value);
    const opens = tree && isParent(item, tree) ? { opens: item } : {};
    if (!values.has(key)) values.set(key, { value, title: titleText(title) || titleText(value), ...opens });
  }
  return [...values.values()];
}

function isParent(item: Json, { parents }: DynamicTree): boolean {
  if (typeof parents === 'boolean') return parents;
  const found = isObject(item) ? read(item, parents.path) : undefined;
  return (JSON.stringify(found ?? null) === JSON.stringify(parents.is)) !== parents.not;
}

/** Returns one line of at most 200 characters: the text is a stranger's. */
function titleText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim()
    .slice(0, 200);
}
