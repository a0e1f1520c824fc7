import type { Node } from '../documents/tree';
import { isOwnUnsubscribe, type Relation, relations, type Unfilled } from '../protocol/triggers';
import { type Definition, Listing, Memory, Part } from './definition';
import type { Operation } from './operation';
import { setsInput } from './properties';
import { isInternal } from './schemas';
import { parametersOf, type TriggerFacts, triggers } from './triggers';

/**
 * Which operation deletes the webhooks of a trigger: the one judgment for rules, hover, preview and client. Power Automate
 * sends a DELETE to the `Location` of the create response (Microsoft Learn, create-webhook-trigger); the definition must
 * have that operation.
 */
export type UnsubscribeJudgment =
  | { kind: 'own'; unsubscribe: Unsubscribe }
  /** Several operations elsewhere look alike: which one is this trigger's is not known. */
  | { kind: 'several'; candidates: Unsubscribe[] }
  /** The operation that unsubscribes is no DELETE, so Power Automate never calls it. */
  | { kind: 'other-method'; unsubscribe: Unsubscribe }
  /** No DELETE is this trigger's: those that there are belong to other triggers, or look like actions (`unlikely`). */
  | { kind: 'none'; unlikely: boolean };

export interface Unsubscribe {
  operation: Operation;
  relation: Relation;
}

/** The trigger's place; its operationId, where it has one, tells its DELETE from others elsewhere. */
type TriggerPlace = Pick<Operation, 'path'> & Partial<Pick<Operation, 'operationId'>>;

/** True for a trigger's own DELETE at, next to or below its path; elsewhere it may belong to several triggers. */
export const isNearbyUnsubscribe = (unsubscribe: Pick<Unsubscribe, 'relation'>): boolean =>
  isOwnUnsubscribe(unsubscribe) && unsubscribe.relation !== 'elsewhere';

/** The judgment on a trigger, kept as long as nothing changes that it depends on: several rules use it. */
export function unsubscribeOf(definition: Definition, trigger: TriggerPlace): UnsubscribeJudgment {
  const ways = waysToDelete(definition);
  const key = `${trigger.path} ${trigger.operationId}`;
  let judged = ways.judged.get(key);
  if (!judged) {
    judged = judge(ways, trigger);
    ways.judged.set(key, judged);
  }
  const { kind, found, unlikely } = judged;
  const operations = definition.collect(kind === 'other-method' ? otherOperations : deleteOperations);
  const [unsubscribe, ...others] = found.map(({ place, relation }) => ({
    operation: operations[place.index]!,
    relation,
  }));
  if (!unsubscribe || kind === 'none') return { kind: 'none', unlikely };
  return kind === 'several' ? { kind, candidates: [unsubscribe, ...others] } : { kind, unsubscribe };
}

/** A judgment by the places of operations, which stays the same while texts change that it doesn't depend on. */
interface Judged {
  kind: UnsubscribeJudgment['kind'];
  found: Found[];
  unlikely: boolean;
}

interface Found {
  place: DeleteOperation;
  relation: Relation;
}

function judge({ deletes, otherWays }: WaysToDelete, trigger: TriggerPlace): Judged {
  const from = segments(trigger.path);
  const unlikely = deletes.unclaimed !== undefined;
  const nearby = nearest(deletes, from);
  if (nearby) return { kind: 'own', found: [nearby], unlikely };
  const alike = likeliest(deletes.elsewhere, from, trigger);
  if (alike.length > 0) return { kind: alike.length === 1 ? 'own' : 'several', found: alike, unlikely };
  const others = likeliest(otherWays, from, trigger);
  return others.length === 1
    ? { kind: 'other-method', found: others, unlikely }
    : { kind: 'none', found: [], unlikely };
}

/** The operations that may delete webhooks, with what has been judged by them. */
interface WaysToDelete {
  deletes: DeleteIndex;
  otherWays: DeleteOperation[];
  judged: Map<string, Judged>;
}

const ways = new Memory<WaysToDelete>();

/** They are found again only when a place of one of them, or of a trigger, has changed. */
const waysToDelete = (definition: Definition): WaysToDelete =>
  definition.keep(ways, () => {
    const creating = findCreatingPaths(definition.collect(creatingPaths));
    return {
      deletes: indexDeletes(findDeletes(definition.collect(deletePlaces), creating)),
      otherWays: findOtherWays(definition.collect(otherPlaces), creating),
      judged: new Map(),
    };
  });

/**
 * The DELETE operations of a document as ways to delete a trigger's webhook, the likeliest first. Where published
 * connectors have theirs: child of the path 68, next to it 177, elsewhere but named like a hook 231, same path 11.
 */
export function unsubscribeCandidates(definition: Definition, trigger: TriggerPlace): Unsubscribe[] {
  const from = segments(trigger.path);
  const words = wordsOf(trigger);
  const operations = definition.collect(deleteOperations);
  return waysToDelete(definition)
    .deletes.all.map((place) => ({
      operation: operations[place.index]!,
      relation: relationOf(from, place),
      likeness: likeness(from, words, place),
    }))
    .sort((a, b) => relations.indexOf(a.relation) - relations.indexOf(b.relation) || b.likeness - a.likeness)
    .map(({ operation, relation }) => ({ operation, relation }));
}

/** The trigger's own DELETE at, below or next to its path. */
function nearest(index: DeleteIndex, from: string[]): Found | undefined {
  const path = pathKey(from);
  const parent = from.length > 1 ? pathKey(from.slice(0, -1)) : undefined;
  const places: DeleteOperation[][] = [
    index.byPath.get(`${path}/{}`) ?? [],
    index.byPath.get(path) ?? [],
    parent === undefined ? [] : (index.byPath.get(`${parent}/{}`) ?? []),
    index.below.get(path) ?? [],
  ];
  for (const place of places) {
    for (const candidate of place) {
      const found = { place: candidate, relation: relationOf(from, candidate) };
      if (isNearbyUnsubscribe(found)) return found;
    }
  }
  return undefined;
}

/** Maximum number of operations elsewhere that are compared with a trigger; of more, none is taken to be its own. */
const maxCompared = 50;

/** The operations elsewhere that have most in common with a trigger: one, or several that are equally likely. */
function likeliest(places: DeleteOperation[], from: string[], trigger: TriggerPlace): Found[] {
  const own = places.filter((place) => isOwnUnsubscribe({ relation: relationOf(from, place) }));
  const words = own.length > 1 && own.length <= maxCompared ? wordsOf(trigger) : undefined;
  const scores = own.map((place) => (words ? likeness(from, words, place) : 0));
  const best = Math.max(...scores);
  return own
    .filter((_, index) => scores[index] === best)
    .map((place) => ({ place, relation: relationOf(from, place) }));
}

/** The common beginning of both paths counts most, then the words that both names have. */
function likeness(from: string[], words: Set<string>, place: DeletePlace): number {
  let common = 0;
  while (common < from.length && common < place.to.length && startsWith(from, place.to, common + 1)) common++;
  let shared = 0;
  for (const word of place.words) if (words.has(word)) shared++;
  return common * 100 + shared;
}

/** Words that say what an operation is for and not what it is about. */
const general =
  /^(?:on|when|new|an?|is|the|to|for|of|by|id|api|v\d+|create[ds]?|add(?:ed|s)?|update[ds]?|change[ds]?|delete[ds]?|remove[ds]?|post|put|del|(?:web)?hooks?|web|un|subscri\w*|unsubscri\w*|(?:un|de)?regist\w*|triggers?|events?|notifications?|callbacks?)$/;

function wordsOf({ path, operationId }: TriggerPlace): Set<string> {
  const texts = [...segments(path).filter((segment) => !isTemplate(segment)), operationId ?? ''];
  const words = texts.flatMap((text) =>
    text
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z\d]+/),
  );
  return new Set(words.filter((word) => word.length > 1 && !general.test(word)).map((word) => word.replace(/s$/, '')));
}

interface DeleteIndex {
  all: DeleteOperation[];
  /** The DELETE operations at a path, and those below it, by {@link pathKey}. */
  byPath: Map<string, DeleteOperation[]>;
  below: Map<string, DeleteOperation[]>;
  /** Those that may be the unsubscribe operation of a trigger anywhere. */
  elsewhere: DeleteOperation[];
  /** The first one that belongs to no trigger's path. */
  unclaimed: DeleteOperation | undefined;
}

function indexDeletes(all: DeleteOperation[]): DeleteIndex {
  const index: DeleteIndex = {
    all,
    byPath: new Map(),
    below: new Map(),
    elsewhere: all.filter(({ elsewhere }) => elsewhere),
    unclaimed: all.find(({ claim }) => claim === undefined),
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

interface DeletePlace {
  /** All that a judgment depends on, as one text. */
  text: string;
  to: string[];
  /** {@link pathKey} of its path, and of all paths above it. */
  key: string;
  above: string[];
  /** True when it may be the unsubscribe operation of a trigger next to it (`nextTo`), or anywhere (`elsewhere`). */
  nextTo: boolean;
  elsewhere: boolean;
  internal: boolean;
  /** True when its texts say that it is there for Power Automate and not for flow makers. */
  forPlatform: boolean;
  words: Set<string>;
}

interface DeleteOperation extends DeletePlace {
  /** Index of the operation among those that may delete webhooks by DELETE, or by another method. */
  index: number;
  /** The place of a trigger that it belongs to: at its path, next to it or right above it (`near`), or further up (`above`). */
  claim: 'near' | 'above' | undefined;
  /** True when it is taken to be an unsubscribe operation only because no other DELETE looks like one. */
  alone: boolean;
}

const hookWords = /hook|subscri|notif|trigger|callback|event|listen|regist/i;

/**
 * Words of visible operations: a visible DELETE is an action and may delete anything, such as events or subscribers. The 31
 * unsubscribe operations that 219 published connectors have elsewhere are all internal and contain one of these words.
 */
const unmistakable = /hook|subscription|unsubscri|trigger/i;
/** The texts of published unsubscribe operations that have no name of one, such as “Internal usage” at `/resources/flows/{id}`. */
const saysForPlatform = (text: string, internal: boolean): boolean =>
  /\binternal(?:ly)? us(?:e|ed|age)\b|power ?automate|\bweb-?hook|\bunsubscri/i.test(text) ||
  (internal && /\bflows?\b/i.test(text));

/** Words that are enough next to the trigger. */
const nextToTrigger = /hook|subscription|unsubscri|trigger|notif|callback|listen/i;

function deletePlace(operation: Operation): DeletePlace {
  const { node } = operation;
  const name = `${operation.operationId ?? ''} ${node.text('summary') ?? ''}`;
  const to = segments(operation.path);
  const above = to.map((_, length) => pathKey(to.slice(0, length)));
  const hookLike = hookWords.test(`${operation.path} ${name}`);
  const internal = isInternal(node);
  const says = (words: RegExp) => words.test(`${to.slice(-2).join(' ')} ${name}`);
  const nextTo = hookLike && (internal || says(nextToTrigger));
  const elsewhere = hookLike && (internal || says(unmistakable));
  const forPlatform = saysForPlatform(`${operation.path} ${name} ${node.text('description') ?? ''}`, internal);
  const words = wordsOf(operation);
  const text = [operation.path, internal, nextTo, elsewhere, forPlatform, ...words].join('\n');
  return { text, to, key: pathKey(to), above, internal, nextTo, elsewhere, forPlatform, words };
}

const deleteOperations = new Listing<Operation>(({ facts }) =>
  facts.operations.filter(({ method, node }) => method === 'delete' && !node.member('x-ms-trigger')),
);

const isSamePlace = (one: DeletePlace, other: DeletePlace): boolean => one.text === other.text;

/** The places of {@link deleteOperations}. */
const deletePlaces = new Part(deleteOperations, (some) => some.map(deletePlace), isSamePlace);

function findDeletes(places: readonly DeletePlace[], creating: CreatingPaths): DeleteOperation[] {
  const all = places.map((place, index) => ({ ...place, index, claim: claimOf(place, creating), alone: false }));
  return all.some(({ elsewhere, claim }) => elsewhere && claim === undefined) ? all : all.map(withOnlyOne(all));
}

/** Adds the one DELETE that says to be for Power Automate, where no other looks more like an unsubscribe operation. */
function withOnlyOne(all: DeleteOperation[]): (place: DeleteOperation) => DeleteOperation {
  const [only, ...others] = all.filter((place) => place.forPlatform && place.claim === undefined);
  return (place) => (place === only && others.length === 0 ? { ...place, elsewhere: true, alone: true } : place);
}

/**
 * Names of operations that unsubscribe: the first are enough anywhere, the others near a trigger or where hidden. Channels
 * are Google's (developers.google.com/workspace/calendar/api/guides/push: POST `/channels/stop`).
 */
const unsubscribing = /(?:delete|remove|stop|cancel)[\W_]{0,2}(?:[a-z]{1,20}[\W_]{0,2})?(?:web-?)?hook/i;
const unsubscribingNearby =
  /unsubscri|(?:de|un)regist|(?:delete|remove|stop|cancel)[\W_]{0,2}(?:subscription|callback|trigger)|stop[\W_]?channel|channels[\W_]stop/i;

/** An operation that unsubscribes by another method than DELETE; `anywhere`: its name is enough wherever it is. */
interface OtherPlace extends DeletePlace {
  anywhere: boolean;
}

const otherOperations = new Listing<Operation>(({ facts }) =>
  facts.operations.filter(
    (operation) =>
      (operation.method === 'post' || operation.method === 'put' || operation.method === 'patch') &&
      !operation.node.member('x-ms-trigger') &&
      (unsubscribing.test(namesOf(operation)) || unsubscribingNearby.test(namesOf(operation))),
  ),
);

const namesOf = ({ path, operationId, node }: Operation): string =>
  `${path} ${operationId ?? ''} ${node.text('summary') ?? ''}`;

/** The places of {@link otherOperations}. */
const otherPlaces = new Part<OtherPlace, Operation>(
  otherOperations,
  (some) => some.map((operation) => ({ ...deletePlace(operation), anywhere: unsubscribing.test(namesOf(operation)) })),
  (one, other) => one.anywhere === other.anywhere && isSamePlace(one, other),
);

const findOtherWays = (places: readonly OtherPlace[], creating: CreatingPaths): DeleteOperation[] =>
  places.map((place, index) => ({
    ...place,
    index,
    claim: claimOf(place, creating),
    elsewhere: place.anywhere || place.internal,
    alone: false,
  }));

interface CreatingPaths {
  /** {@link pathKey} of the paths that create webhooks, and of what is right above them. */
  paths: Set<string>;
  parents: Set<string>;
}

/** The paths of what creates webhooks. */
const creatingPaths = new Part<string, TriggerFacts>(triggers, (some) =>
  some.filter(({ kind }) => kind === 'webhook' || kind === 'webhookAction').map(({ operation }) => operation.path),
);

function findCreatingPaths(all: readonly string[]): CreatingPaths {
  const creating: CreatingPaths = { paths: new Set(), parents: new Set() };
  for (const one of all) {
    const path = segments(one);
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

function relationOf(from: string[], { to, nextTo, elsewhere, claim, alone }: DeleteOperation): Relation {
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
  // A DELETE of what the trigger's path is about is no unsubscribe operation, even if it is hidden.
  return elsewhere && !(alone && isBesideOne) ? 'elsewhere' : 'unlikely';
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

/** The required inputs of an unsubscribe operation that nothing fills in. Path and query come from the `Location`. */
export function unfilledInputs(definition: Definition, operation: Operation): Unfilled[] {
  return parametersOf(definition, operation).parameters.flatMap((parameter): Unfilled[] => {
    const sentIn = parameter.text('in');
    const name = parameter.text('name') ?? '';
    if (sentIn !== 'header' && sentIn !== 'body' && sentIn !== 'formData') return [];
    if (sentIn === 'header' && /^(authorization|content-type|accept)$/i.test(name)) return [];
    if (parameter.get('required')?.value !== true || hasDefault(definition, parameter)) return [];
    return setsInput(definition.properties, operation.operationId, sentIn, name) ? [] : [{ in: sentIn, name }];
  });
}

/** True when a parameter has a default, or every required property of a body has one. */
function hasDefault(definition: Definition, parameter: Node): boolean {
  if (parameter.member('default')) return true;
  const schema = definition.resolve(parameter.get('schema'));
  if (schema?.kind !== 'object') return false;
  if (schema.member('default')) return true;
  const required = schema.get('required')?.items ?? [];
  return (
    required.length > 0 &&
    required.every((name) => schema.get('properties')?.get(String(name.value))?.member('default'))
  );
}
