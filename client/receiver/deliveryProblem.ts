import { t } from '../common/translate';
import type { SignatureReason } from '../providers/kit/signatureProblem';
import { maxBodyBytes } from './requestBody';
import { describeReason } from './signatures/describeProblem';

/** What the user should know about a request, as a code: {@link describeDeliveryProblem} makes the text. */
export type DeliveryProblem =
  | { code: 'bodyTooLarge' }
  | { code: 'secretUnreadable' }
  /** The public key that would verify it could not be fetched. */
  | { code: 'keyUnavailable' }
  /** `reason`: undefined where nothing more is known. */
  | { code: 'unsigned'; reason?: SignatureReason }
  /** `isRelayed`: it came through smee. */
  | { code: 'wrongSignature'; reason?: SignatureReason; isRelayed: boolean }
  /** A handshake brings a secret other than the saved one. */
  | { code: 'otherSecret'; handshake: string }
  | { code: 'secretNotKept'; handshake: string }
  /** What the definition of a handshake says. */
  | { code: 'handshake'; text: string };

/** The text of a problem, in the language of the person. */
export function describeDeliveryProblem(problem: DeliveryProblem): string {
  switch (problem.code) {
    case 'bodyTooLarge':
      return t('The body has more than {0} bytes and was not stored.', maxBodyBytes);
    case 'secretUnreadable':
      return t("Its signing secret can't be read. Register the webhook again.");
    case 'keyUnavailable':
      return t("The public key that verifies it couldn't be fetched, so the service was asked to send it again.");
    case 'unsigned':
      return `${t('It has no signature that can be verified.')} ${textOf(problem.reason)}`.trim();
    case 'wrongSignature':
      return describeWrongSignature(problem);
    case 'otherSecret':
      return t('{0}: it has another secret than the one saved for this webhook.', problem.handshake);
    case 'secretNotKept':
      return t('{0}: its secret could not be saved.', problem.handshake);
    case 'handshake':
      return problem.text;
  }
}

function describeWrongSignature({ reason, isRelayed }: Extract<DeliveryProblem, { code: 'wrongSignature' }>): string {
  const text = t('Its signature is wrong. {0}', textOf(reason)).trim();
  return isRelayed ? `${text} ${relayedText()}` : text;
}

const textOf = (reason: SignatureReason | undefined): string => (reason ? describeReason(reason) : '');

const relayedText = () =>
  t(
    'It came through smee, which serializes JSON again (1.0 becomes 1), and that alone can break a signature over the exact bytes. To verify signatures, register the webhook again with another public access.',
  );
