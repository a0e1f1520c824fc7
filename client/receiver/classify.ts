import type { StoredDelivery } from '../domain/delivery';
import type { Difference, WebhookRegistration } from '../domain/registration';
import type { Handshake, HandshakeResponse, IncomingRequest } from '../providers/kit/handshake';
import type { SignedRequest } from '../providers/kit/signature';
import type { DeliveryProblem } from './deliveryProblem';
import { handshakeDifference, responseDifference } from './flowCallback';
import { acknowledge } from './handshakes/acknowledgements';
import { findHandshake, isSigned } from './handshakes/handshakes';
import { ownHandshake } from './handshakes/ownAnswer';
import type { Collected, StreamedBody } from './requestBody';
import {
  type CheckedSignature,
  checkSignature,
  isAccepted,
  noKeys,
  requiresSignature,
  type SigningKeys,
} from './signatures/verify';

/** A request whose body, where it is held in memory, is complete and unpacked for handshakes. */
export type CompleteRequest = IncomingRequest & SignedRequest;

/** The kind of a complete request, and the response to it. */
export interface Classification {
  kind: StoredDelivery['kind'];
  signature: StoredDelivery['signature'];
  /** As in {@link CheckedSignature}. */
  scheme?: string | undefined;
  response: HandshakeResponse;
  problem?: DeliveryProblem;
  /** The way in which a flow's callback would have answered differently. */
  difference?: Difference | undefined;
  /** A secret to save before the response; `ifNotKept` replaces this classification where it cannot be saved. */
  secret?: { value: string; ifNotKept: Classification };
}

/** Decides what a request is and what to respond. Pure: saving a secret that it brings is left to the caller. */
export function classify(
  request: CompleteRequest,
  collected: Collected<StreamedBody<CheckedSignature>>,
  registration: WebhookRegistration,
  keys: SigningKeys | 'unreadable' | 'keyUnavailable',
): Classification {
  if ('tooLarge' in collected) {
    const { signature } = checkSignature(request, noKeys);
    return refuse(413, signature, { code: 'bodyTooLarge' }, { Connection: 'close' });
  }
  const known = typeof keys === 'string' ? noKeys : { ...keys, hosts: hostsOf(registration) };
  const found =
    findOwn(request, registration) ??
    findHandshake(request, {
      secrets: known.secrets,
      hosts: hostsOf(registration),
      callbackUrl: registration.callbackUrl,
    });
  if (typeof keys === 'string' && found?.handshake.secret !== 'none') {
    return refuse(503, 'unknown', { code: keys === 'unreadable' ? 'secretUnreadable' : 'keyUnavailable' });
  }
  const decide = (checked: CheckedSignature) => decideBy(checked, found, request, known, registration);
  if ('streamed' in collected) return decide(collected.streamed.verdict);
  const classification = decide(checkSignature(request, known));
  const proven = checkOfferedSecret(request, known);
  return proven ? withSecret(decide(proven), known.offered!, classification) : classification;
}

/** The handshake that the person describes. A request with a signature is a delivery. */
function findOwn(request: CompleteRequest, { handshakeAnswer }: WebhookRegistration): FoundHandshake | undefined {
  if (!handshakeAnswer || isSigned(request)) return undefined;
  const handshake = ownHandshake(handshakeAnswer);
  const response = handshake.respond(request, { secrets: [], hosts: [] });
  return response && { handshake, response };
}

/** The response and the name of the handshake that a request is. */
type FoundHandshake = { handshake: Handshake; response: HandshakeResponse };

function decideBy(
  { signature, reason, scheme }: CheckedSignature,
  found: FoundHandshake | undefined,
  request: CompleteRequest,
  keys: SigningKeys,
  { exposure }: WebhookRegistration,
): Classification {
  if (found && found.handshake.secret !== 'signs') return shakeHands(found, keys.secrets, signature, request.method);
  if (requiresSignature(keys) && !isAccepted(signature)) {
    const problem: DeliveryProblem =
      signature === 'absent' || signature === 'unknown'
        ? { code: 'unsigned', reason }
        : { code: 'wrongSignature', reason, isRelayed: exposure === 'smee' };
    return refuse(401, signature, problem);
  }
  if (found) {
    const { handshake, response } = found;
    const difference = handshakeDifference(handshake.name, request.method, response);
    return {
      kind: 'handshake',
      signature,
      scheme,
      response,
      ...problemOf(response),
      ...(difference && { difference }),
    };
  }
  const acknowledgement = acknowledge(request);
  if (!acknowledgement) return { kind: 'delivery', signature, scheme, response: { status: 200 } };
  return { kind: 'delivery', signature, scheme, response: acknowledgement, difference: responseDifference() };
}

/** The signature by the secret that the create response offered, where no secret is in use and that one verifies it. */
function checkOfferedSecret(
  request: SignedRequest,
  { secrets, described, offered }: SigningKeys,
): CheckedSignature | undefined {
  if (secrets.length > 0 || offered === undefined) return undefined;
  const checked = checkSignature(request, { secrets: [offered], described });
  return isAccepted(checked.signature) ? checked : undefined;
}

/** Responds to a handshake that is not signed. The first secret that one brings is saved; no other one replaces it. */
function shakeHands(
  { handshake, response }: FoundHandshake,
  saved: readonly string[],
  signature: Classification['signature'],
  method: string,
): Classification {
  const kind = response.status < 400 ? 'handshake' : 'refused';
  const difference = handshakeDifference(handshake.name, method, response);
  const classification: Classification = { kind, signature, response, ...problemOf(response), difference };
  if (response.secret === undefined || saved.includes(response.secret)) return classification;
  if (saved.length > 0) return refuse(401, signature, { code: 'otherSecret', handshake: handshake.name });
  const ifNotKept = refuse(503, signature, { code: 'secretNotKept', handshake: handshake.name });
  return withSecret(classification, response.secret, ifNotKept);
}

/** A secret that a handshake brings takes precedence over the offered one. */
const withSecret = (classification: Classification, value: string, ifNotKept: Classification): Classification =>
  classification.secret ? classification : { ...classification, secret: { value, ifNotKept } };

const problemOf = ({ problem }: HandshakeResponse): Pick<Classification, 'problem'> =>
  problem === undefined ? {} : { problem: { code: 'handshake', text: problem } };

/** The hosts of the service and of the definition. */
export const hostsOf = ({ baseUrl, trigger }: WebhookRegistration): string[] => [
  new URL(baseUrl).hostname,
  trigger.endpoint.host ?? '',
];

const refuse = (
  status: number,
  signature: Classification['signature'],
  problem: DeliveryProblem,
  headers?: Record<string, string>,
): Classification => ({ kind: 'refused', signature, problem, response: { status, headers } });
