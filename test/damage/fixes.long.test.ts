/** Every quick fix that is offered for a damaged connector, applied; and `source.fixAll` over whole connectors. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type AllFixed,
  describeFixes,
  type FixResult,
  judgeFixAll,
  judgeFixes,
  quickFixes,
  type Source,
  shareOfFewer,
} from './fixes';
import { kinds } from './kinds';
import { print } from './texts';
import { connectors, damageCase, definitionFiles, type Finding, profiles } from './trial';

const minutes = 60_000;

/** Damaged connectors; every kind in JSON, and every third of each connector in YAML. */
async function damagedSources(): Promise<Source[]> {
  const samples = await connectors(20);
  return samples.flatMap((connector, shift) =>
    kinds.flatMap((kind, index) =>
      kind.formats.flatMap((format) => {
        if (format === 'yaml' && (index + shift) % 3) return [];
        const damaged = damageCase(kind, connector, format);
        const whole = print(connector.root, format);
        return damaged ? [{ name: `${kind.name}, ${connector.name}`, format, text: damaged.text, whole }] : [];
      }),
    ),
  );
}

describe.each(profiles)('each quick fix at damaged connectors, profile %s', (profile) => {
  let results: FixResult[];
  beforeAll(async () => {
    results = await judgeFixes(await quickFixes(await damagedSources(), profile), profile);
    console.log(describeFixes(results));
  }, 30 * minutes);

  test('leaves a text that parses, without its finding and without a new error', () => {
    const bad = results.filter(({ problems }) => problems.length > 0);
    expect(bad.length, describeFixes(bad)).toBe(0);
  });

  test('leaves fewer findings', () => {
    expect(shareOfFewer(results)).toBeGreaterThanOrEqual(0.99);
  });
});

test.each(profiles)(
  'source.fixAll makes no connector worse, profile %s',
  async (profile) => {
    const shipped = fileURLToPath(new URL('../connectors', import.meta.url));
    const files = await definitionFiles(process.env.FLOW_WEBHOOKS_CORPUS ?? shipped);
    const sources: Source[] = await Promise.all(
      files.map(async (file) => ({
        name: path.basename(path.dirname(file)),
        format: 'json',
        text: (await readFile(file, 'utf8')).replace(/^\uFEFF/, ''),
      })),
    );
    const fixed: AllFixed[] = await judgeFixAll(sources, profile);
    const count = (all: Finding[][]): number => all.reduce((sum, one) => sum + one.length, 0);
    const [before, after] = [count(fixed.map((one) => one.before)), count(fixed.map((one) => one.after))];
    console.log(`${files.length} connectors, ${fixed.length} changed: ${before} findings before, ${after} after`);
    const worse = fixed.filter(({ added, stillParses }) => added.length > 0 || !stillParses);
    expect(worse.map(({ source, added }) => [source.name, added.map(({ code }) => code)])).toEqual([]);
  },
  10 * minutes,
);
