/** What a sender may write to make a shell run it, and texts made of such parts. */
import type { Random } from '../documents/random';

/** Makes a file that should not be there. */
export const canary = 'touch canary';

/** What ends a quoted text, a line or a paste, moves the cursor, or is expanded, in one shell or another. */
export const hostile: string[] = [
  `\x03\r${canary}\r`,
  `\x03\n${canary}\n`,
  `\x15${canary}\r`,
  '\x7f'.repeat(200),
  `\x1b[201~\r${canary}\r`,
  `\x1b[201~'\r${canary}\r`,
  `\u009b201~'\r${canary}\r`,
  `\x04\x04\x04${canary}`,
  `\x01${canary} #\r`,
  `\x1b<\x1b[H${canary};\r`,
  `\x16\x03\r${canary}\r`,
  `\x18\x05`,
  `\x12${canary}\r`,
  `\t\t${canary}`,
  `\x1a\r${canary}\r`,
  `\x1c\r${canary}\r`,
  '\x11\x13\x0f\x0c\x0b\x17\x19',
  '\x1b\x0d\x1b\x0a',
  `'; ${canary}; '`,
  `'\n${canary}\n'`,
  `"; ${canary}; "`,
  `\\'; ${canary}; \\'`,
  `$(${canary})`,
  `\`${canary}\``,
  `"$(${canary})"`,
  `'$(${canary})'`,
  `'"\`${canary}\`"'`,
  `\${IFS+$(${canary})}`,
  `)"; ${canary}; "$(`,
  `| ${canary}`,
  `& ${canary} &`,
  `\n${canary}\n`,
  `\r\n${canary}\r\n`,
  '!!\n!-1\n!touch\n!#',
  `"!!" '!!' !`,
  `it's !-1 and "!$"`,
  `{"text": "Well done! It's !great & <b>50% off</b> | more\\n"}`,
  '{"only": "!!"}',
  '^touch^curl',
  '@/etc/hostname',
  '@-',
  '-K /etc/hostname',
  '%s %d %n %b \\x41 \\0101 \\c \\u0041',
  '\\',
  '\\\\',
  '\\\n',
  'ends in a line feed\n',
  '\n\n\n',
  ' ',
  '\0before and after\0',
  `\u0241${canary}\u010d`,
  'Zoë, naïve, 東京, 😀',
  '\u2028\u2029\u0085\u202e\u2066\u2069\u200b\u200d\ufeff\u00ad\u{e0041}',
  '\ud800 and \udc00 alone',
];

export const characters = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));

const commands = [canary, `\r${canary}\r`, `;${canary};`, `$(${canary})`];
const printable = [...'\'\'"""!!\\\\$$``;;&&||<>(){}[]*?~#%^=@-+,.:/   ', '$(', '\\n', '\\0', ...commands];
const words = ['abcdefgh', '"name": "value", ', 'https://a.example/', '0123', '{"a": [1, 2]}'];
const others = [
  ...characters(0x00, 0x1f),
  ...characters(0x7f, 0x9f),
  ...['\n', '\r', '\t', '\x1b', '\x1b[201~', '\x1b[200~', 'é', 'ł', '東', '😀', '\u202e', '\u2028', '\u200b', '\ud800'],
];

/** Of some texts a part must be escaped, of some most, and some are plain. */
export function randomText({ below, pick }: Random): string {
  const alphabets = pick([
    [words, printable],
    [words, words, printable, others],
    [printable, others],
  ]);
  return Array.from({ length: 1 + below(30) }, () => pick<string>(pick(alphabets))).join('');
}

/** Every tenth is bytes that are no text. */
export function randomBodies(count: number, random: Random): Buffer[] {
  const bytes = () => Array.from({ length: 1 + random.below(80) }, () => random.below(256));
  return Array.from({ length: count }, (_, index) => Buffer.from(index % 10 === 0 ? bytes() : randomText(random)));
}
