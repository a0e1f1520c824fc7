import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** Somebody who only clicks, and whose clicks are counted. Each leaves a picture of what it led to. */
export class Newcomer {
  clicks = 0;

  /** @param screenshots what their names begin with */
  constructor(
    private readonly workbench: Workbench,
    private readonly screenshots: string,
  ) {}

  /** Clicks, and waits for what a person would wait for. */
  async click(target: Locator, shown: Locator): Promise<void> {
    await target.click();
    this.clicks++;
    await shown.waitFor();
    await this.workbench.screenshot(`${this.screenshots}-${this.clicks}`);
  }
}
