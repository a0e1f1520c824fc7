/** Whether a rejection of the webhook part asks for one property of a command's object, whatever its language. */
export function rejectedFor(error: unknown, property: 'credentials' | 'exposure'): boolean {
  return error instanceof Error && 'property' in error && error.property === property;
}

/** Whether a service did not take the credentials: they are wrong or expired, or lack a right. */
export const refusedCredentials = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && (error.status === 401 || error.status === 403);
