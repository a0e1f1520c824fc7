import { Scanner } from './jsonScanner';
import { type Fault, faults, missingClosing, unexpectedClosing } from './syntaxFaults';
import { type Member, Node, type Piece, type Problem } from './tree';

/**
 * Reads one JSON value. Never throws: returns what could be read, and adds the problems to `piece`. Where brackets do not
 * match, the text is read again with the indentation as a guide: people and tools indent what they write, so a missing
 * bracket shows on the line where it should have been.
 */
export function parseJson(text: string, piece: Piece, comments: boolean): Node | undefined {
  const plain = new Parser(text, piece, comments, false);
  const root = plain.parse();
  if (!plain.brackets || !text.includes('\n')) {
    piece.problems.push(...plain.problems);
    return root;
  }
  const guided = new Parser(text, piece, comments, true);
  const better = guided.parse();
  piece.problems.push(...guided.problems);
  return better;
}

/** The token that an open object or array expects. `first` is `item` with nothing before it; an object's items are its keys. */
type Awaits = 'first' | 'item' | 'colon' | 'value' | 'comma';

interface Open {
  node: Node;
  line: number;
  /** Indentation of the line that opens it, in characters; -1 where it is not known. */
  indent: number;
  /** Indentation of its content, from the first line that shows it; -1 before that. */
  inner: number;
  awaits: Awaits;
  member: Member | undefined;
}

const names: Record<string, string> = { object: 'brace', array: 'bracket' };
/** Maximum number of problems reported in one piece: a file that is not JSON has a fault on every line. */
const mostProblems = 20;

class Parser {
  readonly problems: Problem[] = [];
  /** True when brackets do not match. */
  brackets = false;
  private readonly scanner: Scanner;
  private readonly open: Open[] = [];
  private root: Node | undefined;
  private lastComma = { start: 0, line: 0 };
  private problemLine = -1;

  constructor(
    private readonly text: string,
    private readonly piece: Piece,
    comments: boolean,
    private readonly guided: boolean,
  ) {
    this.scanner = new Scanner(text, comments, (fault, start, end) => this.report(fault, start, end));
  }

  parse(): Node | undefined {
    const { scanner } = this;
    for (let kind = scanner.next(); kind !== 'end'; kind = scanner.next()) {
      if (this.root && this.open.length === 0) {
        this.bracketProblem(faults.afterEnd, scanner.start, scanner.end);
        return this.root;
      }
      if (kind === '}' || kind === ']') this.close(kind === '}' ? 'object' : 'array');
      else this.take();
    }
    if (this.open.length > 0) {
      const { lastEnd } = scanner;
      const expected = names[this.open.at(-1)!.node.kind]!;
      this.bracketProblem(missingClosing(expected), Math.max(0, lastEnd - 1), lastEnd);
      // An object that is cut off extends to the end of the text.
      for (const { node } of this.open) node.end = this.text.length;
    }
    return this.root;
  }

  /** Reports the first fault of a line, since one fault makes the parser stumble over several tokens. */
  private report(fault: Fault, start: number, end: number, line = this.scanner.line): void {
    if (line === this.problemLine || this.problems.length >= mostProblems) return;
    this.problemLine = line;
    this.problems.push({ code: 'syntax', fault: fault.kind, message: fault.message, start, end });
  }

  private bracketProblem(fault: Fault, start: number, end: number): void {
    // Without indentation, brackets after the first fault prove nothing.
    if (this.guided || !this.brackets) this.report(fault, start, end);
    this.brackets = true;
  }

  /** Reports a fault at the end of the previous token. */
  private reportBefore(fault: Fault): void {
    const { lastEnd, lastLine } = this.scanner;
    this.report(fault, Math.max(0, lastEnd - 1), lastEnd, lastLine);
  }

  /** Takes a token that is not a closing bracket. */
  private take(): void {
    const { scanner } = this;
    if (this.guided && scanner.firstOnLine && scanner.kind !== ',' && scanner.kind !== ':') this.leaveDeeper();
    const top = this.open.at(-1);
    if (!top) {
      if (scanner.kind === ',' || scanner.kind === ':') this.report(faults.value, scanner.start, scanner.end);
      else this.value();
      return;
    }
    if (top.inner < 0 && scanner.firstOnLine) top.inner = scanner.indent;
    if (scanner.kind === ',') this.comma(top);
    else if (scanner.kind === ':') this.colon(top);
    else if (top.node.kind === 'array') {
      if (top.awaits === 'comma') this.reportBefore(faults.comma);
      this.value();
    } else this.inObject(top);
  }

  /** Leaves objects that were not closed, where the indentation of the line shows that it belongs to an outer one. */
  private leaveDeeper(): void {
    const { scanner } = this;
    const top = this.open.at(-1);
    if (!top || top.inner < 0 || scanner.indent >= top.inner) return;
    const index = this.open.findLastIndex(({ inner }) => inner === scanner.indent);
    if (index < 0) return;
    const separated = top.awaits === 'item';
    this.brackets = true;
    this.reportBefore(missingClosing(names[top.node.kind]!));
    this.leave(index + 1);
    if (separated) this.open[index]!.awaits = 'item';
  }

  /** Ends everything that is open from an index on. */
  private leave(index: number): void {
    for (const { node } of this.open.splice(index)) node.end = this.scanner.lastEnd;
  }

  private comma(top: Open): void {
    const { scanner } = this;
    if (top.awaits === 'colon' || top.awaits === 'value') this.reportBefore(faults.value);
    else if (top.awaits !== 'comma') this.report(faults.doubleComma, scanner.start, scanner.end);
    top.awaits = 'item';
    this.lastComma = { start: scanner.start, line: scanner.line };
  }

  private colon(top: Open): void {
    const { scanner } = this;
    if (top.awaits === 'colon') top.awaits = 'value';
    else this.report(faults.doubleColon, scanner.start, scanner.end);
  }

  /** A string, a literal or an opening bracket in an object: a key or a value. */
  private inObject(top: Open): void {
    const { scanner } = this;
    const valueMissing = scanner.firstOnLine && scanner.kind === 'string' && scanner.isKey();
    if ((top.awaits === 'value' || top.awaits === 'colon') && !valueMissing) {
      if (top.awaits === 'colon') this.reportBefore(faults.colon);
      this.value();
      return;
    }
    if (top.awaits === 'value' || top.awaits === 'colon') this.reportBefore(faults.value);
    if (top.awaits === 'comma') this.reportBefore(faults.comma);
    if (scanner.kind === 'string') this.key(top);
    else {
      // An opening bracket may mean that the object before it was not closed.
      this.brackets ||= scanner.kind === '{' || scanner.kind === '[';
      this.report(faults.propertyName, scanner.start, scanner.end);
      top.member = undefined;
      this.value();
    }
  }

  private key(top: Open): void {
    const { scanner, piece } = this;
    // `"description: "text"`: the key's closing quote is missing.
    const swallowed = scanner.isKey() ? null : /^([^":]+):\s*$/.exec(String(scanner.value));
    if (swallowed) {
      scanner.cutAt(scanner.start + 1 + swallowed[1]!.length, swallowed[1]!);
      this.report(faults.stringEnd, scanner.start, scanner.end);
    }
    const { start, end } = scanner;
    const member: Member = { key: String(scanner.value), piece, keyStart: start, keyEnd: end, value: undefined };
    top.node.members.push(member);
    top.node.end = end;
    top.member = member;
    top.awaits = 'colon';
  }

  private value(): void {
    const { scanner, piece } = this;
    if (scanner.kind === '{' || scanner.kind === '[') {
      const node = new Node(scanner.kind === '{' ? 'object' : 'array', piece, scanner.start, scanner.end);
      if (node.kind === 'object') node.members = [];
      else node.items = [];
      this.attach(node);
      const { line, indent } = scanner;
      this.open.push({ node, line, indent, inner: -1, awaits: 'first', member: undefined });
      return;
    }
    if (scanner.kind === 'junk') {
      const top = this.open.at(-1);
      if (top) top.awaits = 'comma';
      return;
    }
    const { value } = scanner;
    const kind = value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean');
    const node = new Node(kind, piece, scanner.start, scanner.end);
    node.value = value;
    this.attach(node);
  }

  private attach(node: Node): void {
    const top = this.open.at(-1);
    if (!top) {
      this.root ??= node;
      return;
    }
    node.parent = top.node;
    if (top.node.kind === 'array') top.node.items.push(node);
    else if (top.member) top.member.value ??= node;
    top.awaits = 'comma';
  }

  private close(kind: 'object' | 'array'): void {
    const { scanner } = this;
    const index = this.opener(kind);
    const top = this.open.at(-1);
    if (index < 0 || !top) {
      this.bracketProblem(unexpectedClosing(names[kind]!), scanner.start, scanner.end);
      return;
    }
    if (index < this.open.length - 1) {
      this.brackets = true;
      if (this.guided || this.problems.length === 0) this.reportBefore(missingClosing(names[top.node.kind]!));
      this.leave(index + 1);
    } else if (top.awaits === 'item') {
      const { start, line } = this.lastComma;
      this.report(faults.trailingComma, start, start + 1, line);
    } else if (top.awaits === 'colon' || top.awaits === 'value') this.reportBefore(faults.value);
    this.open.pop()!.node.end = scanner.end;
  }

  /** The index of the open object or array that a closing bracket ends; -1 where there is none. */
  private opener(kind: 'object' | 'array'): number {
    const { scanner } = this;
    const last = this.open.length - 1;
    if (!this.guided) return this.open.findLastIndex(({ node }) => node.kind === kind);
    const fits = ({ node, line, indent, inner }: Open): boolean => {
      if (node.kind !== kind) return false;
      if (line === scanner.line) return true;
      return indent < 0 ? inner < 0 || scanner.indent < inner : indent === scanner.indent;
    };
    const index = this.open.findLastIndex(fits);
    if (index >= 0 || last < 0) return index;
    // No opening line has its indentation: matched by kind alone, unless it is indented further than the line that it would end.
    const top = this.open[last]!;
    return top.node.kind === kind && scanner.indent <= top.indent ? last : -1;
  }
}
