/** Converts between typed text and JSON values. Pure. */

import type { Json } from '../../../server/protocol/json';
import type { ValueLimits } from '../../../server/protocol/triggers';
import { isObject } from '../../common/json';
import type { Question } from './planQuestions';

export type Problem =
  | 'required'
  | 'integer'
  | 'number'
  | 'json'
  | 'list'
  | 'range'
  | 'count'
  | 'email'
  | 'uri'
  | 'dateTime';

type Parsed = { value: Json | undefined } | { problem: Problem };

/** Parses a typed answer; the value is undefined when an optional one was left empty. */
export function parseAnswer(question: Question, typed: string): Parsed {
  const text = question.kind === 'text' || question.kind === 'any' ? typed : typed.trim();
  if (text === '') return question.required ? { problem: 'required' } : { value: undefined };
  switch (question.kind) {
    case 'integer':
    case 'number':
      return parseNumber(text, question.kind, question);
    case 'choices':
    case 'list':
      return withinCount(parseList(text, question.itemsType), question.limits);
    case 'json':
      return parseJson(text, isObject);
    case 'any': {
      // As in the designer: JSON if it parses, otherwise the text itself.
      const parsed = parseJson(text, () => true);
      return 'problem' in parsed ? { value: text } : parsed;
    }
    default: {
      const problem = formatProblem(text, question.format);
      return problem ? { problem } : { value: text };
    }
  }
}

/** Checks the formats that the designer checks; it ignores other formats, lengths and patterns. */
function formatProblem(text: string, format: string | undefined): Problem | undefined {
  switch (format) {
    case 'email':
      return /^[^@\s]+@[^@\s]+$/.test(text) ? undefined : 'email';
    case 'uri':
      return URL.canParse(text) ? undefined : 'uri';
    case 'date-time':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) ? undefined : 'dateTime';
    default:
      return undefined;
  }
}

function withinCount(
  parsed: { value: Json } | { problem: Problem },
  { minItems = 0, maxItems = Number.POSITIVE_INFINITY }: ValueLimits = {},
): Parsed {
  if ('problem' in parsed || !Array.isArray(parsed.value)) return parsed;
  const { length } = parsed.value;
  return length < minItems || length > maxItems ? { problem: 'count' } : parsed;
}

const int32 = 2 ** 31;

function parseNumber(text: string, kind: 'integer' | 'number', { format, limits = {} }: Question): Parsed {
  const number = Number(text);
  const fits = kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  if (!fits) return { problem: kind };
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = limits;
  const within = number >= minimum && number <= maximum;
  return within && (format !== 'int32' || (number >= -int32 && number < int32))
    ? { value: number }
    : { problem: 'range' };
}
/** Parses `push, release` or `["push", "release"]`. */
function parseList(text: string, itemsType: string | undefined): { value: Json } | { problem: Problem } {
  if (text.startsWith('[')) return parseJson(text, Array.isArray);
  const items = text.split(',').map((item) => item.trim());
  if (itemsType === undefined || itemsType === 'string') return { value: items };
  const values: Json[] = [];
  for (const item of items) {
    const parsed = parseJson(item, (value) => itemsType !== 'integer' || Number.isSafeInteger(value));
    if ('problem' in parsed) return { problem: 'list' };
    values.push(parsed.value);
  }
  return { value: values };
}

function parseJson(text: string, fits: (value: Json) => boolean): { value: Json } | { problem: Problem } {
  try {
    const value: Json = JSON.parse(text);
    return fits(value) ? { value } : { problem: 'json' };
  } catch {
    return { problem: 'json' };
  }
}

/** Formats a value so that {@link parseAnswer} reads it back; used to prefill input boxes. */
export function formatValue(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  const plain = (item: Json): item is string => typeof item === 'string' && /^[^\s,[]([^,]*[^\s,])?$/.test(item);
  if (Array.isArray(value) && value.length > 0 && value.every(plain)) return value.join(', ');
  return JSON.stringify(value);
}

/** Converts a value listed by the service to the type of the question's parameter. */
export function convertListed({ kind, itemsType }: Question, value: Json): Json {
  const type = kind === 'list' || kind === 'choices' ? (itemsType ?? 'string') : kind === 'text' ? 'string' : kind;
  if (type === 'string') return typeof value === 'string' ? value : JSON.stringify(value);
  const isNumber = (type === 'integer' || type === 'number') && typeof value === 'string' && value.trim() !== '';
  return isNumber && Number.isFinite(Number(value)) ? Number(value) : value;
}
