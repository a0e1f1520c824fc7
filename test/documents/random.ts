/** Random edits that can be reproduced: each test has a fixed seed. */

export interface Random {
  /** An integer below `limit`. */
  below: (limit: number) => number;
  pick: <T>(items: readonly T[]) => T;
}

/** Mulberry32, a small generator in the public domain. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: (items) => items[below(items.length)]! };
}

export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

const structural = '{ } [ ] , : " # - \' \n \r\n \t \\ & * ! | > % @ ? / // /* */ --- ...'
  .split(' ')
  .concat(' ', '  ', '\n\n', '\u2003', '\0', '\ufeff');
const words = [
  '"x-ms-trigger": "single",',
  '"a": 1',
  'x-ms-trigger: single\n',
  'true',
  'null',
  '1e5',
  '"\\u00e9"',
  '$ref',
  'ünï😀',
  '<<: *a',
  '&a',
];

/** One edit as people make them: a key stroke, a deletion, a paste, lines moved, a word replaced. */
export function randomEdit(random: Random, text: string): TextEdit {
  const at = random.below(text.length + 1);
  const near = Math.min(text.length, at + 1 + random.below(12));
  const far = Math.min(text.length, at + random.below(400));
  const kinds: (() => TextEdit)[] = [
    () => ({ start: at, end: at, text: random.pick(structural) }),
    () => ({ start: at, end: at, text: String.fromCharCode(97 + random.below(26)) }),
    () => ({ start: at, end: at, text: random.pick(words) }),
    () => ({ start: at, end: near, text: '' }),
    () => ({ start: at, end: Math.min(text.length, at + 1), text: random.pick(structural) }),
    () => ({ start: at, end: far, text: '' }),
    () => ({ start: at, end: near, text: random.pick(words) }),
    () => pasted(random, text, at),
    () => lineRemoved(text, at),
    () => ({ ...lineRemoved(text, at), text: `${' '.repeat(random.below(8))}added: 1\n` }),
    () => reindented(random, text, at),
  ];
  return random.pick(kinds)();
}

function lineRemoved(text: string, at: number): TextEdit {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return { start, end: end < 0 ? text.length : Math.max(start, end + 1), text: '' };
}

function pasted(random: Random, text: string, at: number): TextEdit {
  const from = random.below(text.length + 1);
  return { start: at, end: at, text: text.slice(from, from + random.below(300)) };
}

function reindented(random: Random, text: string, at: number): TextEdit {
  const { start } = lineRemoved(text, at);
  const blanks = /^ */.exec(text.slice(start, start + 80))![0].length;
  return { start, end: start + blanks, text: ' '.repeat(random.below(blanks + 4)) };
}
