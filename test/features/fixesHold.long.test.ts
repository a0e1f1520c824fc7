/** {@link faultsOfFixes} of every damage to every connector, of every fixture, and of every connector as published. */
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { connectors } from '../documents/connectors';
import { damages } from '../rules/damages';
import { fixtures } from '../rules/fixture';
import { faultsAfter, faultsOfFixes } from './holds';
import { open, write } from './repairs';

const samples = connectors();

describe.each(['json', 'yaml'] as const)('in %s', (language) => {
  test.each(damages.map((damage) => [damage.name, damage] as const))('%s', (_name, damage) => {
    const faults = samples.flatMap((sample) =>
      (faultsAfter(damage, sample, language) ?? []).map((fault) => `${sample.name}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  test.each(samples.map(({ name, text }) => [name, text] as const))('as published: %s', (_name, text) => {
    expect(faultsOfFixes(open(language, write(language, parse(text))))).toEqual([]);
  });
});

const flawed = fixtures().filter(({ name, language }) => name.startsWith('bad') && language === 'jsonc');

test.each(flawed.map(({ code, name, text }) => [`${code}/${name}`, text] as const))(
  'of a fixture: %s',
  (_name, text) => {
    const errors: ParseError[] = [];
    const data = parse(text, errors);
    if (errors.length === 0) expect(faultsOfFixes(open('json', write('json', data)))).toEqual([]);
  },
);
