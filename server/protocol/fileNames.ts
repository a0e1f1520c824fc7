/**
 * Whether two names are those of one file, by the rules of the platform that has it. Names are URIs, as editors write
 * them, or absolute paths, as people do. What only the disk can tell (symbolic links, short names such as `PROGRA~1`,
 * folders with a case sensitivity of their own) is not asked.
 */

/** How the platform of the files compares their names. */
export interface FileRules {
  /** As `process.platform` gives it. */
  platform: string;
  /**
   * What drives of Windows stand for, by their lower-case letter: `\\server\share` for a mapped drive, a folder for one
   * made by `subst`.
   */
  drives?: ReadonlyMap<string, string>;
}

export function isSameFile(one: string, other: string, rules: FileRules): boolean {
  return one === other || fileKey(one, rules) === fileKey(other, rules);
}

/** True for the folder itself, too. */
export function isInFolder(file: string, folder: string, rules: FileRules): boolean {
  const inside = fileKey(folder, rules);
  const key = fileKey(file, rules);
  return key === inside || key.startsWith(inside.endsWith('/') ? inside : `${inside}/`);
}

/** True when two names in one folder are those of the same file. */
export function isSameName(one: string, other: string, { platform }: FileRules): boolean {
  return one === other || foldName(one, platform) === foldName(other, platform);
}

/** Values by file: by any of its names. */
export class FileMap<Value> {
  private readonly found = new Map<string, Value>();

  constructor(private readonly rules: FileRules) {}

  get(file: string): Value | undefined {
    return this.found.get(fileKey(file, this.rules));
  }

  set(file: string, value: Value): void {
    this.found.set(fileKey(file, this.rules), value);
  }

  /** Returns false when there is none. */
  delete(file: string): boolean {
    return this.found.delete(fileKey(file, this.rules));
  }

  values(): IterableIterator<Value> {
    return this.found.values();
  }
}

/** The names of definitions, as patterns. */
export const definitionNames = ['apiDefinition*', '*.swagger.*'];

/** A pattern for names in any case, for matchers that know capitals on every platform. */
export const inAnyCase = (pattern: string): string =>
  pattern.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

/** A text that is equal for all names of a file. It is for comparing alone: it is not the name of any file. */
export function fileKey(name: string, rules: FileRules): string {
  const found = pathOf(name, rules.platform);
  if ('uri' in found) return found.uri;
  if (rules.platform === 'win32') return windowsKey(found.path, rules.drives);
  const path = resolved(found.path);
  return rules.platform === 'darwin' ? foldName(withoutMacAliases(path), rules.platform) : path;
}

/** An absolute path with slashes, or the key of a resource that is no file of this machine. */
type Found = { path: string } | { uri: string };

/** A scheme has two letters or more: one is a drive. */
const uriForm = /^([a-z][\w+.-]+):(?:\/\/([^/?#]*))?([^?#]*)(.*)$/is;

function pathOf(name: string, platform: string): Found {
  const uri = uriForm.exec(name);
  if (!uri) return { path: platform === 'win32' ? name.replaceAll('\\', '/') : name };
  const [, scheme = '', authority = '', path = '', rest = ''] = uri;
  const host = decode(authority).toLowerCase();
  const decoded = path.split('/').map(decodeSegment).join('/');
  if (scheme.toLowerCase() === 'file') {
    const local = host === '' || host === 'localhost' ? decoded : `//${host}${decoded}`;
    return { path: platform === 'win32' ? local.replaceAll('\\', '/') : local };
  }
  const distribution = /^wsl\+(.+)$/.exec(host)?.[1];
  // The window in Windows in Linux has the same files as the share.
  if (scheme.toLowerCase() === 'vscode-remote' && distribution !== undefined && platform === 'win32') {
    return { path: `//wsl.localhost/${distribution}${decoded}` };
  }
  return { uri: `${scheme.toLowerCase()}://${host}${decoded}${rest}` };
}

/** A percent sign that escapes nothing stays as it is. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A slash in a name can only be escaped, and divides nothing. */
const decodeSegment = (segment: string): string => decode(segment).replaceAll('/', '%2F');

/** Without `.`, `..` and slashes that divide nothing; `..` ends at the root. */
function resolved(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Maximum number of drives that stand for another one each, as `subst` allows. */
const maxDrives = 4;

function windowsKey(path: string, drives: FileRules['drives']): string {
  let current = windowsPath(path);
  for (let count = 0; count < maxDrives; count++) {
    const [, letter = '', rest = ''] = /^([a-z]):(\/.*)$/s.exec(current) ?? [];
    const target = drives?.get(letter);
    if (target === undefined) break;
    current = windowsPath(`${target.replaceAll('\\', '/')}${rest}`);
  }
  const linux = /^(\/\/wsl\.localhost\/[^/]*)(\/.*)?$/s.exec(current);
  // Linux in Windows tells capitals from small letters.
  if (linux) return `${foldName(linux[1]!, 'win32')}${linux[2] ?? ''}`;
  return foldName(current, 'win32');
}

/** `c:/folder/file` or `//server/share/folder/file`, the server in lower case, aliases of the same place as one. */
function windowsPath(path: string): string {
  // `\\?\` and `\\.\` only turn off what Windows would do with a path.
  const plain = path.replace(/^\/\/[?.]\/(UNC\/)?/i, (_, share?: string) => (share ? '//' : ''));
  const drive = /^\/?([a-z])[:|](?=\/|$)(.*)$/is.exec(plain);
  if (drive) return `${drive[1]!.toLowerCase()}:${windowsSegments(drive[2]!)}`;
  const share = /^\/{2,}([^/]+)(.*)$/s.exec(plain);
  // Without a drive it is that of the process, which nobody knows here.
  if (!share) return windowsSegments(plain);
  const host = share[1]!.toLowerCase() === 'wsl$' ? 'wsl.localhost' : share[1]!.toLowerCase();
  return sharedPath(host, windowsSegments(share[2]!));
}

/** Windows drops dots and blanks at the end of a name. */
function windowsSegments(path: string): string {
  const names = path.split('/').map((name) => (/^\.{0,2}$/.test(name) ? name : name.replace(/(?<![. ])[. ]+$/, '')));
  return resolved(names.join('/'));
}

function sharedPath(host: string, path: string): string {
  // The drives of this machine: by their administrative share, and mounted in Linux.
  const own = /^(?:localhost|127\.0\.0\.1)$/.test(host) && /^\/([a-z])\$(\/.*)?$/is.exec(path);
  const mounted = host === 'wsl.localhost' && /^\/[^/]+\/mnt\/([a-z])(\/.*)?$/s.exec(path);
  const drive = own || mounted;
  return drive ? `${drive[1]!.toLowerCase()}:${drive[2] ?? '/'}` : `//${host}${path}`;
}

/** The folders under which macOS lists others once more. */
const withoutMacAliases = (path: string): string =>
  path.replace(/^\/System\/Volumes\/Data(?=\/)/i, '').replace(/^\/private(?=\/(?:var|tmp|etc)(?:\/|$))/i, '');

/** A name in the form in which a platform compares it. */
function foldName(name: string, platform: string): string {
  if (platform === 'win32') return foldCase(name);
  // macOS compares characters, however they are composed.
  return platform === 'darwin' ? foldCase(name.normalize('NFD')) : name;
}

/**
 * Capitals character by character, as the tables of NTFS have them: no letter becomes several, as `ß` would, or one of
 * ASCII, as the dotless `ı` would, and the micro sign is no Greek letter.
 */
const foldCase = (name: string): string =>
  name.replace(/[^\0-`{-\x7f\xb5]/g, (character) => {
    const capital = character.toUpperCase();
    const isAscii = capital <= '\x7f';
    return capital.length === 1 && (character <= 'z' || !isAscii) ? capital : character;
  });
