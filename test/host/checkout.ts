// A copy of the checkout, for what builds: a bundle that is made anew would disappear under the tests that run beside it.
import { cp, mkdtemp, symlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const left = ['node_modules', '.git', 'dist', 'out', path.join('test', 'artefacts')].map((name) =>
  path.join(root, name),
);

/** As after a clone and `npm ci`: nothing is built yet. */
export async function copyCheckout(): Promise<string> {
  const copy = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-checkout-'));
  await cp(root, copy, { recursive: true, filter: (source) => !left.includes(source) });
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}
