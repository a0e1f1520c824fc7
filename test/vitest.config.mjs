import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ProjectByProject } from './support/sequencer.mjs';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

const root = pathOf('..');
/** Unit tests that paste into the shells of Linux, in a terminal of Linux. */
const ofLinux = process.platform === 'linux' ? [] : ['test/webhooks/curlPaste.test.ts'];
const isLong = process.env.FLOW_WEBHOOKS_LONG === '1';

/** The files whose tests replace modules, above all VS Code's API. */
const mocking = readdirSync(pathOf('.'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && /\bvi\.(?:do)?[mM]ock\(/.test(readFileSync(pathOf(file), 'utf8')))
  .map((file) => `test/${file.replaceAll('\\', '/')}`);

// Only in continuous integration, where the machine may be overloaded; the end of the run names what was retried.
const retry = process.env.CI ? 1 : 0;

const ofUnits = {
  retry,
  exclude: ['test/host/**', ...ofLinux, ...(isLong ? [] : ['**/*.long.test.ts'])],
  globalSetup: 'test/build.ts',
  testTimeout: isLong ? 300_000 : 30_000,
};

/** Commands and services in the fake editor. */
const ofLife = ['test/demo/**/*.test.ts', 'test/life/**/*.test.ts', 'test/policies/**/*.test.ts'];

// The files that a worker runs share what they import: to read it afresh for each took as long as many of the tests.
const sharing = { ...ofUnits, isolate: false };

const unit = {
  root,
  test: {
    ...sharing,
    name: 'unit',
    include: ['test/**/*.test.ts'],
    exclude: [...ofUnits.exclude, ...mocking, ...ofLife],
  },
};

const life = {
  root,
  test: {
    ...sharing,
    name: 'life',
    include: ofLife,
    exclude: [...ofUnits.exclude, ...mocking],
    setupFiles: 'test/life/replaceEditor.ts',
  },
};

/** What a test replaces would stay replaced for the files after it. */
const mocked = {
  root,
  test: { ...ofUnits, name: 'mocked', include: mocking },
};

const host = {
  root,
  // In Node there is no editor: a suite for the extension host is only asked for the names of its tests.
  resolve: { alias: { vscode: pathOf('host/editorStub.ts') } },
  test: {
    name: 'host',
    // They share modules as the unit tests do.
    isolate: false,
    retry,
    include: ['test/host/**/*.test.ts'],
    exclude: isLong ? [] : ['**/*.long.test.ts'],
    globalSetup: 'test/host/prepare.ts',
    setupFiles: 'test/host/onFailure.ts',
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
};

export default defineConfig({
  root,
  test: {
    projects: [unit, life, mocked, host],
    // For one half of the tests; `all.ts` says how many each half gets next to the other.
    maxWorkers: os.availableParallelism() + 2,
    reporters: ['default', pathOf('support/failedTests.ts')],
    sequence: { sequencer: ProjectByProject },
  },
});
