import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the server asks of the file system; faked in tests. */
export interface Files {
  /** Whether a file of that name stands beside a document. False for documents that are no files. */
  beside(uri: string, name: string): boolean;
}

export const nodeFiles: Files = {
  beside: (uri, name) => {
    if (!uri.startsWith('file:')) return false;
    try {
      return existsSync(fileURLToPath(new URL(name, uri)));
    } catch {
      // A file URI of another platform's form.
      return false;
    }
  },
};
