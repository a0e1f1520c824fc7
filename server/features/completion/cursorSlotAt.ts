import type { OpenDocument } from '../../documents/document';
import { maxLength } from '../../documents/readDocument';
import type { Spot } from './cursorSlot';
import { jsonSpot } from './jsonSlot';
import { yamlSpot } from './yamlSlot';

/** Reads the text around an offset; undefined inside comments, block scalars and where nothing can be typed. */
export function spotAt(document: OpenDocument, offset: number): Spot | undefined {
  if (document.content.length > maxLength || offset < 0 || offset > document.content.length) return undefined;
  return document.language === 'yaml' ? yamlSpot(document, offset) : jsonSpot(document, offset);
}
