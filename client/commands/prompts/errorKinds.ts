/** Whether a rejection of the webhook part asks for one property of a command's object, whatever its language. */
export function rejectedFor(error: unknown, property: 'credentials' | 'exposure'): boolean {
  return error instanceof Error && 'property' in error && error.property === property;
}

/** Whether other credentials would change nothing: the service was not reached, or it failed; it may even have acted. */
export const isUnavailable = (error: unknown): boolean => {
  const status = statusOf(error);
  return status !== undefined && (status === 0 || status >= 500);
};

/** Whether a service did not take the credentials: they are wrong or expired, or lack a right. */
export const refusedCredentials = (error: unknown): boolean => [401, 403].includes(statusOf(error) ?? 0);

/** HTTP status of a call that failed, 0 where it got no answer; undefined for any other failure. */
const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
