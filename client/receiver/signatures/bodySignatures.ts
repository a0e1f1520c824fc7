/** Services whose signature is in the body, next to the part of the body that it signs. */
import { createHmac } from 'node:crypto';
import type { Json } from '../../common/json';
import { isObject, read } from '../../common/json';
import { equalBytes } from './hmac';

/** Returns whether the signature in a body is valid; undefined where the body has no signature of this kind. */
type BodySignature = (body: Json, secret: string) => boolean | undefined;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function matches(given: unknown, encoding: 'hex' | 'base64', key: string | Buffer, signed: string): boolean {
  const expected = createHmac('sha256', key).update(signed).digest();
  return equalBytes(Buffer.from(text(given), encoding), expected);
}

/** Mailgun docs, "Securing webhooks": signs a time and a random token, but nothing of the event. */
const mailgun: BodySignature = (body, secret) => {
  const signature = read(body, ['signature']);
  if (!isObject(signature) || !signature.token || !signature.signature) return undefined;
  return matches(signature.signature, 'hex', secret, text(signature.timestamp) + text(signature.token));
};

/** Dropbox Sign docs, "Event callbacks: verification": signs time and name of the event; the key is an API key. */
const dropboxSign: BodySignature = (body, secret) => {
  const event = read(body, ['event']);
  if (!isObject(event) || !event.event_hash) return undefined;
  return matches(event.event_hash, 'hex', secret, text(event.event_time) + text(event.event_type));
};

/** Adyen docs, "Verify HMAC signatures": signs eight members of each item, but not its date and reason; the key is in hex. */
const adyen: BodySignature = (body, secret) => {
  const listed = read(body, ['notificationItems']);
  const items = Array.isArray(listed) ? listed.map((one) => read(one, ['NotificationRequestItem'])) : [];
  const given = items.map((item) => read(item, ['additionalData', 'hmacSignature']));
  if (items.length === 0 || given.includes(undefined)) return undefined;
  const names = [
    ['pspReference'],
    ['originalReference'],
    ['merchantAccountCode'],
    ['merchantReference'],
    ['amount', 'value'],
    ['amount', 'currency'],
    ['eventCode'],
    ['success'],
  ];
  const signed = (item: Json | undefined) => names.map((path) => text(read(item, path))).join(':');
  return items.every((item, index) => matches(given[index], 'base64', Buffer.from(secret, 'hex'), signed(item)));
};

/** Verifies the signature in a body; undefined where the body has no known signature. */
export function verifyBodySignature(body: Json, secret: string): boolean | undefined {
  for (const one of [mailgun, dropboxSign, adyen]) {
    const verdict = one(body, secret);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}
