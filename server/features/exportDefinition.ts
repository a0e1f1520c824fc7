import type { OpenDocument } from '../documents/document';
import { indentationOf } from '../documents/indentation';
import { type Node, spanOf } from '../documents/tree';
import { ignoreKey } from '../rules/suppression';
import { say } from '../texts/say';

/**
 * Maximum number of nodes. Power Automate rejects files above 1 MB; this keeps aliases of aliases from filling the
 * memory.
 */
const maxNodes = 2_000_000;

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * A definition as the JSON that Power Automate imports: no comments, no `x-flow-webhooks-ignore`, order and numbers as
 * written.
 *
 * @throws with a message for people when the text does not parse
 */
export function exportDefinition(document: OpenDocument): string {
  const problem = document.problems().find(({ code }) => code === 'syntax');
  if (problem) {
    const { line } = document.positionAt(problem.start);
    throw new Error(say`The definition does not parse, line ${line + 1}: ${problem.message}`);
  }
  const { root } = document.tree;
  if (root?.kind !== 'object') throw new Error(say('The definition is empty.'));
  const unit = document.language === 'yaml' ? '  ' : indentationOf(document.content);
  return `${new Writer(document.content, unit).write(root, '')}\n`;
}

class Writer {
  private count = 0;
  private readonly open = new Set<Node>();

  constructor(
    private readonly source: string,
    private readonly unit: string,
  ) {}

  write(node: Node | undefined, indent: string): string {
    if (!node) return 'null';
    if (++this.count > maxNodes)
      throw new Error(say('The definition is too large when its YAML aliases are written out.'));
    if (node.kind === 'number') return this.number(node);
    if (node.kind !== 'object' && node.kind !== 'array') return JSON.stringify(node.value);
    if (this.open.has(node))
      throw new Error(say('A YAML alias stands inside what it stands for: JSON cannot say that.'));
    this.open.add(node);
    const inner = indent + this.unit;
    const parts =
      node.kind === 'array'
        ? node.items.map((item) => this.write(item, inner))
        : this.membersOf(node).map(({ key, value }) => `${JSON.stringify(key)}: ${this.write(value, inner)}`);
    this.open.delete(node);
    const [left, right] = node.kind === 'array' ? '[]' : '{}';
    return parts.length === 0 ? `${left}${right}` : `${left}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${right}`;
  }

  /** The members to write. The last of duplicate keys counts, as for readers of the file. */
  private membersOf(node: Node) {
    return node.members.filter((member) => member.key !== ignoreKey && node.member(member.key) === member);
  }

  /** A number as written when that is valid JSON: `1.0` and very long integers would not survive as numbers. */
  private number(node: Node): string {
    const { start, end } = spanOf(node);
    const written = this.source.slice(start, end).trim();
    return jsonNumber.test(written) ? written : JSON.stringify(node.value);
  }
}
