/**
 * Commands for cmd.exe, as browsers on Windows copy them. Sources: Chromium, front_end/panels/network/NetworkLogView.ts
 * (`escapeStringWin`), from 2014 to today; Firefox, devtools/client/shared/curl.js; Microsoft, "Parsing C++ command-line
 * arguments".
 */

/** How quotation marks and backslashes within a word are written. */
type Form =
  /** `^"…^"`, and `^` before all but a few characters: browsers of today. `"…"` around it until 2023. */
  | 'carets'
  /** `"…""…"`: browsers until 2017. */
  | 'doubled'
  /** `"…\"…"`: by hand, and other programs. */
  | 'plain';

/** The prompt of cmd.exe, `C:\Users\me>`, and of PowerShell. */
export const prompt = /^(?:PS )?[a-z]:[^>\n]*>\s*/i;

/** True for a command that cmd.exe would understand, and a POSIX shell not, or differently. */
export const isForCmd = (text: string): boolean => formOf(text) !== undefined;

function formOf(text: string): Form | undefined {
  // Copy as cURL says in its first line that it is for bash, whatever the sender wrote.
  if (/^\s*:\s/.test(text)) return undefined;
  if (/\^"/.test(text)) return 'carets';
  // Single quotes do not quote in cmd.exe: a command with them was written for another shell.
  // A text that does not end is one, too: otherwise each of its quotation marks would be looked at to the end.
  if (/\s'/.test(text.replace(/\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"?/g, '""'))) return undefined;
  if (/"[{[]\s*""/.test(text)) return 'doubled';
  return /\^\r?\n/.test(text) ? 'plain' : undefined;
}

/** The words of the first command, the program first: *Copy all as cURL* joins several with `&`. */
export function cmdWords(text: string): string[] {
  const form = formOf(text) ?? 'plain';
  const command = text.replace(prompt, '');
  const words = wordsOf(form === 'carets' ? withoutCarets(command) : withoutLineEnds(command), form);
  const end = words.indexOf('&');
  return end === -1 ? words : words.slice(0, end);
}

/** A caret takes the special meaning of the next character; before a line end it takes that, but keeps a second one. */
const withoutCarets = (command: string): string =>
  command.replace(/\^(?:\r?\n(\r?\n)?|([\s\S]))/g, (_, second?: string, character?: string) =>
    character === undefined ? (second ? '\n' : '') : character,
  );

const withoutLineEnds = (command: string): string =>
  command.replace(/\^\r?\n(\r?\n)?/g, (_, second?: string) => (second ? '\n' : ' '));

/** Words of a command line as C programs get them, with the escapes of the form taken back. */
function wordsOf(line: string, form: Form): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  // Backslashes with the quotation marks after them, blanks, or a run of other characters.
  for (const [piece] of line.matchAll(/\\+"*|"+|\s+|[^\\"\s]+/g)) {
    if (/^\s/.test(piece) && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/^[\\"]/.test(piece)) {
      const read = readQuotes(piece, isQuoted, form);
      word = (word ?? '') + read.text;
      isQuoted = read.isQuoted;
    } else word = (word ?? '') + piece;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Backslashes and the quotation marks after them. */
function readQuotes(piece: string, wasQuoted: boolean, form: Form): { text: string; isQuoted: boolean } {
  const backslashes = piece.lastIndexOf('\\') + 1;
  let quotes = piece.length - backslashes;
  // Browsers double every backslash, C programs halve those before a quotation mark alone.
  const halves = quotes > 0 || form !== 'plain';
  let text = '\\'.repeat(halves ? Math.floor(backslashes / 2) : backslashes);
  if (halves && backslashes % 2 === 1) {
    text += quotes > 0 ? '"' : '\\';
    quotes = Math.max(0, quotes - 1);
  }
  let isQuoted = wasQuoted;
  for (; quotes > 0; quotes--) {
    if (isQuoted && quotes > 1) {
      // Two within quotation marks are one character.
      text += '"';
      quotes--;
    } else isQuoted = !isQuoted;
  }
  return { text, isQuoted };
}
