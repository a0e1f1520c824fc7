/** Whether an address that a service names can be one of its webhook. Pure. Addresses are absolute. */

/** Bytes that a server or a proxy may decode before it looks for `..`; `%25` stands for a second round. */
const decodeOnce = (text: string): string =>
  text.replace(/%(2e|2f|5c|3b|25)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/**
 * True when a path, an id or a value holds a segment `.` or `..`, plain or encoded up to three times: some servers decode
 * `%2F` and remove what is behind `;` before they follow it to another resource.
 */
export function climbs(text: string): boolean {
  let decoded = text;
  for (let round = 0; round <= 3; round++) {
    if (decoded.split(/[/\\]/).some((segment) => /^\.{1,2}\s*(;.*)?$/.test(segment))) return true;
    decoded = decodeOnce(decoded);
  }
  return false;
}

const pathOf = (url: string): string => new URL(url).pathname.replace(/\/+$/, '');

/**
 * True when the path of an address is below the one that was called, or is an item of it as OData writes it: `hooks(1)`.
 * Nothing is below the root, which says nothing about what is there.
 */
export function isBelow(url: string, called: string): boolean {
  const base = pathOf(called).toLowerCase();
  const path = pathOf(url).toLowerCase();
  if (new URL(url).origin !== new URL(called).origin || base === '' || climbs(path)) return false;
  return path.startsWith(`${base}/`) || (path.startsWith(`${base}(`) && path.length > base.length + 2);
}

/**
 * True for the address that was called, with or without a slash and with nothing in its query that the call did not have,
 * and for the root: not the address of one webhook alone.
 */
export function isSameAddress(url: string, called: string): boolean {
  const pairs = [...new URL(url).searchParams];
  if (pathOf(url) === '' && pairs.length === 0) return true;
  const { searchParams } = new URL(called);
  return pathOf(url) === pathOf(called) && pairs.every(([name, value]) => searchParams.getAll(name).includes(value));
}

/**
 * True when a path is one that a template stands for. `knownValue` gives the value of a parameter where that is known: then
 * it has to be that one. Letter case counts in values only.
 */
export function fits(
  template: string,
  path: string,
  knownValue: (name: string) => string | undefined = () => undefined,
): boolean {
  const wanted = template.split('?')[0]!.replace(/\/$/, '').split('/');
  const given = path.replace(/\/$/, '').split('/');
  return (
    wanted.length === given.length && wanted.every((segment, index) => fitsSegment(segment, given[index]!, knownValue))
  );
}

function fitsSegment(wanted: string, given: string, knownValue: (name: string) => string | undefined): boolean {
  const [before, after] = [wanted.indexOf('{'), wanted.lastIndexOf('}')];
  const [literal, value] = [wanted.toLowerCase(), given.toLowerCase()];
  if (before < 0 || after < before) return literal === value || encodeURI(literal).toLowerCase() === value;
  const isLonger = given.length > wanted.length - (after + 1 - before);
  if (!isLonger || !value.startsWith(literal.slice(0, before)) || !value.endsWith(literal.slice(after + 1)))
    return false;
  const known = knownValue(wanted.slice(before + 1, after));
  return known === undefined || decoded(given.slice(before, given.length - (wanted.length - after - 1))) === known;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
