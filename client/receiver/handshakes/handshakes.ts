/** The handshakes that the providers declare, and those of a general shape. */
import { providers } from '../../providers';
import { unnamedHandshakes } from '../../providers/kit/generalHandshakes';
import type { Handshake, HandshakeContext, HandshakeResponse, IncomingRequest } from '../../providers/kit/handshake';
import { mayHoldSignature } from '../signatures/detectHmac';
import { findVerifier } from '../signatures/verifiers';

const declared = [...new Set(providers.flatMap(({ handshakes = [] }) => handshakes))].filter(
  (one) => !unnamedHandshakes.includes(one),
);

const rankOf = (one: Handshake): number => (one.comesFirst ? 0 : one.isGeneral ? 2 : 1);

/** All handshakes, in the order in which they are tried: those of one provider before general shapes. */
export const handshakes: Handshake[] = [...declared.toSorted((a, b) => rankOf(a) - rankOf(b)), ...unnamedHandshakes];

/** True for a request with a header that holds a signature. */
export const isSigned = ({ headers }: IncomingRequest): boolean =>
  findVerifier(headers) !== undefined || Object.keys(headers).some(mayHoldSignature);

/**
 * The handshake that a request is, with the response to it; undefined for an ordinary delivery. A signed request does not match
 * those that are never signed.
 */
export function findHandshake(
  incoming: IncomingRequest,
  context: HandshakeContext,
): { handshake: Handshake; response: HandshakeResponse } | undefined {
  for (const handshake of handshakes) {
    const response = handshake.respond(incoming, context);
    if (!response || (handshake.isUnsigned && isSigned(incoming))) continue;
    return { handshake, response };
  }
  return undefined;
}
