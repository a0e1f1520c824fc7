import type { JsonObject } from '../protocol/json';

/** Example texts by `format`, with the names of Swagger 2.0, Power Automate and JSON Schema. */
const byFormat: Record<string, (index: number) => string> = {
  'date-time': (index) => `2024-01-15T09:30:${two(index)}Z`,
  'date-no-tz': (index) => `2024-01-15T09:30:${two(index)}`,
  date: (index) => `2024-01-${two(15 + (index % 14))}`,
  time: (index) => `09:30:${two(index)}Z`,
  duration: () => 'PT1H',
  email: (index) => `person${index || ''}@example.com`,
  uri: (index) => `https://example.com/${index || ''}`,
  url: (index) => `https://example.com/${index || ''}`,
  uuid: (index) => `6f9619ff-8b86-4d01-b42d-${String(index).padStart(12, '0')}`,
  guid: (index) => `6f9619ff-8b86-4d01-b42d-${String(index).padStart(12, '0')}`,
  hostname: (index) => `host${index || ''}.example.com`,
  ipv4: (index) => `192.0.2.${1 + (index % 250)}`,
  ipv6: (index) => `2001:db8::${(index + 1).toString(16)}`,
  byte: (index) => btoa(`text${index || ''}`),
  binary: (index) => `text${index || ''}`,
  phone: (index) => `+1202555${String(100 + index).padStart(4, '0')}`,
};

const two = (value: number) => String(value % 60).padStart(2, '0');

/** Texts that match common patterns. */
const common = ['', 'a', 'A', 'abc', 'ABC', 'Abc', 'abc123', 'a-b', 'a_b', 'A-1', '1', '12', '1.5', '1.0.0', '#a1b2c3'];

/**
 * A text for a schema: by its `format` or the one that its name suggests, otherwise the name itself, within its lengths.
 * For a pattern, common texts are tried; where none matches, the text stays as it is.
 * @param index position in an array, so that items differ
 */
export function exampleText(schema: JsonObject, name: string, index: number): string {
  const { format, pattern } = schema;
  const ofFormat = byFormat[typeof format === 'string' ? format.toLowerCase() : formatOf(name)]?.(index);
  const text = fitLength(schema, ofFormat ?? (name || 'text') + (index > 0 ? ` ${index + 1}` : ''));
  return typeof pattern === 'string' ? (fitting(schema, pattern, [text], index) ?? text) : text;
}

/** The format that a name suggests: most definitions give none. */
function formatOf(name: string): string {
  if (/e-?mail(_?address)?$/i.test(name)) return 'email';
  return /(url|uri|href)$/i.test(name) ? 'uri' : '';
}

function fitLength({ minLength, maxLength }: JsonObject, text: string): string {
  const least = typeof minLength === 'number' ? Math.min(minLength, 100_000) : 0;
  const long = text.length < least ? text.padEnd(least, text || 'x') : text;
  return typeof maxLength === 'number' && long.length > maxLength ? long.slice(0, Math.max(maxLength, 0)) : long;
}

function fitting(schema: JsonObject, pattern: string, first: string[], index: number): string | undefined {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
  } catch {
    return undefined;
  }
  const repeated = Array.from({ length: 40 }, (_, length) =>
    ['1', 'a', 'A'].map((letter) => letter.repeat(length + 1)),
  );
  const formats = Object.values(byFormat).map((make) => make(index));
  const { minLength, maxLength } = schema;
  return [...first, ...common, ...formats, ...repeated.flat()].find(
    (text) =>
      (typeof minLength !== 'number' || text.length >= minLength) &&
      (typeof maxLength !== 'number' || text.length <= maxLength) &&
      expression.test(text),
  );
}
