/** A sample of the damage test, and what must be so before any of it means something. */
import { describe, expect, test } from 'vitest';
import { clone, seededPick } from './definition';
import { genericKinds, kinds } from './kinds';
import { legalVariants } from './legal';
import { judge, newFaults } from './oracle';
import { connectors, damageCase, legalCase, summarize, tryCases } from './trial';

/** A busy machine may take long; that is nothing to fail for. */
const patience = 180_000;

describe('the kinds', () => {
  test('are many, have names of their own, and half of them know nothing of the platform', () => {
    expect(new Set(kinds.map(({ name }) => name)).size).toBe(kinds.length);
    expect(kinds.length).toBeGreaterThanOrEqual(130);
    expect(genericKinds.length).toBeGreaterThanOrEqual(kinds.length / 2);
    expect(kinds.filter(({ formats }) => formats.includes('yaml')).length).toBeGreaterThanOrEqual(45);
    expect(legalVariants.length).toBeGreaterThanOrEqual(22);
  });

  test('do what the oracle takes them for', async () => {
    const [connector] = await connectors(1);
    for (const kind of kinds.filter(({ weight }) => weight !== 'judged')) {
      const root = clone(connector!.root);
      const damage = kind.apply(root, seededPick(kind.name), kind.formats[0]!);
      if (!damage || damage.text) continue;
      const isFatal = newFaults(judge(connector!.root), judge(root)).length > 0;
      expect([kind.name, isFatal]).toEqual([kind.name, kind.weight !== 'weak']);
    }
  });
});

describe('a sample', () => {
  test(
    'of damage is reported in place, and fatal damage is an error',
    async () => {
      const whole = await connectors(4);
      const cases = kinds.flatMap((kind, index) => {
        if (index % 6) return [];
        const format = kind.formats[(index / 6) % kind.formats.length]!;
        return damageCase(kind, whole[(index / 6) % whole.length]!, format) ?? [];
      });
      const summary = summarize(await tryCases(cases, whole));
      expect(summary.inPlace, summary.text).toBeGreaterThanOrEqual(0.98);
      expect(summary.errors, summary.text).toBeGreaterThanOrEqual(0.97);
    },
    patience,
  );

  test(
    'of legal variants has nothing new',
    async () => {
      const whole = await connectors(2);
      const cases = legalVariants.flatMap((variant, index) => {
        const format = variant.formats[index % variant.formats.length]!;
        return legalCase(variant, whole[index % whole.length]!, format) ?? [];
      });
      const summary = summarize(await tryCases(cases, whole));
      expect(summary.legal, summary.text).toBe(1);
    },
    patience,
  );
});
