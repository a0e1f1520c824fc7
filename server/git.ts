import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';

/** Maximum size of a file that is read from git, in bytes. */
const maxBytes = 64 * 1024 * 1024;

/** Git could not be asked, or does not know a revision; the message is for people. */
class GitError extends Error {}

/** Calls git without a shell. Returns undefined where it fails. @throws {GitError} when git is not installed */
function git(folder: string, args: string[]): Buffer | undefined {
  const { error, status, stdout } = spawnSync('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd: folder,
    maxBuffer: maxBytes,
    windowsHide: true,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' },
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') throw new GitError('git is not installed.');
  return status === 0 ? stdout : undefined;
}

const gitText = (folder: string, args: string[]): string | undefined => git(folder, args)?.toString('utf8').trim();

/** The commit that a revision names, such as `HEAD~1` or `origin/main`. @throws {GitError} when there is none */
export function commitOf(folder: string, revision: string): string {
  // Hooks and text conversions of the repository are not run by any of these commands.
  const commit = gitText(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit) return commit;
  if (gitText(folder, ['rev-parse', '--is-inside-work-tree']) !== 'true') {
    throw new GitError(`${revision}: no such file or directory, and ${folder} is not in a git repository.`);
  }
  const isShallow = gitText(folder, ['rev-parse', '--is-shallow-repository']) === 'true';
  const hint = isShallow ? ' This clone is shallow: fetch the older revisions first.' : '';
  throw new GitError(`${revision}: no such file, directory or git revision.${hint}`);
}

/** A file at a commit. */
export interface CommittedFile {
  bytes: Buffer;
  /** The path in the repository. */
  path: string;
  /** True when the file has another path now. */
  renamed: boolean;
}

/** The file as a commit has it, also under an older name. Undefined where the commit does not have it. */
export function fileAtCommit(file: string, commit: string): CommittedFile | undefined {
  const folder = dirname(file);
  const prefix = gitText(folder, ['rev-parse', '--show-prefix']);
  if (prefix === undefined) return undefined;
  const path = `${prefix}${basename(file)}`;
  const bytes = readBlob(folder, commit, path);
  if (bytes) return { bytes, path, renamed: false };
  const older = oldNameOf(folder, commit, path);
  const moved = older === undefined ? undefined : readBlob(folder, commit, older);
  return moved && { bytes: moved, path: older!, renamed: true };
}

/** A file at a commit, by its path in the repository. */
export const readBlob = (folder: string, commit: string, path: string): Buffer | undefined =>
  git(folder, ['cat-file', 'blob', `${commit}:${path}`]);

/** The path that a file had at a commit, where git recognizes it as renamed since. */
function oldNameOf(folder: string, commit: string, path: string): string | undefined {
  const changes = gitText(folder, [
    'diff-index',
    '--cached',
    '-r',
    '-M',
    '--diff-filter=R',
    '--name-status',
    '-z',
    commit,
  ]);
  const parts = changes?.split('\0') ?? [];
  for (let i = 0; i + 2 < parts.length; i += 3) if (parts[i + 2] === path) return parts[i + 1];
  return undefined;
}
