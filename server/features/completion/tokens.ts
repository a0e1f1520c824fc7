/** Tokens of JSON, and of YAML's flow style, read one at a time from any text: half-typed text has tokens too. */
export interface Token {
  kind: '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'word' | 'comment' | 'end';
  start: number;
  end: number;
}

const blank = /\s/;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff;
}

/** The first token at or after `from`; a string that does not end stops at its line's end. */
export function nextToken(text: string, from: number, limit: number, flow: boolean): Token {
  let start = from;
  while (start < limit && isBlank(text.charCodeAt(start))) start++;
  if (start >= limit) return { kind: 'end', start: limit, end: limit };
  const first = text[start]!;
  if (first === '"' || (flow && first === "'"))
    return { kind: 'string', start, end: endOfString(text, start, limit, first) };
  if ('{}[],'.includes(first) || (first === ':' && (!flow || endsKey(text, start)))) {
    return { kind: first as Token['kind'], start, end: start + 1 };
  }
  const comment = flow ? first === '#' : first === '/' && (text[start + 1] === '/' || text[start + 1] === '*');
  if (comment) return { kind: 'comment', start, end: endOfComment(text, start, limit) };
  return { kind: 'word', start, end: endOfWord(text, start, limit, flow) };
}

function endOfString(text: string, start: number, limit: number, quote: string): number {
  for (let i = start + 1; i < limit; i++) {
    const c = text[i];
    if (c === quote) return i + 1;
    if (c === '\\' && quote === '"') i++;
    else if (c === '\n' || c === '\r') return i;
  }
  return limit;
}

function endOfComment(text: string, start: number, limit: number): number {
  const block = text.startsWith('/*', start);
  const end = block ? text.indexOf('*/', start + 2) : text.indexOf('\n', start);
  return end < 0 ? limit : Math.min(limit, block ? end + 2 : end);
}

function endOfWord(text: string, start: number, limit: number, flow: boolean): number {
  let end = start + 1;
  if (!flow) {
    while (end < limit && !/[\s{}[\],:"]/.test(text[end]!)) end++;
    return end;
  }
  while (end < limit && !/[{}[\],\n\r]/.test(text[end]!)) {
    if (text[end] === ':' && endsKey(text, end)) break;
    if (text[end] === '#' && blank.test(text[end - 1]!)) break;
    end++;
  }
  while (end > start + 1 && blank.test(text[end - 1]!)) end--;
  return end;
}

/**
 * True for a colon that ends a key. In YAML that takes a space, a bracket or the end after it, or a quoted key before
 * it.
 */
function endsKey(text: string, colon: number): boolean {
  const next = text[colon + 1];
  return next === undefined || /[\s{}[\],]/.test(next) || /["']/.test(text[colon - 1] ?? '');
}

/** The text of a scalar without quotes; an unterminated string counts as far as it goes. */
export function scalarText(raw: string): string {
  const quote = raw[0];
  if (quote === '"') {
    const closed = raw.length > 1 && raw.endsWith('"');
    try {
      return JSON.parse(closed ? raw : `${raw}"`) as string;
    } catch {
      return raw.slice(1, closed ? -1 : undefined);
    }
  }
  if (quote === "'") return raw.slice(1, raw.length > 1 && raw.endsWith("'") ? -1 : undefined).replaceAll("''", "'");
  return raw;
}
