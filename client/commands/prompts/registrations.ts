import * as vscode from 'vscode';
import { InputError } from '../../common/inputError';
import { sameFile } from '../../common/sameFile';
import { formatMoment } from '../../common/time';
import { t } from '../../common/translate';
import type { RegistrationResult, WebhookRegistration } from '../../domain/registration';
import type { LazyWebhooks } from '../../editor/lazyWebhooks';
import { stateText } from '../../webhooks/liveState';
import { HelpfulError } from '../command';
import { type Choice, pickOne } from './pick';
import type { Frame } from './steps';

/** A registration as commands return it to scripts. */
export function registrationResult(registration: RegistrationResult): RegistrationResult {
  const { id, operationId, status, state, location, expiresAt, callbackUrl, warnings, differences = [] } = registration;
  const where = location !== undefined && { location };
  const until = expiresAt !== undefined && { expiresAt };
  return { id, operationId, status, state, ...where, ...until, callbackUrl, warnings, differences };
}

export async function findRegistration(webhooks: LazyWebhooks, id: string): Promise<WebhookRegistration> {
  const registration = (await webhooks.get()).get(id);
  if (!registration) throw new InputError('id', t('There is no webhook {0}.', id));
  return registration;
}

/** As {@link findRegistration}, or a deleted webhook whose deliveries are kept: for commands that only read them. */
export async function findWithDeliveries(webhooks: LazyWebhooks, id: string): Promise<WebhookRegistration> {
  return (await webhooks.get()).find(id) ?? findRegistration(webhooks, id);
}
/** The failure of a command that needs a webhook where there is none. */
export const noWebhooks = (): HelpfulError =>
  new HelpfulError(t('No webhooks yet.'), {
    title: t('Register Webhook…'),
    command: 'flowWebhooks.register',
  });

export interface RegistrationQuery {
  id?: string;
  uri?: string;
  operationId?: string;
}

/** Returns the webhook with that id, the only one that matches, or the one that the person picks. */
export async function chooseRegistration(
  webhooks: LazyWebhooks,
  title: string,
  query: RegistrationQuery,
  fits: (registration: WebhookRegistration) => boolean = () => true,
): Promise<WebhookRegistration> {
  if (query.id !== undefined) return findRegistration(webhooks, query.id);
  const candidates = (await webhooks.get())
    .list()
    .filter(({ uri, operationId }) => !query.operationId || (operationId === query.operationId && isOf(query.uri, uri)))
    .filter(fits);
  const [only] = candidates;
  if (!only) throw noWebhooks();
  return candidates.length === 1 ? only : pickRegistration({ title }, candidates);
}

const isOf = (wanted: string | undefined, uri: string): boolean => wanted !== undefined && sameFile(wanted, uri);

/** As {@link chooseRegistration}, for commands that only read deliveries. */
export async function chooseWithDeliveries(
  webhooks: LazyWebhooks,
  title: string,
  query: RegistrationQuery,
): Promise<WebhookRegistration> {
  return query.id === undefined ? chooseRegistration(webhooks, title, query) : findWithDeliveries(webhooks, query.id);
}

/** True for webhooks at GitHub, which alone support ping, redelivery and missed deliveries. */
export const isOnGithub = ({ service }: WebhookRegistration): boolean => service === 'github';

export function pickRegistration(frame: Frame, candidates: WebhookRegistration[]): Promise<WebhookRegistration> {
  const choices = candidates.map(
    (registration): Choice<WebhookRegistration> => ({
      value: registration,
      label: `$(${iconOf(registration)}) ${registration.title}`,
      description: stateText(registration),
      detail: `${registration.request.method} ${registration.request.url} · ${formatMoment(registration.createdAt)}`,
    }),
  );
  return pickOne(frame, t('Which webhook?'), choices);
}

const iconOf = ({ state }: WebhookRegistration) => (state === 'active' ? 'radio-tower' : 'warning');

/** Copies the callback URL. It is never shown, because whoever has it can deliver. */
export async function copyCallback({ callbackUrl }: WebhookRegistration): Promise<void> {
  await vscode.env.clipboard.writeText(callbackUrl);
}
