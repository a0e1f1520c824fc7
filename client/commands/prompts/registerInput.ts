import * as vscode from 'vscode';
import type { JsonObject } from '../../../server/protocol/json';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';
import type { CallbackForm } from '../../domain/callback';
import type { Credentials, Exposure } from '../../domain/registration';
import { exposure, webhookSettings } from '../../editor/settings';
import { setsBaseUrl } from '../../webhooks/remote/policedCall';
import { chooseBaseUrl } from '../../webhooks/request/baseUrl';
import type { RegisterRequest } from '../../webhooks/webhooksApi';
import { type CommandContext, optionalProperty, requireProperty } from '../command';
import { webhookTriggers } from './definitions';

/** The object of the commands that create a webhook. */
export interface RegisterInput {
  uri: string;
  operationId: string;
  parameters?: JsonObject;
  /** The values of the connection that policies of apiProperties.json read, by name. */
  connectionParameters?: Record<string, string>;
  baseUrl?: string;
  credentials?: Credentials;
  exposure?: Exposure | 'auto';
  /** The form of the callback URL. */
  callback?: CallbackForm;
  secret?: RegisterRequest['secret'];
  signature?: RegisterRequest['signature'];
  /** The response to handshakes of a service that is not known. */
  handshakeAnswer?: RegisterRequest['handshakeAnswer'];
}

/** Turns a script's object into a request. Rejects, naming the property, when one is missing or invalid. */
export async function readRegisterInput(context: CommandContext, input: RegisterInput): Promise<RegisterRequest> {
  const uri = vscode.Uri.parse(requireProperty(input, 'uri'), true).toString();
  const trigger = await findTrigger(context, uri, requireProperty(input, 'operationId'));
  return {
    uri,
    trigger,
    parameters: optionalProperty(input, 'parameters', 'object') ?? {},
    connectionParameters: textsIn(optionalProperty(input, 'connectionParameters', 'object')),
    ...baseUrlOf(trigger, optionalProperty(input, 'baseUrl') ?? context.demo.triggerIn(uri)?.baseUrl),
    credentials: optionalProperty(input, 'credentials', 'object'),
    exposure: optionalProperty(input, 'exposure') ?? exposure(),
    callback: optionalProperty(input, 'callback'),
    secret: input.secret,
    signature: optionalProperty(input, 'signature', 'object'),
    handshakeAnswer: optionalProperty(input, 'handshakeAnswer', 'object'),
  };
}

export async function findTrigger(
  { server }: CommandContext,
  uri: string,
  operationId: string,
): Promise<TriggerDescription> {
  const triggers = await webhookTriggers(server, uri);
  const trigger = triggers.find((one) => one.operationId === operationId);
  if (trigger) return trigger;
  const names = triggers.map((one) => one.operationId).join(', ');
  throw new InputError(
    'operationId',
    names
      ? t('There is no webhook trigger "{0}" in this definition. Its webhook triggers: {1}.', operationId, names)
      : t('There is no webhook trigger in {0}.', uri),
  );
}

/** Returns the values as texts: numbers and booleans are typed as such in a connection, too. Throws for other values. */
function textsIn(values: RegisterInput['connectionParameters']): Record<string, string> | undefined {
  if (!values) return undefined;
  const entries = Object.entries(values as JsonObject).map(([name, value]) => {
    if (typeof value === 'object') throw new InputError(`connectionParameters.${name}`, 'It must be a string.');
    return [name, String(value)] as const;
  });
  return Object.fromEntries(entries);
}

/** The base URL of a script's request: the given one, that of a policy of the connector, or that of the definition. */
function baseUrlOf(
  trigger: TriggerDescription,
  given: string | undefined,
): Pick<RegisterRequest, 'baseUrl' | 'baseUrlFromPolicy'> {
  if (given !== undefined || !setsBaseUrl(trigger.policies)) return { baseUrl: resolveBaseUrl(trigger, given) };
  // The policy takes the place of host and base path: whether the definition's are usable does not matter.
  return { baseUrl: `https://host.invalid${trigger.endpoint.basePath}`, baseUrlFromPolicy: true };
}

/** Throws, naming `baseUrl`, when the definition has no host or the given value is not a URL. */
export const resolveBaseUrl = ({ endpoint }: TriggerDescription, baseUrl: string | undefined) =>
  chooseBaseUrl({ baseUrl, endpoint, githubApiUrl: webhookSettings().githubApiUrl });
