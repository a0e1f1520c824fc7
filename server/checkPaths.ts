/** Paths on the command line and in reports of `check`, on each platform. */
import { posix, win32 } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileRules } from './protocol/fileNames';

/** A pattern for files: the folder that it begins with, and the rest, with slashes. */
export interface FilePattern {
  folder: string;
  pattern: string;
}

/**
 * Divides a pattern before its first segment with `*`, `?`, brackets, braces or a group, so that it may be on another
 * drive. On Windows, where shells leave patterns to programs and complete paths with backslashes, these divide segments.
 */
export function filePattern(text: string, { platform }: FileRules): FilePattern {
  const segments = (platform === 'win32' ? text.replaceAll('\\', '/') : text).split('/');
  const first = segments.findIndex((segment) => /[*?[{(!+@\\]/.test(segment));
  const fixed = segments.slice(0, first === -1 ? -1 : first);
  const pattern = segments.slice(fixed.length).join('/');
  if (fixed.length === 0) return { folder: '.', pattern };
  // A drive without a slash is the current folder on it.
  const folder = fixed.join('/');
  return { folder: folder === '' || /^[a-z]:$/i.test(folder) ? `${folder}/` : folder, pattern };
}

/**
 * The address of a file in SARIF: relative to the current folder, and absolute for a file that is not below it, because
 * a relative address must not begin with `..` (SARIF 2.1.0, 3.10).
 */
export function sarifUri(file: string, folder: string, { platform }: FileRules): string {
  const path = platform === 'win32' ? win32 : posix;
  const absolute = path.resolve(folder, file);
  const way = path.relative(folder, absolute);
  const segments = way.split(path.sep);
  if (segments[0] === '..' || path.isAbsolute(way))
    return pathToFileURL(absolute, { windows: platform === 'win32' }).href;
  return segments.map(encodeURIComponent).join('/');
}
