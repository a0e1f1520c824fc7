import type { Member } from '../../documents/tree';
import type { Place } from '../../model/walk';
import type { Json } from '../../protocol/json';
import { mark, say } from '../../texts/say';
import { type Level, type Report, rejectedByCertification, valueAt } from '../rule';

/** The form of a text. */
interface Form {
  pattern: RegExp;
  sentence: string;
  level: Level;
  /** The corrected text, where it is plain. */
  repaired?: (written: string) => string | undefined;
}

/** The validator's rule MimeTypeNotValid. */
const mediaType: Form = {
  pattern:
    /^(?:(?:application|audio|chemical|font|haptics|image|message|model|multipart|text|video)\/|x-[\w-]+\/|\*\/)[^\s/;]+\s*(?:;.*)?$/i,
  sentence: mark('This is not a media type. Write one such as `application/json`.'),
  level: rejectedByCertification,
  repaired: (written) => (/^[a-z]+$/i.test(written) ? `application/${written.toLowerCase()}` : undefined),
};

/** The validator's rule UrlNotValid. Placeholders, which a connection or a pipeline fills in, are allowed. */
const url: Omit<Form, 'level'> = {
  pattern: /^(?:https?:\/\/[^\s/]\S*|[^{@$#\n\r]*[{@$#].*)$/i,
  sentence: mark('This must be a URL such as `https://example.com/…`.'),
};
/** Sign-in goes there. */
const signInUrl: Form = { ...url, level: rejectedByCertification };
/** Only people read it, and certification. */
const urlForPeople: Form = { ...url, level: { custom: 'information', certification: 'error' } };

/**
 * The members whose text has a form. `host` and `basePath` make an address: published ones have placeholders in double
 * braces, those of solutions have environment variables, and a pipeline fills in `#{Host}#` or `${HOST}`.
 */
const forms = new Map<string, Form>(
  Object.entries({
    // The validator's rule HostNameNotValid: without a scheme or path.
    'root.host': {
      pattern:
        /^(?:(?:[^\s/\\?#@{}[\]:*,]|\{\{[^{}]*\}\}|#\{[^{}]*\}#?|\$\{[^{}]*\}|@\{?environmentVariables\([^()]*\)\}?|\[[\da-f:.]+\])+(?::\d+)?)?$/i,
      sentence: mark(
        '`host` must be a host name, optionally with a port. Move the scheme to `schemes`, and a path to `basePath`.',
      ),
      level: 'error',
      // With a path after the host, two members would have to change.
      repaired: (written: string) => /^(?:\w+:)?\/*([^\s/\\?#@{}:*,]+(?::\d+)?)\/*$/.exec(written.trim())?.[1],
    },
    // The validator's rule BasePathNotValid.
    'root.basePath': {
      pattern: /^\/(?!\/)[^\s?#]*$/,
      sentence: mark('`basePath` must be a path that begins with a slash.'),
      level: 'error',
      repaired: (written: string) => {
        const path = /^(?:\w+:\/\/[^/?#]*)?\/*(?!\/)([^\s?#]*)$/.exec(written.trim())?.[1];
        return path === undefined ? undefined : `/${path}`;
      },
    },
    ...Object.fromEntries(
      ['root.consumes', 'root.produces', 'operation.consumes', 'operation.produces'].map((key) => [key, mediaType]),
    ),
    'securityScheme.authorizationUrl': signInUrl,
    'securityScheme.tokenUrl': signInUrl,
    'contact.url': urlForPeople,
    'license.url': urlForPeople,
    'externalDocs.url': urlForPeople,
    // The validator's rule ContactEmailNotValid: "or contains non-ASCII characters".
    'contact.email': {
      pattern: /^(?:[!-?A-~]+@[!-?A-~]+|[ -"%-z|-~]*[{$#][ -~]*)$/,
      sentence: mark('`email` must be an address such as name@example.com, without special letters.'),
      level: { custom: 'information', certification: 'error' },
    },
  } satisfies Record<string, Form>),
);

/** True for a member whose text has a form. */
export function hasForm(role: Place['role'], key: string): boolean {
  return forms.has(`${role}.${key}`);
}

/** True for a text in the form of a member, or a list of such texts, and for a member without a form. */
export function isInForm(role: Place['role'], key: string, value: Json): boolean {
  const pattern = forms.get(`${role}.${key}`)?.pattern;
  return pattern === undefined || [value].flat().every((one) => pattern.test(String(one)));
}

/** Checks the form of a member's text, or of each text in its list. */
export function checkForm({ role }: Place, { key, value }: Member, report: Report): void {
  const form = forms.get(`${role}.${key}`);
  if (!form || !value) return;
  for (const one of value.kind === 'array' ? value.items : [value]) {
    const written = String(one.value);
    if (one.kind !== 'string' || form.pattern.test(written)) continue;
    // Required members are reported as empty; an empty contact, which the wizard writes, does no harm.
    if (written === '' && role !== 'root' && role !== 'operation') continue;
    const same = form.repaired?.(written);
    report({ node: one }, form.sentence, {
      severity: form.level,
      repair: same === undefined ? undefined : { value: same },
    });
  }
}

/** Reports a host that is the local machine, and one that is missing although the rest of the address is there. */
export function checkHost({ node }: Place, report: Report): void {
  const host = node.member('host');
  const severity = 'information';
  if (!host) {
    // A draft has neither of them.
    const other = node.member('schemes') ?? node.member('basePath');
    if (other) report({ key: other }, say('`host` is missing. Add the host name of the service.'), { severity });
  } else if (/^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])(?::\d+)?$/i.test(String(host.value?.value)))
    report(
      valueAt(host),
      say('This is the local machine, which Power Automate cannot reach from the cloud without a gateway.'),
      { severity },
    );
}

/** The validator's rules SchemesArrayEmpty and TagRedefined. */
export function checkRootLists({ node }: Place, report: Report): void {
  const schemes = node.member('schemes');
  if (schemes?.value?.kind === 'array' && schemes.value.items.length === 0)
    report(
      { key: schemes },
      say('`schemes` must not be empty: import rejects it. Write `https`, or remove the list.'),
      {
        repair: { value: ['https'] },
      },
    );
  const seen = new Set<string>();
  for (const tag of node.get('tags')?.items ?? []) {
    const name = tag.kind === 'object' ? tag.member('name') : undefined;
    if (name?.value?.kind !== 'string') continue;
    const text = String(name.value.value);
    if (seen.has(text))
      report(valueAt(name), say`The tag "${text}" is listed twice. Remove one of them.`, { subject: 'repeated' });
    seen.add(text);
  }
}
