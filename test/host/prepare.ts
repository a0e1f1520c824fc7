// Global set-up of the tests in a real VS Code: once per run, before any of them starts.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ensureDebianPackages } from '../support/debian';
import { buildInHost } from './build';
import { ensureHost } from './install';

const root = path.resolve(__dirname, '..', '..');

export async function setup(): Promise<void> {
  ensureDebianPackages();
  await ensureHost();
  execFileSync(process.execPath, ['build.mjs'], { cwd: root, stdio: 'inherit' });
  await buildInHost();
}
