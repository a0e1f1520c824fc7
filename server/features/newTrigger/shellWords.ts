import { parse as parseShell } from 'shell-quote';
import { textOfBase64, textOfBytes } from '../../documents/bytes';
import { say } from '../../texts/say';
import { cmdWords, isForCmd, prompt } from './cmdWords';

/**
 * A curl command: after a prompt, after the `: … &&` that says which shell it is for, and after the commands that
 * give it its body, as Copy as cURL writes them.
 */
const curlCommand = /^(?:\$\s+)?(?::\s.*&&\s+)?(?:((?:printf|tail)\s[\s\S]*?)\|\s*)?(curl(?:\.exe)?\s[\s\S]*)$/i;

/** One or more quoted texts after `printf %b`, or in base64 after `printf %s`. */
const printf = /printf %[bs] ((?:'[^']*'\s*)+)(\| base64 --decode)?/;
const printfInWord = new RegExp(`"\\$\\(${printf.source}\\)"`, 'g');

export const isCurlCommand = (text: string): boolean => curlCommand.test(text.replace(prompt, ''));

/** The arguments of a curl command. Line ends are escaped with `\`, in Windows' shells with `^` or a backtick. */
export function curlArguments(text: string): string[] {
  if (isForCmd(text)) return withoutTooMany(cmdWords(text)).slice(1);
  const joined = text
    .replace(prompt, '')
    .replace(/\\\r?\n/g, '')
    .replace(/[\^`]\r?\n/g, ' ');
  const [, source = '', curl = ''] = curlCommand.exec(joined) ?? [];
  const [, written, base64] = printf.exec(source) ?? [];
  const args = wordsOf(curl).slice(1);
  return written === undefined ? args : args.map((arg) => (arg === '@-' ? printed(written, base64) : arg));
}

/** Maximum number of words of a command; without quotation marks, the words of a long JSON text are arguments, too. */
const maxWords = 10_000;

function wordsOf(command: string): string[] {
  // The library knows plain quotes only: not `$'…'`, which browsers copy, and no commands in a word.
  const plain = command
    .replace(printfInWord, (_, written: string, base64?: string) => quoted(printed(written, base64)))
    .replace(/'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|\$'((?:[^'\\]|\\[\s\S])*)'/g, (text, inner?: string) =>
      inner === undefined ? text : quoted(unescapeAnsi(inner)),
    );
  // Variables stay as they are written: nothing from this machine's environment may get into a definition.
  const words = parseShell(plain, (name) => `$${name}`).flatMap((word) => {
    if (typeof word === 'string') return [word];
    return 'pattern' in word ? [word.pattern] : [];
  });
  return withoutTooMany(words);
}

function withoutTooMany(words: string[]): string[] {
  if (words.length > maxWords) throw new Error(say`The cURL command has more than ${maxWords} words: quote its JSON.`);
  return words;
}

function printed(written: string, base64?: string): string {
  const text = [...written.matchAll(/'([^']*)'/g)].map(([, piece]) => piece).join('');
  if (base64) return textOfBase64(text);
  const bytes = text.replace(/\\0(\d{1,3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return textOfBytes(bytes);
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const ansi: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

function unescapeAnsi(text: string): string {
  return text.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ansi[code] ?? code),
  );
}
