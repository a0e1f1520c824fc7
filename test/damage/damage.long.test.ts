/** Every kind of damage and every legal variant, on 20 connectors and 20 more of a corpus, in JSON and in YAML. */
import { beforeAll, expect, test } from 'vitest';
import type { Format, Kind } from './kind';
import { kinds } from './kinds';
import { legalVariants } from './legal';
import { type Case, connectors, damageCase, legalCase, type Summary, summarize, tryCases } from './trial';

const minutes = 60_000;
let summary: Summary;

/** YAML takes long to lay out: every fourth kind that it can express, on each connector, besides those that only it can. */
const isTried = (kind: Kind, index: number, format: Format): boolean =>
  format === 'json' || kind.formats.length === 1 || index % 4 === 0;

beforeAll(async () => {
  const whole = await connectors(20);
  const cases: (Case | undefined)[] = whole.flatMap((connector) => [
    ...kinds.flatMap((kind, index) =>
      kind.formats
        .filter((format) => isTried(kind, index, format))
        .map((format) => damageCase(kind, connector, format)),
    ),
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
