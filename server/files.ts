import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OpenDocument } from './documents/document';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';

/** What the server asks of the file system; faked in tests. */
export interface Files {
  /** Whether a file of that name stands beside a document. False for documents that are no files. */
  beside(uri: string, name: string): boolean;
  /** Its text. Undefined where there is none, or it is larger than any that somebody wrote. */
  readBeside(uri: string, name: string): string | undefined;
}

/** Bytes. */
const mostBytes = 4 * 1024 * 1024;

export const nodeFiles: Files = {
  beside: (uri, name) => {
    const path = pathBeside(uri, name);
    return path !== undefined && existsSync(path);
  },
  readBeside: (uri, name) => {
    const path = pathBeside(uri, name);
    if (path === undefined) return undefined;
    try {
      return statSync(path).size > mostBytes ? undefined : readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

function pathBeside(uri: string, name: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(new URL(name, uri));
  } catch {
    // A file URI of another platform's form.
    return undefined;
  }
}

/** What stands in `apiProperties.json` beside a definition. */
export function propertiesBeside(uri: string, files: Files): ConnectorProperties | undefined {
  const text = files.readBeside(uri, propertiesName);
  if (text === undefined) return undefined;
  return propertiesOf(new OpenDocument(new URL(propertiesName, uri).href, 'json', 0, text.replace(/^\uFEFF/, '')));
}
