// A copy of the checkout for tests that build: in the checkout itself, a build would remove the bundles that other tests run.
import { cp, mkdtemp, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const left = ['node_modules', '.git', 'dist', 'out', path.join('test', 'artefacts')].map((name) =>
  path.join(root, name),
);

/** Creates a copy as it is after a clone and `npm ci`, not built yet, and returns its path. */
export async function copyCheckout(): Promise<string> {
  const copy = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-checkout-'));
  await cp(root, copy, { recursive: true, filter: (source) => !left.includes(source) });
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}
