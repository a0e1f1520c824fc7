/** Forms whose fields are signed one by one, as Twilio does: names and values run together, in the order of names. */
import { isForm } from './handshakeBody';
import type { SignedRequest } from './signature';

export const isFormRequest = ({ headers }: Pick<SignedRequest, 'headers'>): boolean => isForm({ headers });

/** Names and values, sorted by name. A value that is repeated for a name counts once. */
export function formFields(body: Buffer): string[] {
  const form = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    const values = form.get(name);
    if (values) values.add(value);
    else form.set(name, new Set([value]));
  }
  return [...form.keys()].sort().flatMap((name) => [...form.get(name)!].sort().map((value) => name + value));
}

/** True when each field of a form is signed: a repeated pair is signed once, however often it is there. */
export function coversForm(signed: Pick<SignedRequest, 'headers' | 'body'>): boolean {
  if (!isFormRequest(signed)) return false;
  const pairs = [...new URLSearchParams(signed.body.toString('utf8'))].map((pair) => JSON.stringify(pair));
  return new Set(pairs).size === pairs.length;
}
