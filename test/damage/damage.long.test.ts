/** Every kind of damage and every legal variant, on 20 connectors and 20 more of a corpus, in JSON and in YAML. */
import { beforeAll, expect, test } from 'vitest';
import { kinds } from './kinds';
import { legalVariants } from './legal';
import { type Case, connectors, damageCase, legalCase, type Summary, summarize, tryCases } from './trial';

const minutes = 60_000;
let summary: Summary;

beforeAll(async () => {
  const whole = await connectors(20);
  const cases: (Case | undefined)[] = whole.flatMap((connector) => [
    ...kinds.flatMap((kind) => kind.formats.map((format) => damageCase(kind, connector, format))),
    ...legalVariants.flatMap((variant) => variant.formats.map((format) => legalCase(variant, connector, format))),
  ]);
  summary = summarize(
    await tryCases(
      cases.filter((one) => one !== undefined),
      whole,
    ),
  );
  console.log(summary.text);
}, 20 * minutes);

test('what is damaged is reported in place', () => {
  expect(summary.inPlace).toBeGreaterThanOrEqual(0.98);
});

test('what import refuses or kills a trigger is an error', () => {
  expect(summary.errors).toBeGreaterThanOrEqual(0.97);
});

test('nothing new is reported of legal variants', () => {
  expect(summary.legal).toBe(1);
});
