import { stringify } from 'yaml';
import { connectors } from '../documents/connectors';
import type { Random } from '../documents/random';

/** Random cursors in published connectors as YAML: half of them anywhere, half on an empty line where a key may be typed. */
export function* cursors(folders: (string | undefined)[], random: Random, count: number): Generator<Cursor> {
  const texts = folders.flatMap((folder) => connectors(folder)).map(({ name, text }) => ({ name, text: toYaml(text) }));
  const usable = texts.filter((one): one is { name: string; text: string } => one.text !== undefined);
  for (let i = 0; i < count; i++) {
    const { name, text } = random.pick(usable);
    const at = random.below(text.length);
    if (i % 2 === 0) {
      yield { name, text, offset: at };
      continue;
    }
    const line = text.lastIndexOf('\n', at) + 1;
    const indent = /^ *(?:- )?/.exec(text.slice(line, line + 200))![0].replace('-', ' ');
    yield { name, text: `${text.slice(0, line)}${indent}\n${text.slice(line)}`, offset: line + indent.length };
  }
}

export interface Cursor {
  name: string;
  text: string;
  offset: number;
}

/** The text of a JSON definition as YAML; undefined where it doesn't parse. */
function toYaml(text: string): string | undefined {
  try {
    return stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A text with a comment above each seventh key and behind some, and an anchor with an alias to it. */
export function withCommentsAndAnchors(text: string): { yaml: string; comments: string[] } {
  const comments: string[] = [];
  const lines = text.split('\n');
  const yaml = lines.flatMap((line, index) => {
    // Only keys of plain blocks: inside a block scalar a comment would be text.
    const [, indent] = /^( *)[\w-]+: ?[\w-]*$/.exec(line) ?? [];
    if (indent === undefined || indent.length > 8 || index % 7 !== 0) return [line];
    const comment = `# note ${index} -`;
    comments.push(comment);
    return index % 2 === 0 ? [`${indent}${comment}`, line] : [`${line} ${comment}`];
  });
  return { yaml: `x-shared: &first\n    - a\nx-again: *first\n${yaml.join('\n')}`, comments };
}
