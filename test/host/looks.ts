// How a surface looks and whether everybody can use it: themes, widths, and what axe finds in a webview's page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Result } from 'axe-core';
import type { Frame, Locator } from 'playwright-core';
import { isLong } from '../support/long';
import { eventually } from './eventually';
import { takesPictures, type Workbench } from './workbench';

export const themes = {
  dark: { name: 'Default Dark Modern', shownBy: '.monaco-workbench.vs-dark' },
  light: { name: 'Default Light Modern', shownBy: '.monaco-workbench.vs:not(.vs-dark)' },
  contrast: { name: 'Default High Contrast', shownBy: '.monaco-workbench.hc-black' },
  contrastLight: { name: 'Default High Contrast Light', shownBy: '.monaco-workbench.hc-light' },
} as const;

export type Theme = keyof typeof themes;

/** The themes in which tests look at a surface: an ordinary one and one of high contrast; `npm run test:long` takes all. */
export const lookedAt: readonly Theme[] = isLong ? (Object.keys(themes) as Theme[]) : ['light', 'contrast'];

const [wide, narrow] = [1440, 900];

/** By the workspace's own settings, which VS Code watches. */
export async function setTheme(workbench: Workbench, workspace: string, theme: Theme): Promise<void> {
  const folder = path.join(workspace, '.vscode');
  await mkdir(folder, { recursive: true });
  const { name, shownBy } = themes[theme];
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify({ 'workbench.colorTheme': name }));
  await workbench.page.locator(shownBy).first().waitFor();
}

/** The page of a webview that has such an element now. */
export async function findPage(workbench: Workbench, selector: string): Promise<Frame | undefined> {
  for (const frame of workbench.page.frames()) {
    const count = await frame
      .locator(selector)
      .count()
      .catch(() => 0);
    if (count > 0) return frame;
  }
  return undefined;
}

/** The page of a webview, once something in it is there that tells it from others. */
export function pageWith(workbench: Workbench, selector: string): Promise<Frame> {
  return eventually(`a page with ${selector}`, () => findPage(workbench, selector));
}

/** Where pictures are asked for, one in each of these themes. */
export async function pictures(workbench: Workbench, workspace: string, name: string, of: Theme[]): Promise<void> {
  if (!takesPictures) return;
  for (const theme of of) {
    await setTheme(workbench, workspace, theme);
    await workbench.screenshot(`${name}-${theme}`);
  }
}

/** A picture for each theme that is looked at, wide and narrow; `look` is called before each. The window is wide after it. */
export async function eachLook(
  workbench: Workbench,
  workspace: string,
  name: string,
  look?: (theme: string, width: number) => Promise<void>,
): Promise<void> {
  if (!look && !takesPictures) return;
  for (const theme of lookedAt) {
    await setTheme(workbench, workspace, theme);
    for (const width of [wide, narrow]) {
      await workbench.page.setViewportSize({ width, height: 900 });
      await look?.(theme, width);
      await workbench.screenshot(`${name}-${theme}-${width}`);
    }
  }
  await workbench.page.setViewportSize({ width: wide, height: 900 });
}

const axeSource = createRequire(path.join(process.cwd(), 'package.json')).resolve('axe-core/axe.min.js');

/** Time in milliseconds that a page gets to take over a theme: while the editor changes it, the page has colors of both. */
const recoloring = 5_000;

/** What axe finds serious or worse in a page, each with the elements it is about. */
export async function violations(frame: Frame): Promise<string[]> {
  // The page's policy lets in no script but its own; the driver's evaluation is not bound by it.
  await frame.evaluate(await readFile(axeSource, 'utf8'));
  const deadline = Date.now() + recoloring;
  for (;;) {
    const found = await violationsNow(frame);
    if (found.length === 0 || Date.now() > deadline) return found;
  }
}

async function violationsNow(frame: Frame): Promise<string[]> {
  const found = await frame.evaluate<Result[]>('axe.run(document).then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
    );
}

/** Goes on with Tab until an element has the focus. */
export async function tabTo(workbench: Workbench, target: Locator, most = 60): Promise<void> {
  for (let step = 0; step < most; step++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await workbench.page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${target}`);
}
