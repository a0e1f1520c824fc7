/** Damage to the text, which no parser of the format accepts. */
import { nodeAt, type Path, type Pick, pathsBelow, webhooksOf } from './definition';
import type { Format, Kind } from './kind';
import { lineOf, print, spansOf } from './texts';

/** A change of the text at an offset, within the node of a trigger that was chosen. */
type Edit = (text: string, span: { start: number; keyEnd: number; end: number }) => string | undefined;

const replace = (text: string, start: number, end: number, by: string): string =>
  text.slice(0, start) + by + text.slice(end);

/** Damage to a member of a trigger's path, chosen among those that pass; found within two lines of the member. */
function textKind(
  name: string,
  formats: Format[],
  passes: (value: unknown, path: Path) => boolean,
  edit: Edit,
  weight: 'refused' | 'weak' = 'refused',
): Kind {
  const level = weight === 'refused' ? 'error' : 'warning';
  return {
    name,
    weight,
    least: { custom: level, certification: level },
    codes: [weight === 'refused' ? 'syntax' : 'duplicate-key'],
    source: weight === 'refused' ? 'connector-rules: syntax' : 'connector-rules: duplicate-key',
    formats,
    apply(root, pick: Pick, format) {
      const hook = pick.one(webhooksOf(root));
      const members = hook ? pathsBelow(root, hook.item).slice(1) : [];
      const candidates = members.filter((at) => passes(nodeAt(root, at), at));
      const before = print(root, format);
      const findSpan = spansOf(before, format);
      // Not every member allows every edit: more are tried.
      for (let attempt = 0; attempt < 40 && candidates.length; attempt += 1) {
        const path = pick.one(candidates)!;
        const span = findSpan(path);
        const content = span && edit(before, span);
        if (!span || content === undefined) continue;
        const lines: [number, number] = [lineOf(before, span.start) - 2, lineOf(before, span.end) + 2];
        return { places: [path], text: { content, lines } };
      }
      return undefined;
    },
  };
}

const isMember = (_value: unknown, path: Path): boolean => typeof path.at(-1) === 'string';
const isText = (value: unknown, path: Path): boolean =>
  isMember(value, path) && typeof value === 'string' && /^\w[\w ]*$/.test(value);
const isFlag = (value: unknown, path: Path): boolean => isMember(value, path) && typeof value !== 'object';

export const kindsOfText: Kind[] = [
  textKind('a trailing comma', ['json'], isMember, (text, { end }) =>
    text[end] === ',' ? undefined : replace(text, end, end, ','),
  ),
  textKind('a missing comma', ['json'], isMember, (text, { end }) =>
    text[end] === ',' ? replace(text, end, end + 1, '') : undefined,
  ),
  textKind('a missing colon', ['json'], isMember, (text, { keyEnd }) => replace(text, keyEnd, keyEnd + 1, '')),
  textKind('a key without quotes', ['json'], isMember, (text, { start, keyEnd }) =>
    replace(text, start, keyEnd, text.slice(start + 1, keyEnd - 1)),
  ),
  textKind('smart quotes around a key', ['json'], isMember, (text, { start, keyEnd }) =>
    replace(text, start, keyEnd, `“${text.slice(start + 1, keyEnd - 1)}”`),
  ),
  textKind('single quotes around a key', ['json'], isMember, (text, { start, keyEnd }) =>
    replace(text, start, keyEnd, `'${text.slice(start + 1, keyEnd - 1)}'`),
  ),
  textKind('a text that does not end', ['json'], isText, (text, { end }) => replace(text, end - 1, end, '')),
  textKind('a comment in plain JSON', ['json'], isMember, (text, { start }) =>
    replace(text, start, start, '// note\n'),
  ),
  textKind('a word of Python', ['json'], isFlag, (text, { keyEnd, end }) => replace(text, keyEnd, end, ': True')),
  textKind(
    'a key twice',
    ['json'],
    isText,
    (text, { start, end }) => replace(text, start, start, `${text.slice(start, end)},\n`),
    'weak',
  ),
  textKind('a tab as indentation', ['yaml'], isFlag, (text, { start }) => {
    const line = text.lastIndexOf('\n', start) + 1;
    return text.slice(line, start).trim() ? undefined : replace(text, line, start, '\t');
  }),
  textKind('a quote that does not end', ['yaml'], isText, (text, { keyEnd, end }) =>
    replace(text, keyEnd, end, `: "${text.slice(keyEnd + 2, end)}`),
  ),
  textKind('a bracket that does not end', ['yaml'], isText, (text, { keyEnd, end }) =>
    replace(text, keyEnd, end, ': [one, two'),
  ),
  textKind('two colons in a line', ['yaml'], isText, (text, { keyEnd, end }) =>
    replace(text, keyEnd, end, `: ${text.slice(keyEnd + 2, end)}: more`),
  ),
  textKind(
    'a key twice in YAML',
    ['yaml'],
    isText,
    (text, { start, end }) => {
      const line = text.lastIndexOf('\n', start) + 1;
      const indent = text.slice(line, start);
      return indent.trim() ? undefined : replace(text, start, start, `${text.slice(start, end)}\n${indent}`);
    },
    'weak',
  ),
];
