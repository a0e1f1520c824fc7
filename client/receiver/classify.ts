import { t } from '../common/translate';
import type { StoredDelivery } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { acknowledge } from './handshakes/acknowledgements';
import type { Handshake, HandshakeResponse, IncomingRequest } from './handshakes/handshake';
import { findHandshake, unpackForHandshake } from './handshakes/handshakes';
import type { ReceiverHost } from './host';
import { type Collected, maxBodyBytes, type StreamedBody } from './requestBody';
import type { SignedRequest } from './signatures/hmac';
import { type CheckedSignature, checkSignature, isAccepted, noKeys, type SigningKeys } from './signatures/verify';

/** A request without its body. */
export type Arrived = Omit<IncomingRequest, 'body'> & Pick<SignedRequest, 'url'>;

/** Of a body that was not held in memory. */
export type BodySignature = CheckedSignature;

/** What a complete request is, and what to answer. */
export interface Classification {
  kind: StoredDelivery['kind'];
  signature: StoredDelivery['signature'];
  answer: HandshakeResponse;
  problem?: string;
}

export async function classify(
  arrived: Arrived,
  collected: Collected<StreamedBody<BodySignature>>,
  registration: WebhookRegistration,
  host: ReceiverHost,
): Promise<Classification> {
  // A body that is not held in memory is too large for a handshake.
  const body = 'body' in collected ? collected.body : Buffer.alloc(0);
  const incoming = await unpackForHandshake({ ...arrived, body });
  const signed: SignedRequest = { ...incoming, url: arrived.url, now: Date.now() };
  if ('tooLarge' in collected) {
    const problem = t('The body has more than {0} bytes and was not kept.', maxBodyBytes);
    return refused(413, checkSignature(signed, noKeys).signature, problem, { Connection: 'close' });
  }
  let keys: SigningKeys = noKeys;
  let isLocked = false;
  try {
    keys = await host.keysOf(registration);
  } catch {
    isLocked = true;
  }
  const { secrets } = keys;
  const shaken = findHandshake(incoming, {
    secrets,
    hosts: hostsOf(registration),
    callbackUrl: registration.callbackUrl,
  });
  if (isLocked && shaken?.handshake.secret !== 'none') {
    return refused(503, 'unknown', t('Its signing secret cannot be read: register the webhook again.'));
  }
  if ('body' in collected && (await isProven(signed, keys, registration, host)))
    keys = { ...keys, secrets: [keys.offered!] };
  const { signature, why } = 'taken' in collected ? collected.taken.verdict : checkSignature(signed, keys);
  if (shaken && shaken.handshake.secret !== 'signs') return shakeHands(shaken, secrets, signature, registration, host);
  if (secrets.length > 0 && !isAccepted(signature)) {
    const problem =
      signature === 'absent'
        ? `${t('It carries no signature that can be verified.')} ${why ?? ''}`.trim()
        : t('Its signature is wrong. {0}', why ?? '').trim() + (registration.exposure === 'smee' ? ` ${bySmee()}` : '');
    return refused(401, signature, problem);
  }
  if (!shaken) return { kind: 'delivery', signature, answer: acknowledge(incoming) ?? { status: 200 } };
  return { kind: 'handshake', signature, answer: shaken.answer, problem: shaken.answer.problem };
}

/** The secret that the service said it would sign with is the one, and is kept as such. */
async function isProven(
  signed: SignedRequest,
  { secrets, described, offered }: SigningKeys,
  registration: WebhookRegistration,
  host: ReceiverHost,
): Promise<boolean> {
  if (secrets.length > 0 || offered === undefined) return false;
  if (!isAccepted(checkSignature(signed, { secrets: [offered], described }).signature)) return false;
  return host.keepSecret(registration, offered).then(
    () => true,
    () => false,
  );
}

const bySmee = () =>
  t(
    'It came through smee, which re-serialises JSON (1.0 becomes 1): that alone can break a signature over the exact bytes. To have it verified, register with another "exposure".',
  );

/** Answers a handshake that is not signed. Of the secrets that come with one, the first is kept; no other replaces it. */
async function shakeHands(
  { handshake, answer }: { handshake: Handshake; answer: HandshakeResponse },
  held: readonly string[],
  signature: Classification['signature'],
  registration: WebhookRegistration,
  host: ReceiverHost,
): Promise<Classification> {
  if (answer.secret !== undefined && !held.includes(answer.secret)) {
    if (held.length > 0) {
      const problem = t('{0}: it brings another secret than the one that is kept for this webhook.', handshake.name);
      return refused(401, signature, problem);
    }
    try {
      await host.keepSecret(registration, answer.secret);
    } catch {
      return refused(503, signature, t('{0}: the secret that it brings could not be kept.', handshake.name));
    }
  }
  const kind = answer.status < 400 ? 'handshake' : 'refused';
  return { kind, signature, answer, problem: answer.problem };
}

function hostsOf({ baseUrl, trigger }: WebhookRegistration): string[] {
  return [new URL(baseUrl).hostname, trigger.endpoint.host ?? ''];
}

function refused(
  status: number,
  signature: Classification['signature'],
  problem: string,
  headers?: Record<string, string>,
): Classification {
  return { kind: 'refused', signature, problem, answer: { status, headers } };
}
