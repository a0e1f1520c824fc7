/** The shells that a curl command can be written for. */
export const shells = ['bash', 'powershell', 'cmd'] as const;

/** `bash` stands for zsh and other POSIX shells as well. */
export type Shell = (typeof shells)[number];

/** A curl command before it is written for a shell. */
export interface CurlCommand {
  url: string;
  /** In order. The value is bytes, because a header may hold any. */
  options: { name: string; value?: Buffer }[];
  /** The body, or the part of a file that holds it; undefined where there is none. */
  body?: Buffer | StoredPart;
}

/** A part of a file, in bytes. */
export interface StoredPart {
  file: string;
  start: number;
  bytes: number;
}

/** Maximum number of bytes of a body in a command: Linux takes 128 KB for one argument. */
export const maxInCommand = 64 * 1024;

export const isPrintable = (text: string): boolean => /^[ -~]*$/.test(text);

/** Bytes as text with a character for each byte. */
export const latin1 = (bytes: Buffer): string => bytes.toString('latin1');

/**
 * Options as a file for `--config`, for what cannot be an argument. curl man page, `-K`: quotes and backslashes are
 * escaped by a backslash; all other bytes stand for themselves.
 */
export function configFile(options: CurlCommand['options']): Buffer {
  const lines = options.map(({ name, value = Buffer.of() }) => {
    const escaped = latin1(value).replace(/["\\]/g, '\\$&');
    return `${name.replace(/^--/, '')} = "${escaped}"`;
  });
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** The text in pieces of at most so many characters; one empty piece for an empty text. */
export function inPieces(text: string, length: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += length) pieces.push(text.slice(at, at + length));
  return pieces.length > 0 ? pieces : [''];
}
