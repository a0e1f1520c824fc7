import { escapeRegExp } from './escapeRegExp';

/** The text that replaces a secret. */
export const mask = '***';

/** Masks known secrets in any text. Each `Webhooks` has its own: nothing is shared between tests or windows. */
export interface Redactor {
  /** Skips undefined and very short secrets: masking every `a` would hide the text, not the secret. */
  add(...secrets: (string | undefined)[]): void;
  text(text: string): string;
}

/** Minimum length of a secret that is masked. */
const minLength = 4;
/** Minimum length of a secret that is also masked in any case and in base64: a shorter one may be an ordinary word. */
const minVariantLength = 8;

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
        if (!secret || secret.length < minLength) continue;
        const hasVariants = secret.length >= minVariantLength;
        learn(formsOf(secret), hasVariants ? 'gi' : 'g');
        if (hasVariants) learn(base64Of(secret), 'g');
      }
      ordered = [...known].sort(([a], [b]) => b.length - a.length).map(([, pattern]) => pattern);
    },
    text: (text) => ordered.reduce((masked, pattern) => masked.replace(pattern, mask), text),
  };
}

/** A secret as it is, and as it is written in a URL, in JSON and in a form. */
function formsOf(secret: string): string[] {
  const encoded = encodeURIComponent(secret);
  return [secret, encoded, encoded.replaceAll('%20', '+'), JSON.stringify(secret).slice(1, -1)];
}

/**
 * A secret in base64, and the characters that it adds to the base64 of a longer text, which depend on its offset: three
 * bytes become four characters.
 */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const within = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
  );
  const whole = bytes.toString('base64');
  const forms = [whole, whole.replace(/(?<!=)=+$/, ''), ...within];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** The text of a stranger for a message or the log: masked, on one line, without control characters, cut to `length`. */
export function quote(redactor: Redactor, text: string, length = 300): string {
  const line = redactor
    .text(text)
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

/** A URL without user information, with known secrets and parameters with a secret's name masked. */
export function maskUrl(redactor: Redactor, url: string): string {
  const { origin, pathname, search } = new URL(url);
  const query = maskQuery(search.slice(1));
  return redactor.text(origin + pathname + (query && `?${query}`));
}

/** A query (without its question mark) with the values of parameters that have a secret's name masked. */
export function maskQuery(
  query: string,
  isSecret: (name: string, value: string) => boolean = (name) => isSecretName(name),
): string {
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => {
    return `${encodeURIComponent(name)}=${isSecret(name, value) ? mask : encodeURIComponent(value)}`;
  });
  return pairs.join('&');
}

/** True for a name that announces a secret, in a definition, a header or a query. */
export const isSecretName = (name: string): boolean =>
  /secret|passw|passphrase|passcode|clientstate|token|jwt|(api|access|private|subscription|functions)[-_]?key|credential|^auth(orization)?$|^(key|pwd|pass)$|^sig(nature)?$/i.test(
    name,
  );
