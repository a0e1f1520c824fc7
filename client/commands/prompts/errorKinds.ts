import type { WebhookRegistration } from '../../domain/registration';
import { MissingInput } from '../../webhooks/credentials/missingInput';

/** True when `client/webhooks` rejected because this property of the command's object is missing. */
export function rejectedFor(error: unknown, property: 'credentials' | 'exposure' | 'connectionParameters'): boolean {
  return error instanceof MissingInput && error.property === property;
}

/** The property of a command's object that another value might help with. */
export const propertyOf = (error: unknown): string | undefined =>
  error instanceof Error && 'property' in error && typeof error.property === 'string' ? error.property : undefined;

/** True when the same call may succeed a moment later: there was no response, or a status that says so. */
export const isTemporary = (error: unknown): boolean => {
  const status = statusOf(error);
  return status !== undefined && (status === 0 || [408, 425, 429].includes(status) || status >= 500);
};

/** The webhook that the service may have created although the call failed. */
export function orphanOf(error: unknown): WebhookRegistration | undefined {
  const registration =
    error instanceof Error && 'registration' in error ? (error.registration as WebhookRegistration) : undefined;
  return registration?.state === 'orphan' ? registration : undefined;
}

/** True when the service rejected the credentials: they are wrong, expired or lack a permission. */
export const refusedCredentials = (error: unknown): boolean => [401, 403].includes(statusOf(error) ?? 0);

/** The HTTP status of a failed call, 0 if there was no response; undefined for any other failure. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
