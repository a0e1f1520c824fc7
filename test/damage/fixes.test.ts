/** A sample of the test of quick fixes at damaged connectors. */
import { expect, test } from 'vitest';
import { describeFixes, judgeFixAll, judgeFixes, quickFixes, type Source } from './fixes';
import { kinds } from './kinds';
import { connectors, damageCase, type Finding } from './trial';

async function sampleOfDamage(step: number): Promise<Source[]> {
  const whole = await connectors(4);
  return kinds.flatMap((kind, index) => {
    if (index % step) return [];
    const connector = whole[(index / step) % whole.length]!;
    const damaged = damageCase(kind, connector, kind.formats[(index / step) % kind.formats.length]!);
    return damaged ? [{ name: `${kind.name}, ${connector.name}`, format: damaged.format, text: damaged.text }] : [];
  });
}

/** A busy machine may take long; that is nothing to fail for. */
const patience = 180_000;

test(
  'quick fixes parse, remove their finding, and add no error',
  async () => {
    const results = await judgeFixes(await quickFixes(await sampleOfDamage(8), 'custom'), 'custom');
    expect(results.length).toBeGreaterThan(10);
    const bad = results.filter(({ problems }) => problems.length > 0);
    expect(bad.length, describeFixes(bad)).toBe(0);
  },
  patience,
);

test(
  'source.fixAll makes no damaged connector worse',
  async () => {
    const fixed = await judgeFixAll(await sampleOfDamage(12), 'custom');
    // A repaired key brings back the hints that the undamaged connector has, so only what is heavier counts here.
    const isHeavy = ({ severity }: Finding): boolean => severity === 'error' || severity === 'warning';
    const worse = fixed.filter(({ added, stillParses }) => added.some(isHeavy) || !stillParses);
    expect(worse.map(({ source, added }) => [source.name, added.map(({ code }) => code)])).toEqual([]);
  },
  patience,
);
