import type { Json, JsonObject } from '../../../../server/protocol/json';
import { isObject, read } from '../../../common/json';
import { decodePercent } from '../../../common/percent';
import { createRedactor } from '../../../common/redact';
import { t } from '../../../common/translate';
import { onOrigin } from '../../request/baseUrl';
import type { Created } from '../../services/services';
import { hasDotSegments, isSameAddress } from '../../webhookUrl';
import type { Warning } from '../warnings';
import { expiryIn } from './expiry';
import { findNamedValue, findWebhookId, webhookObjects } from './remoteId';

/** The facts in the response to a create call, as far as they can be trusted. */
interface RemoteIdentity {
  /** Absolute URL on the webhook's own origin. */
  location?: string;
  remoteId?: string;
  /** Another URL of the webhook in the response; absolute, on its own origin. */
  remoteUrl?: string;
  /** Time (ISO 8601) at which the service ends the webhook. */
  expiresAt?: string;
  /** Other values for the unsubscribe operation, by the names in {@link Called.inputs}. */
  answered?: Record<string, string>;
  /** URLs in the response that are not used, masked: at most {@link maxUnused}. */
  unused?: string[];
  warnings: Warning[];
}

/** The call that a response belongs to. */
export interface Called {
  /** The only origin that a later DELETE may go to. */
  origin: string;
  /** The name of the id in the definition's unsubscribe operation. */
  idName: string | undefined;
  /** The id that the create call chose for its webhook. */
  chosenId?: string;
  /** The names of the other inputs of that operation which the create call did not have. */
  inputs: string[];
  /** The query parameters with credentials, which a service may repeat in its response: they must not be stored. */
  secretNames: string[];
  /** All secrets that were sent, which the response may repeat. */
  secrets: string[];
  /** True when the URL that was called may be the webhook's: by PUT, or when the definition has a DELETE there. */
  isOwnAddress: boolean;
  /** True when a URL in the body, on the same origin, is the new webhook's. */
  isWebhookUrl(url: string): boolean;
  /** Services repeat it: it is not a URL of theirs. */
  callbackUrl: string;
  /** Returns a URL with its secrets masked. */
  mask(url: string): string;
}

/** Reads the response to a create call that succeeded. */
export function readCreateResponse(created: Created, called: Called): RemoteIdentity {
  const own = (text: string) => ownUrl(text, created.url, called.origin, called.secretNames);
  const redactor = createRedactor();
  redactor.add(...called.secrets);
  const isClean = (text: string | undefined) =>
    text !== undefined && [text, decodePercent(text)].every((form) => redactor.text(form) === form);
  const kept = (text: string | undefined) => (isClean(text) ? text : undefined);
  const keptUrl = (text: string | undefined) =>
    text !== undefined && (called.isOwnAddress || !isSameAddress(text, created.url)) ? kept(text) : undefined;

  const given = locationsIn(created.location);
  const location = given.length === 1 ? own(given[0]!) : undefined;
  const { url, others } = urlsIn(created, own, called.isWebhookUrl);
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
    remoteId: kept(findWebhookId(created, called.idName, called.chosenId)),
    ...answeredInputs(created, called.inputs, isClean),
    ...(expiry && { expiresAt: expiry.toISOString() }),
    ...unusedOf([...(location === undefined ? given : []), ...others], created.url, called),
    warnings,
  };
}

/** Returns the values for other inputs; none that could lead a path elsewhere, or that no header can carry. */
function answeredInputs(
  created: Created,
  inputs: string[],
  isClean: (text: string) => boolean,
): Pick<RemoteIdentity, 'answered'> {
  const found = inputs.flatMap((name): [string, string][] => {
    const value = findNamedValue(created, name);
    const isUsable = value !== undefined && /^[\x21-\x7e]{1,200}$/.test(value) && !hasDotSegments(value);
    return isUsable && isClean(value) ? [[name, value]] : [];
  });
  return found.length > 0 ? { answered: Object.fromEntries(found) } : {};
}

/** Maximum number of unused URLs that are remembered. */
const maxUnused = 3;

function unusedOf(texts: string[], base: string, { callbackUrl, mask }: Called): Pick<RemoteIdentity, 'unused'> {
  const named = texts.filter((text) => text !== callbackUrl);
  const addresses = named.flatMap((text) => {
    const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
    return url && /^https?:$/.test(url.protocol) ? [mask(url.href).slice(0, 200)] : [];
  });
  return addresses.length > 0 ? { unused: [...new Set(addresses)].slice(0, maxUnused) } : {};
}

/**
 * Returns the distinct values of `Location`. Several headers arrive as one value, separated by a comma, a space and the
 * next URL; a comma within a URL is not followed by these.
 */
function locationsIn(header: string | null): string[] {
  const values = (header ?? '').split(/,\s+(?=[a-z][a-z\d+.-]*:|\/)/i).map((value) => value.trim());
  return [...new Set(values)].filter((value) => value !== '');
}

/** Paths of the link of a resource to itself: HAL, JSON:API and others. `uri` is Vimeo's and, wrapped, Calendly's. */
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
 * Returns the webhook's own URL: `url` of the body, or its link to itself or to delete it; otherwise the URL in the
 * headers. `others` are the URLs in the body that are not the webhook's.
 */
function urlsIn(
  { body, text, url: called, entity, links = [] }: Created,
  own: (text: string) => string | undefined,
  isWebhookUrl: (url: string) => boolean,
): { url: string | undefined; others: string[] } {
  const usable = (named: unknown) => {
    const url = typeof named === 'string' ? own(named) : undefined;
    return url !== undefined && isWebhookUrl(url) ? url : undefined;
  };
  const first = (named: unknown[]) => named.map(usable).find((one) => one !== undefined);
  const ofHeaders = first([entity, ...links]);
  if (Array.isArray(body)) return { url: wrappedUrl(body, usable) ?? ofHeaders, others: [] };
  if (!isObject(body)) {
    const prose = body === undefined ? (text ?? '') : typeof body === 'string' ? body : '';
    const base = called.replace(/\/?([?#].*)?$/, '');
    const found = new Set(addressesIn(prose, base.length + 1).flatMap((one) => usable(one) ?? []));
    return { url: found.size === 1 ? [...found][0] : ofHeaders, others: [] };
  }
  const linked = linksOf(body);
  const isAddress = (named: unknown): named is string =>
    typeof named === 'string' && /^(https?:|\.{0,2}\/)/i.test(named);
  return {
    url: first(linked) ?? wrappedUrl(body, usable) ?? ofHeaders,
    others: linked.filter((named) => isAddress(named) && usable(named) === undefined) as string[],
  };
}

const linksOf = (object: JsonObject): unknown[] => [
  object.url,
  ...selfLinks.map((path) => read(object, path)),
  ...listedLinks(object),
];

/** Returns the URL of the webhook inside of what wraps it; undefined where objects next to each other have several. */
function wrappedUrl(body: Json, usable: (named: unknown) => string | undefined): string | undefined {
  for (const objects of webhookObjects(body)) {
    const [url, ...others] = new Set(objects.flatMap((one) => linksOf(one).flatMap((named) => usable(named) ?? [])));
    if (url !== undefined) return others.length === 0 ? url : undefined;
  }
  return undefined;
}

/** Returns a text that is a URL, or the URLs in its sentences that have one segment after `start`, and none below it. */
function addressesIn(text: string, start: number): string[] {
  const whole = text.trim();
  if (/^(https?:\/)?\/\S+$/i.test(whole)) return [whole];
  if (whole.startsWith('<')) return [];
  const all = whole.match(/https?:\/\/[^\s"'<>()]*[^\s"'<>().,;:!?]/gi) ?? [];
  return all.filter((address) => !address.slice(start).includes('/'));
}

/** Returns the links to the webhook in a list of links with relations, as PayPal and Mailchimp have it. */
function listedLinks(body: JsonObject): unknown[] {
  const listed = [body.links, body._links].flatMap((links) => (Array.isArray(links) ? links : []));
  return listed.flatMap((link) => (isObject(link) && /^(self|delete)$/i.test(String(link.rel)) ? [link.href] : []));
}

const repeatsSecret = () =>
  t(
    'The "Location" header of the response repeats a secret that was sent. It is not saved here, but Power Automate would store it where many can read it.',
  );

const isWhatWasCalled = () =>
  t(
    'The "Location" header of the response is the URL of the create request, or the root, and not that of the new webhook alone. A DELETE there, as Power Automate would send it, may delete all of them, so it is not used.',
  );

const expires = (at: Date) =>
  t('This webhook expires at {0}, and nothing arrives after that. Power Automate does not renew it.', at.toISOString());

/** Maximum length of a URL, in characters. */
const maxUrlLength = 2048;

/**
 * Returns a URL from a response as an absolute one, without user name and password. Undefined when it is not on the
 * service's own origin: a hostile URL would send the credentials of the DELETE elsewhere.
 */
function ownUrl(text: string, base: string, origin: string, secretNames: string[]): string | undefined {
  if (text === '' || text.length > maxUrlLength || /[\u0000-\u0020\u007f]/.test(text) || !URL.canParse(text, base))
    return undefined;
  const url = onOrigin(new URL(text, base), origin);
  if (!url) return undefined;
  url.username = '';
  url.password = '';
  if (secretNames.some((name) => url.searchParams.has(name))) {
    for (const name of secretNames) url.searchParams.delete(name);
  }
  return url.href;
}

export const statusWarning = (status: number): string =>
  t('The service returned {0}. Power Automate expects 201 when a webhook is created.', status);

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
        'The response has no "Location" header, so Power Automate could not delete this webhook when the flow is deleted or turned off.',
      ),
    };
  if (given.length === 0)
    return {
      code: 'location-empty',
      message: t(
        'The "Location" header of the response is empty, so Power Automate could not delete this webhook when the flow is deleted or turned off.',
      ),
    };
  if (given.length > 1)
    return {
      code: 'location-several',
      message: t(
        'The response has {0} different "Location" headers. None of them is used, because Power Automate could not know either which one deletes this webhook.',
        given.length,
      ),
    };
  if (/\s/.test(only))
    return {
      code: 'location-has-space',
      message: t(
        'The "Location" header of the response contains a space and is not used, because no URL has one. Write %20 instead.',
      ),
    };
  const other = elsewhere(only, called);
  if (other !== undefined)
    return {
      code: 'location-elsewhere',
      message: t(
        'The "Location" header of the response names {0}, which is not a URL of the service itself and is not used. Power Automate could not delete this webhook with its credentials, either.',
        other,
      ),
    };
  return {
    code: 'location-unusable',
    message: t(
      'The "Location" header of the response is not a URL of the service itself and is not used. Power Automate could not delete this webhook with its credentials, either.',
    ),
  };
}

/** Returns the origin of an HTTP or HTTPS URL when it is another one than that of the call. */
function elsewhere(location: string, called: string): string | undefined {
  if (!URL.canParse(location, called)) return undefined;
  const { protocol, origin } = new URL(location, called);
  return /^https?:$/.test(protocol) && origin !== new URL(called).origin ? origin.slice(0, 200) : undefined;
}
