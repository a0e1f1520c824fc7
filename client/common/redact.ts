import { escapeRegExp } from './escapeRegExp';

/** What stands in the place of a secret. */
export const mask = '***';

/** Masks the secrets it was told of, in any text. One per {@link Webhooks}: nothing is shared between tests or windows. */
export interface Redactor {
  /** Undefined and very short ones are skipped: masking every `a` would hide the text and not the secret. */
  add(...secrets: (string | undefined)[]): void;
  text(text: string): string;
}

const shortest = 4;
/** From here on it is masked in capital and small letters and in base64, too: a shorter one may be a word of the text. */
const shortestChanged = 8;

export function createRedactor(): Redactor {
  const known = new Map<string, RegExp>();
  // Longest first, so that a secret that contains another one is masked as a whole.
  let ordered: RegExp[] = [];
  const learn = (forms: string[], flags: string) => {
    for (const form of forms) if (!known.has(form)) known.set(form, new RegExp(escapeRegExp(form), flags));
  };
  return {
    add(...secrets) {
      for (const secret of secrets) {
        if (!secret || secret.length < shortest) continue;
        const mayChange = secret.length >= shortestChanged;
        learn(formsOf(secret), mayChange ? 'gi' : 'g');
        if (mayChange) learn(base64Of(secret), 'g');
      }
      ordered = [...known].sort(([a], [b]) => b.length - a.length).map(([, pattern]) => pattern);
    },
    text: (text) => ordered.reduce((masked, pattern) => masked.replace(pattern, mask), text),
  };
}

/** A secret as it stands in a URL, in JSON and in a form. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret);
  return [secret, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(secret).slice(1, -1)];
}

/** A secret in base64, and what is left of it in base64 of a text that holds it: three bytes become four characters. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const within = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
  );
  const whole = bytes.toString('base64');
  const forms = [whole, whole.replace(/=+$/, ''), ...within];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** Text of strangers for a message or the log: one line, no control characters, masked, at most `length` characters. */
export function quote(redactor: Redactor, text: string, length = 300): string {
  const line = redactor
    .text(text)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

/** A URL without user information; known secrets and whatever its query calls a secret are masked. */
export function maskUrl(redactor: Redactor, url: string): string {
  const { origin, pathname, search } = new URL(url);
  const query = maskQuery(search.slice(1));
  return redactor.text(origin + pathname + (query && `?${query}`));
}

/** A query (without its question mark) in which whatever it calls a secret is masked. */
export function maskQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => {
    return `${encodeURIComponent(name)}=${isSecretName(name) ? mask : encodeURIComponent(value)}`;
  });
  return pairs.join('&');
}

/** Names that, in a definition or in headers, announce a secret. */
export const isSecretName = (name: string): boolean =>
  /secret|passw|passphrase|token|(api|access|private|subscription|functions)[-_]?key|credential|^auth(orization)?$|^(key|pwd)$|^sig(nature)?$/i.test(
    name,
  );
