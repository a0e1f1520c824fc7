/** The id of a new webhook in the answer to its create call, wherever published connectors have it. */
import type { Json, JsonObject } from '../../server/protocol';
import { isObject } from './json';
import type { Created } from './services/services';

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
 * that are not known to wrap the webhook, and of several webhooks none is taken.
 */
export function idIn({ body, text }: Pick<Created, 'body' | 'text'>, idName: string | undefined): string | undefined {
  if (typeof body === 'number' || typeof body === 'string') return scalarId(String(body), typeof body === 'number');
  if (body === undefined) return scalarId(text ?? '', false);
  const objects = levelsOf(body).flat();
  const wanted = bare(idName ?? '').toLowerCase();
  // An `id` around the webhook may be the call's: the name that the definition has goes first, however deep.
  const ranks =
    wanted === '' || wanted === 'id' ? [usual] : [[(name: string) => bare(name).toLowerCase() === wanted], usual];
  return ranks.flatMap((names) => objects.flatMap((object) => idOf(object, names) ?? [])).at(0);
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
const usual: ((name: string) => boolean)[] = [
  (name) => /^_?id$/i.test(name),
  (name) => isHookId.test(bare(name)),
  // `gid` is of Asana, `sid` of Twilio, `sys_id` of ServiceNow.
  (name) => /^(uuid|guid|uid|gid|sid|sys_?id|public_?id)$/i.test(name),
];

function idOf(object: JsonObject, ranks: ((name: string) => boolean)[]): string | undefined {
  for (const fits of ranks) {
    for (const [name, value] of Object.entries(object)) {
      if (fits(name) && (typeof value === 'number' || (typeof value === 'string' && value !== '')))
        return String(value);
    }
  }
  return undefined;
}
