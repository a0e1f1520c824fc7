/** The secret itself, sent along: it shows who sent the delivery, and covers nothing. */
import { isObject } from '../../common/json';
import { equalTexts } from './hmac';
import { exactHeader } from './hmacParts';
import type { RequestVerifier } from './requestVerifier';
import { invalid, type SchemeFacts, type SignatureVerdict, type SignatureVerifier, showsSender } from './signature';

const facts: SchemeFacts = { algorithm: 'the secret itself', signs: 'nothing', coversBody: false };

/** In a header of its own. */
export function sharedToken(name: string, from: string): SignatureVerifier {
  const verify = (headers: Record<string, string>, secret: string): SignatureVerdict =>
    equalTexts(headers[from] ?? '', secret) ? showsSender : invalid({ code: 'sharedTokenMismatch' });
  return {
    name,
    header: exactHeader(from),
    facts,
    verify: ({ headers }, secret) => verify(headers, secret),
    sign: ({ headers, url }, secret) => ({ url, headers: { ...headers, [from]: secret } }),
    stream: ({ headers }, secret) => ({ update: () => {}, verdict: () => verify(headers, secret) }),
  };
}

/**
 * In a member of the body, or of each notification in its `value`.
 * @param always true where the member holds nothing but secrets, so that another value is refused
 */
export const sharedMember = (member: string, { always }: { always: boolean }): RequestVerifier => ({
  name: member,
  facts,
  verify(_, body, secret) {
    const given = isObject(body) ? membersOf(body, member) : [];
    if (given.length === 0) return undefined;
    if (given.every((value) => equalTexts(value, secret))) return showsSender;
    return always ? invalid({ code: 'bodySecretMismatch', member }) : undefined;
  },
});

function membersOf(body: Record<string, unknown>, member: string): string[] {
  const listed = Array.isArray(body.value) ? body.value.filter(isObject) : [];
  return [body, ...listed].flatMap((one) => (typeof one[member] === 'string' ? [one[member]] : []));
}
