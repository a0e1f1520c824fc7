/** What follows from the providers' declarations: the files that `npm run generate` writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { providerIndex } from './generatedIndex';
import { servicesFile } from './services';

const root = join(import.meta.dirname, '../..');
const repair = 'run `npm run generate` and commit what it writes';

it('the list and the page are what the providers declare', async () => {
  for (const [name, text] of [...providerIndex(), ...(await servicesFile())]) {
    expect(readFileSync(join(root, name), 'utf8') === text, `${name} has drifted: ${repair}`).toBe(true);
  }
});
