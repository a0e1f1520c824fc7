import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../server/rules';

const folder = join(import.meta.dirname, '../../docs/rules');
/** What the reader and the shell check find themselves, and what comes of deliveries. */
const others = [
  'delivery-fixture',
  'delivery-mismatch',
  'delivery-undescribed',
  'duplicate-key',
  'encoding',
  'syntax',
  'unsubscribe-contract',
];

test('every rule has its page, in the list too, and every page its rule', () => {
  const codes = [...rules.map(({ code }) => code), ...others].sort();
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  expect(pages.map((name) => name.replace(/\.md$/, '')).sort()).toEqual(codes);
  const list = readFileSync(join(folder, 'README.md'), 'utf8');
  for (const code of codes) {
    expect(list).toContain(`[${code}](${code}.md)`);
    expect(readFileSync(join(folder, `${code}.md`), 'utf8')).toContain(`# ${code}\n`);
  }
});
