import { isObject, type Member, type Node } from '../documents/tree';
import { Collection, type Definition, Memory } from './definition';
import { mayHaveCallback } from './nearCallback';
import type { Operation } from './operation';
import { type Callback, type CallbackSearch, findCallbacks } from './schemas';
import { type Section, sectionAround } from './sections';

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
export const triggerFacts = (definition: Definition): readonly TriggerFacts[] => definition.collect(triggers);

export const triggers = new Collection<TriggerFacts>((section, definition) => {
  const { operations } = section.facts;
  if (operations.length === 0) return [];
  const near = mayHaveCallback(definition, section);
  return operations.filter((operation) => near || operation.marked).map((operation) => factsOf(definition, operation));
});

/** Those of {@link triggerFacts} that are in one section. */
export const triggersIn = (definition: Definition, section: Section): readonly TriggerFacts[] =>
  definition.collectIn(triggers, section);

/** Those on one path item. */
export function triggersOn(definition: Definition, pathItem: Node): readonly TriggerFacts[] {
  const section = sectionAround(pathItem);
  return section ? triggersIn(definition, section) : [];
}

export function factsOf(definition: Definition, operation: Operation): TriggerFacts {
  return definition.recall(factsOfOperation, operation, () => work(definition, operation));
}

const factsOfOperation = new Memory<TriggerFacts>();

function work(definition: Definition, operation: Operation): TriggerFacts {
  const { node, pathItem } = operation;
  const section = sectionAround(pathItem);
  const near = section !== undefined && mayHaveCallback(definition, section);
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

/**
 * The callbacks of all operations, each chain of properties from a body once: operations may share the schemas in it, but
 * one of them may still leave the callback visible or optional.
 */
export const distinctCallbacks = (definition: Definition): Callback[] =>
  definition.keep(callbacks, () => findDistinctCallbacks(definition));

const callbacks = new Memory<Callback[]>();

function findDistinctCallbacks(definition: Definition): Callback[] {
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
