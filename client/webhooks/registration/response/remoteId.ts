/** Finds the id of a new webhook in the response to its create call, in the places that published connectors use. */
import type { Json, JsonObject } from '../../../../server/protocol/json';
import { isObject } from '../../../common/json';
import type { Created } from '../../services/services';

/** The nouns that services use for a webhook, as they are written before `id`; without hyphens and underscores. */
export const webhookNouns = 'webhook|hook|subscription|subscriber|registration|trigger|listener|callback|notification';

/** `hookId`, `webhook_uuid`, `tenantWebHookId`. */
const isHookId = new RegExp(`(${webhookNouns})(id|uuid|guid|uid)$`, 'i');

/** The members that wrap the webhook. `d` is OData's, `sys` Contentful's; PagerDuty has `webhook_subscription`. */
const wrappers = new RegExp(
  `^(d|data|items?|results?|value|response|payload|content|body|entity|record|sys|(event|push|change)?(${webhookNouns})+s?)$`,
  'i',
);

/**
 * Returns the id of the new webhook; undefined when there is none or it is ambiguous. The id decides what a later DELETE
 * deletes, so the id of anything else must not be taken for it: objects that are not known to wrap the webhook are left
 * out, as are several webhooks, and the id of the call itself.
 */
export function findWebhookId(
  { body, text }: Pick<Created, 'body' | 'text'>,
  idName: string | undefined,
): string | undefined {
  if (typeof body === 'number' || typeof body === 'string') return scalarId(String(body), typeof body === 'number');
  if (body === undefined) return scalarId(text ?? '', false);
  const wanted = withoutPunctuation(idName ?? '').toLowerCase();
  const [root] = unwrapped(body);
  if (!root) return undefined;
  // The name in the definition comes first, at any depth.
  const byName =
    wanted === '' || wanted === 'id'
      ? undefined
      : webhookIdIn(root, [(name: string) => withoutPunctuation(name).toLowerCase() === wanted]);
  const found = byName === undefined ? webhookIdIn(root, usual) : byName;
  return found === ambiguous ? undefined : found;
}

/** Stands for several ids, any of which may be the webhook's. */
const ambiguous = Symbol('ambiguous');

/** The wrappers by rank: named for the webhook, put around any response, and the rest. */
const isThing = /^(event|push|change)?(webhook|hook|subscription)+s?$/i;
const isAround = /^(d|data|results?|response)$/i;

type NameTest = (name: string) => boolean;

const wrapperRanks: NameTest[] = [
  (name) => isThing.test(name),
  (name) => isAround.test(name),
  (name) => !isThing.test(name) && !isAround.test(name) && wrappers.test(name),
];

/** @param isNamed true when the object's member is named for a webhook */
function webhookIdIn(
  object: JsonObject,
  names: NameTest[],
  depth = 1,
  isNamed = false,
): string | typeof ambiguous | undefined {
  const isCall = isOfCall(object);
  const own = isCall ? undefined : idOf(object, names);
  if ((isNamed && own !== undefined) || depth > maxDepth) return own;
  const { result } = object;
  if (isCall && (typeof result === 'string' || typeof result === 'number'))
    return scalarId(String(result), typeof result === 'number');
  for (const [rank, fits] of wrapperRanks.entries()) {
    const inside = wrappedIn(object, fits).map((one) => webhookIdIn(one, names, depth + 1, rank === 0));
    const [id, ...others] = new Set(inside.filter((found) => found !== undefined));
    if (id === undefined) continue;
    return others.length > 0 ? ambiguous : chooseId(object, own, id, rank);
  }
  return isEnvelope(object) ? undefined : own;
}

/**
 * Chooses between an object's own id and the one inside a wrapper of it, which differ when the outer one is the call's or
 * the webhook has another object inside.
 */
function chooseId(
  object: JsonObject,
  own: string | undefined,
  inner: string | typeof ambiguous,
  rank: number,
): string | typeof ambiguous {
  if (rank === 0 || own === undefined || own === inner) return inner;
  const isAroundResponse = rank === 1;
  if (isEnvelope(object)) return isAroundResponse ? inner : ambiguous;
  return isAroundResponse ? ambiguous : own;
}

const wrappedIn = (object: JsonObject, fits: NameTest): JsonObject[] =>
  Object.entries(object).flatMap(([name, value]) => (fits(withoutPunctuation(name)) ? unwrapped(value) : []));

/** True for JSON-RPC, where `id` is the call's. Version 1 always has the three members, with null for the unused one. */
const isOfCall = (object: JsonObject): boolean =>
  'jsonrpc' in object || ('id' in object && 'result' in object && 'error' in object);

/** Members that services write about the call, next to its result. */
const aboutCall =
  /^(id|uuid|(request|correlation|trace|operation|transaction|message)id|jsonrpc|ok|success|(status|result|err|error)?(code|text|msg|message)?|errors?|warnings?|meta(data)?|links|included|(api)?version|time|timestamp|date|created(at)?|type|object|kind|event|total|count)$/i;

/** True when an object only wraps another one: its other members are about the call. */
function isEnvelope(object: JsonObject): boolean {
  const entries = Object.entries(object);
  const isWrapper = (name: string, value: Json) =>
    wrappers.test(withoutPunctuation(name)) && typeof value === 'object' && value !== null;
  return (
    entries.some(([name, value]) => isWrapper(name, value)) &&
    entries.every(([name, value]) => isWrapper(name, value) || aboutCall.test(withoutPunctuation(name)))
  );
}

/** Returns a text that is an id. A response such as `"OK"` is not: an id has a digit, and no blank. */
function scalarId(text: string, isNumber: boolean): string | undefined {
  const id = text.trim();
  return (isNumber ? /^[1-9]\d*$/ : /^(?=.*\d)[\w.~:=+-]{1,200}$/).test(id) ? id : undefined;
}

/** Maximum number of wrappers around a webhook. */
const maxDepth = 4;

/** Returns the objects that may be the webhook, by the number of wrappers around them. */
export function webhookObjects(body: Json): JsonObject[][] {
  const levels: JsonObject[][] = [];
  let level = unwrapped(body);
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    levels.push(level);
    level = level.flatMap((object) =>
      Object.entries(object).flatMap(([name, value]) =>
        wrappers.test(withoutPunctuation(name)) ? unwrapped(value) : [],
      ),
    );
  }
  return levels;
}

/** Returns an object, or the only object of an array. */
function unwrapped(value: Json): JsonObject[] {
  if (isObject(value)) return [value];
  return Array.isArray(value) && value.length === 1 && isObject(value[0]) ? [value[0]] : [];
}

/** Returns a name without hyphens, underscores and dots. */
export const withoutPunctuation = (name: string) => name.replace(/[-_.]/g, '');

/** Tests for the usual names of ids, the most specific first. */
const usual: NameTest[] = [
  (name) => /^_?id$/i.test(name),
  (name) => isHookId.test(withoutPunctuation(name)),
  // `gid` is Asana's, `sid` Twilio's, `sys_id` ServiceNow's.
  (name) => /^(uuid|guid|uid|gid|sid|sys_?id|public_?id)$/i.test(name),
];

function idOf(object: JsonObject, ranks: NameTest[]): string | undefined {
  for (const fits of ranks) {
    for (const [name, value] of Object.entries(object)) {
      if (fits(name) && (typeof value === 'number' || (typeof value === 'string' && value !== '')))
        return String(value);
    }
  }
  return undefined;
}
