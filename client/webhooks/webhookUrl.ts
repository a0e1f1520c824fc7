/** Decides whether a URL that a service names can be that of its webhook. Pure; all URLs are absolute. */
import { decodePercent } from '../common/percent';

/** Decodes what a server or a proxy may decode before it looks for `..`; `%25` leads to a second round. */
const decodeOnce = (text: string): string =>
  text.replace(/%(2e|2f|5c|3b|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/**
 * True when a path, an id or a value has a segment `.` or `..`, plain or encoded up to three times: some servers decode
 * `%2F` and remove what follows `;` before they resolve the path, which leads to another resource.
 */
export function hasDotSegments(text: string): boolean {
  let decoded = text;
  for (let round = 0; round <= 3; round++) {
    if (decoded.split(/[/\\]/).some((segment) => /^\.{1,2}\s*(;.*)?$/.test(segment))) return true;
    decoded = decodeOnce(decoded);
  }
  return false;
}

const pathOf = (url: string): string => new URL(url).pathname.replace(/(?<!\/)\/+$/, '');

/**
 * True when the path of a URL is below the one that was called, or is an item of it as OData writes it: `hooks(1)`.
 * Always false below the root, which says nothing about what is there.
 */
export function isBelow(url: string, called: string): boolean {
  const base = pathOf(called).toLowerCase();
  const path = pathOf(url).toLowerCase();
  if (new URL(url).origin !== new URL(called).origin || base === '' || hasDotSegments(path)) return false;
  return path.startsWith(`${base}/`) || (path.startsWith(`${base}(`) && path.length > base.length + 2);
}

/**
 * True for the URL that was called, with or without a trailing slash and without new query parameters, and for the root:
 * neither is the URL of a single webhook.
 */
export function isSameAddress(url: string, called: string): boolean {
  const pairs = [...new URL(url).searchParams];
  if (pathOf(url) === '' && pairs.length === 0) return true;
  const { searchParams } = new URL(called);
  return pathOf(url) === pathOf(called) && pairs.every(([name, value]) => searchParams.getAll(name).includes(value));
}

/**
 * True when a path matches a template such as `/hooks/{id}`. A parameter whose value `knownValue` returns must have that
 * value. Letter case counts in values only.
 */
export function matchesTemplate(
  template: string,
  path: string,
  knownValue: (name: string) => string | undefined = () => undefined,
): boolean {
  const wanted = template.split('?')[0]!.replace(/\/$/, '').split('/');
  const given = path.replace(/\/$/, '').split('/');
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => matchesSegment(segment, given[index]!, knownValue))
  );
}

function matchesSegment(wanted: string, given: string, knownValue: (name: string) => string | undefined): boolean {
  const [before, after] = [wanted.indexOf('{'), wanted.lastIndexOf('}')];
  const [literal, value] = [wanted.toLowerCase(), given.toLowerCase()];
  if (before < 0 || after < before) return literal === value || encodeURI(literal).toLowerCase() === value;
  const isLonger = given.length > wanted.length - (after + 1 - before);
  if (!isLonger || !value.startsWith(literal.slice(0, before)) || !value.endsWith(literal.slice(after + 1)))
    return false;
  const known = knownValue(wanted.slice(before + 1, after));
  return (
    known === undefined || decodePercent(given.slice(before, given.length - (wanted.length - after - 1))) === known
  );
}

/** Returns the values of the placeholders in a path that matches a template, encoded as they are in the path. */
export function templateValues(template: string, path: string): Record<string, string> {
  const given = path.replace(/\/$/, '').split('/');
  const values = template
    .split('?')[0]!
    .replace(/\/$/, '')
    .split('/')
    .flatMap((segment, index): [string, string][] => {
      const [before, after] = [segment.indexOf('{'), segment.lastIndexOf('}')];
      const value = given[index];
      if (before < 0 || after < before || value === undefined) return [];
      return [[segment.slice(before + 1, after), value.slice(before, value.length - (segment.length - after - 1))]];
    });
  return Object.fromEntries(values);
}
