import { extensions } from '../../model/vocabulary';

/** Markdown on an `x-ms-*` key: what it does, its values, where to read on. */
export function aboutExtension(key: string): string | undefined {
  const known = extensions.get(key);
  if (!known) return undefined;
  const parts = [known.description];
  if (known.values) {
    parts.push(
      Object.entries(known.values)
        .map(([value, meaning]) => `- \`${value}\`: ${meaning}`)
        .join('\n'),
    );
  }
  if (known.url) parts.push(`[Microsoft Learn](${known.url})`);
  return parts.join('\n\n');
}
