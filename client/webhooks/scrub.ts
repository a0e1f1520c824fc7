import type { Json, JsonObject } from '../../server/protocol';
import { isObject } from './json';
import { isSecretName, type Redactor } from './redact';

/** What providers' keys and tokens look like, wherever they stand; a key in PEM; a password in a URL. */
const secretForms = [
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /\b(?:gh[opsur]_|github_pat_|glpat-|xox[a-z]-|sk_live_|sk_test_|rk_live_|whsec_|sk-|AKIA|ASIA|AIza|ya29\.|SG\.)[\w./-]{8,}/g,
  /\b(?:Bearer|Basic) [\w.~+/=-]{8,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g,
  /(?<=[?&](?:sig|token|code|key|api[-_]?key|access_token|secret|password)=)[^&\s"'<>]+/gi,
];

const email = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * A payload that may be kept in a repository: values whose name announces a secret, what looks like one, and addresses
 * of e-mail are replaced by others of the same type and form; what the redactor knows is masked. Members, nulls and
 * empty lists stay: they say something about the shape.
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

/** The same for text that is no JSON. */
export function scrubText(text: string, redactor: Redactor): string {
  const masked = redactor.text(text);
  const scrubbed = secretForms.reduce((done, form) => done.replace(form, sameForm), masked);
  return scrubbed.replace(email, 'someone@example.com');
}

/** As long, with letters for letters and digits for digits: a pattern or a length that it met is still met. */
const sameForm = (text: string): string => text.replace(/[A-Z]/g, 'X').replace(/[a-z]/g, 'x').replace(/\d/g, '0');
