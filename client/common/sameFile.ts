/** Names of files compared by the rules of the platform that this runs on; {@link fileKey} says how. */
import { type FileRules, fileKey, isInFolder, isSameFile } from '../../server/protocol/fileNames';

let rules: FileRules = { platform: process.platform };

/** Adds what is known of the platform, such as its mapped drives; tests take another platform. */
export function setFileRules(known: Partial<FileRules>): void {
  rules = { ...rules, ...known };
}

/** An URI of the editor, or a text: that of an URI, or an absolute path. */
type FileName = string | { toString(): string };

export const sameFile = (one: FileName, other: FileName): boolean => isSameFile(String(one), String(other), rules);

/** True for the folder itself, too. */
export const isInside = (file: FileName, folder: FileName): boolean => isInFolder(String(file), String(folder), rules);

/** A text that is equal for all names of a file, for comparing alone. */
export const keyOfFile = (name: FileName): string => fileKey(String(name), rules);
