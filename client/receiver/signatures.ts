import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Delivery } from '../webhooks/types';

export interface Signed {
  /** Lower-case names. */
  headers: Record<string, string>;
  /** The bytes as they were sent. */
  body: Buffer;
}

/** One provider's way to sign. The first one whose header is there decides. */
export interface SignatureVerifier {
  /** Lower case. */
  header: string;
  verify(signed: Signed, secret: string): boolean;
}

/** `sha256=<hex>` over the raw body, also in form mode. Source: GitHub docs, "Validating webhook deliveries". */
const github: SignatureVerifier = {
  header: 'x-hub-signature-256',
  verify({ headers, body }, secret) {
    const hex = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '')?.[1];
    return (
      hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), createHmac('sha256', secret).update(body).digest())
    );
  },
};

export const verifiers: SignatureVerifier[] = [github];

/** Headers by which a provider signs, whether or not we can verify it. */
const knownHeaders = [
  /^x-hub-signature(-256)?$/,
  /^(webhook|svix)-signature$/,
  /^stripe-signature$/,
  /^x-slack-signature$/,
  /^x-zm-signature$/,
  /^x-shopify-hmac-sha256$/,
  /^x-xero-signature$/,
  /^x-hook-signature$/,
  /^x-trello-webhook$/,
  /^x-docusign-signature-\d+$/,
  /^x-twilio-signature$/,
  /^x-hubspot-signature(-v3)?$/,
  /^x-gitlab-token$/,
  /^(x-)?signature-ed25519$/,
  /^x-signature(-sha256)?$/,
];

/**
 * What a request's signature is worth. Without a secret nothing can be said about one that is there (`unknown`); with
 * one, anything but `valid` is to be refused, and a signature of a kind that we cannot verify counts as `absent`.
 */
export function checkSignature(signed: Signed, secret: string | undefined): Delivery['signature'] {
  if (secret === undefined) {
    return Object.keys(signed.headers).some((name) => knownHeaders.some((known) => known.test(name)))
      ? 'unknown'
      : 'absent';
  }
  const verifier = verifiers.find(({ header }) => signed.headers[header] !== undefined);
  if (!verifier) return 'absent';
  return verifier.verify(signed, secret) ? 'valid' : 'invalid';
}
