import { isUtf8 } from 'node:buffer';

export interface DecodedText {
  text: string;
  /** The message about an unusual encoding. */
  encoding?: string;
}

/** Reads the bytes of a file as text; bytes that are not UTF-8 are read as far as possible. */
export function decodeText(bytes: Buffer): DecodedText {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (utf16)
    return {
      text: new TextDecoder(utf16).decode(bytes),
      encoding: 'This file is UTF-16: Power Automate expects UTF-8. Save the file as UTF-8 without a byte-order mark.',
    };
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  // A byte-order mark is not a character of the text.
  const text = bytes.toString('utf8', mark ? 3 : 0);
  if (!isUtf8(bytes))
    return {
      text,
      encoding:
        'This file is not UTF-8: some characters cannot be read. Save the file as UTF-8 without a byte-order mark.',
    };
  return {
    text,
    ...(mark && {
      encoding:
        'This file begins with a byte-order mark, which JSON does not provide for. Save the file as UTF-8 without a byte-order mark.',
    }),
  };
}

/** The language of a definition, by the name of its file. */
export const languageOfFile = (file: string): string =>
  /\.ya?ml$/i.test(file) ? 'yaml' : /\.jsonc$/i.test(file) ? 'jsonc' : 'json';
