/** Maximum size of a name in bytes of UTF-8: file systems take 255, of which the caller adds a time, a number and `.json`. */
const maxBytes = 120;

/**
 * A name that every file system takes, and that stays in its folder: letters and digits of every script, `_`, `-` and
 * `.`. `fallback` where nothing is left of the text.
 */
export function safeFileName(text: string, fallback: string): string {
  const plain = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-');
  const name = trimmed(start(trimmed(plain)));
  return name === '' ? fallback : name.replace(reserved, '$1_$2');
}

/** Without dots and dashes at its ends: Windows drops the former, shells take the latter for options. */
const trimmed = (name: string): string => name.replace(/^[.-]+|(?<![.-])[.-]+$/g, '');

/** As many characters as fit, none of them cut in two. */
function start(name: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return name.slice(0, end);
}

/**
 * Devices of Windows, whatever follows the first dot
 * (learn.microsoft.com/windows/win32/fileio/naming-a-file, "Naming conventions").
 */
const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])($|\.)/i;
