import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** MIT; see the README there. */
const published = join(import.meta.dirname, '../connectors');

export interface Connector {
  name: string;
  uri: string;
  text: string;
}

/** Connectors that were published with a trailing comma. */
const broken = new Set(['PUG Gamified Engagement', 'Cireson Service Manager Portal']);

/** The published connectors that parse, and the tutorial's sample; without their byte-order marks. */
export function connectors(directory = published): Connector[] {
  return allConnectors(directory).filter(({ name }) => !broken.has(name));
}

/** The text of a file, without its byte-order mark. */
export const readDefinition = (path: string): string => new TextDecoder().decode(readFileSync(path));

/** All published connectors, including those that do not parse. */
export function allConnectors(directory = published): Connector[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.swagger.json'))
    .sort()
    .map((file) => {
      const path = join(directory, file);
      const name = file.split(/[/\\]/).at(-2) ?? file;
      return { name, uri: pathToFileURL(path).href, text: readDefinition(path) };
    });
}

export function connector(name: string): Connector {
  const found = allConnectors().find((one) => one.name === name);
  if (!found) throw new Error(`No connector ${name}`);
  return found;
}
