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

/** The parts of a response in which an id may be. */
type Answered = Pick<Created, 'body' | 'text' | 'headers'>;

/**
 * Returns the id of the new webhook; undefined when there is none or it is ambiguous. The id decides what a later DELETE
 * deletes, so the id of anything else must not be taken for it: objects that are not known to wrap the webhook are left
 * out, as are several webhooks, and the id of the call itself.
 * @param idName the name of the id in the definition, which comes before the usual ones
 * @param chosen the id that the create call chose
 */
export function findWebhookId(answered: Answered, idName: string | undefined, chosen?: string): string | undefined {
  const isPlain = /^_?id$/i.test(idName ?? 'id');
  const named = isPlain ? undefined : namedIn(answered, idName!);
  const found = named ?? (isPlain ? undefined : chosen) ?? usualId(answered);
  return found === ambiguous ? undefined : (found ?? headerId(answered) ?? chosen);
}

/** Returns a value in a response by its name: of the webhook in the body, at any depth, or a header. */
export function findNamedValue(answered: Answered, name: string): string | undefined {
  const found = namedIn(answered, name);
  return found === ambiguous ? undefined : found;
}

function namedIn({ body, headers = {} }: Answered, name: string): string | typeof ambiguous | undefined {
  const wanted = withoutPunctuation(name).toLowerCase();
  const [root] = body === undefined ? [] : unwrapped(body);
  // The result of an RPC call that is no object has no names.
  const isNamed = root !== undefined && !(isOfCall(root) && !isObject(root.result) && !Array.isArray(root.result));
  const inBody = isNamed ? webhookIdIn(root, [(one) => withoutPunctuation(one).toLowerCase() === wanted]) : undefined;
  if (inBody !== undefined) return inBody;
  const inHeaders = Object.entries(headers).filter(
    ([one]) => withoutPunctuation(one).replace(/^x(?=.)/, '') === wanted.replace(/^x(?=.)/, ''),
  );
  return inHeaders[0]?.[1] || undefined;
}

function usualId({ body, text }: Answered): string | typeof ambiguous | undefined {
  if (typeof body === 'number' || typeof body === 'string') return scalarId(String(body), typeof body === 'number');
  if (body === undefined) return scalarId(text ?? '', false);
  const [root] = unwrapped(body);
  // Several objects without a wrapper may each be the webhook.
  if (!root) return isEmpty(body) ? undefined : ambiguous;
  return webhookIdIn(root, usual);
}

const isEmpty = (body: Json): boolean => body === null || (Array.isArray(body) && body.length === 0);

/** Headers with the id of a new webhook: `X-Webhook-Id`, `X-Goog-Channel-ID`; not `X-Request-Id`. */
const idHeader = /(webhook|hook|subscription|subscriber|channel|watch)(id|uuid|guid|uid)$/;

/** Returns the id in the headers, where they have one. */
function headerId({ headers = {} }: Answered): string | undefined {
  const ids = Object.entries(headers).flatMap(([name, value]) =>
    idHeader.test(withoutPunctuation(name)) ? value : [],
  );
  const [id, ...others] = new Set(ids);
  return others.length === 0 && id !== undefined && /^[\x21-\x7e]{1,200}$/.test(id) ? id : undefined;
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
