import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { HostTestsFirst } from './support/sequencer.mjs';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

const root = pathOf('..');
/** Unit tests that paste into the shells of Linux, in a terminal of Linux. */
const ofLinux = process.platform === 'linux' ? [] : ['test/webhooks/curlPaste.test.ts'];
const isLong = process.env.FLOW_WEBHOOKS_LONG === '1';

const unit = {
  root,
  test: {
    name: 'unit',
    include: ['test/**/*.test.ts'],
    exclude: ['test/host/**', ...ofLinux, ...(isLong ? [] : ['**/*.long.test.ts'])],
    globalSetup: 'test/build.ts',
    testTimeout: isLong ? 300_000 : 30_000,
  },
};

const host = {
  root,
  // In Node there is no editor: a suite for the extension host is only asked for the names of its tests.
  resolve: { alias: { vscode: pathOf('host/editorStub.ts') } },
  test: {
    name: 'host',
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
    projects: [unit, host],
    // Two more than there are cores: tests in VS Code mostly wait, while unit tests compute.
    maxWorkers: os.availableParallelism() + 2,
    // Only in continuous integration, where the machine may be overloaded; the end of the run names what was retried.
    retry: process.env.CI ? 1 : 0,
    reporters: ['default', pathOf('support/retriedTests.ts')],
    sequence: { sequencer: HostTestsFirst },
  },
});
