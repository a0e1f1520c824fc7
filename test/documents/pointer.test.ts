import { describe, expect, it } from 'vitest';
import { escapePointer, fragmentKeys, pointerKeys, unescapePointer } from '../../server/protocol/pointer';
import { seeded } from './random';

const random = seeded(6901);
const keys = Array.from({ length: 200 }, () =>
  Array.from({ length: random.below(6) }, () => random.pick(['~', '/', '0', '1', '%', '#', 'a', ' ', 'é'])).join(''),
);

describe('a JSON pointer', () => {
  it('leads through the keys that it was made from', () => {
    const pointer = keys.map((key) => `/${escapePointer(key)}`).join('');
    expect(pointerKeys(pointer)).toEqual(keys);
    for (const key of keys) expect(unescapePointer(escapePointer(key))).toBe(key);
  });

  it('leads through the same keys as the percent-encoded fragment of a reference', () => {
    const fragment = keys.map((key) => `/${encodeURIComponent(escapePointer(key))}`).join('');
    expect(fragmentKeys(`#${fragment}`)).toEqual(keys);
  });

  it.each<[string, string[]]>([
    ['', []],
    ['#', []],
    ['#/', ['']],
    ['#/definitions/a~1b', ['definitions', 'a/b']],
    ['#/definitions/~01', ['definitions', '~1']],
    ['#/definitions/100%', ['definitions', '100%']],
  ])('of the fragment %j leads through %j', (fragment, expected) => {
    expect(fragmentKeys(fragment)).toEqual(expected);
  });
});
