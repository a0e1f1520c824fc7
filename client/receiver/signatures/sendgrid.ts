import { createPublicKey, type KeyObject, verify as verifyBytes } from 'node:crypto';
import { t } from '../../common/translate';
import { checkTimestamp, coversBody, invalid, type SignatureVerifier } from './hmac';
import { parseEpoch } from './hmacParts';

/**
 * Twilio docs, "SendGrid Event Webhook security features": ECDSA over timestamp and body; the secret is the verification
 * key of the settings, base64 of an SPKI structure, or the same as PEM.
 */
export const sendgrid: SignatureVerifier = {
  name: 'SendGrid',
  header: /^x-twilio-email-event-webhook-signature$/,
  verify({ headers, body, now }, secret) {
    const key = keyIn(secret);
    if (!key) return invalid({ code: 'publicKeyForm', provider: 'SendGrid' });
    const timestamp = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
    const signature = Buffer.from(headers['x-twilio-email-event-webhook-signature'] ?? '', 'base64');
    const matches = verifyBytes('sha256', Buffer.concat([Buffer.from(timestamp, 'utf8'), body]), key, signature);
    if (!matches) return invalid({ code: 'publicKeyMismatch', provider: 'SendGrid' });
    const problem = checkTimestamp({ signedAt: () => parseEpoch(timestamp) }, { headers, now });
    return problem === undefined ? coversBody : invalid(problem);
  },
  sign() {
    throw new Error(
      t('SendGrid signs with a private key that only SendGrid has, so nobody else can sign this delivery.'),
    );
  },
};

function keyIn(secret: string): KeyObject | undefined {
  const der = Buffer.from(secret.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' ? key : undefined;
  } catch {
    return undefined;
  }
}
