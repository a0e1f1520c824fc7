import { format } from 'jsonc-parser';

/** Maximum number of characters of JSON that is formatted. */
const maxLength = 2 * 1024 * 1024;

/** Maximum depth of JSON that is formatted: the indentation grows with each level. */
const deepestInLines = 100;

/** Formats JSON in one line. Only whitespace is added: a number such as 1.0 stays as it is. */
export function inLines(text: string): string {
  if (text.trim().includes('\n') || text.length > maxLength || depthOf(text) > deepestInLines) return text;
  const pieces: string[] = [];
  let end = 0;
  for (const { offset, length, content } of format(text, undefined, { tabSize: 2, insertSpaces: true, eol: '\n' })) {
    pieces.push(text.slice(end, offset), content);
    end = offset + length;
  }
  return pieces.join('') + text.slice(end);
}

/** Returns the depth of arrays and objects in a JSON text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
