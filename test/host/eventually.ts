/**
 * Milliseconds after which a wait fails. Every wait of these tests uses it, Playwright's included: with eight busy processes
 * next to the tests, a workbench takes more than 30 s to load.
 */
export const patience = 60_000;

/** Milliseconds to the next try: what takes long is looked at less often, since a look costs the workbench time, too. */
const pauseAfter = (waited: number): number => Math.min(250, Math.max(50, waited / 10));

/**
 * Polls until `probe` yields something other than undefined, null or false, and returns that. A probe that throws is
 * polled again. Rejects after `timeout` milliseconds, with the last error of the probe in the message.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeout = patience,
): Promise<Exclude<T, undefined | null | false>> {
  const start = Date.now();
  const deadline = start + timeout;
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
      throw new Error(`Waited ${timeout / 1000} s for ${what}${last ? `: ${(last as Error).message}` : ''}`, {
        cause: last,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseAfter(Date.now() - start)));
  }
}
