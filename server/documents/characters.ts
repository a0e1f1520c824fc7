/** Codes of the characters that JSON and YAML are divided by: comparing numbers is several times as fast as comparing text. */
export const tab = 0x09;
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const doubleQuote = 0x22;
export const asterisk = 0x2a;
export const comma = 0x2c;
export const dash = 0x2d;
export const slash = 0x2f;
export const colon = 0x3a;
export const questionMark = 0x3f;
export const openBracket = 0x5b;
export const backslash = 0x5c;
export const closeBracket = 0x5d;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
