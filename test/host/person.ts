import { expect } from 'vitest';
import { adminToken } from '../support/github';
import { eventually } from './eventually';
import type { Workbench } from './workbench';

/** Somebody who registers and deletes the sample's webhook with the code lenses and answers what is asked. */
export class Person {
  /** @param screenshots what their names begin with */
  constructor(
    private readonly workbench: Workbench,
    private readonly screenshots: string,
  ) {}

  /** Waits until these are the lenses of the trigger in view; those of shared objects do not count. */
  async lensesAre(...wanted: string[]): Promise<void> {
    await eventually(`the lenses ${wanted.join(', ')}`, async () => {
      const found = await this.workbench.lenses();
      expect(found.filter((text) => /^(Register|Tail|Delete) /.test(text))).toEqual(wanted);
      return true;
    });
  }

  /** From the lens to the question after whose answer the webhook is created. */
  async register(): Promise<void> {
    const { workbench } = this;
    await workbench.clickLens('Register webhook', () => workbench.isAsking());
    await workbench.quickInput(({ message }) => message.includes('owner'));
    await workbench.answer('octocat');
    await workbench.quickInput(({ message }) => message.includes('repo'));
    await workbench.answer('hello-world');
    const more = await workbench.quickInput(({ placeholder }) => placeholder.includes('Optional values'));
    expect(more.items).toContain('events');
    await workbench.screenshot(`${this.screenshots}-options`);
    await workbench.answer();
    await this.giveToken();
    await workbench.dialog();
    await workbench.screenshot(`${this.screenshots}-consent`);
  }

  async giveToken(): Promise<void> {
    const { workbench } = this;
    const kinds = await workbench.quickInput(({ placeholder }) => placeholder.includes('How do you sign in'));
    expect(kinds.items).toEqual(['Personal access token', 'Sign in with GitHub Enterprise']);
    await workbench.screenshot(`${this.screenshots}-sign-in`);
    await workbench.pick('Personal access token');
    await workbench.quickInput(({ message, password }) => password && message.includes('Personal access token'));
    await workbench.answer(adminToken);
  }

  async delete(): Promise<void> {
    await this.workbench.clickLens('Delete (1)', () => this.workbench.hasDialog());
    await this.workbench.clickDialog('Delete');
  }
}
