/**
 * Requests as PowerShell makes them: *Copy as PowerShell* of Chrome and Edge (Chromium, NetworkLogView.ts,
 * `generatePowerShellCommand`) and Firefox (devtools/client/netmonitor/src/utils/powershell.js), and the code that Postman
 * and people write. Nothing is evaluated: texts, tables and variables that hold them are read.
 */

/** What is known of the command. Undefined where it does not say. */
import { say } from '../../texts/say';
export interface PowerShellRequest {
  method: string | undefined;
  url: string | undefined;
  headers: [name: string, value: string][];
  body: string | undefined;
  /** True where the user and the password come from elsewhere. */
  basic: boolean;
}

const command = /^(?:invoke-webrequest|invoke-restmethod|iwr|irm)$/i;
const commandInText = /(?:^|[\n;=(>])[ \t]*(?:invoke-webrequest|invoke-restmethod|iwr|irm)[ \t]/i;

export const isPowerShell = (text: string): boolean => !/^[[{"]/.test(text) && commandInText.test(text);

/** A text, a table, or what no text is known of. */
type Value = string | Map<string, string> | undefined;

interface Token {
  kind: 'text' | 'word' | 'sign' | 'end';
  text: string;
  /** True for a text in which variables are replaced. */
  expands?: boolean;
}

/** @throws with a message for people when a part of the request is not in the text */
export function readPowerShell(text: string): PowerShellRequest {
  return new Reader(tokensOf(text)).read();
}

const pattern =
  /@"[ \t]*\r?\n([\s\S]*?)\r?\n"@|@'[ \t]*\r?\n([\s\S]*?)\r?\n'@|"((?:[^"`]|`[\s\S]|"")*)"|'((?:[^']|'')*)'|`\r?\n|(\r?\n|;)|(@\{|[(){}=,])|#[^\n]*|([^\s(){}=;,"'`]+)/g;

/** Maximum number of here-strings: one that does not end is looked through to the end of the text. */
const maxHereStrings = 20;

function tokensOf(text: string): Token[] {
  if ((text.match(/@["'][ \t]*\r?\n/g)?.length ?? 0) > maxHereStrings) {
    throw new Error(say`The PowerShell command has more than ${maxHereStrings} here-strings.`);
  }
  const tokens: Token[] = [];
  for (const [, hereDouble, hereSingle, double, single, end, sign, word] of text.matchAll(pattern)) {
    if (hereDouble !== undefined || double !== undefined) {
      tokens.push({ kind: 'text', text: unescaped(hereDouble ?? double!.replaceAll('""', '"')), expands: true });
    } else if (hereSingle !== undefined || single !== undefined) {
      tokens.push({ kind: 'text', text: hereSingle ?? single!.replaceAll("''", "'") });
    } else if (end) tokens.push({ kind: 'end', text: end });
    else if (sign) tokens.push({ kind: 'sign', text: sign });
    else if (word) tokens.push({ kind: 'word', text: word });
  }
  return tokens;
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', 0: '\0', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** Escapes of a text in double quotes, and the characters that browsers write as `$([char]246)`. */
const unescaped = (text: string): string =>
  text.replace(
    /`u\{([\da-f]{1,6})\}|`([\s\S])|\$\(\[char\](\d{1,5})\)/gi,
    (whole, hex?: string, escaped?: string, code?: string) => {
      if (escaped !== undefined) return escapes[escaped] ?? escaped;
      const point = hex === undefined ? Number(code) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );

/** Pseudo-headers of HTTP/2, which Chrome copies without their colon. */
const isPseudo = (name: string): boolean => /^(?:authority|method|path|scheme)$/.test(name);

class Reader {
  private at = 0;
  private readonly variables = new Map<string, Value>();

  constructor(private readonly tokens: Token[]) {}

  read(): PowerShellRequest {
    while (this.at < this.tokens.length) {
      const { kind, text } = this.tokens[this.at++]!;
      if (kind !== 'word') continue;
      if (command.test(text)) return this.request();
      const [, name, isAdd] = /^\$([\w:]+)(\.add)?$/i.exec(text) ?? [];
      if (name === undefined) continue;
      if (isAdd) this.add(name);
      else if (this.isSign('=')) this.assign(name);
    }
    throw new Error(say('It has no Invoke-WebRequest or Invoke-RestMethod.'));
  }

  private assign(name: string): void {
    this.at++;
    const next = this.tokens[this.at];
    // `$response = Invoke-RestMethod …` is read as the command; `New-Object …` as an empty table.
    if (next?.kind === 'word' && command.test(next.text)) return;
    const value = next?.kind === 'word' && !next.text.startsWith('$') ? new Map<string, string>() : this.value();
    // `… | ConvertTo-Json`, `… + …`: what comes of it is not in the text.
    const isComputed = /^[|+]/.test(this.tokens[this.at]?.text ?? '');
    this.variables.set(name.toLowerCase(), isComputed ? undefined : value);
  }

  /** `$headers.Add("name", "value")` */
  private add(name: string): void {
    const [open, key, comma, value] = this.tokens.slice(this.at, this.at + 4);
    const table = this.variables.get(name.toLowerCase());
    if (open?.text !== '(' || key?.kind !== 'text' || comma?.text !== ',' || value?.kind !== 'text') return;
    if (table instanceof Map) table.set(key.text, value.text);
  }

  private request(): PowerShellRequest {
    const given = new Map<string, Value>();
    while (this.at < this.tokens.length && this.tokens[this.at]!.kind !== 'end') {
      const { kind, text } = this.tokens[this.at]!;
      if (kind === 'word' && /^-[a-z]/i.test(text)) {
        this.at++;
        const next = this.tokens[this.at];
        const isSwitch = !next || next.kind === 'end' || (next.kind === 'word' && /^-[a-z]/i.test(next.text));
        given.set(text.slice(1).replace(/:$/, '').toLowerCase(), isSwitch ? '' : this.value());
      } else if (!given.has('uri') && (kind === 'text' || kind === 'word')) given.set('uri', this.value());
      else this.at++;
    }
    return requestOf(given);
  }

  private value(): Value {
    const token = this.tokens[this.at++];
    if (token?.kind === 'text') return this.expanded(token);
    if (token?.text === '@{') return this.table();
    if (token?.text === '(') return this.inBrackets();
    const variable = /^\$([\w:]+)$/.exec(token?.text ?? '');
    return variable ? this.variables.get(variable[1]!.toLowerCase()) : token?.text;
  }

  /** A text with the variables whose values are known. */
  private expanded({ text, expands }: Token): string {
    if (!expands) return text;
    return text.replace(/\$(\w+)/g, (whole, name: string) => {
      const value = this.variables.get(name.toLowerCase());
      return typeof value === 'string' ? value : whole;
    });
  }

  private table(): Map<string, string> {
    const table = new Map<string, string>();
    while (this.at < this.tokens.length && !this.isSign('}')) {
      const { kind, text } = this.tokens[this.at++]!;
      if ((kind !== 'text' && kind !== 'word') || !this.isSign('=')) continue;
      this.at++;
      const value = this.value();
      if (typeof value === 'string') table.set(text, value);
    }
    this.at++;
    return table;
  }

  /** The text in `([System.Text.Encoding]::UTF8.GetBytes("…"))`; undefined where something computes it. */
  private inBrackets(): Value {
    let found: Value;
    let isComputed = false;
    for (let depth = 1; depth > 0 && this.at < this.tokens.length; this.at++) {
      const { kind, text } = this.tokens[this.at]!;
      if (text === '(' && kind === 'sign') depth++;
      else if (text === ')' && kind === 'sign') depth--;
      else if (kind === 'text') found ??= text;
      else if (/^\$/.test(text)) found ??= this.variables.get(text.slice(1).toLowerCase());
      else if (/^(?:\||convertto-json)$/i.test(text)) isComputed = true;
    }
    return isComputed ? undefined : found;
  }

  private isSign(sign: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === 'sign' && token.text === sign;
  }
}

function requestOf(given: Map<string, Value>): PowerShellRequest {
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  if (given.has('infile'))
    throw new Error(say('Its body is in a file (-InFile): put the JSON into the command itself.'));
  if (given.has('form') || given.get('body') instanceof Map) throw new FormError();
  if (given.has('body') && text('body') === undefined) {
    throw new Error(say('Its body is computed: put the JSON itself after -Body, in quotes.'));
  }
  const table = given.get('headers');
  const headers = table instanceof Map ? [...table].filter(([name]) => !isPseudo(name)) : [];
  const contentType = text('contenttype');
  if (contentType !== undefined) headers.push(['Content-Type', contentType]);
  if (given.has('token')) headers.push(['Authorization', 'Bearer']);
  return {
    method: (text('custommethod') ?? text('method'))?.toUpperCase(),
    url: text('uri'),
    headers,
    body: text('body'),
    basic: given.has('credential') || text('authentication')?.toLowerCase() === 'basic',
  };
}

/** The body is a form, which Power Automate does not send. */
export class FormError extends Error {}
