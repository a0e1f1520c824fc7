/** Messages of faults that have one obvious fix: all of them in JSON, the last one in YAML as well. */
export const faults = {
  blank: 'looks like a blank, but JSON does not allow it here.',
  character: 'A character that JSON does not allow here, such as a raw tab in a string.',
  afterEnd: 'Unexpected text after the end.',
  colon: 'Expected a colon.',
  comma: 'Expected a comma.',
  comment: 'JSON allows no comments.',
  closing: 'Unexpected closing',
  doubleComma: 'Unexpected comma.',
  escape: 'Not an escape that JSON allows.',
  noValue: 'Unexpected text: not a JSON value.',
  openingQuote: 'The opening quote is missing.',
  propertyName: 'Expected a property name in double quotes.',
  stringEnd: 'The string does not end.',
  trailingComma: 'Trailing comma: remove it.',
  typographicQuotes: 'These are typographic quotes, which are not read as quotes: use plain ones (").',
};
