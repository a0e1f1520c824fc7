import type { TextEdit } from 'vscode-languageserver-protocol';
import { isAlias, isNode, parseDocument, visit } from 'yaml';
import { difference, type OpenDocument } from '../documents/document';
import type { YamlEngine } from '../engine/yamlEngine';
import { say } from '../texts/say';

/** Maximum number of characters of a document that is formatted: the formatter takes about a second for 200 KB. */
const maxFormatted = 500_000;

/** Maximum number of passes until the text stays the same. */
const maxPasses = 4;

/**
 * The edit that formats a YAML document; empty where it is formatted. Null for a document in another language, for one that has
 * a fault, and where the formatter would change more than the form: the value, a comment or an anchor.
 *
 * @param tabSize in blanks
 * @throws with a message for people where the document is too large
 */
export async function format(document: OpenDocument, tabSize: number, engine: YamlEngine): Promise<TextEdit[] | null> {
  if (document.language !== 'yaml' || document.problems().length > 0) return null;
  if (document.length > maxFormatted)
    throw new Error(
      say`Files of more than ${maxFormatted / 1000} KB are not formatted, because that would take too long.`,
    );
  const { content } = document;
  const text = await stable(content, tabSize, engine);
  if (text === content) return [];
  if (text === undefined || !isSame(content, text)) return null;
  const { start, oldEnd, newEnd } = difference(content, text);
  return [{ range: document.range({ start, end: oldEnd }), newText: text.slice(start, newEnd) }];
}

/** The formatted text, which formatting leaves as it is; undefined where there is none after several passes. */
async function stable(content: string, tabSize: number, engine: YamlEngine): Promise<string | undefined> {
  let text = content;
  for (let pass = 0; pass < maxPasses; pass++) {
    const next = await engine.format(text, tabSize);
    if (next === undefined || next === text) return text;
    text = next;
  }
  return undefined;
}

/** True for texts of the same value, with the same comments and anchors in the same order. */
function isSame(before: string, after: string): boolean {
  try {
    return contentOf(before) === contentOf(after);
  } catch {
    // Aliases that multiply beyond what can be written out.
    return false;
  }
}

function contentOf(text: string): string {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0) throw document.errors[0];
  const names: string[] = [];
  const comments: (string | null | undefined)[] = [document.commentBefore, document.comment];
  visit(document, (_, node) => {
    if (!isNode(node)) return;
    comments.push(node.commentBefore, node.comment);
    if (isAlias(node)) names.push(`*${node.source}`);
    else if ('anchor' in node && node.anchor) names.push(`&${node.anchor}`);
  });
  const lines = comments.flatMap((comment) => comment?.split('\n').map((line) => line.trim()) ?? []);
  // In their order in the text a comment may belong to the value before it or to the one after it.
  return JSON.stringify([document.toJS(), names, lines.filter((line) => line !== '').sort()]);
}
