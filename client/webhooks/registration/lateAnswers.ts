/** Answers that come after their calls were given up, for as long as this window lives. */
export class LateAnswers {
  private readonly ending = new AbortController();
  private readonly waiting = new Set<Promise<void>>();

  /** Aborted when the window closes. */
  readonly signal = this.ending.signal;

  /** @param adopted never rejects */
  add(adopted: Promise<void>): void {
    this.waiting.add(adopted);
    void adopted.finally(() => this.waiting.delete(adopted));
  }

  /** Waits no longer; what has come is settled. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.waiting);
  }
}
