/** Names of saved deliveries: every file system takes them, and different names stay different. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { safeFileName } from '../../client/common/fileName';
import { fixtureFiles } from '../../client/webhooks/export/fixtures';

const devices = ['con', 'prn', 'aux', 'nul', 'com1', 'com9', 'com0', 'lpt1', 'lpt9', 'com\u00b9', 'lpt\u00b3'];

describe('a name', () => {
  it.each([
    ...devices.flatMap((name) => [name, name.toUpperCase(), `${name}.created`, `${name}.tar.gz`, `.${name}.`]),
    'CONIN$',
    'a.',
    'a. . .',
    'a ',
    '..',
    '../../etc',
    'C:\\x',
    'a:b',
    'a<b>c|d?e*f"g',
    '-rf',
    '\u0000\u001f',
    '\u202egpj.exe',
    `${'x'.repeat(79)}.y`,
    `${'x'.repeat(119)}.y`,
    '\u89e6'.repeat(100),
    '\ud83d\ude80'.repeat(60),
  ])('%j is one on Windows', (text) => {
    const name = safeFileName(text, 'delivery');
    const stem = name.split('.')[0]!;
    expect(name).not.toMatch(/[<>:"/\\|?*\0-\x1f]|[. ]$/);
    expect(stem).not.toMatch(
      /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)$/i,
    );
    expect(name).not.toMatch(/^[.-]|\ufffd/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(121);
    // A lone half of a character has no form in UTF-8.
    expect(Buffer.from(name).toString()).toBe(name);
  });

  it.each([
    ['\u89e6\u53d1\u4e00', '\u89e6\u53d1\u4e00'],
    [
      '\u0417\u0430\u043a\u0430\u0437 \u0441\u043e\u0437\u0434\u0430\u043d',
      '\u0417\u0430\u043a\u0430\u0437-\u0441\u043e\u0437\u0434\u0430\u043d',
    ],
    ['\u0939\u093f\u0928\u094d\u0926\u0940', '\u0939\u093f\u0928\u094d\u0926\u0940'],
    ['Jo\u0308rg', 'J\u00f6rg'],
    ['webhook-trigger', 'webhook-trigger'],
    ['issues.opened', 'issues.opened'],
    ['console', 'console'],
    ['com10', 'com10'],
  ])('keeps what can stay of %j', (text, expected) => {
    expect(safeFileName(text, 'delivery')).toBe(expected);
  });
});

it('triggers with names of another script have folders of their own', () => {
  const saved = ['\u89e6\u53d1\u4e00', '\u89e6\u53d1\u4e8c', 'con', '\ud83d\ude80', '', 'x'.repeat(300)].map(
    (trigger) => ({
      trigger,
      event: trigger,
      receivedAt: '2026-11-30T02:00:00.000Z',
      headers: {},
      bodyText: 'null',
    }),
  );
  const paths = fixtureFiles(saved).map(({ path }) => path);
  expect(new Set(paths.map(dirname)).size).toBe(5);
  expect(paths[2]).toBe('con_/con_-2026-11-30T02-00-00-000Z.json');
  // Nothing is left of an emoji, as of an empty name: a number tells them apart in their folder.
  expect(paths.slice(3, 5)).toEqual([
    'delivery/delivery-2026-11-30T02-00-00-000Z.json',
    'delivery/delivery-2026-11-30T02-00-00-000Z-2.json',
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const path of paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
});
