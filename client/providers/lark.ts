import { createDecipheriv, createHash } from 'node:crypto';
import { isObject } from '../common/json';
import { t } from '../common/translate';
import type { Handshake, HandshakeContext, IncomingRequest } from './kit/handshake';
import { parseHandshake, urlVerification } from './kit/handshakeBody';
import { hmacVerifier } from './kit/hmac';
import { parseEpoch, toSeconds } from './kit/hmacParts';
import { bodyScheme, hex } from './kit/hmacSchemes';
import type { Provider } from './kit/provider';
import { jsonResponse, withoutSecret } from './kit/responses';

const isLark = ({ headers }: IncomingRequest, { hosts }: HandshakeContext): boolean =>
  Object.keys(headers).some((name) => name.startsWith('x-lark-')) ||
  hosts.some((host) => /(^|\.)(larksuite\.com|feishu\.cn|larkoffice\.com)$/i.test(host));

/** The same request as Slack's, but a JSON response. */
const verification: Handshake = {
  name: 'Lark URL verification',
  secret: 'none',
  comesFirst: true,
  about: { request: '`url_verification`', response: 'the challenge as JSON' },
  respond(incoming, context) {
    if (!isLark(incoming, context)) return undefined;
    const challenge = urlVerification(incoming);
    return challenge === undefined ? undefined : jsonResponse({ challenge });
  },
};

/** With an encryption key, everything comes as `encrypt`. A delivery has a signature, which covers it. */
const encrypted: Handshake = {
  name: 'Lark encrypted URL verification',
  secret: 'answers',
  isUnsigned: true,
  about: { request: '`encrypt` alone', response: 'the decrypted challenge as JSON' },
  respond(incoming, { secrets }) {
    const body = parseHandshake(incoming);
    if (incoming.method !== 'POST' || !isObject(body) || Object.keys(body).length !== 1) return undefined;
    if (typeof body.encrypt !== 'string') return undefined;
    if (secrets.length === 0) return withoutSecret(t('the encryption key of the app'));
    for (const secret of secrets) {
      const challenge = decryptChallenge(body.encrypt, secret);
      if (challenge !== undefined) return jsonResponse({ challenge });
    }
    return undefined;
  },
};

/** AES-256-CBC: the key is the digest of the encryption key, and the first block is the initialization vector. */
function decryptChallenge(text: string, secret: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  try {
    const key = createHash('sha256').update(secret).digest();
    const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
    const event: unknown = JSON.parse(plain.toString('utf8'));
    const isChallenge = isObject(event) && event.type === 'url_verification' && typeof event.challenge === 'string';
    return isChallenge ? String(event.challenge) : undefined;
  } catch {
    // Another key.
    return undefined;
  }
}

/** A plain digest of timestamp, nonce, encryption key and body. */
const signature = hmacVerifier({
  ...bodyScheme('Lark', 'x-lark-signature', { ...hex, plainDigest: true }),
  stamp: ({ now, id }) => ({ 'x-lark-request-timestamp': toSeconds(now), 'x-lark-request-nonce': id }),
  signs: 'timestamp + nonce + secret + body',
  base: ({ headers, body }, key) => [
    (headers['x-lark-request-timestamp'] ?? '') + (headers['x-lark-request-nonce'] ?? ''),
    key,
    body,
  ],
  signedAt: (headers) => parseEpoch(headers['x-lark-request-timestamp']),
});

export const lark: Provider = {
  name: 'Lark',
  docs: {
    url: 'https://open.larksuite.com/document/server-docs/event-subscription-guide/event-subscriptions/encrypt-key-encryption-configuration-case',
    read: '2026-11-30',
    source: '@larksuiteoapi/node-sdk',
  },
  hosts: ['larksuite.com', 'feishu.cn', 'larkoffice.com'],
  event: { body: ['header', 'event_type'] },
  deliveryId: { body: ['header', 'event_id'] },
  signatures: [signature],
  handshakes: [verification, encrypted],
  secrets: { body: ['token'] },
  secret: 'the encryption key of the app',
};
