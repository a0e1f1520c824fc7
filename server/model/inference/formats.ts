/** The formats recognized in strings. A schema gets one only where every string that is not empty has it. */
export type Format = 'date-time' | 'date' | 'uri' | 'email' | 'uuid';

/** Maximum length of a string with a format, in characters. */
const maxLength = 2_000;

const dateTime =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const date = /^(\d{4})-(\d{2})-(\d{2})$/;
// No braces: `…/users{/name}` is a template, not a URI.
const uri = /^[a-z][a-z0-9+.-]*:\/\/[^\s<>"{}|\\^`]+$/i;
const email = /^[^\s@<>()",;:[\]\\]+@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const tests: Record<Format, (text: string) => boolean> = {
  'date-time': (text) => isDate(dateTime.exec(text)?.[1] ?? ''),
  date: isDate,
  uri: (text) => uri.test(text) && URL.canParse(text),
  email: (text) => email.test(text),
  uuid: (text) => uuid.test(text),
};

export const formats = Object.keys(tests) as Format[];

export function hasFormat(text: string, format: Format): boolean {
  return text.length <= maxLength && tests[format](text);
}

/** True for a date that exists in the calendar. */
function isDate(text: string): boolean {
  const [, year, month, day] = date.exec(text) ?? [];
  if (!year) return false;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}
