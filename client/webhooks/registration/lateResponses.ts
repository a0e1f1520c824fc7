/** The responses that come after their create calls were given up, for as long as this window lives. */
export class LateResponses {
  private readonly ending = new AbortController();
  private readonly waiting = new Set<Promise<void>>();

  /** Aborted when the window closes. */
  readonly signal = this.ending.signal;

  /** @param adopted settles once the response is dealt with; never rejects */
  add(adopted: Promise<void>): void {
    this.waiting.add(adopted);
    void adopted.finally(() => this.waiting.delete(adopted));
  }

  /** Stops waiting. Resolves when the responses that have come are dealt with. */
  async end(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.waiting);
  }
}
