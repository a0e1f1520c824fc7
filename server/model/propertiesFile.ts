import type { OpenDocument } from '../documents/document';
import type { Definition } from './definition';
import type { ConnectorProperties } from './properties';

/** `apiProperties.json` as its own checks see it. */
export interface PropertiesFile {
  properties: ConnectorProperties;
  /** The definition next to it, and its document. */
  definition: Definition | undefined;
  definitionDocument: OpenDocument | undefined;
  /** `icon.png` next to it; undefined where there is none or where it can't be read. */
  icon: Icon | undefined;
}

/** What the first bytes of an icon say. */
export interface Icon {
  /** In pixels; undefined where the file isn't a PNG. */
  size: { width: number; height: number } | undefined;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Number of bytes at the start of a PNG that hold its signature and its size. */
export const iconHeadBytes = 24;

/** Reads the size of a PNG from its first chunk (w3.org/TR/png, IHDR). */
export function iconOf(head: Uint8Array): Icon {
  const isPng = head.length >= iconHeadBytes && pngSignature.every((byte, index) => head[index] === byte);
  if (!isPng) return { size: undefined };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return { size: { width: view.getUint32(16), height: view.getUint32(20) } };
}

export const iconName = 'icon.png';
