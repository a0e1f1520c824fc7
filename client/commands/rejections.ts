/** Whether a rejection of the webhook part asks for one property of a command's object, whatever its language. */
export function rejectedFor(error: unknown, property: 'credentials' | 'exposure'): boolean {
  return error instanceof Error && 'property' in error && error.property === property;
}
