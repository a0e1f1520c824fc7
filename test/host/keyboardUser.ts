// Somebody who uses the extension with the keyboard alone.
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { expect } from 'vitest';
import { createRequest } from '../features/tutorialSamples';
import { adminToken } from '../support/github';
import { type SmeeStandIn, startSmee } from '../support/smee';
import { eventually } from './eventually';
import { pageWith } from './looks';
import { openSeeded, type SeededWindow } from './seeded';
import type { Services } from './services';
import type { QuickInput, Workbench } from './workbench';

/** Name of the output channel. */
export const channel = 'Flow Webhooks';

/** A row of the view, as its attributes give it. */
interface Row {
  index: string;
  level: string;
  label: string;
  expanded: string;
}

export class KeyboardUser {
  readonly services: Services;
  readonly workspace: string;
  readonly workbench: Workbench;

  private constructor(
    private readonly window: SeededWindow,
    readonly smee: SmeeStandIn,
  ) {
    ({ services: this.services, workspace: this.workspace, workbench: this.workbench } = window);
  }

  /** Opens a VS Code with the webhooks and deliveries of an earlier session: at GitHub, at a service, and over a relay. */
  static async start(): Promise<KeyboardUser> {
    const smee = await startSmee();
    const window = await openSeeded({
      files: { 'payload.json': JSON.stringify({ order: 7, discount: 0.5 }), 'request.txt': createRequest },
      relay: smee,
      userSettings: { 'files.simpleDialog.enable': true },
    });
    return new KeyboardUser(window, smee);
  }

  async stop(): Promise<void> {
    await this.window.close();
    await this.smee.close();
  }

  // ---- Keys

  key(name: string): Promise<void> {
    return this.workbench.page.keyboard.press(name);
  }

  type(text: string): Promise<void> {
    return this.workbench.page.keyboard.insertText(text);
  }

  /** Presses the key until `isReached`, at most `most` times. */
  async pressUntil(name: string, what: string, isReached: () => Promise<boolean>, most = 60): Promise<void> {
    for (let step = 0; step < most; step++) {
      if (await isReached()) return;
      await this.key(name);
    }
    throw new Error(`${name} does not lead to ${what}`);
  }

  // ---- Questions and dialogs

  /** Waits for a quick input whose title, placeholder or message matches. */
  question(text: RegExp): Promise<QuickInput> {
    return this.workbench.quickInput(({ title, placeholder, message }) =>
      text.test(`${title} ${placeholder} ${message}`),
    );
  }

  /** In a list: types the label, and takes it once the list has followed. */
  async choose(label: string): Promise<void> {
    await this.type(label);
    const row = this.workbench.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label });
    await row.first().waitFor();
    await this.key('Enter');
  }

  /** In a file dialog. It reads its folder at first, and overwrites what is typed in the meantime. */
  async answerPath(file: string): Promise<void> {
    const input = this.workbench.page.locator('.quick-input-widget .quick-input-box input');
    await this.workbench.quickInput(({ value }) => value.startsWith('/'));
    await this.workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await eventually('the path in the dialog', async () => {
      await this.key('ControlOrMeta+A');
      await this.type(this.inWorkspace(file));
      return (await input.inputValue()) === this.inWorkspace(file);
    });
    await this.key('Enter');
  }

  /** Accepts a dialog with Enter: its first button has the focus. */
  async acceptDialog(message: RegExp): Promise<void> {
    expect((await this.workbench.dialog()).message).toMatch(message);
    const shown = await this.workbench.page.locator('.monaco-dialog-box').elementHandle();
    await this.key('Enter');
    await shown!.waitForElementState('hidden');
  }

  async giveToken(): Promise<void> {
    await this.question(/How do you sign in/);
    await this.choose('Personal access token');
    await this.workbench.quickInput(({ password }) => password);
    await this.type(adminToken);
    await this.key('Enter');
  }

  // ---- The view and menus

  /** Moves the focus of the view to the first row from the top whose text matches, opening rows on the way. */
  async toRow(text: RegExp): Promise<void> {
    const { workbench } = this;
    await eventually(`the row ${text}`, async () => {
      // The view may only just have been made: then the focus does not stay.
      await workbench.runCommand('Flow Webhooks: Focus on Flow Webhooks View');
      await workbench.page.locator('.sidebar .monaco-list-row').first().waitFor();
      await this.key('Home');
      await eventually('the first row', async () => (await this.focusedRow()).index === '0', 2_000);
      for (;;) {
        const row = await this.focusedRow();
        if (text.test(row.label)) return true;
        if (row.expanded === 'false') {
          await this.key('ArrowRight');
          // They are asked for only now; without them the next row would be a neighbor.
          const below = `.sidebar .monaco-list-row[data-index="${Number(row.index) + 1}"]`;
          await workbench.page.locator(`${below}[aria-level="${Number(row.level) + 1}"]`).waitFor({ timeout: 2_000 });
        }
        await this.key('ArrowDown');
        // The last row keeps the focus.
        await eventually('the next row', async () => (await this.focusedRow()).index !== row.index, 1_000);
      }
    });
  }

  /** The row of the view that has the focus, read at once: read bit by bit, the focus may move meanwhile. */
  private focusedRow(): Promise<Row> {
    return this.workbench.page.locator('.sidebar .monaco-list-row.focused').evaluate(
      (row): Row => ({
        index: row.getAttribute('data-index') ?? '',
        level: row.getAttribute('aria-level') ?? '',
        label: row.getAttribute('aria-label') ?? '',
        expanded: row.getAttribute('aria-expanded') ?? '',
      }),
      undefined,
      { timeout: 2_000 },
    );
  }

  /** Opens the context menu of what has the focus and runs the entry with this label. */
  async fromMenu(label: string, screenshot?: string): Promise<void> {
    const { page } = this.workbench;
    await this.key('Shift+F10');
    const items = page.locator('.monaco-menu .action-item');
    await items.first().waitFor();
    if (screenshot) await this.workbench.screenshot(screenshot);
    const entry = items.filter({ has: page.locator('.action-label', { hasText: label }) }).first();
    await this.pressUntil('ArrowDown', `"${label}"`, async () =>
      /\bfocused\b/.test((await entry.getAttribute('class')) ?? ''),
    );
    await this.key('Enter');
    await page.locator('.monaco-menu').waitFor({ state: 'detached' });
  }

  // ---- The output panel, the inspector and editors

  /** Moves the focus to the text of the output panel, and returns that once it matches. */
  async toOutput(matches: (text: string) => boolean): Promise<string> {
    const text = await this.workbench.output(channel, matches);
    await this.workbench.runCommand('Output: Focus on Output View');
    await eventually('the focus in the output', () =>
      this.workbench.page.evaluate<boolean>('document.activeElement?.closest(".output-view") !== null'),
    );
    return text;
  }

  /** Moves the cursor of the output panel into a text, by its search; lines may be wrapped there. */
  async toOutputText(text: string): Promise<void> {
    await this.key('ControlOrMeta+Home');
    await this.key('ControlOrMeta+F');
    const find = this.workbench.page.locator('.output-view .find-widget.visible');
    await find.waitFor();
    await this.key('ControlOrMeta+A');
    await this.type(text);
    await find.locator('.matchesCount', { hasText: /^\d+ of/ }).waitFor();
    await this.key('Escape');
    await find.waitFor({ state: 'hidden' });
    await this.key('ArrowLeft');
    await this.key('ArrowRight');
  }

  /** The inspector's page, once it has an element that matches the selector. */
  inspector(selector: string): Promise<Frame> {
    return pageWith(this.workbench, selector);
  }

  activeTab(name: string): Promise<void> {
    return this.workbench.page.locator('.tab.active', { hasText: name }).first().waitFor();
  }

  /** Absolute path of a file of the workspace. */
  inWorkspace(file: string): string {
    return path.join(this.workspace, file);
  }
}
