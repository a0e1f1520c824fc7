/** Calls the operations that `x-ms-dynamic-*` extensions name, as Power Automate does while a flow is edited. */

import type { Json, JsonObject } from '../../../server/protocol/json';
import type {
  DynamicArgument,
  DynamicCall,
  OperationDescription,
  TriggerDescription,
} from '../../../server/protocol/triggers';
import { copy, put, read } from '../../common/json';
import { t } from '../../common/translate';
import type { Context } from '../context';
import { authorizationFor, type ConnectedCall, credentialsForCreate } from '../remote/authorization';
import { policedCall } from '../remote/policedCall';
import { originOf } from '../request/baseUrl';
import { buildRequest } from '../request/buildRequest';
import { connectionValues } from '../request/policies/connection';
import { applyResponsePolicies } from '../request/policies/responsePolicies';
import { githubApiUrls, githubTarget } from '../services/github';
import type { AskRequest } from '../webhooksApi';

interface Answers {
  dynamic: DynamicCall;
  trigger: TriggerDescription;
  /** The answers so far, by parameter name. */
  parameters: JsonObject;
  /** In a tree: the item whose children are listed. */
  below?: Json;
}

/**
 * Returns the `parameters` of the operation. Throws when one depends on an answer that is missing.
 *
 * @param describeMissing the message, with the names of the answers
 */
export function argumentsOf(
  { dynamic, trigger, parameters, below }: Answers,
  describeMissing = (names: string): string => t('It depends on {0}, which has no value.', names),
): JsonObject {
  let given: Json = {};
  const missing: string[] = [];
  for (const argument of dynamic.arguments) {
    const value = argument.selected ? read(below, argument.selected) : valueFor(argument, trigger, parameters);
    if (value !== undefined) given = put(given, argument.path, copy(value));
    else if (argument.required !== false && isNeeded(dynamic, argument)) missing.push((argument.from ?? []).join('.'));
  }
  if (missing.length > 0) throw new Error(describeMissing(missing.join(', ')));
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

function isNeeded({ operation }: DynamicCall, { path: [name, ...rest] }: DynamicArgument): boolean {
  const parameter = operation!.parameters.find((one) => one.name === name);
  if (parameter) return parameter.required;
  const field = operation!.body?.fields.find(({ path }) => path.join('\n') === rest.join('\n'));
  return field?.required ?? false;
}

/** Returns the credentials for calls before the create call. @param url of the first of them */
export async function connectBefore(
  context: Context,
  asking: Omit<AskRequest, 'parameters'>,
  url: string,
): Promise<ConnectedCall> {
  const { trigger, baseUrl, connectionParameters: given, interactive } = asking;
  const credentials = await credentialsForCreate(context, asking, baseUrl);
  const github = githubTarget(url, githubApiUrls(context.env.settings()));
  const authorization = await authorizationFor(context, credentials, { baseUrl, trigger, github, interactive });
  return {
    authorization,
    values: connectionValues({ described: trigger.connectionParameters, given, credentials }),
  };
}

interface OperationCall extends ConnectedCall {
  operation: OperationDescription;
  /** By parameter name. */
  parameters: JsonObject;
  baseUrl: string;
}

/**
 * Calls an operation with its policies, and returns the parsed body after those of the response. Rejects, and sends
 * nothing, where a policy leads to another origin: the consent to send credentials is for that of the base URL.
 */
export async function callOperation(
  context: Context,
  { operation, parameters, baseUrl, authorization, values }: OperationCall,
  signal?: AbortSignal,
): Promise<Json | undefined> {
  const request = buildRequest({ trigger: operation, parameters, baseUrl });
  const policed = policedCall({ request, authorization }, operation.policies, values);
  const origin = originOf(policed.request.url);
  if (origin !== originOf(baseUrl))
    throw new Error(t('A policy leads to {0}, which does not get your credentials.', context.quote(origin)));
  const body = await context.services.http.read!(policed.request, policed.authorization, signal);
  return applyResponsePolicies({ headers: {}, body }, operation.policies ?? [], values).body;
}
