/**
 * Commands for the prompt of cmd.exe.
 *
 * It reads a line twice: `%name%` is replaced first, in quotes too; then quotes and carets are read. A text without `"` and
 * `%` is in quotes, where nothing else counts. In others a caret is before every character that cmd acts on, quotes
 * included, so that cmd sees none of them as quotes, and behind each `%`, so that what follows is the name of no variable.
 * What a line cannot hold (line ends, other control characters, characters beyond ASCII, more than 8,191 characters)
 * goes to curl in a file that PowerShell writes.
 */
import { createHash } from 'node:crypto';
import { type CurlCommand, configFile, inPieces, isPrintable, latin1, type StoredPart } from './curlCommand';

/** Maximum number of characters of an argument as it is written, and of all together: cmd takes 8,191 in a command. */
const maxArgument = 4000;
const maxArguments = 6000;
/** The name of an option with the end of its line, in characters. */
const besideArgument = 20;
/** Maximum number of characters of base64 in one line. */
const maxBase64 = 7000;

type Option = CurlCommand['options'][number];

export function cmdCommand({ url, options, body }: CurlCommand): string {
  const urlOption: Option = { name: '--url', value: Buffer.from(url) };
  const parts: string[] = [];
  const inFile: Option[] = [];
  let length = 0;
  const isTaken = (text: string | undefined): text is string => {
    if (text === undefined || text.length > maxArgument || length + text.length > maxArguments) return false;
    length += text.length + besideArgument;
    return true;
  };
  for (const option of [urlOption, ...options]) {
    const word = option.value === undefined ? '' : argument(option.value);
    if (!isTaken(word)) inFile.push(option);
    else parts.push(option === urlOption ? `curl ${word}` : `${option.name} ${word}`.trim());
  }
  if (parts[0]?.startsWith('curl ') !== true) parts.unshift('curl');
  const files: string[] = [];
  const before: string[] = [];
  const keep = (content: Buffer | StoredPart, kind: string) => {
    const name = `flow-webhooks-${digestOf(content)}.${kind}`;
    files.push(`"%TEMP%\\${name}"`);
    before.push(...writing(name, content));
    return `%TEMP%\\${name}`;
  };
  if (inFile.length > 0) parts.push(`--config "${keep(configFile(inFile), 'options')}"`);
  if (body) {
    const word = Buffer.isBuffer(body) ? argument(body) : undefined;
    parts.push(isTaken(word) ? `--data-raw ${word}` : `--data-binary "@${keep(body, 'body')}"`);
  }
  const after = files.map((file) => `del ${file}`);
  return [...before, parts.join(' ^\n  '), ...after].join('\n');
}

const digestOf = (content: Buffer | StoredPart): string =>
  createHash('sha256')
    .update(Buffer.isBuffer(content) ? content : JSON.stringify(content))
    .digest('hex')
    .slice(0, 8);

/** One argument; undefined where a line cannot hold it. */
function argument(bytes: Buffer): string | undefined {
  const text = latin1(bytes);
  if (!isPrintable(text)) return undefined;
  if (/^[\w:/.-]+$/.test(text)) return text;
  // A program reads `\"` as a quote, and backslashes before one in pairs.
  const escaped = text.replace(/(?<!\\)(\\*)("|$)/g, (_, backslashes: string, quote: string) =>
    quote ? `${backslashes}${backslashes}\\"` : backslashes + backslashes,
  );
  if (!/["%]/.test(text)) return `"${escaped}"`;
  return `"${escaped}"`.replace(/(?<=%).|[()!^"<>&|]/g, '^$&');
}

/** Lines that write a file in the folder for temporary ones. Base64 holds nothing that either shell acts on. */
function writing(name: string, content: Buffer | StoredPart): string[] {
  const file = `($env:TEMP + '\\${name}')`;
  if (!Buffer.isBuffer(content)) return [powershell(copying(file, content))];
  const [first = '', ...others] = inPieces(content.toString('base64'), maxBase64);
  return [
    powershell(`[IO.File]::WriteAllBytes(${file}, [Convert]::FromBase64String('${first}'))`),
    ...others.map((piece) =>
      powershell(
        `$bytes = [Convert]::FromBase64String('${piece}'); $file = [IO.File]::Open(${file}, 'Append'); ` +
          '$file.Write($bytes, 0, $bytes.Length); $file.Close()',
      ),
    ),
  ];
}

const powershell = (statements: string): string => `powershell -NoProfile -Command "${statements}"`;

const copying = (target: string, { file, start, bytes }: StoredPart): string =>
  `$stored = [IO.File]::OpenRead(${path(file)}); [void]$stored.Seek(${start}, 'Begin'); ` +
  `[IO.File]::WriteAllBytes(${target}, [IO.BinaryReader]::new($stored).ReadBytes(${bytes})); $stored.Close()`;

/** A path, which may hold any letter and a percent sign. */
const path = (file: string): string =>
  /^[\w :\\/.~-]+$/.test(file)
    ? `'${file}'`
    : `[regex]::Unescape('${file.replace(/[^\w :/.~-]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}')`;
