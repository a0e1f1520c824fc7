import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    // A browser on a busy machine may miss a moment: a step that fails is tried once more, and the report says so.
    retry: 1,
    name: 'host',
    include: ['test/host/**/*.test.ts'],
    globalSetup: 'test/host/prepare.ts',
    setupFiles: 'test/host/onFailure.ts',
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Each file runs a VS Code and a browser.
    maxWorkers: 2,
  },
});
