import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { RegistrationResult, WebhookRegistration } from '../../domain/registration';
import type { LazyWebhooks } from '../../editor/lazyWebhooks';
import { stateText } from '../../webhooks/liveState';
import { type Choice, pickOne } from './pick';
import type { Frame } from './steps';

/** What scripts get to see of a registration. */
export function registrationResult(registration: RegistrationResult): RegistrationResult {
  const { id, operationId, status, state, location, callbackUrl, warnings } = registration;
  return { id, operationId, status, state, ...(location !== undefined && { location }), callbackUrl, warnings };
}

export async function findRegistration(webhooks: LazyWebhooks, id: string): Promise<WebhookRegistration> {
  const registration = (await webhooks.get()).get(id);
  if (!registration) throw new Error(l10n.t('There is no webhook "{0}". The list command names those there are.', id));
  return registration;
}

export interface Which {
  id?: string;
  uri?: string;
  operationId?: string;
}

/** The webhook that is meant: the one with that id, the only one that fits, or the one that the person picks. */
export async function chooseRegistration(
  webhooks: LazyWebhooks,
  title: string,
  which: Which,
  fits: (registration: WebhookRegistration) => boolean = () => true,
): Promise<WebhookRegistration> {
  if (which.id !== undefined) return findRegistration(webhooks, which.id);
  const candidates = (await webhooks.get())
    .list()
    .filter((one) => !which.operationId || (one.operationId === which.operationId && one.uri === which.uri))
    .filter(fits);
  const [only] = candidates;
  if (!only) throw new Error(l10n.t('There is no such webhook. Register one first.'));
  return candidates.length === 1 ? only : pickRegistration({ title }, candidates);
}

/** What only GitHub can do is offered for its webhooks alone. */
export const isOnGithub = ({ service }: WebhookRegistration): boolean => service === 'github';

export function pickRegistration(frame: Frame, candidates: WebhookRegistration[]): Promise<WebhookRegistration> {
  const choices = candidates.map(
    (registration): Choice<WebhookRegistration> => ({
      value: registration,
      label: `$(${iconOf(registration)}) ${registration.title}`,
      description: stateText(registration),
      detail: `${registration.request.method} ${registration.request.url} · ${new Date(registration.createdAt).toLocaleString()}`,
    }),
  );
  return pickOne(frame, l10n.t('Which webhook?'), choices);
}

const iconOf = ({ state }: WebhookRegistration) => (state === 'active' ? 'radio-tower' : 'warning');

/** Whoever has the URL can deliver: it is shown nowhere, only copied when asked for. */
export async function copyCallback({ callbackUrl }: WebhookRegistration): Promise<void> {
  await vscode.env.clipboard.writeText(callbackUrl);
}
