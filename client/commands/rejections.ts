/** Whether a rejection of the webhook part asks for one property of a command's object: those begin with `Supply "…"`. */
export function rejectedFor(error: unknown, property: string): boolean {
  return error instanceof Error && error.message.startsWith(`Supply "${property}"`);
}
