import { InputError } from '../../common/inputError';
import { isObject } from '../../common/json';
import { t } from '../../common/translate';
import { type HandshakeAnswer, placeholders } from '../../domain/handshakeAnswer';
import type { Handshake, HandshakeResponse, IncomingRequest } from '../../providers/kit/handshake';
import { handshakeForm, parseHandshake } from '../../providers/kit/handshakeBody';

const headerName = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
/** Headers that the receiver sets itself, and one that would be kept by a browser. */
const reserved = /^(content-length|transfer-encoding|connection|keep-alive|trailer|upgrade|set-cookie)$/i;

/** Maximum number of characters of a template, and of a response that is made from it. */
const maxTemplate = 16 * 1024;
const maxResponse = 256 * 1024;
const maxHeaders = 20;

/** Parses the response that a script gives. Throws, naming the property that is missing or wrong. */
export function parseHandshakeAnswer(given: unknown): HandshakeAnswer {
  if (!isObject(given)) throw new InputError('handshakeAnswer', 'It must be an object.');
  const { status = 200, headers = {}, body = '' } = given;
  if (!Number.isInteger(status) || (status as number) < 200 || (status as number) > 599) {
    throw new InputError('handshakeAnswer.status', t('The status must be a whole number from 200 to 599.'));
  }
  if (typeof body !== 'string' || body.length > maxTemplate) {
    throw new InputError('handshakeAnswer.body', t('The body can have at most {0} characters.', maxTemplate));
  }
  if (!isObject(headers)) throw new InputError('handshakeAnswer.headers', t('Enter the headers as a JSON object.'));
  const entries = Object.entries(headers);
  for (const [name, value] of entries) {
    const isFine = headerName.test(name) && !reserved.test(name);
    if (!isFine || typeof value !== 'string' || value.length > maxTemplate || entries.length > maxHeaders) {
      throw new InputError(
        'handshakeAnswer.headers',
        t("The header {0} can't be set to this value.", name.slice(0, 100)),
      );
    }
  }
  if (isWebPage(headers as Record<string, string>)) {
    throw new InputError(
      'handshakeAnswer.headers',
      t('A web page would run what a stranger sends. Answer with text or JSON.'),
    );
  }
  return { status: status as number, headers: headers as Record<string, string>, body };
}

/** True for content that a browser runs. What the request says becomes part of the response. */
const isWebPage = (headers: Record<string, string>): boolean =>
  /html|svg|xml|javascript|ecmascript/i.test(typeOf(headers));

const typeOf = (headers: Record<string, string>): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';

/**
 * The handshake that a person describes. A request is one where it has all that the response needs; where that needs
 * nothing of it, every request without a body is.
 */
export function ownHandshake(answer: HandshakeAnswer): Handshake {
  return {
    name: t('response of your own'),
    secret: 'none',
    about: { request: 'what the response needs', response: 'as described by the person' },
    respond: (incoming) => respond(answer, incoming),
  };
}

function respond(answer: HandshakeAnswer, incoming: IncomingRequest): HandshakeResponse | undefined {
  const templates = [answer.body, ...Object.values(answer.headers)];
  const needsNothing = !templates.some((template) => placeholders().test(template));
  if (needsNothing && incoming.body.length > 0) return undefined;
  const type = typeOf(answer.headers) || (isJson(answer.body) ? 'application/json' : 'text/plain; charset=utf-8');
  const escapeValue = /json/i.test(type)
    ? (value: string) => JSON.stringify(value).slice(1, -1)
    : (value: string) => value;
  const body = fill(answer.body, incoming, escapeValue);
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(answer.headers)) {
    const value = fill(template, incoming, oneLine);
    if (value === undefined) return undefined;
    headers[name] = value;
  }
  if (body === undefined) return undefined;
  if (body !== '' && typeOf(headers) === '') headers['Content-Type'] = type;
  return { status: answer.status, headers, body };
}

/** A value that a header can hold. */
const oneLine = (value: string): string => value.replace(/[^\t -~]+/g, '');

const isJson = (template: string): boolean => /^\s*[{[]/.test(template.replace(placeholders(), ''));

/** The template with the values of the request; undefined where one is missing, or all are too long together. */
function fill(template: string, incoming: IncomingRequest, write: (value: string) => string): string | undefined {
  const pieces: string[] = [];
  let [end, length] = [0, 0];
  for (const { 0: whole, 1: place, 2: name, index } of template.matchAll(placeholders())) {
    const value = partOf(incoming, place!, name!);
    if (value === undefined) return undefined;
    const written = write(value);
    length += written.length;
    if (length > maxResponse) return undefined;
    pieces.push(template.slice(end, index), written);
    end = index + whole.length;
  }
  return pieces.join('') + template.slice(end);
}

function partOf(incoming: IncomingRequest, place: string, name: string): string | undefined {
  if (place === 'query') return incoming.query.get(name) ?? undefined;
  if (place === 'header') return incoming.headers[name.toLowerCase()];
  const form = handshakeForm(incoming);
  if (form) return form.get(name) ?? undefined;
  let value: unknown = parseHandshake(incoming);
  if (isObject(value) && Object.hasOwn(value, name)) value = value[name];
  else {
    for (const part of name.split('.')) {
      value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
    }
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
