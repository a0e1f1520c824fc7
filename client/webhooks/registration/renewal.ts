/** Registers a webhook again: before it expires, or after an edit that changes its request. */
import type { Json, JsonObject } from '../../../server/protocol/json';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { isObject, mergeOver, parameterKey, valueName } from '../../common/json';
import { mask } from '../../common/redact';
import { t } from '../../common/translate';
import { callbackQuery } from '../../domain/callback';
import type { WebhookRegistration } from '../../domain/registration';
import { type Context, messageOf, requireWebhook } from '../context';
import { MissingInput } from '../credentials/missingInput';
import { chooseBaseUrl } from '../request/baseUrl';
import { buildRequest } from '../request/buildRequest';
import { withDynamicFields } from '../request/dynamicFields';
import { maskedValues } from '../request/policies/connection';
import { applyRequestPolicies } from '../request/policies/policies';
import type { RegisterRequest } from '../webhooksApi';

/** A request to register a webhook again. */
export interface Renewal {
  request: RegisterRequest;
  /** False where it lacks secrets among its parameters, which are not saved. */
  isComplete: boolean;
}

/**
 * Returns the request that registers a webhook again with the values, the credentials and the signing secrets of the first
 * time. Throws {@link MissingInput} for parameters that are secrets, unless an incomplete one is wanted.
 *
 * @param given parameters that count instead of those of the first time
 */
export async function renewalOf(
  context: Context,
  id: string,
  trigger: TriggerDescription,
  given: JsonObject = {},
  mayLack = false,
): Promise<Renewal> {
  const registration = requireWebhook(context, id);
  const { uri, baseUrl, exposure, callbackUrl, signature, service, signed, connectionParameters } = registration;
  const { kept, missing } = withoutMasked(mergeOver(registration.parameters, given) ?? {});
  if (missing.length > 0 && !mayLack) throw secretsMissing(missing);
  const secrets = await context.signing.allOf(registration);
  const request: RegisterRequest = {
    uri,
    trigger: withLoadedFields(trigger, registration.trigger),
    parameters: isObject(kept) ? kept : {},
    baseUrl: baseUrlNow(context, registration, trigger) ?? baseUrl,
    credentials: await context.credentials.of(registration),
    connectionParameters,
    exposure,
    callback: callbackQuery(callbackUrl) === '' ? 'short' : 'power-automate',
    ...(registration.strictAnswers && { strictAnswers: true }),
    handshakeAnswer: registration.handshakeAnswer,
    secret: signed ? secrets : service === 'github' ? false : undefined,
    signature,
  };
  return { request, isComplete: missing.length === 0 };
}

/** A trigger as it is now, with the fields that the service had for its body when the webhook was registered. */
function withLoadedFields(now: TriggerDescription, before: TriggerDescription): TriggerDescription {
  const { body } = now;
  if (!body?.dynamicSchemas || !before.body) return now;
  return { ...now, body: withDynamicFields(body, before.body), callback: now.callback ?? before.callback };
}

function secretsMissing(paths: string[][]): MissingInput {
  const listed = (nameOf: (path: string[]) => string) => paths.map((path) => `"${nameOf(path)}"`).join(', ');
  return new MissingInput(
    'parameters',
    t('Enter {0}, because secrets among the values of a webhook are not saved.', listed(valueName)),
    `Supply ${listed(parameterKey)}.`,
  );
}

/** Returns a value without its masked parts, and the paths of these. */
function withoutMasked(value: Json, path: string[] = []): { kept: Json | undefined; missing: string[][] } {
  if (typeof value === 'string' && value.includes(mask)) return { kept: undefined, missing: [path] };
  // A list without one of its items would be another list.
  if (!isObject(value)) return { kept: value, missing: [] };
  const parts = Object.entries(value).map(([name, child]) => [name, withoutMasked(child, [...path, name])] as const);
  const kept = parts.filter(([, part]) => part.kept !== undefined).map(([name, part]) => [name, part.kept!]);
  return { kept: Object.fromEntries(kept), missing: parts.flatMap(([, part]) => part.missing) };
}

/** Returns the definition's base URL where the webhook has that of an earlier version; undefined where it has another. */
function baseUrlNow(
  { env }: Context,
  { baseUrl, trigger }: WebhookRegistration,
  now: TriggerDescription,
): string | undefined {
  const { githubApiUrl } = env.settings();
  try {
    if (chooseBaseUrl({ endpoint: trigger.endpoint, githubApiUrl }) !== baseUrl) return undefined;
    return chooseBaseUrl({ endpoint: now.endpoint, githubApiUrl });
  } catch {
    return undefined;
  }
}

/**
 * Returns the create call of a trigger as it would be now, secrets masked, where it differs from the one by which a webhook
 * was created; otherwise undefined. Two results are equal when the calls are.
 */
export function changedRequest(context: Context, id: string, trigger: TriggerDescription): string | undefined {
  const registration = requireWebhook(context, id);
  const now = requestText(context, registration, trigger);
  return now === requestText(context, registration, registration.trigger) ? undefined : now;
}

function requestText(context: Context, registration: WebhookRegistration, now: TriggerDescription): string {
  const trigger = withLoadedFields(now, registration.trigger);
  const { parameters, connectionParameters: given, baseUrl } = registration;
  const places = trigger.security.flatMap(({ type, in: place, parameterName }) =>
    place ? [[type, place, parameterName]] : [],
  );
  try {
    const request = buildRequest({
      trigger,
      parameters,
      baseUrl: baseUrlNow(context, registration, trigger) ?? baseUrl,
      callbackUrl: 'https://callback.invalid/',
    });
    const values = maskedValues({ described: trigger.connectionParameters, given });
    const call = { request, authorization: { headers: {}, query: [] } };
    const sent = applyRequestPolicies(call, trigger.policies ?? [], values);
    const { method, url, headers, content } = sent.request;
    // What the entry holds is redacted already.
    return context.redactor.text(JSON.stringify([method, url, headers, content, sent.authorization, places]));
  } catch (error) {
    // A new parameter that must have a value, for example.
    return messageOf(error);
  }
}
