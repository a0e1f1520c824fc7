/** Milliseconds until something counts as not coming: on a busy machine even a browser's own steps take many seconds. */
export const patience = 45_000;

/**
 * Polls until `probe` yields something other than undefined, null or false, and returns that. A probe that throws counts
 * as not yet; its last error is part of the message when the deadline (in milliseconds) passes.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeout = patience,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== null && found !== false)
        return found as Exclude<T, undefined | null | false>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${timeout / 1000} s in vain for ${what}${last ? `: ${(last as Error).message}` : ''}`, {
        cause: last,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
