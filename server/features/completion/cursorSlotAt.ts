import type { OpenDocument } from '../../documents/document';
import { maxLength } from '../../documents/readDocument';
import type { CursorSlot } from './cursorSlot';
import { jsonSlot } from './jsonSlot';
import { yamlSlot } from './yamlSlot';

/** The slot at an offset; undefined inside comments and block scalars, and where nothing can be typed. */
export function cursorSlotAt(document: OpenDocument, offset: number): CursorSlot | undefined {
  if (document.length > maxLength || offset < 0 || offset > document.length) return undefined;
  return document.language === 'yaml' ? yamlSlot(document, offset) : jsonSlot(document, offset);
}
