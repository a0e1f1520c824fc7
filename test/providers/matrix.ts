/** Each recipe as it is, and with one thing wrong: what becomes of it. */
import type { SignedRequest } from '../../client/providers/kit/signature';
import { type CheckedSignature, checkSignature } from '../../client/receiver/signatures/verify';
import { body, type Made, type Recipe, url } from './recipes';

export const variations = ['right', 'body changed', 'timestamp old', 'other secret', 'header missing'] as const;
type Variation = (typeof variations)[number];

/** The signature that each variation is given; `null` where the variation does not apply. */
export type Outcomes = Record<Variation, CheckedSignature['signature'] | null>;

const dayMs = 86_400_000;

/** Another body of the same form. */
export function change(text: string): string {
  if (text.startsWith('{')) return text.replace(/"([^"]*)"(?=[}\],])/, '"$1, changed"');
  return text.startsWith('<') ? text.replace('<xml>', '<xml><a>1</a>') : `${text}&changed=1`;
}

/** Names that are no signature: what is left of the headers when it is taken away. */
const kept = /^(content-type|x-hook-secret|sm-apikey|x-event-id)$/;

export async function outcomesOf(recipe: Recipe): Promise<Outcomes> {
  const now = recipe.at ?? Date.now();
  const made = await recipe.make(now);
  const request = (changes: Partial<SignedRequest> = {}): SignedRequest => ({
    method: 'POST',
    url: made.url ?? url,
    headers: made.headers,
    body: Buffer.from(made.body ?? body),
    now,
    ...changes,
  });
  const check = (signed: SignedRequest, secret = made.secret) =>
    checkSignature(signed, { secrets: [secret] }).signature;
  const late = check(request({ now: now + dayMs }));
  return {
    right: check(request()),
    'body changed': check(request({ body: Buffer.from(change(made.body ?? body)) })),
    'timestamp old': late === check(request()) ? null : late,
    'other secret': check(request(), recipe.otherSecret ?? 'the secret of another sender, long enough'),
    'header missing': missing(made) ? check(missing(made)!(request())) : null,
  };
}

/** Takes the signature away; undefined where the body alone holds it. */
function missing({ headers, url: at }: Made): ((signed: SignedRequest) => SignedRequest) | undefined {
  const left = Object.entries(headers).filter(([name]) => kept.test(name));
  const isInUrl = at?.includes('msg_signature=') ?? false;
  if (left.length === Object.keys(headers).length && !isInUrl) return undefined;
  return (signed) => ({ ...signed, headers: Object.fromEntries(left), url });
}
