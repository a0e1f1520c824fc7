import type { JsonObject } from '../../../../server/protocol/json';
import { isObject, read } from '../../../common/json';
import { createRedactor } from '../../../common/redact';
import { t } from '../../../common/translate';
import { decoded, isSameAddress } from '../../ownAddress';
import type { Created } from '../../services/services';
import type { Warning } from '../warnings';
import { expiryIn } from './expiry';
import { idIn } from './remoteId';

/** What a create answer says about the webhook, as far as it can be trusted. */
export interface RemoteIdentity {
  /** Absolute, of the registration's own origin. */
  location?: string;
  remoteId?: string;
  /** Another address of its own that the answer names; absolute, of the registration's own origin. */
  remoteUrl?: string;
  /** Addresses that it names and that are not used, for a person: at most {@link mostUnused}. */
  unused?: string[];
  warnings: Warning[];
}

/** What is known of the call that an answer is for. */
export interface Called {
  /** The only one that a later delete may go to. */
  origin: string;
  /** What the definition calls the id in its unsubscribe operation. */
  idName: string | undefined;
  /** The query parameters that carried credentials, which a service may repeat in its answer and which are not to be kept. */
  secretNames: string[];
  /** All that were sent, for an answer that repeats them anywhere else. */
  secrets: string[];
  /** Where the webhook may well be what was called: by PUT, or by a DELETE that the definition has at the same path. */
  isOwnAddress: boolean;
  /** Whether an address in the body, of the same origin, is one of the new webhook. */
  isOfBody(url: string): boolean;
  /** Which services repeat: it names nothing of theirs. */
  callbackUrl: string;
  /** An address as a person may see it. */
  mask(url: string): string;
}

/** Reads the answer to a create call that succeeded. */
export function readAnswer(created: Created, called: Called): RemoteIdentity {
  const own = (text: string) => ownUrl(text, created.url, called.origin, called.secretNames);
  const redactor = createRedactor();
  redactor.add(...called.secrets);
  const isClean = (text: string | undefined) =>
    text !== undefined && [text, decoded(text)].every((form) => redactor.text(form) === form);
  const kept = (text: string | undefined) => (isClean(text) ? text : undefined);
  const keptUrl = (text: string | undefined) =>
    text !== undefined && (called.isOwnAddress || !isSameAddress(text, created.url)) ? kept(text) : undefined;

  const given = locationsIn(created.location);
  const location = given.length === 1 ? own(given[0]!) : undefined;
  const { url, others } = urlsIn(created, own, called.isOfBody);
  const warnings = [
    ...warningsOf(created, given, location),
    ...(created.warnings ?? []).map((message): Warning => ({ code: 'response', message })),
  ];
  if (location !== undefined && !isClean(location))
    warnings.push({ code: 'location-repeats-secret', message: repeatsSecret() });
  else if (location !== undefined && keptUrl(location) === undefined)
    warnings.push({ code: 'location-is-create-url', message: isWhatWasCalled() });
  const expiry = expiryIn(created.body);
  if (expiry) warnings.push({ code: 'expires', message: expires(expiry) });
  return {
    location: keptUrl(location),
    remoteUrl: kept(url),
    remoteId: kept(idIn(created, called.idName)),
    ...unusedOf([...(location === undefined ? given : []), ...others], created.url, called),
    warnings,
  };
}

const mostUnused = 3;

function unusedOf(texts: string[], base: string, { callbackUrl, mask }: Called): Pick<RemoteIdentity, 'unused'> {
  const named = texts.filter((text) => text !== callbackUrl);
  const addresses = named.flatMap((text) => {
    const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
    return url && /^https?:$/.test(url.protocol) ? [mask(url.href).slice(0, 200)] : [];
  });
  return addresses.length > 0 ? { unused: [...new Set(addresses)].slice(0, mostUnused) } : {};
}

/**
 * The values of `Location`. Several headers arrive as one value with commas between them; the same one twice is one. A
 * comma that belongs to an address has no space behind it that an address would follow.
 */
function locationsIn(header: string | null): string[] {
  const values = (header ?? '').split(/,\s+(?=[a-z][a-z\d+.-]*:|\/)/i).map((value) => value.trim());
  return [...new Set(values)].filter((value) => value !== '');
}

/** Where links of a resource to itself stand: HAL, JSON:API and others. `uri` is of Vimeo and, wrapped, of Calendly. */
const selfLinks = [
  ['href'],
  ['self'],
  ['uri'],
  ['resource', 'uri'],
  ['_links', 'self', 'href'],
  ['_links', 'self'],
  ['links', 'self', 'href'],
  ['links', 'self'],
];

/**
 * The address that is the webhook's own: `url` of the body, or a link to itself or to delete it; else what the headers
 * name. `others` are those of the body that are not.
 */
function urlsIn(
  { body, text, url: called, entity, links = [] }: Created,
  own: (text: string) => string | undefined,
  isOfBody: (url: string) => boolean,
): { url: string | undefined; others: string[] } {
  const usable = (named: unknown) => {
    const url = typeof named === 'string' ? own(named) : undefined;
    return url !== undefined && isOfBody(url) ? url : undefined;
  };
  const first = (named: unknown[]) => named.map(usable).find((one) => one !== undefined);
  const ofHeaders = first([entity, ...links]);
  if (!isObject(body)) {
    const prose = body === undefined ? (text ?? '') : typeof body === 'string' ? body : '';
    const base = called.replace(/\/?([?#].*)?$/, '');
    const told = new Set(addressesIn(prose, base.length + 1).flatMap((one) => usable(one) ?? []));
    return { url: told.size === 1 ? [...told][0] : ofHeaders, others: [] };
  }
  const linked = [body.url, ...selfLinks.map((path) => read(body, path)), ...listedLinks(body)];
  const isAddress = (named: unknown): named is string =>
    typeof named === 'string' && /^(https?:|\.{0,2}\/)/i.test(named);
  return {
    url: first(linked) ?? ofHeaders,
    others: linked.filter((named) => isAddress(named) && usable(named) === undefined) as string[],
  };
}

/** A text that is an address, or the addresses in its sentences: those with one segment from `start` on, not what is below. */
function addressesIn(text: string, start: number): string[] {
  const whole = text.trim();
  if (/^(https?:\/)?\/\S+$/i.test(whole)) return [whole];
  if (whole.startsWith('<')) return [];
  const all = whole.match(/https?:\/\/[^\s"'<>()]*[^\s"'<>().,;:!?]/gi) ?? [];
  return all.filter((address) => !address.slice(start).includes('/'));
}

/** Links that are listed with what they are for, as PayPal and Mailchimp have them. */
function listedLinks(body: JsonObject): unknown[] {
  const listed = [body.links, body._links].flatMap((links) => (Array.isArray(links) ? links : []));
  return listed.flatMap((link) => (isObject(link) && /^(self|delete)$/i.test(String(link.rel)) ? [link.href] : []));
}

const repeatsSecret = () =>
  t(
    'The "Location" header of the answer repeats a secret that was sent. It is not kept, and Power Automate would keep it where many can read it.',
  );

const isWhatWasCalled = () =>
  t(
    'The "Location" header of the answer is the address that was called, or the root, and not one of the new webhook alone: a DELETE there, as Power Automate would send it, may delete all of them. It is not used.',
  );

const expires = (at: Date) =>
  t('The service says that this webhook expires at {0}: nothing arrives after that.', at.toISOString());

const maxUrlLength = 2048;

/**
 * A URL from an answer, made absolute and without what only a caller's own client would know (user name and password);
 * undefined where it leads anywhere but to the service's own origin: with a hostile one the credentials of the delete
 * would go elsewhere.
 */
function ownUrl(text: string, base: string, origin: string, secretNames: string[]): string | undefined {
  if (text === '' || text.length > maxUrlLength || /[\u0000-\u0020\u007f]/.test(text) || !URL.canParse(text, base))
    return undefined;
  const url = new URL(text, base);
  if (url.origin !== origin) return undefined;
  url.username = '';
  url.password = '';
  if (secretNames.some((name) => url.searchParams.has(name))) {
    for (const name of secretNames) url.searchParams.delete(name);
  }
  return url.href;
}

export const statusWarning = (status: number): string =>
  t('The service answered {0}; Power Automate expects 201 when a webhook is created.', status);

/** Says what is wrong with the status of a create call and with its `Location` header. */
function warningsOf({ status, location, url }: Created, given: string[], usable: string | undefined): Warning[] {
  const warnings: Warning[] = [];
  if (status !== 201) warnings.push({ code: 'status', message: statusWarning(status) });
  if (usable === undefined) warnings.push(locationWarning(location, given, url));
  return warnings;
}

/** @param given the distinct values of the header, none of which can be used */
function locationWarning(header: string | null, given: string[], called: string): Warning {
  const [only = ''] = given;
  if (header === null)
    return {
      code: 'location-missing',
      message: t(
        'The answer has no "Location" header: Power Automate could not delete this webhook when the flow is deleted or turned off.',
      ),
    };
  if (given.length === 0)
    return {
      code: 'location-empty',
      message: t(
        'The "Location" header of the answer is empty: Power Automate could not delete this webhook when the flow is deleted or turned off.',
      ),
    };
  if (given.length > 1)
    return {
      code: 'location-several',
      message: t(
        'The answer has {0} different "Location" headers. None of them is used: Power Automate could not tell, either, which one deletes this webhook.',
        given.length,
      ),
    };
  if (/\s/.test(only))
    return {
      code: 'location-has-space',
      message: t(
        'The "Location" header of the answer holds a space, which no address does, and is not used. Let it be %20.',
      ),
    };
  const other = elsewhere(only, called);
  if (other !== undefined)
    return {
      code: 'location-elsewhere',
      message: t(
        'The "Location" header of the answer names {0}, which is not an address of the service itself, and is not used: neither could Power Automate delete this webhook with its credentials.',
        other,
      ),
    };
  return {
    code: 'location-unusable',
    message: t(
      'The "Location" header of the answer is not an address of the service itself and is not used: neither could Power Automate delete this webhook with its credentials.',
    ),
  };
}

/** The origin that an address of http(s) names, where it is another one. */
function elsewhere(location: string, called: string): string | undefined {
  if (!URL.canParse(location, called)) return undefined;
  const { protocol, origin } = new URL(location, called);
  return /^https?:$/.test(protocol) && origin !== new URL(called).origin ? origin.slice(0, 200) : undefined;
}
