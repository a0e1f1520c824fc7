/** Text from a definition, made harmless in markdown: it is shown, not followed. */
export function plain(text: string, longest = 200): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return short.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}

/** The same as code. */
export function code(text: string, longest = 200): string {
  const short = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return `\`${short.replace(/\s+/g, ' ').replaceAll('`', "'")}\``;
}

export function list(lines: string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Paragraphs, empty ones left out. */
export function paragraphs(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n');
}
