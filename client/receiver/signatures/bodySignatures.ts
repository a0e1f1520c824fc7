/** Services whose signature stands in the body, beside what it signs: a part of it only. */
import { createHmac } from 'node:crypto';
import type { Json } from '../../common/json';
import { isObject, read } from '../../common/json';
import { equalBytes } from './hmac';

/** Whether a body's own signature is right; undefined where it has none of this kind. */
type BodySignature = (body: Json, secret: string) => boolean | undefined;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function isRight(given: unknown, encoding: 'hex' | 'base64', key: string | Buffer, signed: string): boolean {
  const right = createHmac('sha256', key).update(signed).digest();
  return equalBytes(Buffer.from(text(given), encoding), right);
}

/** Mailgun docs, "Securing webhooks": a time and a random token, and nothing of the event. */
const mailgun: BodySignature = (body, secret) => {
  const signature = read(body, ['signature']);
  if (!isObject(signature) || !signature.token || !signature.signature) return undefined;
  return isRight(signature.signature, 'hex', secret, text(signature.timestamp) + text(signature.token));
};

/** Dropbox Sign docs, "Event callbacks: verification": time and name of the event; the key is an API key. */
const dropboxSign: BodySignature = (body, secret) => {
  const event = read(body, ['event']);
  if (!isObject(event) || !event.event_hash) return undefined;
  return isRight(event.event_hash, 'hex', secret, text(event.event_time) + text(event.event_type));
};

/** Adyen docs, "Verify HMAC signatures": of each item eight members, but not its date and reason; the key is in hex. */
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
  return items.every((item, index) => isRight(given[index], 'base64', Buffer.from(secret, 'hex'), signed(item)));
};

/** Undefined where the body has no signature that is known. */
export function verifyBodySignature(body: Json, secret: string): boolean | undefined {
  for (const one of [mailgun, dropboxSign, adyen]) {
    const verdict = one(body, secret);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}
