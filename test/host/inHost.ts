// Runs a suite of test/host/suite/ in the extension host of a real VS Code and reports it to vitest, test by test.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'vitest';
import { suiteModule } from './build';
import { eventually } from './eventually';
import { type HostOptions, openBrowser, type Settings, startHost } from './host';
import { type Results, resultsVariable } from './results';

const root = path.resolve(__dirname, '..', '..');

export interface InHostOptions extends Pick<HostOptions, 'machineSettings' | 'userSettings' | 'env'> {
  /** `x` for test/host/suite/x.suite.ts. */
  suite: string;
  /** Files of the workspace: by name either the text, or a file of the repository to copy. */
  files: WorkspaceFiles;
  /** The workspace's own .vscode/settings.json. */
  workspaceSettings?: Settings;
  /** Folder of the extension; the repository otherwise. */
  extension?: string;
  /** For the whole suite, in milliseconds. */
  timeout?: number;
}

export type WorkspaceFiles = Record<string, string | { copy: string }>;

/** A new folder with these files, directly below the folder for temporary files. */
export async function createWorkspace(files: WorkspaceFiles): Promise<string> {
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-workspace-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(workspace, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (typeof content === 'string') await writeFile(file, content);
    else await cp(path.resolve(root, content.copy), file, { recursive: true });
  }
  return workspace;
}

/** Runs the suite in a VS Code and a workspace of its own. Rejects unless the suite reports at least one test. */
export async function runInHost(options: InHostOptions): Promise<Results['tests']> {
  const settings = options.workspaceSettings && {
    '.vscode/settings.json': JSON.stringify(options.workspaceSettings, null, 2),
  };
  const workspace = await createWorkspace({ ...options.files, ...settings });
  const reports = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-results-'));
  const file = path.join(reports, 'results.json');
  try {
    const host = await startHost({
      ...options,
      workspace,
      extension: options.extension ?? root,
      testsPath: suiteModule(options.suite),
      env: { ...options.env, [resultsVariable]: file },
    });
    try {
      const browser = await openBrowser(host);
      try {
        const read = async () => JSON.parse(await readFile(file, 'utf8')) as Results;
        // VS Code is slow to start on a cold machine, so the suite gets a generous minute of it.
        await eventually(`the suite "${options.suite}" to start`, read, 90_000);
        await eventually(
          `the suite "${options.suite}" to finish`,
          async () => (await read()).finished,
          options.timeout ?? 400_000,
        ).catch(async (error: Error) => {
          throw new Error(`${error.message}; it stopped in ${JSON.stringify(await read())}`, { cause: error });
        });
        const { tests } = await read();
        if (tests.length === 0) throw new Error(`The suite "${options.suite}" reports no test.`);
        if (tests.some(({ ok }) => !ok)) console.error(`The suite "${options.suite}" failed:\n${await host.logs()}`);
        return tests;
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${await host.logs()}`, { cause: error });
      } finally {
        await browser.close();
      }
    } finally {
      await host.stop();
    }
  } finally {
    await Promise.all([workspace, reports].map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

/** Awaited at the top level of a test file: runs the suite and reports each of its tests as one of vitest's. */
export async function describeInHost(name: string, options: InHostOptions): Promise<void> {
  const results = await runInHost(options);
  describe(name, () => {
    for (const { name, ok, error } of results) {
      test(name, () => {
        if (!ok) throw new Error(error);
      });
    }
  });
}
