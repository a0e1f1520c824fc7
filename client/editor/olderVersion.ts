import * as vscode from 'vscode';
import type { OlderText } from '../../server/protocol/compare';
import { t } from '../common/translate';
import { languageOf } from './languageClient';
import { absoluteUri, workspaceFolderOf } from './workspaceFolder';

/** The part of the API of VS Code's Git extension (version 1) that is used here. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { getRepository(uri: vscode.Uri): Repository | null };
}

interface Repository {
  /** The text of a file in a revision; rejects where there is no such revision or file. */
  show(revision: string, path: string): Promise<string>;
  getCommit(revision: string): Promise<unknown>;
}

const propertiesName = 'apiProperties.json';

/** Where the older version is, in VS Code's terms. */
export const olderScheme = 'flow-webhooks-older';

/**
 * The older version of a definition: a file, where `against` is the URI or the path of one, otherwise a git revision.
 *
 * @throws with a message for people when there is no such file or revision
 */
export async function readOlderVersion(uri: vscode.Uri, against: string): Promise<OlderText> {
  const file = await fileOf(uri, against);
  return file ? fromFile(file) : fromRevision(uri, against);
}

async function fileOf(uri: vscode.Uri, against: string): Promise<vscode.Uri | undefined> {
  if (/^[a-z][\w+.-]+:\/\//i.test(against)) return vscode.Uri.parse(against, true);
  const folder = workspaceFolderOf(uri)?.uri;
  const absolute = absoluteUri(uri, against);
  const candidates = absolute
    ? [absolute]
    : [folder && vscode.Uri.joinPath(folder, against), vscode.Uri.joinPath(uri, '..', against)];
  for (const candidate of candidates) {
    if (candidate && (await isFile(candidate))) return candidate;
  }
  // What looks like a path is never a revision: the message then names the file.
  return absolute;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

async function fromFile(uri: vscode.Uri): Promise<OlderText> {
  const label = vscode.workspace.asRelativePath(uri);
  const text = await textOf(uri);
  if (text === undefined) throw new Error(t("{0} can't be read. Choose an existing file.", label));
  const properties = await textOf(vscode.Uri.joinPath(uri, '..', propertiesName));
  return { uri: uri.toString(), text, languageId: languageOf(uri.path), label, ...(properties && { properties }) };
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function fromRevision(uri: vscode.Uri, revision: string): Promise<OlderText> {
  // An argument of git must not be taken for an option.
  if (revision.startsWith('-')) throw new Error(noRevision(revision));
  const repository = await repositoryOf(uri);
  const path = vscode.workspace.asRelativePath(uri);
  const text = await repository.show(revision, uri.fsPath).catch(async () => {
    const isRevision = await repository.getCommit(revision).then(
      () => true,
      () => false,
    );
    throw new Error(
      isRevision
        ? t('{0} is not in git revision {1}. If it was renamed, compare with a file instead.', path, revision)
        : noRevision(revision),
    );
  });
  const next = vscode.Uri.joinPath(uri, '..', propertiesName);
  const properties = await repository.show(revision, next.fsPath).catch(() => undefined);
  const old = uri.with({ scheme: olderScheme, authority: '', query: revision });
  return {
    uri: old.toString(),
    text,
    languageId: languageOf(uri.path),
    label: revision,
    ...(properties !== undefined && { properties }),
  };
}

const noRevision = (revision: string) =>
  t('"{0}" is neither a file nor a git revision. Enter one of them, such as HEAD.', revision);

async function repositoryOf(uri: vscode.Uri): Promise<Repository> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = extension && (extension.isActive ? extension.exports : await extension.activate());
  if (!git?.enabled) {
    throw new Error(t('Git is turned off in this editor. Compare with a file instead.'));
  }
  const repository = git.getAPI(1).getRepository(uri);
  if (repository) return repository;
  throw new Error(
    t('{0} is not in a git repository. Compare with a file instead.', vscode.workspace.asRelativePath(uri)),
  );
}
