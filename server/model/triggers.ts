import { isObject, type Member, type Node } from '../documents/tree';
import { isOwnUnsubscribe, type Relation, relations } from '../protocol/triggers';
import { type Definition, Memory } from './definition';
import type { Operation } from './operation';
import { type Callback, type CallbackSearch, findCallbacks, isInternal } from './schemas';

/** True for methods that create webhooks: of 651 in published connectors, 640 use POST, 11 PUT or PATCH. */
export const createsWebhooks = ({ method }: Operation): boolean =>
  method === 'post' || method === 'put' || method === 'patch';

/** The one value of `x-ms-trigger-metadata`. */
export const pollingMetadata = { kind: 'query', mode: 'polling' };

/** The part that an operation has in webhooks; see docs/architecture.md for the terms. */
export interface TriggerFacts {
  operation: Operation;
  /** The member `x-ms-trigger`. */
  trigger: Member | undefined;
  hint: Member | undefined;
  metadata: Member | undefined;
  /** `x-ms-notification-content` of the path item. */
  content: Member | undefined;
  /** Body parameters, `$ref` followed, the path item's included. */
  bodies: Node[];
  search: CallbackSearch;
  kind: 'webhook' | 'polling' | 'webhookAction' | 'action';
}

/**
 * The operations that have to do with triggers or callbacks, in the order of the document. The others, most of a large
 * definition, are plain actions: {@link factsOf} gives their facts.
 */
export const triggerFacts = (definition: Definition): TriggerFacts[] => definition.once(findTriggers);

function findTriggers(definition: Definition): TriggerFacts[] {
  return definition.operations
    .filter((operation) => operation.marked || definition.mayHaveCallback(operation.pathItem))
    .map((operation) => factsOf(definition, operation));
}

export function factsOf(definition: Definition, operation: Operation): TriggerFacts {
  const near = definition.mayHaveCallback(operation.pathItem);
  return definition.recall(near ? factsNearCallback : factsAway, operation, () => work(definition, operation, near));
}

const factsNearCallback = new Memory<TriggerFacts>();
const factsAway = new Memory<TriggerFacts>();

function work(definition: Definition, operation: Operation, near: boolean): TriggerFacts {
  const { node, pathItem } = operation;
  const trigger = node.member('x-ms-trigger');
  const content = pathItem.member('x-ms-notification-content');
  const searched = trigger || content || near;
  const { bodies, unresolved } = searched ? bodyParameters(definition, operation) : { bodies: [], unresolved: false };
  const search: CallbackSearch = { callbacks: [], open: unresolved };
  for (const body of bodies) {
    const one = findCallbacks(definition, body);
    search.callbacks.push(...one.callbacks);
    search.open ||= one.open;
  }
  const notified = content !== undefined || search.callbacks.length > 0;
  const kind = trigger ? (notified ? 'webhook' : 'polling') : search.callbacks.length > 0 ? 'webhookAction' : 'action';
  return {
    operation,
    trigger,
    hint: node.member('x-ms-trigger-hint'),
    metadata: node.member('x-ms-trigger-metadata'),
    content,
    bodies,
    search,
    kind,
  };
}

export interface Parameters {
  parameters: Node[];
  /** True when a reference leads nowhere. */
  unresolved: boolean;
}

/** Parameters of an operation and of its path item, `$ref` followed; the operation's win over the path item's. */
export function parametersOf(definition: Definition, operation: Operation): Parameters {
  return definition.recall(parametersByOperation, operation, () => collectParameters(definition, operation));
}

const parametersByOperation = new Memory<Parameters>();

function collectParameters(definition: Definition, operation: Operation): Parameters {
  const parameters: Node[] = [];
  const taken = new Set<string>();
  let unresolved = false;
  for (const list of [operation.node.get('parameters'), operation.pathItem.get('parameters')]) {
    // Not read as a list, but parameters may be in there; another rule reports that.
    if (list?.kind === 'object' && list.members.length > 0) unresolved = true;
    for (const item of list?.kind === 'array' ? list.items : []) {
      const parameter = definition.resolve(item);
      if (!isObject(parameter)) {
        unresolved = true;
        continue;
      }
      const key = `${parameter.text('in')} ${parameter.text('name')}`;
      if (taken.has(key)) continue;
      taken.add(key);
      parameters.push(parameter);
    }
  }
  return { parameters, unresolved };
}

function bodyParameters(definition: Definition, operation: Operation): { bodies: Node[]; unresolved: boolean } {
  const { parameters, unresolved } = parametersOf(definition, operation);
  return { bodies: parameters.filter((parameter) => parameter.text('in') === 'body'), unresolved };
}

export interface Unsubscribe {
  operation: Operation;
  relation: Relation;
}

/** True for a trigger's own DELETE at, next to or below its path; elsewhere it may belong to several triggers. */
export const isNearbyUnsubscribe = (unsubscribe: Pick<Unsubscribe, 'relation'>): boolean =>
  isOwnUnsubscribe(unsubscribe) && unsubscribe.relation !== 'elsewhere';

/**
 * The DELETE operations of a document as ways to delete a trigger's webhook, the likeliest first. Where published
 * connectors have theirs: child of the path 68, next to it 177, elsewhere but named like a hook 231, same path 11.
 */
export function unsubscribeCandidates(definition: Definition, trigger: Pick<Operation, 'path'>): Unsubscribe[] {
  const from = segments(trigger.path);
  return definition
    .once(findDeletes)
    .map((candidate) => ({ operation: candidate.operation, relation: relationOf(from, candidate) }))
    .sort((a, b) => relations.indexOf(a.relation) - relations.indexOf(b.relation));
}

/** The first of {@link unsubscribeCandidates}, found by an index: a large definition has hundreds of triggers and DELETEs. */
export function bestUnsubscribe(definition: Definition, trigger: Pick<Operation, 'path'>): Unsubscribe | undefined {
  const index = definition.once(indexDeletes);
  const known = index.best.get(trigger.path);
  if (known) return known.found;
  const found = likeliest(index, trigger.path);
  index.best.set(trigger.path, { found });
  return found;
}

function likeliest(index: DeleteIndex, triggerPath: string): Unsubscribe | undefined {
  const from = segments(triggerPath);
  const path = pathKey(from);
  const parent = from.length > 1 ? pathKey(from.slice(0, -1)) : undefined;
  const places: DeleteOperation[][] = [
    index.byPath.get(`${path}/{}`) ?? [],
    index.byPath.get(path) ?? [],
    parent === undefined ? [] : (index.byPath.get(`${parent}/{}`) ?? []),
    index.below.get(path) ?? [],
    index.hookLike,
  ];
  for (const place of places) {
    for (const candidate of place) {
      const found = { operation: candidate.operation, relation: relationOf(from, candidate) };
      if (isOwnUnsubscribe(found)) return found;
    }
  }
  if (index.unclaimed) return { operation: index.unclaimed.operation, relation: 'unlikely' };
  return index.any && { operation: index.any.operation, relation: 'other-trigger' };
}

interface DeleteIndex {
  /** The DELETE operations at a path, and those below it, by {@link pathKey}. */
  byPath: Map<string, DeleteOperation[]>;
  below: Map<string, DeleteOperation[]>;
  hookLike: DeleteOperation[];
  /** The first one that belongs to no trigger's path, and the first one at all. */
  unclaimed: DeleteOperation | undefined;
  any: DeleteOperation | undefined;
  /** Results by the path of a trigger, since several rules use them. */
  best: Map<string, { found: Unsubscribe | undefined }>;
}

function indexDeletes(definition: Definition): DeleteIndex {
  const all = definition.once(findDeletes);
  const index: DeleteIndex = {
    byPath: new Map(),
    below: new Map(),
    hookLike: all.filter(({ elsewhere }) => elsewhere),
    unclaimed: all.find(({ claim }) => claim === undefined),
    any: all[0],
    best: new Map(),
  };
  for (const candidate of all) {
    append(index.byPath, candidate.key, candidate);
    for (const path of candidate.above) append(index.below, path, candidate);
  }
  return index;
}

function append<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** A key that is the same for paths which differ only in the names of their parameters. */
function pathKey(path: string[]): string {
  return path.map((segment) => `/${isTemplate(segment) ? '{}' : segment.toLowerCase()}`).join('');
}

/** The {@link triggerFacts} of each path item. */
export const factsByPath = (definition: Definition): Map<Node, TriggerFacts[]> => definition.once(groupByPath);

function groupByPath(definition: Definition): Map<Node, TriggerFacts[]> {
  const byPath = new Map<Node, TriggerFacts[]>();
  for (const facts of triggerFacts(definition)) {
    const same = byPath.get(facts.operation.pathItem);
    if (same) same.push(facts);
    else byPath.set(facts.operation.pathItem, [facts]);
  }
  return byPath;
}

interface DeletePlace {
  operation: Operation;
  to: string[];
  /** {@link pathKey} of its path, and of all paths above it. */
  key: string;
  above: string[];
  /** True when it may be the unsubscribe operation of a trigger next to it (`nextTo`), or anywhere (`elsewhere`). */
  nextTo: boolean;
  elsewhere: boolean;
}

interface DeleteOperation extends DeletePlace {
  /** The place of a trigger that it belongs to: at its path, next to it or right above it (`near`), or further up (`above`). */
  claim: 'near' | 'above' | undefined;
}

const asDelete = new Memory<DeletePlace>();

const hookWords = /hook|subscri|notif|trigger|callback|event|listen|regist/i;

/**
 * Words of visible operations: a visible DELETE is an action and may delete anything, such as events or subscribers. The 31
 * unsubscribe operations that 219 published connectors have elsewhere are all internal and contain one of these words.
 */
const unmistakable = /hook|subscription|unsubscri|trigger/i;
/** Words that are enough next to the trigger. */
const nextToTrigger = /hook|subscription|unsubscri|trigger|notif|callback|listen/i;

function deletePlace(operation: Operation): DeletePlace {
  const name = `${operation.operationId ?? ''} ${operation.node.text('summary') ?? ''}`;
  const to = segments(operation.path);
  const above = to.map((_, length) => pathKey(to.slice(0, length)));
  const hookLike = hookWords.test(`${operation.path} ${name}`);
  const internal = isInternal(operation.node);
  const says = (words: RegExp) => words.test(`${to.slice(-2).join(' ')} ${name}`);
  return {
    operation,
    to,
    key: pathKey(to),
    above,
    nextTo: hookLike && (internal || says(nextToTrigger)),
    elsewhere: hookLike && (internal || says(unmistakable)),
  };
}

function findDeletes(definition: Definition): DeleteOperation[] {
  const creating = definition.once(findCreatingPaths);
  return definition.operations
    .filter(({ method, node }) => method === 'delete' && !node.member('x-ms-trigger'))
    .map((operation) => {
      const place = definition.recall(asDelete, operation, () => deletePlace(operation));
      return { ...place, claim: claimOf(place, creating) };
    });
}

interface CreatingPaths {
  /** {@link pathKey} of the paths that create webhooks, and of what is right above them. */
  paths: Set<string>;
  parents: Set<string>;
}

function findCreatingPaths(definition: Definition): CreatingPaths {
  const creating: CreatingPaths = { paths: new Set(), parents: new Set() };
  for (const { kind, operation } of triggerFacts(definition)) {
    if (kind !== 'webhook' && kind !== 'webhookAction') continue;
    const path = segments(operation.path);
    creating.paths.add(pathKey(path));
    if (path.length > 1) creating.parents.add(pathKey(path.slice(0, -1)));
  }
  return creating;
}

function claimOf({ to, key, above, nextTo }: DeletePlace, { paths, parents }: CreatingPaths): DeleteOperation['claim'] {
  const parent = isTemplate(to.at(-1) ?? '') ? above.at(-1) : undefined;
  if (paths.has(key)) return 'near';
  if (parent !== undefined && parent !== '' && (paths.has(parent) || (nextTo && parents.has(parent)))) return 'near';
  return above.some((path) => path !== '' && paths.has(path)) ? 'above' : undefined;
}

function relationOf(from: string[], { to, nextTo, elsewhere, claim }: DeleteOperation): Relation {
  if (samePath(from, to)) return 'same-path';
  const last = to.at(-1) ?? '';
  if (to.length === from.length + 1 && isTemplate(last) && startsWith(to, from, from.length)) return 'child';
  if (to.length > from.length && startsWith(to, from, from.length))
    return claim === 'near' ? 'other-trigger' : 'descendant';
  const isBesideOne =
    to.length > 1 && to.length <= from.length && isTemplate(last) && startsWith(from, to, to.length - 1);
  if (isBesideOne && to.length === from.length && nextTo) return 'sibling';
  // A trigger further down shares the collection that the DELETE is for.
  if (claim !== undefined && !isBesideOne) return 'other-trigger';
  return elsewhere ? 'elsewhere' : 'unlikely';
}

function segments(path: string): string[] {
  return path.split('?')[0]!.split('/').filter(Boolean);
}

function isTemplate(segment: string): boolean {
  return segment.startsWith('{') && segment.endsWith('}');
}

function samePath(a: string[], b: string[]): boolean {
  return a.length === b.length && startsWith(a, b, a.length);
}

/** True when two paths begin with the same segments, whatever the names of their parameters. */
function startsWith(a: string[], b: string[], length: number): boolean {
  for (let i = 0; i < length; i++) {
    const one = a[i]!;
    const other = b[i]!;
    if (isTemplate(one) ? !isTemplate(other) : one !== other && one.toLowerCase() !== other.toLowerCase()) return false;
  }
  return true;
}

/**
 * The callbacks of all operations, each chain of properties from a body once: operations may share the schemas in it, but
 * one of them may still leave the callback visible or optional.
 */
export function distinctCallbacks(definition: Definition): Callback[] {
  const found: Callback[] = [];
  const seen = new Set<string>();
  const numbers = new Map<Member, number>();
  const numberOf = (member: Member): number => {
    const number = numbers.get(member) ?? numbers.size;
    numbers.set(member, number);
    return number;
  };
  for (const { search } of triggerFacts(definition)) {
    for (const callback of search.callbacks) {
      const way = [...callback.chain.map((step) => step.member), callback.member].map(numberOf).join(' ');
      const key = `${callback.internal} ${callback.hidden} ${way}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(callback);
    }
  }
  return found;
}
