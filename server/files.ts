import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OpenDocument } from './documents/document';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';

/** The part of the file system that the server reads; faked in tests. */
export interface Files {
  /** True when a file of that name is in the folder of a document. False for documents that are not files. */
  isNextTo(uri: string, name: string): boolean;
  /** The text of that file; undefined when there is none, or when it is too large to have been written by hand. */
  readNextTo(uri: string, name: string): string | undefined;
}

/** Maximum size of a file that is read, in bytes. */
const maxFileBytes = 4 * 1024 * 1024;

export const nodeFiles: Files = {
  isNextTo: (uri, name) => {
    const path = pathNextTo(uri, name);
    return path !== undefined && existsSync(path);
  },
  readNextTo: (uri, name) => {
    const path = pathNextTo(uri, name);
    if (path === undefined) return undefined;
    try {
      return statSync(path).size > maxFileBytes ? undefined : readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

function pathNextTo(uri: string, name: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(new URL(name, uri));
  } catch {
    // A file URI in the form of another platform.
    return undefined;
  }
}

/** The content of `apiProperties.json` next to a definition; undefined when there is none. */
export function propertiesNextTo(uri: string, files: Files): ConnectorProperties | undefined {
  const text = files.readNextTo(uri, propertiesName);
  if (text === undefined) return undefined;
  return propertiesOf(new OpenDocument(new URL(propertiesName, uri).href, 'json', 0, text.replace(/^\uFEFF/, '')));
}
