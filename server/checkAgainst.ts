/** `check --against`: compares the checked definitions with an older version of them. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, posix, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeText, languageOfFile } from './decodeText';
import { OpenDocument } from './documents/document';
import { compareVersions, notCompared, unreadableReason } from './features/compare/compareVersions';
import { definitionOf } from './features/validate';
import { propertiesNextTo } from './files';
import { commitOf, fileAtCommit, readBlob } from './git';
import type { Definition } from './model/definition';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';
import { nodeFiles } from './nodeFiles';
import { isInFolder, isSameFile } from './protocol/fileNames';
import type { Finding } from './rules/rule';

/** The older versions, as the command line names them. */
export interface Against {
  /** A file, a directory or a git revision. */
  name: string;
  /** What is checked: files, and the directories that they were found in. */
  paths: string[];
}

/** The result of comparing one definition. */
export interface Compared {
  findings: Finding[];
  /** The older version; undefined where there is none. */
  old: OldText | undefined;
}

interface OldText {
  document: OpenDocument;
  /** The name for people: a path, or `revision:path`. */
  label: string;
  path: string;
  /** The git revision; `path` is then the one in the repository. */
  revision: string | undefined;
  properties: ConnectorProperties | undefined;
  /** True when the file had another path. */
  renamed: boolean;
}

/** Finds and reads the older version of each checked definition. */
export abstract class OlderVersions {
  protected constructor(protected readonly name: string) {}

  /** @throws with a message for people when nothing has that name, or when it cannot be read */
  static of({ name, paths }: Against): OlderVersions {
    const stats = statSync(name, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return new OlderDirectory(name, paths);
    if (stats) return new OlderFile(name);
    const first = paths[0] ?? '.';
    const folder = statSync(first, { throwIfNoEntry: false })?.isDirectory() ? first : dirname(first);
    return new OlderRevision(name, commitOf(folder, name));
  }

  /** The older version of a file; undefined where there is none. */
  protected abstract find(file: string): OldText | undefined;
  /** Where the older version was looked for. */
  protected abstract placeOf(file: string): string;

  compare(document: OpenDocument, definition: Definition, file: string): Compared {
    const old = this.find(file);
    if (!old) {
      const message = `There is no older version to compare with: ${this.placeOf(file)} does not exist. That is fine for a new connector. If its file was renamed, name the older file.`;
      return { findings: [notCompared(definition, message)], old: undefined };
    }
    const oldDefinition = definitionOf(old.document, old.properties);
    const findings = compareVersions(
      { document: old.document, definition: oldDefinition },
      { document, definition },
      old.label,
    );
    return { findings, old };
  }
}

class OlderFile extends OlderVersions {
  private readonly old: OldText;

  constructor(path: string) {
    super(path);
    this.old = readOld(path);
    const { document, properties } = this.old;
    const reason = unreadableReason(document, definitionOf(document, properties));
    if (reason !== undefined) throw new Error(`${path} cannot be compared with: ${reason}`);
  }

  protected override find(): OldText {
    return this.old;
  }

  protected override placeOf(): string {
    return this.name;
  }
}

class OlderDirectory extends OlderVersions {
  constructor(
    name: string,
    private readonly paths: string[],
  ) {
    super(name);
  }

  protected override find(file: string): OldText | undefined {
    const path = this.placeOf(file);
    return existsSync(path) ? readOld(path) : undefined;
  }

  /** The same place below the older directory as the file has below the directory that is checked. */
  protected override placeOf(file: string): string {
    const root = this.paths.find((path) => isBelow(file, path) && statSync(path).isDirectory());
    if (root !== undefined) return join(this.name, relative(root, file));
    // A file that was named itself: with its folders, or alone.
    const fromHere = join(this.name, relative('.', file));
    return isBelow(file, '.') && existsSync(fromHere) ? fromHere : join(this.name, basename(file));
  }
}

/** True when a file is somewhere below a directory. */
function isBelow(file: string, directory: string): boolean {
  const [below, above] = [resolve(file), resolve(directory)];
  return !isSameFile(below, above, nodeFiles.rules) && isInFolder(below, above, nodeFiles.rules);
}

class OlderRevision extends OlderVersions {
  constructor(
    name: string,
    private readonly commit: string,
  ) {
    super(name);
  }

  protected override find(file: string): OldText | undefined {
    const existing = existsSync(file) ? realName(file) : resolve(file);
    const found = fileAtCommit(existing, this.commit);
    if (!found) return undefined;
    const { bytes, path, renamed } = found;
    const next = readBlob(dirname(existing), this.commit, posix.join(posix.dirname(path), propertiesName));
    const properties = next && new OpenDocument(`git:${propertiesName}`, 'json', 0, decodeText(next).text);
    return {
      document: new OpenDocument(`git:${path}`, languageOfFile(path), 0, decodeText(bytes).text),
      label: `${this.name}:${path}`,
      path,
      revision: this.name,
      properties: properties && propertiesOf(properties),
      renamed,
    };
  }

  protected override placeOf(file: string): string {
    return `${file} in ${this.name}`;
  }
}

/** A file without symbolic links, its name as the disk has it: git tells capitals from small letters everywhere. */
const realName = (file: string): string => join(dirname(realpathSync(file)), basename(realpathSync.native(file)));

function readOld(path: string): OldText {
  const uri = pathToFileURL(path).href;
  const { text } = decodeText(readFileSync(path));
  return {
    document: new OpenDocument(uri, languageOfFile(path), 0, text),
    label: path,
    path,
    revision: undefined,
    properties: propertiesNextTo(uri, nodeFiles),
    renamed: false,
  };
}
