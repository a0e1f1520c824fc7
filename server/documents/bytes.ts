/** Texts as bytes, without the Buffer that only Node has. */

/** The length of a text in UTF-8, in bytes. */
export const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** The text that bytes are in UTF-8, each given as one character; what is not UTF-8 becomes U+FFFD. */
export function textOfBytes(binary: string): string {
  const bytes = Uint8Array.from({ length: binary.length }, (_, index) => binary.charCodeAt(index));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** The text whose UTF-8 is written in Base64. As in shells and in Node, what does not belong there is skipped. */
export function textOfBase64(base64: string): string {
  const standard = base64.replaceAll('-', '+').replaceAll('_', '/');
  const [data = ''] = standard.split('=', 1);
  const digits = data.replace(/[^A-Za-z0-9+/]/g, '');
  // A last digit alone holds six bits, which are no byte.
  return textOfBytes(atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits));
}
