/** The id of a new webhook in the answer to its create call, wherever published connectors have it. */
import type { Json, JsonObject } from '../../../../server/protocol/json';
import { isObject } from '../../../common/json';
import type { Created } from '../../services/services';

/** What a webhook is called, before `id`; without hyphens and underscores. */
export const things = 'webhook|hook|subscription|subscriber|registration|trigger|listener|callback|notification';

/** `hookId`, `webhook_uuid`, `tenantWebHookId`. */
const isHookId = new RegExp(`(${things})(id|uuid|guid|uid)$`, 'i');

/** What an answer wraps the webhook in. `d` is of OData, `sys` of Contentful; PagerDuty has `webhook_subscription`. */
const wrappers = new RegExp(
  `^(d|data|items?|results?|value|response|payload|content|body|entity|record|sys|(event|push|change)?(${things})+s?)$`,
  'i',
);

/**
 * By an id a webhook is deleted, so that one of something else must not be taken for it: nothing is looked for in objects
 * that are not known to wrap the webhook, of several webhooks none is taken, and never the id of the call itself.
 */
export function idIn({ body, text }: Pick<Created, 'body' | 'text'>, idName: string | undefined): string | undefined {
  if (typeof body === 'number' || typeof body === 'string') return scalarId(String(body), typeof body === 'number');
  if (body === undefined) return scalarId(text ?? '', false);
  const wanted = bare(idName ?? '').toLowerCase();
  const [root] = unwrapped(body);
  if (!root) return undefined;
  // The name that the definition has goes first, however deep.
  const byName =
    wanted === '' || wanted === 'id'
      ? undefined
      : webhookIdIn(root, [(name: string) => bare(name).toLowerCase() === wanted]);
  const found = byName === undefined ? webhookIdIn(root, usual) : byName;
  return found === ambiguous ? undefined : found;
}

/** Several that may be meant. */
const ambiguous = Symbol('ambiguous');

/** What wraps the webhook, the most telling first: what it is, what services put around any answer, and the rest. */
const isThing = /^(event|push|change)?(webhook|hook|subscription)+s?$/i;
const isAround = /^(d|data|results?|response)$/i;

type NameTest = (name: string) => boolean;

const wrapperRanks: NameTest[] = [
  (name) => isThing.test(name),
  (name) => isAround.test(name),
  (name) => !isThing.test(name) && !isAround.test(name) && wrappers.test(name),
];

/** @param isNamed the object is in a member that says that it is the webhook */
function webhookIdIn(
  object: JsonObject,
  names: NameTest[],
  depth = 1,
  isNamed = false,
): string | typeof ambiguous | undefined {
  const isCall = isOfCall(object);
  const own = isCall ? undefined : idOf(object, names);
  if ((isNamed && own !== undefined) || depth > maxDepth) return own;
  if (isCall && (typeof object.result === 'string' || typeof object.result === 'number'))
    return scalarId(String(object.result), typeof object.result === 'number');
  for (const [rank, fits] of wrapperRanks.entries()) {
    const inside = wrappedIn(object, fits).map((one) => webhookIdIn(one, names, depth + 1, rank === 0));
    const [id, ...others] = new Set(inside.filter((found) => found !== undefined));
    if (id === undefined) continue;
    if (others.length > 0) return ambiguous;
    if (rank === 0 || own === undefined || own === id) return id;
    // The outer one may be the call's, or the webhook has something else inside.
    if (isEnvelope(object)) return rank === 1 ? id : ambiguous;
    return rank === 1 ? ambiguous : own;
  }
  return isEnvelope(object) ? undefined : own;
}

const wrappedIn = (object: JsonObject, fits: NameTest): JsonObject[] =>
  Object.entries(object).flatMap(([name, value]) => (fits(bare(name)) ? unwrapped(value) : []));

/** JSON-RPC: the `id` is the call's. Version 1 has all three members, the one that does not apply being null. */
const isOfCall = (object: JsonObject): boolean =>
  'jsonrpc' in object || ('id' in object && 'result' in object && 'error' in object);

/** What services write about the call, around what they answer. */
const aboutCall =
  /^(id|uuid|(request|correlation|trace|operation|transaction|message)id|jsonrpc|ok|success|(status|result|err|error)?(code|text|msg|message)?|errors?|warnings?|meta(data)?|links|included|(api)?version|time|timestamp|date|created(at)?|type|object|kind|event|total|count)$/i;

/** Has nothing of its own: all is about the call, but for what it wraps. */
function isEnvelope(object: JsonObject): boolean {
  const entries = Object.entries(object);
  const isWrapper = (name: string, value: Json) =>
    wrappers.test(bare(name)) && typeof value === 'object' && value !== null;
  return (
    entries.some(([name, value]) => isWrapper(name, value)) &&
    entries.every(([name, value]) => isWrapper(name, value) || aboutCall.test(bare(name)))
  );
}

/** Answers such as `"OK"` are no ids: one in a text has a digit, and nothing that a sentence has. */
function scalarId(text: string, isNumber: boolean): string | undefined {
  const id = text.trim();
  return (isNumber ? /^[1-9]\d*$/ : /^(?=.*\d)[\w.~:=+-]{1,200}$/).test(id) ? id : undefined;
}

const maxDepth = 4;

/** Objects that may be the webhook, by how deep they are wrapped. */
export function levelsOf(body: Json): JsonObject[][] {
  const levels: JsonObject[][] = [];
  let level = unwrapped(body);
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    levels.push(level);
    level = level.flatMap((object) =>
      Object.entries(object).flatMap(([name, value]) => (wrappers.test(bare(name)) ? unwrapped(value) : [])),
    );
  }
  return levels;
}

/** An object, or the only one in a list. */
function unwrapped(value: Json): JsonObject[] {
  if (isObject(value)) return [value];
  return Array.isArray(value) && value.length === 1 && isObject(value[0]) ? [value[0]] : [];
}

/** Without hyphens, underscores and dots. */
export const bare = (name: string) => name.replace(/[-_.]/g, '');

/** Names of ids, the most telling one first. */
const usual: NameTest[] = [
  (name) => /^_?id$/i.test(name),
  (name) => isHookId.test(bare(name)),
  // `gid` is of Asana, `sid` of Twilio, `sys_id` of ServiceNow.
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
