/**
 * The markdown that the server writes, as text for a client that does not render it: without emphasis and escapes, and
 * with the address of a link after its text.
 */
export function plainText(markdown: string): string {
  return markdown.replace(syntax, (_, escaped?: string, code?: string, bold?: string, text?: string, url?: string) => {
    if (text !== undefined) return `${plainText(text)}: ${url}`;
    return escaped ?? code ?? plainText(bold!);
  });
}

/** An escaped character, inline code, emphasis of either strength, or a link. */
const syntax = /\\([\\`*_{}[\]<>()#+!|~-])|`([^`]*)`|\*{1,2}((?:\\.|[^*\n\\])+)\*{1,2}|\[([^\]\n]+)\]\(([^)\s]+)\)/g;
