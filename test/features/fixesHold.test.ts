/** Each fix of what a damage brings removes its finding and brings no other: a sample. All of them: fixesHold.long.test.ts. */
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { connectors } from '../documents/connectors';
import { damages } from '../rules/damages';
import { sampleOf } from '../support/long';
import { faultsAfter, faultsOfFixes } from './holds';
import { open, write } from './repairs';

/** Maximum length of a connector in characters. */
const maxLength = 12_000;
const samples = connectors().filter(({ text }) => text.length < maxLength);

describe.each(['json', 'yaml'] as const)('in %s', (language) => {
  const turns = damages.map((damage, turn) => [damage.name, damage, turn] as const);
  test.each(sampleOf(turns, language === 'json' ? 1 : 3))('%s', (_name, damage, turn) => {
    for (const i of samples.keys()) {
      // Each damage begins with another connector.
      const sample = samples[(i + turn) % samples.length]!;
      const faults = faultsAfter(damage, sample, language);
      if (!faults) continue;
      expect(faults, sample.name).toEqual([]);
      return;
    }
  });
});

test.each(samples.map(({ name, text }) => [name, text] as const))('as published: %s', (_name, text) => {
  expect(faultsOfFixes(open('json', write('json', parse(text))))).toEqual([]);
});
