import * as vscode from 'vscode';
import type { JsonObject } from '../../server/protocol/json';
import type { TriggerDescription } from '../../server/protocol/triggers';
import type { Credentials, Exposure } from '../domain/registration';
import { exposure, webhookSettings } from '../editor/settings';
import { chooseBaseUrl } from '../webhooks/request/baseUrl';
import type { RegisterRequest } from '../webhooks/webhooksApi';
import { type CommandContext, need, optional } from './command';
import { webhookTriggers } from './prompts/definitions';

/** What the commands take that make a webhook. */
export interface RegisterInput {
  uri: string;
  operationId: string;
  parameters?: JsonObject;
  baseUrl?: string;
  credentials?: Credentials;
  exposure?: Exposure | 'auto';
  secret?: RegisterRequest['secret'];
  signature?: RegisterRequest['signature'];
}

/** The request of a script's object. Rejects, naming the property, where one is missing or wrong. */
export async function requestFrom(services: CommandContext, input: RegisterInput): Promise<RegisterRequest> {
  const uri = vscode.Uri.parse(need(input, 'uri'), true).toString();
  const trigger = await findTrigger(services, uri, need(input, 'operationId'));
  return {
    uri,
    trigger,
    parameters: optional(input, 'parameters', 'object') ?? {},
    baseUrl: baseUrlOf(trigger, optional(input, 'baseUrl')),
    credentials: optional(input, 'credentials', 'object'),
    exposure: optional(input, 'exposure') ?? exposure(),
    secret: input.secret,
    signature: optional(input, 'signature', 'object'),
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
  throw new Error(
    names
      ? vscode.l10n.t(
          'There is no webhook trigger "{0}" in this definition. Supply as "operationId" one of: {1}.',
          operationId,
          names,
        )
      : vscode.l10n.t('There is no webhook trigger in {0}.', uri),
  );
}

/** Throws, naming `baseUrl`, where the definition leaves it open or what is given is no address. */
export const baseUrlOf = ({ endpoint }: TriggerDescription, baseUrl: string | undefined) =>
  chooseBaseUrl({ baseUrl, endpoint, githubApiUrl: webhookSettings().githubApiUrl });
