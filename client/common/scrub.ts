import type { Json, JsonObject } from '../../server/protocol/json';
import { isObject } from './json';
import { isSecretName, type Redactor } from './redact';

/**
 * Forms of secrets: providers' keys and tokens, keys in PEM, passwords in URLs. A sender chooses the text, so each pattern
 * must take linear time, even where a form begins a thousand times and never ends.
 */
const secretForms = [
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk_live_|sk_test_|rk_live_|whsec_|sk-|AKIA|ASIA|AIza|ya29\.|SG\.)[\w./-]{8,}/g,
  /\b(?:Bearer|Basic) [\w.~+/=-]{8,}/g,
  // A key that is cut off is masked up to the end of the text.
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g,
  /(?<=[?&](?:sig|token|code|key|api[-_]?key|access_token|secret|password)=)[^&\s"'<>]+/gi,
];

/**
 * A JSON Web Token, with the characters before it in the same word. The lookahead for three parts is evaluated once for
 * each part, not at each `eyJ` in it.
 */
const jsonWebToken = /(?<![\w-])(?=[\w-]+\.[\w-]+\.)([\w-]*?)(\beyJ[\w-]+\.[\w-]+\.[\w-]*)/g;

/** The domain of an e-mail address. Addresses are found by their `@`, because a long word without one is not an address. */
const emailDomain = /@[\w-]+(?:\.[\w-]+){1,126}/g;
const ofEmailName = /[\w.+-]/;

/**
 * A payload that may be committed to a repository. Values whose name announces a secret, texts in the form of a secret and
 * e-mail addresses are replaced by values of the same type and form; known secrets are masked. Members, nulls and empty
 * lists stay, because they are part of the shape.
 */
export function scrub(value: Json, redactor: Redactor, isSecret = false): Json {
  if (typeof value === 'string') return isSecret ? sameForm(value) : scrubText(value, redactor);
  if (typeof value === 'number') return isSecret ? Number(String(value).replace(/[1-9]/g, '1')) : value;
  if (Array.isArray(value)) return value.map((item) => scrub(item, redactor, isSecret));
  if (!isObject(value)) return value;
  return scrubObject(value, redactor, isSecret);
}

function scrubObject(object: JsonObject, redactor: Redactor, isSecret: boolean): JsonObject {
  const names = Object.entries(object);
  // `{"name": "api_key", "value": "…"}`
  const announced = names.some(([name, value]) => name === 'name' && typeof value === 'string' && isSecretName(value));
  const entries = names.map(([name, value]): [string, Json] => {
    const secret = isSecret || isSecretName(name) || (announced && name === 'value');
    return [name, scrub(value, redactor, secret)];
  });
  return Object.fromEntries(entries);
}

/** As {@link scrub}, for text that is not JSON. */
export function scrubText(text: string, redactor: Redactor): string {
  const masked = redactor.text(text);
  const withoutTokens = masked.replace(jsonWebToken, (_, before: string, token: string) => before + sameForm(token));
  return withoutEmails(secretForms.reduce((done, form) => done.replace(form, sameForm), withoutTokens));
}

function withoutEmails(text: string): string {
  const pieces: string[] = [];
  let end = 0;
  for (const { 0: domain, index } of text.matchAll(emailDomain)) {
    let start = index;
    while (start > end && ofEmailName.test(text[start - 1]!)) start--;
    if (start === index) continue;
    pieces.push(text.slice(end, start), 'someone@example.com');
    end = index + domain.length;
  }
  return pieces.join('') + text.slice(end);
}

/** A text of the same length with letters for letters and digits for digits: it still matches a pattern or a length. */
function sameForm(text: string): string {
  const width = /[^\0-\xff]/.test(text) ? 2 : 1;
  const encoding = width === 2 ? 'utf16le' : 'latin1';
  const bytes = Buffer.from(text, encoding);
  for (let at = 0; at < bytes.length; at += width) {
    if (width === 1 || bytes[at + 1] === 0) bytes[at] = alike(bytes[at]!);
  }
  return bytes.toString(encoding);
}

/** The code of the placeholder for an ASCII character: an upper-case or lower-case letter, a digit, or itself. */
function alike(code: number): number {
  if (code >= 0x41 && code <= 0x5a) return 0x58;
  if (code >= 0x61 && code <= 0x7a) return 0x78;
  return code >= 0x30 && code <= 0x39 ? 0x30 : code;
}
