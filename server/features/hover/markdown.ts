/** Text from a definition, escaped for markdown. @param longest maximum length in characters */
export function plain(text: string, longest = 200): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return short.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}

/** Text from a definition as inline code. @param longest maximum length in characters */
export function code(text: string, longest = 200): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return `\`${short.replace(/\s+/g, ' ').replaceAll('`', "'")}\``;
}

export function list(lines: string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Joins paragraphs, without empty ones. */
export function paragraphs(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n');
}
