/** The quotation marks of word processors, chats and web pages: neither JSON nor YAML reads them as quotes. */
const doubles = '“”„‟«»″';
const singles = '‘’‚‛‹›′';
const typographic = doubles + singles;

/** Characters: no key or value that somebody pasted is longer, and looking further at each word would take long. */
const longest = 2000;

/** What may follow a string on its line. */
const follower = String.raw`[ \t\r]*(?:[:,}\]\n]|$)`;
const closing = new RegExp(`[${typographic}"'](?=${follower})`, 'g');
/** Marks that open a quotation inside a text are left to the text. */
const mixed = new RegExp(`(["'])((?!\\1)[^\\n„‟«‹‚‛“‘])*?[${typographic}](?=${follower})`, 'y');
/** Where YAML takes a plain quote for the beginning of a string. */
const mixedToken = new RegExp(`(?<=(?:^|[\\n{[,]|[-:][ \\t])[ \\t]*)(?:${mixed.source})`, 'g');
const wrapped = new RegExp(`^(?:[${typographic}].*[${typographic}"']|["'].*[${typographic}])$`);
const outer = new RegExp(`^[${typographic}]|[${typographic}]$`, 'g');

/** Index after a string that opens with a typographic quote at `start`; -1 where there is none. */
export function typographicEnd(text: string, start: number): number {
  const opening = text[start];
  if (opening === undefined || !typographic.includes(opening)) return -1;
  const line = /^.*\n?/.exec(text.slice(start, start + longest))![0];
  const ends = [...line.matchAll(closing)].filter(({ index, 0: mark }) => {
    // A plain quote behind another one belongs to that.
    const isTaken = !typographic.includes(mark) && line.indexOf(mark) < index;
    return index > 0 && !isTaken;
  });
  const alike = doubles.includes(opening) ? `${doubles}"` : `${singles}'`;
  const end = ends.find(([mark]) => alike.includes(mark)) ?? ends[0];
  return end ? start + end.index + 1 : -1;
}

/** Index after a string that opens with a plain quote at `start` and closes with a typographic one; -1 where there is none. */
export function mixedEnd(text: string, start: number): number {
  mixed.lastIndex = start;
  return mixed.test(text) ? mixed.lastIndex : -1;
}

/** The first string of that kind before `end`. */
export function firstMixed(text: string, end: number): { start: number; end: number } | undefined {
  const [found] = text.slice(0, end).matchAll(mixedToken);
  return found && { start: found.index, end: found.index + found[0].length };
}

/** Whether a text is a string between quotes one of which, at least, is typographic. */
export function isInTypographicQuotes(written: string): boolean {
  return written.length > 1 && wrapped.test(written);
}

/** The same string between plain double quotes, as JSON and YAML read it. */
export function withPlainQuotes(written: string): string {
  return `"${written.slice(1, -1).replace(/\\[\s\S]|"/g, (part) => (part === '"' ? '\\"' : part))}"`;
}

/** What stands between the quotes. */
export function quotedText(written: string): string {
  try {
    return JSON.parse(withPlainQuotes(written)) as string;
  } catch {
    return written.slice(1, -1);
  }
}

/** Without a typographic quote at its beginning or end. */
export function withoutOuterQuotes(word: string): string {
  return word.replace(outer, '');
}
