/** The quotation marks of word processors, chats and web pages: neither JSON nor YAML reads them as quotes. */
const doubles = '“”„‟«»″';
const singles = '‘’‚‛‹›′';
const typographic = doubles + singles;

/** Maximum length of a pasted key or value in characters: searching further at each word would be slow. */
const maxLength = 2000;

/** Pattern of what may follow a string on its line. */
const follower = String.raw`[ \t\r]*(?:[:,}\]\n]|$)`;
const closing = new RegExp(`[${typographic}"'](?=${follower})`, 'g');
/** Marks that open a quotation inside a text are left to the text. */
const mixed = new RegExp(`(["'])((?!\\1)[^\\n„‟«‹‚‛“‘])*?[${typographic}](?=${follower})`, 'y');
/** A {@link mixed} string where YAML lets a plain quote begin a string. */
const mixedToken = new RegExp(`(?<=(?:^|[\\n{[,]|[-:][ \\t])[ \\t]*)(?:${mixed.source})`, 'g');
const wrapped = new RegExp(`^(?:[${typographic}].*[${typographic}"']|["'].*[${typographic}])$`);
const outer = new RegExp(`^[${typographic}]|[${typographic}]$`, 'g');

/** The index after a string that opens with a typographic quote at `start`; -1 where there is no such string. */
export function typographicStringEnd(text: string, start: number): number {
  const opening = text[start];
  if (opening === undefined || !typographic.includes(opening)) return -1;
  const line = /^.*\n?/.exec(text.slice(start, start + maxLength))![0];
  const ends = [...line.matchAll(closing)].filter(({ index, 0: mark }) => {
    // A plain quote behind another one belongs to that.
    const isTaken = !typographic.includes(mark) && line.indexOf(mark) < index;
    return index > 0 && !isTaken;
  });
  const alike = doubles.includes(opening) ? `${doubles}"` : `${singles}'`;
  const end = ends.find(([mark]) => alike.includes(mark)) ?? ends[0];
  return end ? start + end.index + 1 : -1;
}

/** The index after a string that opens with a plain quote at `start` and closes with a typographic one; -1 where there is no such string. */
export function mixedEnd(text: string, start: number): number {
  mixed.lastIndex = start;
  return mixed.test(text) ? mixed.lastIndex : -1;
}

/** The first string before `end` that opens with a plain quote and closes with a typographic one. */
export function firstMixed(text: string, end: number): { start: number; end: number } | undefined {
  const [found] = text.slice(0, end).matchAll(mixedToken);
  return found && { start: found.index, end: found.index + found[0].length };
}

/** True when a text is a string in quotes, at least one of them typographic. */
export function isInTypographicQuotes(written: string): boolean {
  return written.length > 1 && wrapped.test(written);
}

/** The same string in plain double quotes, as JSON and YAML read it. */
export function withPlainQuotes(written: string): string {
  return `"${written.slice(1, -1).replace(/\\[\s\S]|"/g, (part) => (part === '"' ? '\\"' : part))}"`;
}

/** The text between the quotes. */
export function quotedText(written: string): string {
  try {
    return JSON.parse(withPlainQuotes(written)) as string;
  } catch {
    return written.slice(1, -1);
  }
}

/** The word without a typographic quote at its beginning or end. */
export function withoutOuterQuotes(word: string): string {
  return word.replace(outer, '');
}
