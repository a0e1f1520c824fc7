/**
 * Bytes as parts of a command that is copied, pasted into a terminal and run there.
 *
 * A terminal types what is pasted. A control character is a key stroke that ends the line or moves the cursor, within
 * quotes too, and so may be each byte of a letter such as `é` where the locale is plain C. The parts are therefore
 * printable ASCII in short lines. `printf %b` makes every other byte from an octal escape; bash, zsh, dash and busybox
 * all have it, while dash does not know `$'…'`.
 *
 * The parts are right in POSIX shells. Other shells run nothing that a text says: single quotes hold no `'` (PowerShell
 * escapes it in another way) and end in no backslash (in fish it escapes the quote), `&`, `|`, `<` and `>` are in
 * double quotes or escaped (cmd knows no single quotes), and no line after the first begins with a text.
 */

/**
 * Maximum number of characters of a text in one line. A terminal without a line editor, as dash has it, drops what
 * follows the first 4,095 bytes of a line on Linux and 1,023 on macOS.
 */
const maxInLine = 900;

const isPrintable = (text: string): boolean => /^[ -~]*$/.test(text);
const isShort = (text: string): boolean => text.length <= maxInLine;
/** True for a text that means the same in single quotes in every shell that has them, and runs nothing in cmd. */
export const fitsSingleQuotes = (text: string): boolean => isPrintable(text) && !/['&|<>]|\\\\|\\$/.test(text);
/** True for a text that means the same in double quotes in every shell. */
export const fitsDoubleQuotes = (text: string): boolean => isShort(text) && isPrintable(text) && !/["$`\\!]/.test(text);

/** True where {@link shellWord} shows the bytes as they are. */
export function isPlainText(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  return fitsSingleQuotes(text) || fitsDoubleQuotes(text);
}

/** One word of a command. A NUL cannot be in any argument, and line feeds at the end of one are lost. */
export function shellWord(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  if (isShort(text) && /^[\w@%+=:,./-]+$/.test(text)) return text;
  if (fitsSingleQuotes(text)) return singleQuoted(text);
  return fitsDoubleQuotes(text) ? `"${text}"` : `"$(${printCommand(bytes)})"`;
}

/** A command that writes the bytes to standard output, readable where three quarters of them are. */
export function printCommand(bytes: Buffer): string {
  const text = bytes.toString('latin1').replace(/[^ -~]|['!&|<>\\]/g, octalEscape);
  if (text.length <= bytes.length * 2) return `printf %b ${singleQuoted(text, wholeEscapes)}`;
  return `printf %s ${singleQuoted(bytes.toString('base64'))} | base64 --decode`;
}

const octalEscape = (byte: string): string => `\\0${byte.charCodeAt(0).toString(8).padStart(3, '0')}`;

/** As much as a line takes, but not up to a backslash. */
const untilLineIsFull = new RegExp(`.{1,${maxInLine}}(?<!\\\\)`, 'g');
/** As much as a line takes, but not up to the middle of an {@link octalEscape}. */
const wholeEscapes = new RegExp(`.{1,${maxInLine}}(?<!\\\\\\d{0,3})`, 'g');

/** Quoted pieces with nothing but an escaped line end between them are one word. */
function singleQuoted(text: string, piece = untilLineIsFull): string {
  const pieces = text.match(piece) ?? [''];
  return pieces.map((one) => `'${one}'`).join('\\\n');
}
