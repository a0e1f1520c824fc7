// The workbench as a person uses it. Every wait polls to a deadline. `workbench.page` is for everything else.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { isLong } from '../support/long';
import { eventually, patience } from './eventually';
import { type BrowserOptions, type Host, openBrowser } from './host';

export interface QuickInput {
  title: string;
  /** What the input box says under it. */
  message: string;
  placeholder: string;
  value: string;
  password: boolean;
  items: string[];
}

/** Of an element in the page, what is read there. */
interface Drawn {
  textContent: string | null;
  offsetParent: unknown;
  placeholder?: string;
  value?: string;
  type?: string;
}

export interface Dialog {
  message: string;
  detail: string;
  buttons: string[];
}

/** The label of a row in a quick pick, and not the line of details below it. */
const labelName = '.label-name:not(.quick-input-list-label-meta *)';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Monaco draws spaces as no-break spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '').trim();

async function texts(locator: Locator): Promise<string[]> {
  return (await locator.allInnerTexts()).map(plain);
}

/** The text of the first match; empty when there is none. */
async function textOf(locator: Locator): Promise<string> {
  return (await texts(locator))[0] ?? '';
}

/** Whether tests take pictures, for people to look at: nothing compares them, and they take time. */
export const takesPictures = isLong || process.env.FLOW_WEBHOOKS_PICTURES === '1';

export class Workbench {
  /** The ones that are open. */
  static readonly all = new Set<Workbench>();

  private constructor(
    readonly page: Page,
    private readonly closeBrowser: () => Promise<void>,
  ) {
    Workbench.all.add(this);
  }

  static async open(host: Host, options?: BrowserOptions): Promise<Workbench> {
    const { page, close } = await openBrowser(host, options);
    const workbench = new Workbench(page, close);
    try {
      await workbench.waitForWorkbench();
      return workbench;
    } catch (error) {
      await workbench.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    Workbench.all.delete(this);
    await this.closeBrowser();
  }

  /** For the report of a failure: the focus, the tabs, and all questions and notifications, as JSON. */
  async describe(): Promise<string> {
    const inFocus = await this.page
      .locator(':focus')
      .first()
      .evaluate(({ tagName, className, ariaLabel }) => [tagName, className, ariaLabel].join(' '), undefined, {
        timeout: 1_000,
      })
      .catch(() => 'nothing');
    const quickInput = (await this.quickInputWidget.isVisible()) ? await this.readQuickInput() : undefined;
    return JSON.stringify(
      {
        inFocus,
        tabs: await texts(this.page.locator('.tab')),
        active: await texts(this.page.locator('.tab.active')),
        quickInput,
        dialogs: await texts(this.dialogBox),
        notifications: await this.notifications(),
        statusBar: await texts(this.page.locator('.statusbar-item')),
      },
      undefined,
      2,
    );
  }

  async waitForWorkbench(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    // The remote indicator gets its text once the server is connected.
    await this.page.locator('#status\\.host .statusbar-item-label[aria-label]').waitFor();
  }

  /** What a person does after a crash of the extension host. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.waitForWorkbench();
  }

  /** Takes a picture, where they are asked for. */
  async screenshot(name: string): Promise<void> {
    if (takesPictures) await this.takePicture(name);
  }

  /** Writes `test/artefacts/<name>.png` and returns its path. */
  async takePicture(name: string): Promise<string> {
    const file = path.resolve('test', 'artefacts', `${name}.png`);
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /**
   * Clicks until the effect is seen, and returns that: a click on what is being drawn again at that moment is lost. Nothing is
   * clicked where it is seen already, so a click that is only slow to show is not undone by a second one.
   */
  async clickUntil<Effect>(
    what: string,
    target: Locator,
    effect: () => Effect | Promise<Effect>,
  ): Promise<Exclude<Effect, undefined | null | false>> {
    return eventually(what, async () => {
      const seen = await effect();
      if (seen) return seen;
      await target.click({ timeout: 5_000 });
      return eventually(what, effect, 10_000);
    });
  }

  /** Opens a row of a tree, if it is not open. */
  async expand(row: Locator): Promise<void> {
    await row.waitFor();
    await this.clickUntil(
      'an open row',
      row,
      async () => (await row.getAttribute('aria-expanded', { timeout: 2_000 })) !== 'false',
    );
  }

  // ---- Commands and quick input

  /** Runs the command with this title in the palette, e.g. `Flow Webhooks: Delete Webhook`. */
  async runCommand(title: string): Promise<void> {
    await this.filterQuickInput('F1', `>${title}`, title);
    await this.page.keyboard.press('Enter');
  }

  /** Opens a file of the workspace with quick open. */
  async openFile(name: string): Promise<void> {
    await this.filterQuickInput('ControlOrMeta+P', name, path.basename(name));
    await this.page.keyboard.press('Enter');
    await this.page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).waitFor();
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** Opens a quick input with a key and types until the entry with this label is the one that has the focus. */
  private async filterQuickInput(key: string, text: string, label: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    await eventually(`"${label}" in the quick input`, async () => {
      // Before the extensions are there, a palette knows only part of the commands; it has to be opened again.
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press(key);
      await input.waitFor({ timeout: 2_000 });
      // It may be closed again by something that gives the focus back.
      await input.fill(text, { timeout: 2_000 });
      const row = this.rowLabeled(label);
      await row.waitFor({ timeout: 1_500 });
      // The list may still be sorting; move to the row where the best match is another one.
      for (let step = 0; step < 20; step++) {
        if (await row.evaluate((element) => element.classList.contains('focused'), undefined, { timeout: 2_000 }))
          return true;
        await this.page.keyboard.press('ArrowDown');
      }
      return false;
    });
  }

  /** Whether something is asked now. */
  isAsking(): Promise<boolean> {
    return this.quickInputWidget.isVisible();
  }

  private get quickInputWidget(): Locator {
    return this.page.locator('.quick-input-widget:not([style*="display: none"])');
  }

  /** Waits for a quick pick or an input box that matches and tells what it shows. */
  async quickInput(matches: (input: QuickInput) => boolean = () => true, timeout = patience): Promise<QuickInput> {
    const matching = async () => {
      if (!(await this.quickInputWidget.isVisible())) return undefined;
      const found = await this.readQuickInput();
      return matches(found) ? found : undefined;
    };
    return eventually('a quick input', matching, timeout);
  }

  /** All of it at one moment: the next question takes the place of the one before piece by piece. */
  private async readQuickInput(): Promise<QuickInput> {
    const read = await this.quickInputWidget.first().evaluate(
      (widget, labelName) => {
        const all = (selector: string): Drawn[] => [...widget.querySelectorAll(selector)];
        const textOf = (selector: string) => all(selector)[0]?.textContent ?? '';
        const [input] = all('.quick-input-box input').filter(({ offsetParent }) => offsetParent !== null);
        return {
          title: textOf('.quick-input-title'),
          message: textOf('.quick-input-message'),
          placeholder: input?.placeholder ?? '',
          value: input?.value ?? '',
          password: input?.type === 'password',
          items: all(`.quick-input-list .monaco-list-row ${labelName}`).map(({ textContent }) => textContent ?? ''),
        };
      },
      labelName,
      { timeout: 2_000 },
    );
    return { ...read, title: plain(read.title), message: plain(read.message), items: read.items.map(plain) };
  }

  /** Picks the item of the open quick pick that has this label, once the list stays: otherwise another row may come there. */
  async pick(label: string): Promise<void> {
    const row = this.rowLabeled(label);
    await row.waitFor();
    let seen: string[] = [];
    let times = 0;
    await eventually('a list that stays', async () => {
      const { items } = await this.readQuickInput();
      times = items.join('\n') === seen.join('\n') ? times + 1 : 0;
      seen = items;
      return times > 2;
    });
    await row.click();
  }

  /** Whatever its case: VS Code has changed the case of its own titles. */
  private rowLabeled(label: string): Locator {
    return this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator(labelName, { hasText: new RegExp(`^\\s*${literally(label)}$`, 'i') }) })
      .first();
  }

  /** Answers the open input box with a text; without one, accepts its value. */
  async answer(text?: string): Promise<void> {
    const input = this.quickInputWidget.locator('.quick-input-box input');
    await input.waitFor();
    if (text !== undefined) await input.fill(text);
    await input.press('Enter');
  }

  // ---- Notifications and dialogs

  get notificationItems(): Locator {
    return this.page.locator(
      '.notifications-toasts .notification-list-item, .notifications-center .notification-list-item',
    );
  }

  /** The texts of the notifications that are visible now. */
  notifications(): Promise<string[]> {
    return texts(this.notificationItems.locator('.notification-list-item-message'));
  }

  /** Waits for a notification containing the text and returns the whole text. */
  async notification(text: string): Promise<string> {
    const item = this.notificationItems.filter({ hasText: text }).first();
    await eventually(`a notification "${text}"`, async () => {
      await item.waitFor({ timeout: 10_000 }).catch(() => this.openNotifications());
      return item.isVisible();
    });
    return await textOf(item.locator('.notification-list-item-message'));
  }

  /** VS Code hides what comes up while the palette or the list of notifications closes; it is then behind the bell. */
  private async openNotifications(): Promise<void> {
    const isOpen = await this.page.locator('.notifications-center.visible').isVisible();
    const isAsked = (await this.quickInputWidget.isVisible()) || (await this.dialogBox.isVisible());
    if (isOpen || isAsked) return;
    await this.page.locator('#status\\.notifications').click({ timeout: 2_000 });
    // The bell's hover would cover the buttons of the lowest notification.
    await this.page.mouse.move(1, 1);
  }

  /** Clicks a button of a notification, which closes it. */
  async clickNotification(text: string, button: string): Promise<void> {
    const item = this.notificationItems.filter({ hasText: text }).first();
    const target = item.locator('.notification-list-item-buttons-container .monaco-button', { hasText: button });
    await eventually(`"${text}" to close`, async () => {
      // After some seconds, it is behind the bell, where its buttons may be folded.
      await this.notification(text);
      if (!(await target.isVisible())) await item.locator('.codicon-notifications-expand').click({ timeout: 2_000 });
      // The bell's hover may lie over it for good; the keyboard reaches it still.
      await target.click({ timeout: 5_000 }).catch(() => target.press('Enter', { timeout: 2_000 }));
      return eventually('its end', async () => !(await item.isVisible()), 5_000);
    });
  }

  hasDialog(): Promise<boolean> {
    return this.dialogBox.isVisible();
  }

  private get dialogBox(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Waits for a modal dialog. */
  async dialog(): Promise<Dialog> {
    const box = this.dialogBox;
    await box.waitFor();
    return {
      message: await textOf(box.locator('.dialog-message-text, .dialog-message-body')),
      detail: (await texts(box.locator('.dialog-message-detail'))).join('\n'),
      buttons: await texts(box.locator('.dialog-buttons .monaco-button')),
    };
  }

  async clickDialog(button: string): Promise<void> {
    const box = this.dialogBox;
    await box.waitFor();
    // Another one may follow at once: what has to go is this one.
    const shown = await box.elementHandle();
    await box.locator('.dialog-buttons .monaco-button', { hasText: new RegExp(`^${literally(button)}$`) }).click();
    await shown!.waitForElementState('hidden', { timeout: patience });
  }

  // ---- The active editor

  private get editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** Puts the cursor at a line and column, both from 1, and the focus in the editor. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+G');
    await this.answer(`:${line}:${column}`);
    await eventually(`the cursor at ${line}:${column}`, async () => {
      const label = await textOf(this.page.locator('#status\\.editor\\.selection'));
      return new RegExp(`\\D${line}\\D+${column}$`).test(label);
    });
  }

  /** Types at a line and column, without the brackets and suggestions that the editor would add. */
  async typeAt(line: number, column: number, text: string): Promise<void> {
    await this.goTo(line, column);
    await this.page.keyboard.insertText(text);
  }

  /** The whole text of the active editor, as a copy of it gives. */
  async editorText(): Promise<string> {
    return this.copyAll(this.editor);
  }

  async waitForSquiggle(severity: Severity = 'error'): Promise<void> {
    // A hint is drawn without a squiggle, as dots.
    await this.editor.locator(`.squiggly-${severity}`).first().waitFor({ state: 'attached' });
  }

  /** The text of the hover at a line and column. */
  async hover(line: number, column: number): Promise<string> {
    // Where the mouse rests, the workbench may show a hover of its own.
    await this.page.mouse.move(1, 1);
    await this.goTo(line, column);
    return eventually('a hover', async () => {
      await this.page.keyboard.press('ControlOrMeta+K');
      await this.page.keyboard.press('ControlOrMeta+I');
      const content = this.page
        .locator('.monaco-hover:not(.hidden):not(.workbench-hover) .monaco-hover-content')
        .first();
      await content.waitFor({ timeout: 2_000 });
      const text = await textOf(content);
      return text !== '' && !text.startsWith('Loading') && text;
    });
  }

  /** Applies the first quick fix that is offered at a line and column. */
  async quickFix(line: number, column: number): Promise<void> {
    await this.goTo(line, column);
    const menu = this.page.locator('.action-widget:not(.action-list-submenu-panel)');
    await eventually('a quick fix', async () => {
      await this.page.keyboard.press('Control+.');
      await menu.locator('.monaco-list-row.action').first().waitFor({ timeout: 2_000 });
      return true;
    });
    await this.page.keyboard.press('Enter');
    await menu.waitFor({ state: 'hidden' });
  }

  /** Labels of the suggestions at the cursor. */
  async suggestions(): Promise<string[]> {
    await this.page.keyboard.press('Control+Space');
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await rows.first().waitFor();
    return texts(rows);
  }

  private get lensLinks(): Locator {
    return this.editor.locator('.codelens-decoration a');
  }

  /** The texts of the code lenses in view, once there are some. */
  async lenses(): Promise<string[]> {
    await this.lensLinks.first().waitFor();
    return texts(this.lensLinks);
  }

  /** Clicks the first code lens in view that contains the text, until the effect is seen where one is given. */
  async clickLens(text: string, effect?: () => Promise<unknown>): Promise<void> {
    const lens = this.lensLinks.filter({ hasText: text }).first();
    if (effect) await this.clickUntil(`the effect of "${text}"`, lens, effect);
    else await lens.click();
  }

  // ---- Panels

  /** The rows of the problems panel (files and problems), as a screen reader reads them out. */
  async problems(): Promise<string[]> {
    await this.runCommand('Problems: Focus on Problems View');
    return this.listRows(this.page.locator('.markers-panel .monaco-list'));
  }

  /** The rows of the outline, as a screen reader reads them out. */
  async outline(): Promise<string[]> {
    await this.runCommand('Explorer: Focus on Outline View');
    const list = this.page.locator('.outline-pane .monaco-list');
    await list.locator('.monaco-list-row').first().waitFor();
    const rows = await this.listRows(list);
    await this.page.mouse.wheel(0, -100_000);
    return rows;
  }

  /** Waits until the output panel offers to go on, which it does while it is paused. */
  async outputIsPaused(): Promise<void> {
    await this.page.locator('.part.panel .action-label[aria-label^="Resume Output"]').first().waitFor();
  }

  /** Shows a channel of the output panel and returns its text when it matches. */
  async output(channel: string, matches: (text: string) => boolean = (text) => text !== ''): Promise<string> {
    await eventually(`the output channel "${channel}"`, async () => {
      // The list does not change while it is open, and a channel may only just be made.
      await this.runCommand('Output: Show Output Channels...');
      await this.rowLabeled(channel).click({ timeout: 2_000 });
      return true;
    });
    const view = this.page.locator('.output-view .monaco-editor').first();
    await view.waitFor();
    return eventually(`the text of the output channel "${channel}"`, async () => {
      const text = await this.copyAll(view);
      return matches(text) && text;
    });
  }

  /** Puts a text on the clipboard. */
  async copy(text: string): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  }

  /** Monaco renders only what is in view, so the text is taken through the clipboard, which has all of it. */
  private async copyAll(editor: Locator): Promise<string> {
    const nothing = '\u0000';
    await this.copy(nothing);
    await editor.locator('textarea, .native-edit-context').first().focus();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('ControlOrMeta+C');
    const { copied } = await eventually('the clipboard', async () => {
      const copied = await this.page.evaluate<string>('navigator.clipboard.readText()');
      return copied !== nothing && { copied };
    });
    // Undoes the selection, and with it the scrolling.
    await this.page.keyboard.press('ControlOrMeta+U');
    return copied.replaceAll('\r\n', '\n');
  }

  /** Every row of a list or tree, scrolling through what is not rendered. */
  async listRows(list: Locator): Promise<string[]> {
    await list.first().waitFor();
    const rows = new Map<number, string>();
    await list.first().hover();
    await this.page.mouse.wheel(0, -100_000);
    await eventually('the end of the list', async () => {
      const before = rows.size;
      const visible = await list
        .first()
        .locator('.monaco-list-row')
        .evaluateAll((elements) =>
          elements.map((element): [number, string] => [
            Number(element.getAttribute('data-index')),
            element.getAttribute('aria-label') ?? element.textContent ?? '',
          ]),
        );
      for (const [index, text] of visible) rows.set(index, plain(text));
      await this.page.mouse.wheel(0, 100);
      return rows.size === before;
    });
    return [...rows].sort(([a], [b]) => a - b).map(([, text]) => text);
  }
}

/** For a RegExp that matches exactly this text. */
function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
