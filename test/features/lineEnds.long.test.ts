/** Twenty connectors, as published and damaged: each damage is done to four of them. */
import { describe, expect, test } from 'vitest';
import { connectors } from '../documents/connectors';
import { damages } from '../rules/damages';
import { lineEndFaults } from './lineEnds';

/** The shortest: every edit of each is made. */
const samples = connectors()
  .toSorted((a, b) => a.text.length - b.text.length)
  .slice(0, 20);

test('are twenty', () => {
  expect(samples).toHaveLength(20);
});

describe.each(['json', 'yaml'] as const)('%s with CRLF keeps CRLF', (language) => {
  test.each(samples.map((sample, index) => [sample.name, sample, index] as const))('%s', (_name, sample, index) => {
    const some = damages.filter((_, at) => at % 5 === index % 5);
    const { faults, edits } = lineEndFaults(sample, language, some);
    expect(faults).toEqual([]);
    expect(edits).toBeGreaterThan(0);
  });
});
