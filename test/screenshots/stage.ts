// A real workbench to take pictures of: opened for a scene, in any theme and size, and ended with it.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../host/eventually';
import { type Host, type HostOptions, startHost } from '../host/host';
import { setTheme, type Theme, themes } from '../host/looks';
import { Workbench } from '../host/workbench';
import { createWorkspace, type WorkspaceFiles } from '../host/workspace';

/** Where the bundles are. */
export const root = path.resolve(__dirname, '..', '..');

/** Widths of the window in which every surface has to look right, in pixels. */
export const widths = [1440, 900];
const height = 900;

/** tsx keeps the names of functions by calling this one, which a page that runs one of them doesn't have. */
const keptNames = 'globalThis.__name ??= (named) => named';

/** What a picture is of: a theme and a width of the window. */
export interface Look {
  theme: Theme;
  width: number;
}

export interface StageOptions extends Omit<HostOptions, 'workspace' | 'prepare'> {
  prepare?(storageFolder: string, workspace: string): Promise<void>;
  files?: WorkspaceFiles;
  size?: { width: number; height: number };
  scale?: number;
}

/** Opens a workbench for a scene, and closes it again. When the scene fails, its error says what was on the screen. */
export async function onStage<T>(options: StageOptions, play: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await Stage.open(options);
  try {
    return await play(stage);
  } catch (error) {
    const file = await stage.workbench.takePicture('failed-scene');
    throw new Error(`${(error as Error).message}\nSee ${file}: ${await stage.workbench.describe()}`, { cause: error });
  } finally {
    await stage.close();
  }
}

/** An open workbench, and the folder it has open. */
export class Stage {
  private constructor(
    readonly workspace: string,
    readonly host: Host,
    readonly workbench: Workbench,
  ) {}

  static async open({
    files = {},
    size = { width: 1440, height },
    scale = 1,
    prepare,
    ...options
  }: StageOptions): Promise<Stage> {
    const workspace = await createWorkspace({ '.vscode/settings.json': '{}', ...files });
    let host: Host | undefined;
    try {
      host = await startHost({
        workspace,
        ...(options.vsix === undefined && { extension: root }),
        ...(prepare && { prepare: (storageFolder) => prepare(storageFolder, workspace) }),
        ...options,
      });
      const stage = new Stage(workspace, host, await Workbench.open(host, { size, scale }));
      await stage.page.evaluate(keptNames);
      return stage;
    } catch (error) {
      await host?.stop();
      await rm(workspace, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.workbench.close();
    await this.host.stop();
    await rm(this.workspace, { recursive: true, force: true });
  }

  get page() {
    return this.workbench.page;
  }

  all(selector: string, hasText?: string | RegExp): Locator {
    return this.page.locator(selector, hasText === undefined ? {} : { hasText }).first();
  }

  useTheme(theme: Theme): Promise<void> {
    return setTheme(this.workbench, this.workspace, theme);
  }

  /** One picture of the window, or of a part of it, as bytes of a PNG file. */
  async picture(clip?: Locator): Promise<Buffer> {
    await this.settle();
    return clip ? clip.screenshot({ animations: 'disabled' }) : this.page.screenshot({ animations: 'disabled' });
  }

  /** Moves the mouse to where nothing has a hover. */
  rest(): Promise<void> {
    return this.page.mouse.move(1, 1);
  }

  /** A picture of the window for each theme and width. */
  async eachLook(
    open: (() => Promise<void>) | undefined,
    take: (look: Look, png: Buffer) => Promise<void>,
  ): Promise<void> {
    for (const theme of Object.keys(themes) as Theme[]) {
      await this.useTheme(theme);
      for (const width of widths) {
        await this.page.setViewportSize({ width, height });
        await open?.();
        await take({ theme, width }, await this.picture());
        if (open) {
          await this.page.keyboard.press('Escape');
          await this.rest();
        }
      }
    }
    await this.page.setViewportSize({ width: widths[0]!, height });
    await this.useTheme('dark');
  }

  /** Waits until two pictures in a row are the same: tokens are colored and webviews drawn a moment after their text. */
  private async settle(): Promise<void> {
    let before: Buffer | undefined;
    await eventually('a picture that stays the same', async () => {
      const now = await this.page.screenshot({ animations: 'disabled', caret: 'hide' });
      const isSame = before?.equals(now);
      before = now;
      return isSame;
    });
  }

  /** Opens a file of the workspace, without what another picture left behind. */
  async openFile(name: string): Promise<void> {
    await this.workbench.openFile(name);
  }

  read(name: string): Promise<string> {
    return readFile(path.join(this.workspace, name), 'utf8');
  }

  async write(name: string, text: string): Promise<void> {
    const file = path.join(this.workspace, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
