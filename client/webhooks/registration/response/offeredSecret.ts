/**
 * Finds the signing secret that a service makes itself and returns once, in the response to the create call: ClickUp,
 * Airtable, Smartsheet, Nylas, Square, Paddle, PagerDuty, Stripe and others.
 */
import type { Json } from '../../../../server/protocol/json';
import { isObject } from '../../../common/json';
import { webhookObjects } from './remoteId';

/** Matches the names of secrets, without hyphens and underscores. */
const names =
  /^((signing|signature|shared|webhook|hook|endpoint|mac|hmac|verification)?secret(key|token|base64)?|(signing|signature|hmac)key)$/i;

/** Matches the members next to the webhook that hold the secret: `delivery_method` is PagerDuty's. */
const containers = /^(config(uration)?|settings|delivery_?method|signing|security|attributes)$/i;

/** True for a secret in plain text: services mask values with asterisks, `x`, full stops or a repeated character. */
const isPlain = (value: Json | undefined): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{8,512}$/.test(value) && !/\*{3}|x{6}|\.{3}|^(.)\1*$/i.test(value);

/** Returns undefined for no secret, and for several different ones. */
export function offeredSecret(body: Json | undefined): string | undefined {
  if (body === undefined) return undefined;
  const objects = webhookObjects(body).flat();
  const all = objects.flatMap((object) => [
    object,
    ...Object.entries(object).flatMap(([name, value]) => (containers.test(name) && isObject(value) ? [value] : [])),
  ]);
  const found = all.flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) =>
      names.test(name.replace(/[-_]/g, '')) && isPlain(value) ? [value] : [],
    ),
  );
  const distinct = new Set(found);
  return distinct.size === 1 ? found[0] : undefined;
}
