/** The options of a command, by their long names: whether they take a value, and their short names. */
export type OptionTable = Readonly<Record<string, { type: 'string'; short?: string }>>;

/** The words of a command: the values of its options, in their order, and what belongs to no option. */
export interface ReadOptions {
  values: Map<string, string[]>;
  positionals: string[];
}

/**
 * Reads the options of a command as GNU's getopt does: `--name value`, `--name=value`, `-n value`, `-nvalue`, and short ones
 * in a row. An option that is not in the table takes no value. After `--` there are no options.
 */
export function readOptions(args: readonly string[], table: OptionTable): ReadOptions {
  const read: ReadOptions = { values: new Map(), positionals: [] };
  const byShort = new Map(Object.entries(table).map(([name, { short }]) => [short, name]));
  const rest = [...args].reverse();
  const note = (name: string, value: string | undefined): void => {
    if (value !== undefined) read.values.set(name, [...(read.values.get(name) ?? []), value]);
  };
  while (rest.length > 0) {
    const word = rest.pop()!;
    if (word === '--') {
      read.positionals.push(...rest.reverse());
      break;
    }
    if (word.startsWith('--')) readLong(word.slice(2), table, rest, note);
    else if (word.startsWith('-') && word.length > 1) readShort(word.slice(1), byShort, rest, note);
    else read.positionals.push(word);
  }
  return read;
}

type Note = (name: string, value: string | undefined) => void;

function readLong(word: string, table: OptionTable, rest: string[], note: Note): void {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word : word.slice(0, equals);
  if (!Object.hasOwn(table, name)) return;
  note(name, equals < 0 ? rest.pop() : word.slice(equals + 1));
}

/** Reads `-sSXPOST`: options without values up to the first one that takes the rest of the word, or the next word. */
function readShort(word: string, byShort: Map<string | undefined, string>, rest: string[], note: Note): void {
  for (let i = 0; i < word.length; i++) {
    const name = byShort.get(word[i]);
    if (name === undefined) continue;
    note(name, i + 1 < word.length ? word.slice(i + 1) : rest.pop());
    return;
  }
}
