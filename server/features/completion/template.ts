/**
 * The inserted text of a completion, as data. A string may contain placeholders: `‹1:text›` with a default, `‹1|a,b›`
 * with choices, `‹1›` empty. Placeholders with the same number get the same text.
 */
export type Template = string | number | boolean | Blank | Template[] | { [key: string]: Template };

/** A value to be typed without quotes, or an object or list with such content. */
export class Blank {
  constructor(
    readonly kind: 'value' | 'object' | 'list',
    /** Values to choose from, as they are written; the first is the default. */
    readonly choices: string[] = [],
  ) {}
}

export interface Style {
  language: 'json' | 'yaml';
  /** True to write all on one line. */
  flow: boolean;
  /** One level of indentation. */
  unit: string;
  /** The indentation of the lines after the first. */
  pad: string;
  /** True to escape the text and keep placeholders; otherwise it is plain text with their defaults. */
  snippet: boolean;
  quote: '"' | "'";
}

const mark = /‹(\d+)(?::([^›]*)|\|([^›]*))?›/g;

export function hasPlaces(template: Template): boolean {
  if (typeof template === 'string') return template.search(mark) >= 0;
  if (template instanceof Blank) return true;
  if (Array.isArray(template)) return template.some(hasPlaces);
  if (typeof template === 'object')
    return Object.entries(template).some(([key, value]) => hasPlaces(key) || hasPlaces(value));
  return false;
}

/** The text with its defaults in place. */
export function defaults(text: string): string {
  return text.replace(mark, (_, __, fallback?: string, choices?: string) => fallback ?? choices?.split(',')[0] ?? '');
}

/** The members as `key: value`, with `pad` before each line after the first. */
export function renderMembers(members: [string, Template][], style: Style): string {
  const lines = members.map(([key, value]) => `${renderKey(key, style)}:${renderAfterColon(value, style)}`);
  if (style.flow) return lines.join(', ');
  return lines.join(`${style.language === 'json' ? ',' : ''}\n${style.pad}`);
}

export function renderKey(key: string, style: Style): string {
  return renderString(key, style, true);
}

/** A value with the space or line break after the colon. */
export function renderAfterColon(value: Template, style: Style): string {
  const onLinesBelow = style.language === 'yaml' && !style.flow && isBlock(value, style.snippet);
  if (!onLinesBelow) return ` ${render(value, style)}`;
  const pad = style.pad + style.unit;
  return `\n${pad}${render(value, { ...style, pad })}`;
}

function isBlock(value: Template, snippet: boolean): boolean {
  // Without a placeholder nothing would be on the line below.
  if (value instanceof Blank) return snippet && value.kind !== 'value';
  return Array.isArray(value) ? value.length > 0 : typeof value === 'object' && Object.keys(value).length > 0;
}

export function render(value: Template, style: Style): string {
  if (typeof value === 'string') return renderString(value, style, false);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Blank) return renderBlank(value, style);
  const inner = { ...style, pad: style.pad + style.unit };
  const json = style.language === 'json';
  if (Array.isArray(value)) {
    const scalars = value.every((item) => typeof item !== 'object' || (item instanceof Blank && item.kind === 'value'));
    if (value.length === 0 || style.flow || (json && scalars)) {
      return `[${value.map((item) => render(item, style)).join(', ')}]`;
    }
    const items = value.map((item) =>
      json ? render(item, inner) : `- ${render(item, { ...style, pad: `${style.pad}  ` })}`,
    );
    return json ? `[\n${inner.pad}${items.join(`,\n${inner.pad}`)}\n${style.pad}]` : items.join(`\n${style.pad}`);
  }
  const members = Object.entries(value);
  if (members.length === 0) return '{}';
  if (style.flow) return `{ ${renderMembers(members, style)} }`;
  return json ? `{\n${inner.pad}${renderMembers(members, inner)}\n${style.pad}}` : renderMembers(members, style);
}

function renderBlank(blank: Blank, style: Style): string {
  const place = style.snippet ? placeFor(blank.choices) : (blank.choices[0] ?? '');
  if (blank.kind === 'value') return place;
  const [opening, closing] = blank.kind === 'object' ? ['{', '}'] : ['[', ']'];
  if (!style.snippet) return opening + closing;
  if (style.language === 'yaml' && !style.flow) return blank.kind === 'object' ? place : `- ${place}`;
  if (style.flow || blank.kind === 'list') return `${opening}${place}${closing}`;
  return `${opening}\n${style.pad}${style.unit}${place}\n${style.pad}${closing}`;
}

function placeFor(choices: string[]): string {
  if (choices.length === 0) return '$1';
  return choices.length === 1 ? `\${1:${choices[0]}}` : `\${1|${choices.map(escapeChoice).join(',')}|}`;
}

function renderString(text: string, style: Style, key: boolean): string {
  const plainText = defaults(text);
  let quote: '"' | "'" | '' = style.quote;
  if (style.language === 'json') quote = '"';
  else if (isPlain(plainText, style.flow, key)) quote = '';
  const encode = (part: string): string => {
    if (quote === '"') return JSON.stringify(part).slice(1, -1);
    return quote === "'" ? part.replaceAll("'", "''") : part;
  };
  if (!style.snippet) return quote + encode(plainText) + quote;
  let result = '';
  let from = 0;
  for (const match of text.matchAll(mark)) {
    const [whole, number, fallback, choices] = match;
    result += escapeText(encode(text.slice(from, match.index)));
    if (choices !== undefined)
      result += `\${${number}|${choices
        .split(',')
        .map((one) => escapeChoice(encode(one)))
        .join(',')}|}`;
    else if (fallback !== undefined) result += `\${${number}:${escapeText(encode(fallback)).replaceAll('}', '\\}')}}`;
    else result += `\${${number}}`;
    from = match.index + whole.length;
  }
  return quote + result + escapeText(encode(text.slice(from))) + quote;
}

/** Escapes the dollar signs and backslashes of a snippet's text. */
function escapeText(text: string): string {
  return text.replace(/[\\$]/g, '\\$&');
}

function escapeChoice(text: string): string {
  return text.replace(/[\\,|]/g, '\\$&');
}

/** True when YAML reads a text without quotes as a string. @param key a key may look like a number */
function isPlain(text: string, flow: boolean, key: boolean): boolean {
  if (text === '') return !key && !flow;
  if (!/^[A-Za-z_/$]/.test(text) || /\s$|^\s/.test(text)) return false;
  if (/: |:$| #|[\n\t"']/.test(text)) return false;
  if (flow && /[{}[\],]/.test(text)) return false;
  return !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
}
