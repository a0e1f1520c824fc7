/**
 * How a Windows program gets its arguments from the one text that Windows passes to it. Written from Microsoft's
 * documentation, "Parsing C command-line arguments" and "CommandLineToArgvW function", not from the code that it tests.
 */

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/**
 * Splits a command line. Throws where both documented parsers differ: at `""` within quotes, which one reads as a quote and
 * the other as the end and the begin of a quoted part.
 */
export function splitCommandLine(line: string): string[] {
  const found: string[] = [];
  let at = 0;
  for (;;) {
    while (isBlank(line[at])) at++;
    if (at >= line.length) return found;
    const { argument, end } = readArgument(line, at);
    found.push(argument);
    at = end;
  }
}

function readArgument(line: string, start: number): { argument: string; end: number } {
  let at = start;
  let argument = '';
  let isQuoted = false;
  while (at < line.length && (isQuoted || !isBlank(line[at]))) {
    let backslashes = 0;
    while (line[at + backslashes] === '\\') backslashes++;
    at += backslashes;
    if (line[at] !== '"') {
      // Backslashes stand for themselves unless a quote follows them.
      argument += '\\'.repeat(backslashes);
      if (at < line.length && (isQuoted || !isBlank(line[at]))) argument += line[at++];
      continue;
    }
    argument += '\\'.repeat(Math.floor(backslashes / 2));
    at++;
    if (backslashes % 2 === 1) argument += '"';
    else if (isQuoted && line[at] === '"') throw new Error('"" within quotes is ambiguous');
    else isQuoted = !isQuoted;
  }
  if (isQuoted) throw new Error('A quote is not closed');
  return { argument, end: at };
}
