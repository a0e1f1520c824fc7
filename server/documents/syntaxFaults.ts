/** The kind of a fault in JSON, or of typographic quotes in either language: fixes go by it. */
export type FaultKind = keyof typeof messages | 'blank' | 'closing' | 'unclosed';

/** A kind of fault, and what people read about it. */
export interface Fault {
  kind: FaultKind;
  message: string;
}

const messages = {
  character: 'A character that JSON does not allow here, such as a raw tab in a string.',
  afterEnd: 'Unexpected text after the end.',
  betweenMembers: 'Unexpected text between members.',
  colon: 'Expected a colon.',
  comma: 'Expected a comma.',
  comment: 'JSON allows no comments.',
  doubleComma: 'Unexpected comma.',
  doubleColon: 'Unexpected colon.',
  escape: 'Not an escape that JSON allows.',
  noValue: 'Unexpected text: not a JSON value.',
  openComment: 'The comment does not end.',
  openingQuote: 'The opening quote is missing.',
  propertyName: 'Expected a property name in double quotes.',
  stringEnd: 'The string does not end.',
  trailingComma: 'Trailing comma: remove it.',
  typographicQuotes: 'These are typographic quotes, which are not read as quotes: use plain ones (").',
  value: 'Expected a value.',
};

type Faults = { [Kind in keyof typeof messages]: Fault };

export const faults = Object.fromEntries(
  Object.entries(messages).map(([kind, message]) => [kind, { kind, message }]),
) as Faults;

/** A character that looks like a blank. @param code its UTF-16 code unit */
export function foreignBlank(code: number): Fault {
  const name = code.toString(16).toUpperCase().padStart(4, '0');
  return { kind: 'blank', message: `The character U+${name} looks like a blank, but JSON does not allow it here.` };
}

/** A closing bracket that nothing opens. */
export const unexpectedClosing = (name: string): Fault => ({
  kind: 'closing',
  message: `Unexpected closing ${name}.`,
});

/** An opening bracket that nothing closes. */
export const missingClosing = (name: string): Fault => ({ kind: 'unclosed', message: `Expected a closing ${name}.` });
