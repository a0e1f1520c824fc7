/** Words that are written in capital letters. */
const capitals = new Set(
  'api cc csv dns guid html http https id ip iso json jwt pdf php pr sha sku sms sql ssh ssl tls ui uri url utc uuid vat xml'.split(
    ' ',
  ),
);

/** The words of a key: the same two for `html_url`, `htmlUrl` and `HTML-URL`. */
export function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}

/**
 * A title in the style of the tutorial's definition: `repository.owner.name` is "Repository owner name", `html_url` "HTML
 * URL". Undefined for keys without any word.
 */
export function titleOf(keys: string[]): string | undefined {
  const words = keys.flatMap(wordsOf);
  if (words.length === 0) return undefined;
  const title = words.map((word) => (capitals.has(word) ? word.toUpperCase() : word)).join(' ');
  return title[0]!.toUpperCase() + title.slice(1);
}
