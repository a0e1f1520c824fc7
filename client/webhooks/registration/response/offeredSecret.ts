/**
 * The key to its signatures that a service makes itself and tells once, in the answer to the create call: ClickUp, Airtable,
 * Smartsheet, Nylas, Square, Paddle, PagerDuty, Stripe and others.
 */
import type { Json } from '../../../../server/protocol/json';
import { isObject } from '../../../common/json';
import { levelsOf } from './remoteId';

/** Without hyphens and underscores. */
const names =
  /^((signing|signature|shared|webhook|hook|endpoint|mac|hmac|verification)?secret(key|token|base64)?|(signing|signature|hmac)key)$/i;

/** Where it stands beside the webhook: PagerDuty has it in `delivery_method`, many in a configuration. */
const beside = /^(config(uration)?|settings|delivery_?method|signing|security|attributes)$/i;

/** Services that mask what they repeat do so with one of these. */
const isPlain = (value: Json | undefined): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{8,512}$/.test(value) && !/\*{3}|x{6}|\.{3}|^(.)\1*$/i.test(value);

/** Undefined where there is none, or several that differ. */
export function offeredSecret(body: Json | undefined): string | undefined {
  if (body === undefined) return undefined;
  const objects = levelsOf(body).flat();
  const all = objects.flatMap((object) => [
    object,
    ...Object.entries(object).flatMap(([name, value]) => (beside.test(name) && isObject(value) ? [value] : [])),
  ]);
  const found = all.flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) =>
      names.test(name.replace(/[-_]/g, '')) && isPlain(value) ? [value] : [],
    ),
  );
  const distinct = new Set(found);
  return distinct.size === 1 ? found[0] : undefined;
}
