import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    name: 'unit',
    include: ['test/**/*.test.ts'],
    exclude: ['test/host/**'],
    globalSetup: 'test/build.ts',
    testTimeout: 30_000,
  },
});
