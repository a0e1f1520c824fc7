import { extensions } from '../../model/vocabulary';
import { say } from '../../texts/say';

/** The markdown for an `x-ms-*` key: its effect, its values and a link. */
export function extensionMarkdown(key: string): string | undefined {
  const known = extensions.get(key);
  if (!known) return undefined;
  const parts = [say(known.description)];
  if (known.values) {
    parts.push(
      Object.entries(known.values)
        .map(([value, meaning]) => `- \`${value}\`: ${say(meaning)}`)
        .join('\n'),
    );
  }
  if (known.url) parts.push(`[Microsoft Learn](${known.url})`);
  return parts.join('\n\n');
}
