import type { SignedRequest } from '../../client/providers/kit/signature';
import { describeReason } from '../../client/receiver/signatures/describeProblem';
import { checkSignature, type SigningKeys } from '../../client/receiver/signatures/verify';

/** The outcome of {@link checkSignature}, with its reason as a person reads it. */
export function checkExplained(signed: SignedRequest, keys: SigningKeys) {
  const { signature, reason } = checkSignature(signed, keys);
  return { signature, ...(reason && { why: describeReason(reason) }) };
}
