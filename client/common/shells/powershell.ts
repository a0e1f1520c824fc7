/**
 * Commands for Windows PowerShell 5.1 and PowerShell 7, which read the same text.
 *
 * Both type what is pasted, so everything is printable ASCII. Quotes within arguments of a program are lost in 5.1 and kept
 * since 7.3, and an argument that ends in a backslash swallows what follows it: such texts go to curl in a file, as does
 * every body that has one of them. `[regex]::Unescape` makes other characters; in single quotes it is the only escape.
 */
import { isUtf8 } from 'node:buffer';
import { fitsDoubleQuotes, fitsSingleQuotes } from '../shellText';
import { type CurlCommand, configFile, inPieces, isPrintable, latin1, type StoredPart } from './curlCommand';

/** Maximum number of characters of a text in one line. */
const maxInLine = 4000;
/** Maximum number of characters of an argument, and of all: Windows takes 32,767 for a command. */
const maxArgument = 8000;
const maxArguments = 24_000;

type Option = CurlCommand['options'][number];

export function powershellCommand({ url, options, body }: CurlCommand): string {
  const { inline, inFile } = divide([{ name: '--url', value: Buffer.from(url) }, ...options]);
  const [first, ...others] = inline;
  const isUrlFirst = first?.name === '--url';
  const parts = [isUrlFirst ? `curl.exe ${argument(first.value!)}` : 'curl.exe'];
  parts.push(...(isUrlFirst ? others : inline).map(written));
  const before: string[] = [];
  const files: string[] = [];
  const keep = (name: string, content: CurlCommand['body'], option: string) => {
    before.push(`${name} = [IO.Path]::GetTempFileName()`, ...writing(name, content!));
    files.push(name);
    parts.push(option);
  };
  if (inFile.length > 0) keep('$options', configFile(inFile), '--config $options');
  if (body && isArgument(body)) parts.push(`--data-raw ${argument(body)}`);
  else if (body) keep('$body', body, '--data-binary "@$body"');
  const after = files.map((name) => `Remove-Item ${name}`);
  return [...before, parts.join(' `\n  '), ...after].join('\n');
}

const written = ({ name, value }: Option): string => (value === undefined ? name : `${name} ${argument(value)}`);

/** The options that can be arguments, and those that must be in a file. */
function divide(options: Option[]): { inline: Option[]; inFile: Option[] } {
  const inline: Option[] = [];
  const inFile: Option[] = [];
  let length = 0;
  for (const option of options) {
    const { value } = option;
    length += value?.length ?? 0;
    const fits = value === undefined || (isArgument(value) && length <= maxArguments);
    (fits ? inline : inFile).push(option);
  }
  return { inline, inFile };
}

/** True for bytes that both versions pass to a program as they are. */
function isArgument(bytes: CurlCommand['body'] & object): bytes is Buffer {
  if (!Buffer.isBuffer(bytes) || bytes.length > maxArgument) return false;
  const text = latin1(bytes);
  return text !== '' && isPrintable(text) && !/"|\\$/.test(text);
}

function argument(bytes: Buffer): string {
  const text = latin1(bytes);
  return /^[\w:/.-]+$/.test(text) ? text : textValue(text);
}

/** Statements that write a file whose name is in a variable. */
function writing(name: string, content: Buffer | StoredPart): string[] {
  if (!Buffer.isBuffer(content)) return copying(name, content);
  const text = isUtf8(content) ? content.toString('utf8') : undefined;
  const value = text === undefined ? undefined : textValue(text);
  // Escapes of every other character are no more readable than base64.
  if (value !== undefined && value.length <= content.length * 2 + 40) {
    return [`[IO.File]::WriteAllText(${name}, ${value})`];
  }
  const pieces = inPieces(content.toString('base64'), maxInLine).map((piece) => `'${piece}'`);
  return [`[IO.File]::WriteAllBytes(${name}, [Convert]::FromBase64String(${joined(pieces)}))`];
}

/** Statements that copy a part of a file. */
const copying = (name: string, { file, start, bytes }: StoredPart): string[] => [
  `$stored = [IO.File]::OpenRead(${textValue(file)})`,
  `[void]$stored.Seek(${start}, 'Begin')`,
  `[IO.File]::WriteAllBytes(${name}, [IO.BinaryReader]::new($stored).ReadBytes(${bytes}))`,
  '$stored.Close()',
];

const joined = (pieces: string[]): string => pieces.join(' +\n  ');

/** A text as an expression that can also be an argument. */
function textValue(text: string): string {
  if (isPlain(text) && text.length <= maxInLine) return `'${text}'`;
  if (fitsDoubleQuotes(text)) return `"${text}"`;
  const escaped = text.replace(/[^ -~]|['\\&|<>]/g, escapeOne);
  const pieces = isPlain(text) ? inPieces(text, maxInLine) : inWholeEscapes(escaped);
  const value = joined(pieces.map((piece) => `'${piece}'`));
  if (!isPlain(text)) return `([regex]::Unescape(${value}))`;
  return `(${value})`;
}

/**
 * True for what can be in single quotes as it is. Quotes could be doubled, but not so that other shells read them as well;
 * nor may cmd, to which single quotes mean nothing, find an operator.
 */
const isPlain = fitsSingleQuotes;

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

const escapeOne = (one: string): string =>
  short[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;

/** Pieces of at most {@link maxInLine} characters that end in no half of an escape. */
const inWholeEscapes = (escaped: string): string[] => {
  const whole = /(?:\\u[0-9A-F]{4}|\\.|[^\\]){1,600}/g;
  return escaped.match(whole) ?? [''];
};
