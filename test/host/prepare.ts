/** The global set-up of the tests in a real VS Code. */
import { setup as buildBundles } from '../build';
import { ensureDebianPackages } from '../support/debian';
import { buildSuites } from './build';
import { ensureHost } from './install';

export async function setup(): Promise<void> {
  ensureDebianPackages();
  await Promise.all([ensureHost(), buildBundles(), buildSuites()]);
}
