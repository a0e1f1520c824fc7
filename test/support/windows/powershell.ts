/**
 * A reader of the part of PowerShell that a copied command uses, written from Microsoft's documentation and not from the
 * code that it tests: about_Parsing, about_Quoting_Rules, about_Special_Characters, about_Preference_Variables
 * (`PSNativeCommandArgumentPassing`), and the .NET reference of the methods that are called. It throws at everything else,
 * so that a text that leaves its quotes is never read as something harmless.
 */
import { splitCommandLine } from './commandLine';

/** 5.1 and 7.0 join arguments without escaping their quotes; since 7.3 they arrive as they are. */
export type Version = '5.1' | '7.0' | '7.4';

export interface Machine {
  files: Map<string, Buffer>;
  /** The values of environment variables, by name. */
  environment: Record<string, string>;
  /** Runs a program. */
  run(program: string, args: string[]): void;
}

type Value = string | number | Buffer | Stream | undefined;

/** An open file. */
interface Stream {
  path: string;
  position: number;
}

export function runPowerShell(script: string, version: Version, machine: Machine): void {
  if (/[^\n -~]/.test(script)) throw new Error('A character that is typed differently, or is another quote');
  new Reader(script, version, machine).script();
}

class Reader {
  private at = 0;
  private readonly variables = new Map<string, Value>();

  constructor(
    private readonly text: string,
    private readonly version: Version,
    private readonly machine: Machine,
  ) {}

  script(): void {
    for (;;) {
      while (/[\s;]/.test(this.next)) this.at++;
      if (this.next === '') return;
      this.statement();
      this.blanks();
      if (!/^[\n;]?$/.test(this.next)) throw this.unexpected();
    }
  }

  private get next(): string {
    return this.text.charAt(this.at);
  }

  /** Skips blanks and escaped line ends. */
  private blanks(): void {
    for (;;) {
      if (/[ \t]/.test(this.next)) this.at++;
      else if (this.text.startsWith('`\n', this.at)) this.at += 2;
      else return;
    }
  }

  private take(pattern: RegExp): string {
    const found = new RegExp(pattern.source, 'y');
    found.lastIndex = this.at;
    const [text] = found.exec(this.text) ?? [''];
    this.at += text.length;
    return text;
  }

  private expect(text: string): void {
    if (!this.text.startsWith(text, this.at)) throw this.unexpected();
    this.at += text.length;
  }

  private unexpected(): Error {
    return new Error(`Unexpected at ${this.at}: ${JSON.stringify(this.text.slice(this.at, this.at + 40))}`);
  }

  private statement(): void {
    const assigned = this.take(/\$\w+ = /);
    if (assigned) this.variables.set(assigned.slice(1, -3).toLowerCase(), this.expression());
    else if (/[[$('"]/.test(this.next)) this.expression();
    else this.command();
  }

  /** Values, joined by `+`; after an operator the expression continues on the next line. */
  private expression(): Value {
    let value = this.postfix(this.value());
    for (;;) {
      this.blanks();
      if (this.next !== '+') return value;
      this.at++;
      while (/\s/.test(this.next)) this.at++;
      value = String(value) + String(this.postfix(this.value()));
    }
  }

  private value(): Value {
    if (this.next === "'") return this.literal();
    if (this.next === '"') return this.expandable();
    if (this.next === '(') {
      this.at++;
      const value = this.expression();
      this.blanks();
      this.expect(')');
      return value;
    }
    if (this.next === '$') return this.variable();
    if (this.next === '[') return this.typed();
    const number = this.take(/\d+/);
    if (number) return Number(number);
    throw this.unexpected();
  }

  /** In single quotes every character is literal, and a doubled quote is one quote. */
  private literal(): string {
    let value = '';
    this.at++;
    for (;;) {
      value += this.take(/[^']+/);
      this.expect("'");
      if (this.next !== "'") return value;
      this.at++;
      value += "'";
    }
  }

  /** In double quotes variables are expanded and the backtick escapes; of both, a bare variable alone is known here. */
  private expandable(): string {
    let value = '';
    this.at++;
    for (;;) {
      value += this.take(/[^"`$]+/);
      if (this.next === '$') {
        const name = this.take(/\$\w+/);
        if (!name) throw this.unexpected();
        this.at -= name.length;
        value += String(this.variable());
      } else {
        this.expect('"');
        if (this.next === '"') throw this.unexpected();
        return value;
      }
    }
  }

  private variable(): Value {
    const environment = this.take(/\$env:\w+/i);
    if (environment) return this.machine.environment[environment.slice(5).toUpperCase()];
    const name = this.take(/\$\w+/).slice(1).toLowerCase();
    if (!this.variables.has(name)) throw new Error(`No variable ${name}`);
    return this.variables.get(name);
  }

  /** A static method, or a cast to nothing. */
  private typed(): Value {
    if (this.take(/\[void\]/i)) {
      this.postfix(this.value());
      return undefined;
    }
    const name = this.take(/\[[\w.]+\]::\w+/).toLowerCase();
    const { files } = this.machine;
    const all = this.args();
    const [first, second, third] = all;
    switch (`${name}/${all.length}`) {
      case '[io.path]::gettempfilename/0': {
        const file = `C:\\Users\\J O\\AppData\\Local\\Temp\\tmp${files.size}.tmp`;
        files.set(file, Buffer.of());
        return file;
      }
      case '[io.file]::writealltext/2':
        // UTF-8 without a byte-order mark, says the reference.
        files.set(text(first), Buffer.from(text(second)));
        return undefined;
      case '[io.file]::writeallbytes/2':
        files.set(text(first), bytes(second));
        return undefined;
      case '[io.file]::openread/1':
        if (!files.has(text(first))) throw new Error(`No file ${first}`);
        return { path: text(first), position: 0 };
      case '[io.file]::open/2':
        if (second !== 'Append') throw this.unexpected();
        return { path: text(first), position: files.get(text(first))?.length ?? 0 };
      case '[io.binaryreader]::new/1':
        return first;
      case '[convert]::frombase64string/1':
        if (!/^([\w+/]{4})*([\w+/]{2}==|[\w+/]{3}=)?$/.test(text(first))) throw new Error('Not base64');
        return Buffer.from(text(first), 'base64');
      case '[regex]::unescape/1':
        return unescapeRegex(text(first));
      default:
        throw new Error(`Not known: ${name} of ${all.length}, ${third}`);
    }
  }

  /** Members of streams and bytes. */
  private postfix(given: Value): Value {
    let value = given;
    for (;;) {
      const member = this.take(/\.\w+/).toLowerCase();
      if (!member) return value;
      if (member === '.length') {
        value = bytes(value).length;
        continue;
      }
      value = this.call(value as Stream, member, this.args());
    }
  }

  private call(stream: Stream, member: string, [first, second, third]: Value[]): Value {
    const { files } = this.machine;
    const content = files.get(stream.path) ?? Buffer.of();
    switch (member) {
      case '.seek':
        if (second !== 'Begin') throw this.unexpected();
        stream.position = Number(first);
        return stream.position;
      case '.readbytes':
        return content.subarray(stream.position, stream.position + Number(first));
      case '.write':
        if (second !== 0 || third !== bytes(first).length) throw this.unexpected();
        files.set(stream.path, Buffer.concat([content, bytes(first)]));
        return undefined;
      case '.close':
        return undefined;
      default:
        throw new Error(`Not known: ${member}`);
    }
  }

  private args(): Value[] {
    this.expect('(');
    const found: Value[] = [];
    for (;;) {
      while (/\s/.test(this.next)) this.at++;
      if (this.next === ')') break;
      if (found.length > 0) {
        this.expect(',');
        while (/\s/.test(this.next)) this.at++;
      }
      found.push(this.expression());
    }
    this.at++;
    return found;
  }

  /** Argument mode: words, and values that begin with a quote, a dollar sign or a bracket. */
  private command(): void {
    const name = this.take(/[A-Za-z][\w.-]*/);
    if (!name) throw this.unexpected();
    const args: string[] = [];
    for (;;) {
      const before = this.at;
      this.blanks();
      if (/^[\n;]?$/.test(this.next)) break;
      if (this.at === before) throw this.unexpected();
      args.push(this.argument());
    }
    if (name === 'Remove-Item') for (const file of args) this.machine.files.delete(file);
    else this.machine.run(name, this.native(args));
  }

  private argument(): string {
    const value = /['"$(]/.test(this.next) ? this.value() : this.take(/[\w/:.=+-][\w/:.=+%-]*/);
    if (value === '' || value === '--%' || typeof value !== 'string') throw this.unexpected();
    return value;
  }

  private native(args: string[]): string[] {
    if (this.version === '7.4') return args;
    const line = args
      .filter((arg) => arg !== '')
      .map((arg) => (needsQuotes(arg, this.version) ? this.quoted(arg) : arg));
    return splitCommandLine(line.join(' '));
  }

  private quoted(arg: string): string {
    return this.version === '7.0' && arg.endsWith('\\') ? `"${arg}\\"` : `"${arg}"`;
  }
}

/** A blank outside what it takes for quotes. 5.1 does not know that a backslash escapes one. */
function needsQuotes(arg: string, version: Version): boolean {
  let quotes = 0;
  for (let at = 0; at < arg.length; at++) {
    const isEscaped = version !== '5.1' && arg[at - 1] === '\\';
    if (arg[at] === '"' && !isEscaped) quotes++;
    else if (/\s/.test(arg[at]!) && quotes % 2 === 0) return true;
  }
  return false;
}

/** .NET reference, `Regex.Unescape`, with the escapes of "Character escapes in regular expressions". */
function unescapeRegex(escaped: string): string {
  return escaped.replace(/\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([\s\S]?))/g, (_, unicode, short, one) => {
    if (unicode ?? short) return String.fromCharCode(Number.parseInt(unicode ?? short, 16));
    const named: Record<string, string> = {
      t: '\t',
      n: '\n',
      r: '\r',
      f: '\f',
      v: '\v',
      a: '\x07',
      e: '\x1b',
      b: '\b',
    };
    if (named[one]) return named[one];
    if (/^[\w]?$/.test(one)) throw new Error(`Not an escape: \\${one}`);
    return one;
  });
}

function text(value: Value): string {
  if (typeof value !== 'string') throw new Error(`Not a text: ${value}`);
  return value;
}

function bytes(value: Value): Buffer {
  if (!Buffer.isBuffer(value)) throw new Error(`Not bytes: ${value}`);
  return value;
}
