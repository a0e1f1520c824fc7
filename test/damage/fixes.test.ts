/** A sample of the test of quick fixes at damaged connectors. */
import { expect, test } from 'vitest';
import { describeFixes, judgeFixAll, judgeFixes, quickFixes, type Source, shareOfFewer } from './fixes';
import { kinds } from './kinds';
import { print } from './texts';
import { connectors, damageCase } from './trial';

async function sampleOfDamage(step: number): Promise<Source[]> {
  const samples = await connectors(4);
  return kinds.flatMap((kind, index) => {
    if (index % step) return [];
    const connector = samples[(index / step) % samples.length]!;
    const format = kind.formats[(index / step) % kind.formats.length]!;
    const damaged = damageCase(kind, connector, format);
    const whole = print(connector.root, format);
    return damaged ? [{ name: `${kind.name}, ${connector.name}`, format, text: damaged.text, whole }] : [];
  });
}

/** A busy machine may take long; that is nothing to fail for. */
const patience = 180_000;

test(
  'quick fixes parse, remove their finding, add no error, and leave fewer findings',
  async () => {
    const results = await judgeFixes(await quickFixes(await sampleOfDamage(16), 'custom'), 'custom');
    expect(results.length).toBeGreaterThan(10);
    const bad = results.filter(({ problems }) => problems.length > 0);
    expect(bad.length, describeFixes(bad)).toBe(0);
    expect(shareOfFewer(results), describeFixes(results)).toBeGreaterThanOrEqual(0.99);
  },
  patience,
);

test(
  'source.fixAll makes no damaged connector worse',
  async () => {
    const fixed = await judgeFixAll(await sampleOfDamage(24), 'custom');
    const worse = fixed.filter(({ added, stillParses }) => added.length > 0 || !stillParses);
    expect(worse.map(({ source, added }) => [source.name, added.map(({ code }) => code)])).toEqual([]);
  },
  patience,
);
