/** JSON pointers (RFC 6901): as text, and as the fragment of a `$ref`, where characters may also be percent-encoded. */

/** A key as one part of a JSON pointer. */
export function escapePointer(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
}

/** The key that one part of a JSON pointer stands for. */
export function unescapePointer(part: string): string {
  return part.includes('~') ? part.replaceAll('~1', '/').replaceAll('~0', '~') : part;
}

/** The keys and indices from the root down: `/commits/0/a~1b` gives `commits`, `0` and `a/b`; `''` gives none. */
export function pointerKeys(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapePointer);
}

/** The keys from the root down in the fragment of a `$ref`, with or without its `#`: `#/definitions/a%20b`. */
export function fragmentKeys(fragment: string): string[] {
  return fragment.split('/').slice(1).map(decodePart).map(unescapePointer);
}

function decodePart(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    // A percent sign that escapes nothing: the text as written.
    return part;
  }
}
