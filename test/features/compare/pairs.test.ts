/** Updates of published connectors: what broke in their triggers is found, and nothing else about triggers without a reason. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparePair, pairsIn, unexplained } from '../../support/versions';

const folder = join(import.meta.dirname, '../../versions');

describe.each(pairsIn(folder))('%s', (name) => {
  const result = comparePair(folder, name);

  it('has every break that is known', () => {
    expect(result.missing).toEqual([]);
  });

  it('has no other error in a trigger without a reason', () => {
    expect(unexplained(result)).toEqual([]);
  });
});
