import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

/** The files of a workspace, by path: either the text, or a file of the repository to copy. */
export type WorkspaceFiles = Record<string, string | { copy: string }>;

/** Creates a folder with these files, directly below the folder for temporary files, and returns its path. */
export async function createWorkspace(files: WorkspaceFiles): Promise<string> {
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'flow-webhooks-workspace-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(workspace, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (typeof content === 'string') await writeFile(file, content);
    else await cp(path.resolve(root, content.copy), file, { recursive: true });
  }
  return workspace;
}

/** The same files in a folder of the workspace. */
export function inFolder(folder: string, files: WorkspaceFiles): WorkspaceFiles {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [path.posix.join(folder, name), content]));
}
