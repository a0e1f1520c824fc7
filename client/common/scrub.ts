import { looksSecret } from './randomText';
import type { Redactor } from './redact';
import type { Slices } from './slices';

/** What a text is masked by. */
export interface Scrubber {
  redactor: Redactor;
  /** True for the name of a member or field that holds a secret. */
  isSecretName(name: string): boolean;
}

/**
 * Forms of secrets: providers' keys and tokens, passwords in URLs, values with a secret's name. A sender chooses the text, so
 * each pattern must take linear time, even where a form begins a thousand times and never ends.
 */
const secretForms = [
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk_live_|sk_test_|rk_live_|whsec_|sk-|AKIA|ASIA|AIza|ya29\.|SG\.)[\w./-]{8,}/g,
  /\b(?:Bearer|Basic) [\w.~+/=-]{8,}/g,
  /(?<=:\/\/)[^\s/:@]{1,256}:[^\s/@]{1,256}(?=@)/g,
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

/** `name=value`, `name: value` and `"name": "value"`; `<name>value</name>`; a field of a multipart form. */
const namedValues = [
  /(?<![\w.-])(["']?)([\w.-]{1,64})\1[ \t]?[:=][ \t]?(["']?)([^\s"'&,;<>]{1,1024})/g,
  /<(?=([\w:.-]{1,64}))\1()()>([^<]{1,1024})</g,
  /\bname=(")([^"\r\n]{1,64})"()[^\r\n]{0,200}\r?\n\r?\n([^\r\n]{1,1024})/g,
];

/**
 * A text that may be committed to a repository. Known secrets are masked; what has the form or the name of a secret, and
 * e-mail addresses, are replaced by text of the same length and form. A text that is too long to be masked at once goes
 * through {@link scrubLongText}.
 */
export function scrubText(text: string, scrubber: Scrubber): string {
  return scrubWords(scrubPrivateKeys(text), scrubber);
}

function scrubWords(text: string, { redactor, isSecretName }: Scrubber): string {
  const masked = redactor.text(text);
  const withoutTokens = masked.replace(jsonWebToken, (_, before: string, token: string) => before + sameForm(token));
  const withoutForms = secretForms.reduce((done, form) => done.replace(form, sameForm), withoutTokens);
  const withoutNamed = namedValues.reduce((done, form) => {
    return done.replace(form, (whole: string, ...groups: string[]) => {
      const [quoteOrName = '', name = '', , value = ''] = groups;
      const named = name || quoteOrName;
      if (!isSecretName(named) && !looksSecret(named, value)) return whole;
      const at = whole.lastIndexOf(value);
      return whole.slice(0, at) + sameForm(value) + whole.slice(at + value.length);
    });
  }, withoutForms);
  return withoutEmails(withoutNamed);
}

const keyBegins = '-----BEGIN ';
const keyEnds = '-----END ';

/** Keys in PEM. One that is cut off is masked up to the end of the text. */
function scrubPrivateKeys(text: string): string {
  const pieces: string[] = [];
  let end = 0;
  for (let at = text.indexOf(keyBegins); at >= 0; at = text.indexOf(keyBegins, Math.max(end, at + 1))) {
    if (!/^[A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/.test(text.slice(at + keyBegins.length, at + 90))) continue;
    const last = text.indexOf(keyEnds, at);
    const close = last < 0 ? -1 : text.indexOf('-----', last + keyEnds.length);
    const until = close < 0 ? text.length : close + 5;
    pieces.push(text.slice(end, at), sameForm(text.slice(at, until)));
    end = until;
  }
  return end === 0 ? text : pieces.join('') + text.slice(end);
}

/** Number of characters that are masked at once, and how far what begins in them may reach. */
const windowLength = 128 * 1024;
const reach = 8 * 1024;

/** As {@link scrubText}, in slices. What is longer than {@link reach} and begins at the end of a window is found in part. */
export async function scrubLongText(text: string, scrubber: Scrubber, slices: Slices): Promise<string> {
  if (text.length <= windowLength) return scrubText(text, scrubber);
  const plain = scrubPrivateKeys(text);
  const pieces: string[] = [];
  for (let at = 0; at < plain.length; ) {
    const end = cutAt(plain, at + windowLength);
    pieces.push(scrubWords(plain.slice(at, end), scrubber));
    slices.advance(end - at);
    at = end;
    await slices.pause();
  }
  return pieces.join('');
}

/** The place of a blank or a bracket near `at`, where no secret is cut; `at` itself in a word that is longer than any. */
function cutAt(text: string, at: number): number {
  if (at >= text.length) return text.length;
  for (let place = at; place < Math.min(at + reach, text.length); place++) {
    if (/[\s"'<>{}[\]()]/.test(text[place]!)) return place;
  }
  return at;
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
export function sameForm(text: string): string {
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
