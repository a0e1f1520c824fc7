// Runs suites of test/host/suite/ in the extension host of a real VS Code and reports them to vitest, test by test.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { suiteModule } from './build';
import { eventually, patience } from './eventually';
import { type Browser, type Host, type HostOptions, openBrowser, type Settings, startHost } from './host';
import { type Results, resultsVariable, type TestResult } from './results';
import { type InHostTest, registered, registerSuite } from './suite/harness';
import { type SuiteGroup, suiteGroups } from './suites';
import { createWorkspace, type WorkspaceFiles } from './workspace';

const root = path.resolve(__dirname, '..', '..');

export interface InHostOptions extends Pick<HostOptions, 'machineSettings' | 'userSettings' | 'env'> {
  /** The suites' files lie in a folder named after the suite. */
  files: WorkspaceFiles;
  /** The workspace's own .vscode/settings.json. */
  workspaceSettings?: Settings;
}

/** A VS Code whose extension host runs a group of suites. */
class InHostRun {
  private constructor(
    private readonly folders: string[],
    private readonly resultsFile: string,
    private readonly host: Host,
    private readonly browser: Browser,
  ) {}

  static async start(group: SuiteGroup, options: InHostOptions): Promise<InHostRun> {
    const settings = { '.vscode/settings.json': JSON.stringify(options.workspaceSettings ?? {}, null, 2) };
    const workspace = await createWorkspace({ ...options.files, ...settings });
    const reports = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-results-'));
    const resultsFile = path.join(reports, 'results.json');
    const host = await startHost({
      ...options,
      workspace,
      extension: root,
      testsPath: suiteModule(group),
      env: { ...options.env, [resultsVariable]: resultsFile },
    });
    try {
      const run = new InHostRun([workspace, reports], resultsFile, host, await openBrowser(host));
      // VS Code is slow to start on a cold machine.
      await run.explained(eventually(`the suites "${group}" to start`, () => run.results(), 2 * patience));
      return run;
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  /** Waits for the result of a test, which may take `timeout` milliseconds from now. */
  async resultOf({ suite, name, timeout }: InHostTest): Promise<TestResult> {
    return this.explained(
      eventually(
        `the result of "${name}"`,
        async () => (await this.results()).tests.find((one) => one.suite === suite && one.name === name),
        timeout,
      ),
    );
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.host.stop();
    await Promise.all(this.folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  logs(): Promise<string> {
    return this.host.logs();
  }

  private async results(): Promise<Results> {
    return JSON.parse(await readFile(this.resultsFile, 'utf8'));
  }

  /** Adds what runs now, and what VS Code logged, to the error. */
  private async explained<T>(outcome: Promise<T>): Promise<T> {
    try {
      return await outcome;
    } catch (error) {
      const { running = 'nothing' } = await this.results().catch(() => ({}) as Partial<Results>);
      const message = `${(error as Error).message}; ${running} is running\n${await this.logs()}`;
      throw new Error(message, { cause: error });
    }
  }
}

/**
 * Reports each test of a group of suites as a test of vitest. They run in one VS Code, which starts before the first.
 * @param prepare starts what the suites need; what it returns is closed after the last test
 */
export async function describeInHost(
  name: string,
  group: SuiteGroup,
  prepare: () => Promise<InHostOptions & { close?(): Promise<unknown> }>,
): Promise<void> {
  // The files that a worker runs share this list.
  registered.length = 0;
  for (const suite of suiteGroups[group]) await loadSuite(suite);
  if (registered.length === 0) throw new Error(`The suites "${group}" have no tests.`);

  describe(name, () => {
    let close: (() => Promise<unknown>) | undefined;
    let run: InHostRun | undefined;
    beforeAll(async () => {
      const options = await prepare();
      close = options.close;
      run = await InHostRun.start(group, options);
    });
    afterAll(async () => {
      await run?.stop();
      await close?.();
    });

    for (const one of registered) {
      test(`${one.suite}: ${one.name}`, { timeout: one.timeout + 2 * patience }, async () => {
        const { ok, error } = await run!.resultOf(one);
        if (!ok) throw new Error(`${error}\n${await run!.logs()}`);
      });
    }
  });
}

/** Registers the tests of a suite; they run in the extension host only. */
async function loadSuite(suite: string): Promise<void> {
  registerSuite(suite, () => {});
  await import(`./suite/${suite}.suite.ts`);
}
