/** The indentation of the first indented line; two spaces where there is none. */
export const indentationOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
