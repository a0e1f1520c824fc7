import type { Endpoint } from '../../../server/protocol/triggers';
import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';

/**
 * Returns the base URL of the create call: the given one; for a definition of api.github.com, the API in the settings;
 * otherwise that of the definition, over https unless it offers http alone. No trailing slash. Throws, naming `baseUrl`
 * or the setting, when none of them is usable.
 */
export function chooseBaseUrl(choice: { baseUrl?: string; endpoint: Endpoint; githubApiUrl: string }): string {
  const { baseUrl, endpoint, githubApiUrl } = choice;
  if (baseUrl?.trim()) return checkBaseUrl(baseUrl);
  const host = endpoint.host?.trim().toLowerCase();
  if (!host) throw new InputError('baseUrl', t('The definition names no host.'));
  if (host === 'api.github.com') {
    if (!URL.canParse(githubApiUrl)) {
      throw new Error(badSetting('github.apiUrl'));
    }
    return checkBaseUrl(githubApiUrl + endpoint.basePath);
  }
  if (isPlaceholder(host) || isPlaceholder(endpoint.basePath)) {
    throw new InputError('baseUrl', t("The definition's host is a placeholder ({0}{1}).", host, endpoint.basePath));
  }
  const schemes = endpoint.schemes.map((scheme) => scheme.toLowerCase());
  const scheme = ['https', 'http'].find((offered) => schemes.includes(offered));
  if (schemes.length > 0 && !scheme) {
    throw new InputError('baseUrl', t('The definition offers only {0}.', schemes.join(', ')));
  }
  return checkBaseUrl(`${scheme ?? usualScheme(host)}://${host}${endpoint.basePath}`);
}

/** The message for a setting that is not a URL to append a path to. */
export const badSetting = (name: 'github.apiUrl' | 'receiver.publicUrl' | 'smee.server'): string =>
  t('The setting `{0}` must be a plain http or https URL.', `flowWebhooks.${name}`);

/** The scheme without one in the definition: https, or http for a service in development on this computer. */
const usualScheme = (host: string): string => {
  const url = `http://${host}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname) ? 'http' : 'https';
};

/** True for text with characters outside host names and plain paths, such as `{{host}}`, `<tenant>` and `$(host)`. */
const isPlaceholder = (text: string) => /[^\w.:/\-~%@+[\]]/.test(text) || /(^|[./-])your[-_]/i.test(text);

/** Returns the URL without a trailing slash. Throws, naming `baseUrl`, unless it is a plain HTTP or HTTPS URL. */
export function checkBaseUrl(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError('baseUrl', t('Enter a URL such as https://api.example.com/v1.'));
  }
  // They would appear in logs and in the ledger.
  if (url.username || url.password)
    throw new InputError('baseUrl', t('The URL must not contain a user name or password. Sign in instead.'));
  if (url.search || url.hash) throw new InputError('baseUrl', t('The URL must not contain a query or a fragment.'));
  return (url.origin + url.pathname).replace(/(?<!\/)\/+$/, '');
}

export const originOf = (url: string): string => new URL(url).origin;

/** The two names that a service on this computer goes by. */
const isThisComputer = (hostname: string): boolean => hostname === 'localhost' || hostname === '127.0.0.1';

/**
 * Returns a URL of a response on the origin that was called; undefined for another origin. `localhost` and 127.0.0.1 are the
 * same with the same scheme and port: the URL then gets the name that was called, which the credentials belong to.
 */
export function onOrigin(url: URL, origin: string): URL | undefined {
  if (url.origin === origin) return url;
  const called = new URL(origin);
  const isSame =
    isThisComputer(url.hostname) &&
    isThisComputer(called.hostname) &&
    url.protocol === called.protocol &&
    url.port === called.port;
  return isSame ? new URL(url.pathname + url.search + url.hash, origin) : undefined;
}

/** Returns the origin of the API in the settings; undefined when that is not a URL. */
export const originOfSetting = (url: string): string | undefined => (URL.canParse(url) ? originOf(url) : undefined);

/**
 * Fills a URL template of `apiProperties.json`. People paste a whole URL as a host, or end it with a slash: a doubled
 * scheme or slash is taken once.
 */
export function fillAddress(template: string, value: (name: string) => string): string {
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => value(name).trim());
  const once = filled.replace(/^https?:\/\/(?=https?:\/\/)/i, '').replace(/(?<!:)\/{2,}/g, '/');
  return once.replace(/(?<!\/)\/+$/, '');
}

/** True when a host (as in `URL.hostname`) is this computer. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    // The unspecified address is this computer, too.
    host === '0.0.0.0' ||
    host === '[::]' ||
    host === '[::1]' ||
    /^127(\.\d+){3}$/.test(host) ||
    /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(host)
  );
}
