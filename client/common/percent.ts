/** Decodes percent-encoded text; text with a percent sign that escapes nothing stays as it is. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
