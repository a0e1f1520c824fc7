import { OpenDocument } from './documents/document';
import { hasDefinitionName, isDefinition } from './model/isDefinition';
import { type ConnectorProperties, propertiesName, propertiesOf } from './model/properties';
import { type Icon, iconHeadBytes, iconName, iconOf } from './model/propertiesFile';
import { type FileRules, isSameName } from './protocol/fileNames';

/** The part of the file system that the server reads; faked in tests. */
export interface Files {
  readonly rules: FileRules;
  /** True when a file of that name is in the folder of a document. False for documents that are not files. */
  isNextTo(uri: string, name: string): boolean;
  /** The text of that file; undefined when there is none, or when it is too large to have been written by hand. */
  readNextTo(uri: string, name: string): string | undefined;
  /** The first bytes of that file; undefined when there is none. */
  headNextTo(uri: string, name: string, bytes: number): Uint8Array | undefined;
  /** The names of the files in the folder of a document, itself included. */
  namesNextTo(uri: string): string[];
}

/** The files of a host that has none: what counts is what is open in the editor. */
export const noFiles: Files = {
  rules: { platform: 'browser' },
  isNextTo: () => false,
  readNextTo: () => undefined,
  headNextTo: () => undefined,
  namesNextTo: () => [],
};

/** The content of `apiProperties.json` next to a definition; undefined when there is none. */
export function propertiesNextTo(uri: string, files: Files): ConnectorProperties | undefined {
  const text = files.readNextTo(uri, propertiesName);
  if (text === undefined) return undefined;
  return propertiesOf(new OpenDocument(new URL(propertiesName, uri).href, 'json', 0, text.replace(/^\uFEFF/, '')));
}

/** The icon next to `apiProperties.json`; undefined when there is none. */
export function iconNextTo(uri: string, files: Files): Icon | undefined {
  const head = files.headNextTo(uri, iconName, iconHeadBytes);
  return head && iconOf(head);
}

/** Maximum number of files without the name of a definition that are read to find one. */
const maxCandidates = 8;

/** The definition in the folder of a document, such as that of `apiProperties.json`, as it is on the disk. */
export function definitionNextTo(uri: string, files: Files): OpenDocument | undefined {
  const isOther = (name: string): boolean => !isSameName(name, propertiesName, files.rules);
  const texts = files.namesNextTo(uri).filter((name) => /\.(?:jsonc?|ya?ml)$/i.test(name) && isOther(name));
  const named = texts.filter((name) => hasDefinitionName(`/${name}`)).sort();
  for (const name of named.length > 0 ? named.slice(0, 1) : texts.slice(0, maxCandidates)) {
    const text = files.readNextTo(uri, name)?.replace(/^\uFEFF/, '');
    if (text === undefined) continue;
    const address = new URL(encodeURIComponent(name), uri).href;
    const document = new OpenDocument(address, languageOf(name), 0, text);
    if (
      isDefinition(
        address,
        document.tree.root,
        () => text,
        () => true,
      )
    )
      return document;
  }
  return undefined;
}

function languageOf(name: string): string {
  if (/\.ya?ml$/i.test(name)) return 'yaml';
  return /\.jsonc$/i.test(name) ? 'jsonc' : 'json';
}
