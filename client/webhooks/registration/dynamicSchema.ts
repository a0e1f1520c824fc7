import type { Json, JsonObject } from '../../../server/protocol/json';
import type { DynamicSchema, TriggerDescription } from '../../../server/protocol/triggers';
import { InputError } from '../../common/inputError';
import { mask } from '../../common/redact';
import { t } from '../../common/translate';
import type { LoadedSchema, WebhookRegistration } from '../../domain/registration';
import { type Context, messageOf, requireWebhook } from '../context';
import { type ConnectedCall, connect } from '../remote/authorization';
import { checkBaseUrl } from '../request/baseUrl';
import type { AskRequest, SignInOptions } from '../webhooksApi';
import { argumentsOf, callOperation, connectBefore } from './dynamicCall';
import { redactDeep } from './parameterSecrets';
import { completeSchema, schemaIn } from './response/dynamicSchema';

interface SchemaRequest {
  trigger: TriggerDescription;
  /** The values of the create call, by parameter name. */
  parameters: JsonObject;
  baseUrl: string;
  connection: ConnectedCall;
}

/** True when only the service knows the schema of the notification, or of a part of it. */
export const hasDynamicSchema = ({ notification }: TriggerDescription): boolean =>
  (notification?.dynamicSchemas?.length ?? 0) > 0;

/**
 * Asks the service for the notification schema, by the operations that the definition names, with the values of the
 * create call. Never rejects: what went wrong is in the result, since the webhook works without it.
 */
export async function loadSchema(
  context: Context,
  request: SchemaRequest,
  signal?: AbortSignal,
): Promise<LoadedSchema> {
  try {
    const complete = await completed(context, request, request.trigger.notification ?? {}, signal);
    // A service may repeat what it was sent.
    return { schema: redactDeep(complete, context.redactor.text) };
  } catch (error) {
    return { problem: context.redactor.text(messageOf(error)) };
  }
}

/**
 * Returns the schema of the body of a create call, with what the service says of it. Rejects, saying why, where it can't be
 * asked or gives no schema.
 */
export async function loadBodySchema(context: Context, asking: AskRequest, signal?: AbortSignal): Promise<JsonObject> {
  const baseUrl = checkBaseUrl(asking.baseUrl);
  const connection = await connectBefore(context, { ...asking, baseUrl }, baseUrl);
  return completed(context, { ...asking, baseUrl, connection }, asking.trigger.body ?? {}, signal);
}

/** Returns a schema with the parts that the service is asked for. */
async function completed(
  context: Context,
  request: SchemaRequest,
  { schema = {}, dynamicSchemas = [] }: { schema?: JsonObject; dynamicSchemas?: DynamicSchema[] },
  signal: AbortSignal | undefined,
): Promise<JsonObject> {
  const parts: { at: DynamicSchema['at']; schema: JsonObject }[] = [];
  for (const dynamic of dynamicSchemas)
    parts.push({ at: dynamic.at, schema: await loadPart(context, request, dynamic, signal) });
  return completeSchema(schema, parts);
}

async function loadPart(
  context: Context,
  { trigger, parameters, baseUrl, connection }: SchemaRequest,
  dynamic: DynamicSchema,
  signal?: AbortSignal,
): Promise<JsonObject> {
  const { operation } = dynamic;
  if (!operation)
    throw new Error(t('The definition has no operation {0}, which would return it.', dynamic.problem ?? ''));
  const given = argumentsOf({ dynamic, trigger, parameters });
  const masked = maskedIn(given);
  if (masked !== undefined) throw new Error(t('It depends on {0}, a secret that is not saved.', masked));
  const response = await callOperation(context, { ...connection, operation, parameters: given, baseUrl }, signal);
  const found = schemaIn(response, dynamic.valuePath);
  if (found) return found;
  const path = dynamic.valuePath.join('/');
  throw new Error(
    path === ''
      ? t('The response of "{0}" is not a schema.', operation.title)
      : t('The response of "{0}" has no schema at "{1}".', operation.title, path),
  );
}

/** Returns the name of a value that the ledger holds masked only. */
function maskedIn(value: Json, name = ''): string | undefined {
  if (value === mask) return name;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, child] of Object.entries(value)) {
    const found = maskedIn(child as Json, name === '' ? key : `${name}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Asks the service again for the schema of a registered webhook, and keeps it. A schema that was loaded earlier stays
 * where this fails. Rejects, saying why, when there is none.
 */
export async function reloadSchema(
  context: Context,
  id: string,
  options: SignInOptions = {},
): Promise<WebhookRegistration> {
  const registration = requireWebhook(context, id);
  const { trigger, parameters, baseUrl } = registration;
  if (!hasDynamicSchema(trigger))
    throw new InputError('id', t('The schema is in the definition, so the service is not asked for it.'));
  const connection = await connect(context, registration, options);
  const dynamicSchema = await loadSchema(context, { trigger, parameters, baseUrl, connection });
  if ('problem' in dynamicSchema) throw new Error(dynamicSchema.problem);
  const loaded = { ...requireWebhook(context, id), dynamicSchema };
  await context.ledger.put(loaded);
  context.emit({ type: 'registrations' });
  return loaded;
}
