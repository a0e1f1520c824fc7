import type { Endpoint } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';

/**
 * Where the create call goes: the URL that was given; else, for a definition of api.github.com, the API of the
 * settings; else what the definition says, over https where it offers that or says nothing. No trailing slash.
 * Throws, naming `baseUrl` or the setting, where none of them is a usable address.
 */
export function chooseBaseUrl(choice: { baseUrl?: string; endpoint: Endpoint; githubApiUrl: string }): string {
  const { baseUrl, endpoint, githubApiUrl } = choice;
  if (baseUrl?.trim()) return checkBaseUrl(baseUrl);
  const host = endpoint.host?.trim().toLowerCase();
  if (!host) throw new Error(t('Supply "baseUrl": the definition names no host.'));
  if (host === 'api.github.com') {
    if (!URL.canParse(githubApiUrl)) {
      throw new Error(t('{0} has to be a plain http or https address.', t('The setting "flowWebhooks.github.apiUrl"')));
    }
    return checkBaseUrl(githubApiUrl + endpoint.basePath);
  }
  if (isPlaceholder(host) || isPlaceholder(endpoint.basePath)) {
    throw new Error(t('Supply "baseUrl": the definition\'s host is a placeholder ({0}{1}).', host, endpoint.basePath));
  }
  const schemes = endpoint.schemes.map((scheme) => scheme.toLowerCase());
  const scheme = ['https', 'http'].find((offered) => schemes.includes(offered));
  if (schemes.length > 0 && !scheme) {
    throw new Error(t('Supply "baseUrl": the definition offers only {0}.', schemes.join(', ')));
  }
  return checkBaseUrl(`${scheme ?? usualScheme(host)}://${host}${endpoint.basePath}`);
}

/** Where the definition names none: https, but for a service that somebody develops on this machine. */
const usualScheme = (host: string): string => {
  const url = `http://${host}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname) ? 'http' : 'https';
};

/** Anything that no host name and no plain path holds, such as `{{host}}`, `<tenant>` and `$(host)`. */
const isPlaceholder = (text: string) => /[^\w.:/\-~%@+[\]]/.test(text) || /(^|[./-])your[-_]/i.test(text);

/** The URL without a trailing slash. Throws, naming `baseUrl`, where it is no plain http(s) address. */
export function checkBaseUrl(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(t('"baseUrl" has to be an address such as https://api.example.com/v1.'));
  }
  // They would show up in logs and in the ledger; credentials have a property of their own.
  if (url.username || url.password)
    throw new Error(t('"baseUrl" must not hold a user name or password: use "credentials".'));
  if (url.search || url.hash) throw new Error(t('"baseUrl" must not hold a query or a fragment.'));
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

export const originOf = (url: string): string => new URL(url).origin;

/** Of the API in the settings, which nobody has checked: undefined where it is no address. */
export const originOfSetting = (url: string): string | undefined => (URL.canParse(url) ? originOf(url) : undefined);

/**
 * A template of `apiProperties.json` with its values. People paste a whole address where only a host is wanted, or end
 * one with a slash: what stands twice is taken once.
 */
export function fillAddress(template: string, value: (name: string) => string): string {
  const filled = template.replace(/\{([^{}]+)\}/g, (_, name: string) => value(name).trim());
  const once = filled.replace(/^https?:\/\/(?=https?:\/\/)/i, '').replace(/(?<!:)\/{2,}/g, '/');
  return once.replace(/\/+$/, '');
}

/** Whether a host (as in `URL.hostname`) is this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '');
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    // Nobody else reaches the unspecified address, either.
    host === '0.0.0.0' ||
    host === '[::]' ||
    host === '[::1]' ||
    /^127(\.\d+){3}$/.test(host) ||
    /^\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\]$/.test(host)
  );
}
