import { expect, test } from 'vitest';
import { connectors } from '../documents/connectors';
import { damageConnector } from './damaged';
import { damages } from './damages';

const outcomes = connectors().flatMap((connector) => damageConnector(connector, damages, 1));

/** Where the rules rightly keep silent. */
const silent = new Map([
  // Part of its body comes at run time, and may bring the callback.
  ['CyberProof', ['callback removed']],
]);

function isSilent({ connector, damage }: { connector: string; damage: string }): boolean {
  return silent.get(connector)?.includes(damage) ?? false;
}

test('every kind of damage fits several connectors', () => {
  for (const { name } of damages) {
    const times = outcomes.filter(({ damage }) => damage === name).length;
    expect(times, name).toBeGreaterThanOrEqual(5);
  }
});

test.each(damages.map(({ name }) => name))('found where it was done: %s', (name) => {
  const missed = outcomes.filter((outcome) => outcome.damage === name && !outcome.found && !isSilent(outcome));
  expect(missed).toEqual([]);
});

test.each(damages.map(({ name }) => name))('brings no error elsewhere that it does not explain: %s', (name) => {
  const stray = outcomes.filter((outcome) => outcome.damage === name && outcome.stray.length > 0);
  expect(stray.map(({ connector, stray }) => ({ connector, stray }))).toEqual([]);
});

test('the list of silences holds what is true', () => {
  for (const [connector, names] of silent) {
    for (const damage of names) {
      const outcome = outcomes.find((one) => one.connector === connector && one.damage === damage);
      expect(outcome?.found, `${connector}: ${damage}`).toBe(false);
    }
  }
});
