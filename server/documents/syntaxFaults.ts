/** The kind of a fault in JSON, or of typographic quotes in either language: fixes go by it. */
import { mark, say } from '../texts/say';
export type FaultKind = keyof typeof messages | 'blank' | 'closing' | 'unclosed';

/** A kind of fault, and what people read about it. */
export interface Fault {
  kind: FaultKind;
  message: string;
}

const messages = {
  character: mark('A character that JSON does not allow here, such as a raw tab in a string.'),
  afterEnd: mark('Unexpected text after the end.'),
  betweenMembers: mark('Unexpected text between members.'),
  colon: mark('Expected a colon.'),
  comma: mark('Expected a comma.'),
  comment: mark('JSON allows no comments.'),
  doubleComma: mark('Unexpected comma.'),
  doubleColon: mark('Unexpected colon.'),
  escape: mark('Not an escape that JSON allows.'),
  noValue: mark('Unexpected text: not a JSON value.'),
  openComment: mark('The comment does not end.'),
  openingQuote: mark('The opening quote is missing.'),
  propertyName: mark('Expected a property name in double quotes.'),
  stringEnd: mark('The string does not end.'),
  trailingComma: mark('Trailing comma: remove it.'),
  typographicQuotes: mark('These are typographic quotes, which are not read as quotes: use plain ones (").'),
  value: mark('Expected a value.'),
};

type Faults = { [Kind in keyof typeof messages]: Fault };

export const faults = Object.fromEntries(
  Object.entries(messages).map(([kind, english]) => [
    kind,
    {
      kind,
      get message() {
        return say(english);
      },
    },
  ]),
) as Faults;

/** A character that looks like a blank. @param code its UTF-16 code unit */
export function foreignBlank(code: number): Fault {
  const name = code.toString(16).toUpperCase().padStart(4, '0');
  return { kind: 'blank', message: say`The character U+${name} looks like a blank, but JSON does not allow it here.` };
}

/** A closing bracket that nothing opens. */
export const unexpectedClosing = (name: string): Fault => ({
  kind: 'closing',
  message: say`Unexpected closing ${name}.`,
});

/** An opening bracket that nothing closes. */
export const missingClosing = (name: string): Fault => ({
  kind: 'unclosed',
  message: say`Expected a closing ${name}.`,
});
