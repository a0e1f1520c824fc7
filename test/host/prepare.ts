/** The global set-up of the tests in a real VS Code. */
import { setup as buildBundles } from '../build';
import { ensureDebianPackages } from '../support/debian';
import { buildSuites } from './build';
import { ensureHost } from './install';

export async function setup(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new Error(
      'The tests in VS Code are for Linux: they install a VS Code that runs there. Elsewhere: npm run lint && npm run test:unit',
    );
  }
  ensureDebianPackages();
  await Promise.all([ensureHost(), buildBundles(), buildSuites()]);
}
