/** The global set-up of the unit tests: builds the bundles, which some tests start as a user would. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The environment variable that says that the bundles are those of this code already. */
export const isBuilt = 'FLOW_WEBHOOKS_BUILT';

/** Each project of the run loads this module afresh, in one process: the build is kept where both find it. */
const shared = globalThis as { flowWebhooksBundles?: Promise<unknown> };

/** Builds the bundles once per run. Rejects with the output of the build when it fails. */
export async function setup(): Promise<void> {
  if (process.env[isBuilt] === '1') return;
  shared.flowWebhooksBundles ??= promisify(execFile)(process.execPath, ['build.mjs'], { cwd: root });
  await shared.flowWebhooksBundles;
}
