import * as vscode from 'vscode';
import { isInside } from '../common/sameFile';

/** The folder of the workspace that a file is in, by whatever name; undefined where it is in none. */
export function workspaceFolderOf(uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return vscode.workspace.getWorkspaceFolder(uri) ?? folders.find((folder) => isInside(uri, folder.uri));
}

/** A folder or file on the machine of `root` that a person gave as an absolute path; undefined for a relative one. */
export function absoluteUri(root: vscode.Uri, path: string): vscode.Uri | undefined {
  if (!/^(?:[a-z]:)?[\\/]/i.test(path)) return undefined;
  const uri = vscode.Uri.file(path);
  return root.scheme === 'file' ? uri : root.with({ path: uri.path });
}
