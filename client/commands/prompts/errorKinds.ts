import { MissingInput } from '../../webhooks/credentials/missingInput';

/** True when `client/webhooks` rejected because this property of the command's object is missing. */
export function rejectedFor(error: unknown, property: 'credentials' | 'exposure' | 'connectionParameters'): boolean {
  return error instanceof MissingInput && error.property === property;
}

/** True when other credentials would not help: the service was not reached or failed, and may even have acted. */
export const isUnavailable = (error: unknown): boolean => {
  const status = statusOf(error);
  return status !== undefined && (status === 0 || status >= 500);
};

/** True when the service rejected the credentials: they are wrong, expired or lack a permission. */
export const refusedCredentials = (error: unknown): boolean => [401, 403].includes(statusOf(error) ?? 0);

/** The HTTP status of a failed call, 0 if there was no response; undefined for any other failure. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
