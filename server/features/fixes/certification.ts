/** The fixes of what certification requires, and the refactoring that adds a new revision of an operation. */

import { isObject, keySpan, type Member, memberSpan, type Node, toData } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import { factsOf } from '../../model/triggers';
import { isNearbyUnsubscribe, unsubscribeOf } from '../../model/unsubscribe';
import type { Json, JsonObject } from '../../protocol/json';
import { type WithoutConsumes, withoutConsumes } from '../../rules/consumes-missing';
import { say } from '../../texts/say';
import type { Editor } from './edits';
import type { Fix, Fixer } from './fix';
import { holderOf, memberAt, repair } from './general';
import { operationAt, skeletonSchema } from './webhooks';

const contact: JsonObject = { name: 'Support', url: 'https://example.com/support', email: 'support@example.com' };

/** Adds a contact to fill in, or the parts of it that are missing. */
export const addContact: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  if (!isObject(member?.value)) return [];
  const node = member.value;
  if (member.key === 'info')
    return [{ title: say('Add a contact to fill in'), changes: edit.insert(node, 'contact', contact) }];
  const missing = Object.entries(contact).filter(([key]) => !node.text(key)?.trim());
  return [
    { title: say('Add what is missing, to fill in'), changes: edit.insertAll(node, Object.fromEntries(missing)) },
  ];
};

const metadata: [propertyName: string, propertyValue: string][] = [
  ['Website', 'https://example.com'],
  ['Privacy policy', 'https://example.com/privacy'],
  ['Categories', 'Productivity'],
];

/** Adds metadata to fill in, or those that are missing; otherwise the fix that the rule proposes. */
export const addMetadata: Fixer = (context) => {
  const { definition, finding, edit } = context;
  const list = definition.root.get('x-ms-connector-metadata');
  const { subject } = finding;
  const wanted = subject?.split(';');
  const items = metadata
    .filter(([name]) => wanted?.includes(name) ?? true)
    .map(([propertyName, propertyValue]): Json => ({ propertyName, propertyValue }));
  if (list?.kind === 'array' && wanted)
    return [{ title: say('Add what is missing, to fill in'), changes: edit.appendAll(list, items) }];
  if (list) return repair(context);
  return [
    { title: say('Add metadata to fill in'), changes: edit.insert(definition.root, 'x-ms-connector-metadata', items) },
  ];
};

/** Moves the schema of `default` to the response that it describes, or removes it. */
export const moveDefaultSchema: Fixer = ({ definition, finding, edit }) => {
  const schema = memberAt(finding.at);
  const response = holderOf(schema);
  const responses = response?.parent;
  const described = responses?.members.find(({ value }) => value === response);
  // A response that operations share cannot be changed for one of them.
  if (schema?.key !== 'schema' || !response || !responses || !described) return [];
  const operation = definition.operations.find(({ node }) => node.get('responses') === responses);
  const remove: Fix = { title: say('Remove the schema'), changes: edit.remove(response, schema) };
  if (!operation) return [remove];
  const isWebhook = factsOf(definition, operation).kind === 'webhook';
  const successes = responses.members.filter(({ key }) => key.startsWith('2'));
  if (successes.length === 0) {
    const status = isWebhook ? '201' : '200';
    return [{ title: say`Rename "default" to "${status}"`, changes: edit.rename(described, status) }];
  }
  const ok = responses.get('200');
  const isFree = isObject(ok) && !ok.member('schema') && !ok.member('$ref');
  const move: Fix[] =
    isFree && !isWebhook ? [{ title: say('Move the schema to "200"'), changes: edit.move(response, schema, ok) }] : [];
  // Without a 200 or a 201, the designer reads `default` (Azure/LogicAppsUX, outputprocessor.ts, `_getResponse`).
  const isRead = !isWebhook && !responses.member('200') && !responses.member('201');
  if (isRead) return [{ title: say('Rename "default" to "200"'), changes: edit.rename(described, '200') }];
  return [remove, ...move];
};

/** Renames a `default` that describes what the action returns; otherwise adds a success response. */
export const addSuccessResponse: Fixer = ({ definition, finding, edit }) => {
  const responses = memberAt(finding.at)?.value;
  if (!isObject(responses)) return [];
  const described = responses.member('default');
  if (described && definition.resolve(described.value)?.member('schema'))
    return [{ title: say('Rename "default" to "200"'), changes: edit.rename(described, '200') }];
  const changes = edit.insert(responses, '200', { description: 'OK' }, responses.members[0]?.key);
  return [{ title: say('Add 200'), changes }];
};

/** Adds a schema to fill in to the response of a polling trigger. */
export const addOutputSchema: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const operation = definition.operations.find(({ node }) => node.get('responses') === holderOf(member));
  if (!operation || !isObject(member?.value) || member.value.member('schema') || member.value.member('$ref')) return [];
  if (member.key !== '200' && member.key !== '201') return [];
  // Of two schemas, only one would be read.
  const others = holderOf(member)!.members.filter((other) => other !== member && /^2/.test(other.key));
  if (others.some(({ value }) => definition.resolve(value)?.member('schema'))) return [];
  const isBatch = operation.node.text('x-ms-trigger') === 'batch';
  const schema: JsonObject = isBatch ? { type: 'array', items: skeletonSchema } : skeletonSchema;
  return [{ title: say('Add a schema to fill in'), changes: edit.insert(member.value, 'schema', schema) }];
};

const json = 'application/json';
const form = 'multipart/form-data';

/** Adds `consumes` wherever it is missing: at the top level for bodies, in the operations themselves for form data. */
export const addConsumes: Fixer = ({ definition, edit }) => {
  const missing = withoutConsumes(definition);
  const inherits = ({ content, operation }: WithoutConsumes): boolean =>
    content === 'body' && !operation.node.member('consumes');
  const ofOperations = missing
    .filter((one) => !inherits(one))
    .flatMap(({ operation, content }) => edit.insert(operation.node, 'consumes', [content === 'body' ? json : form]));
  const ofAll = missing.some(inherits) ? edit.insert(definition.root, 'consumes', [json], 'paths') : [];
  return [{ title: say('Add "consumes" where it is missing'), changes: [...ofAll, ...ofOperations] }];
};

/** Writes the media type that the form data of an operation needs. */
export const formType: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const operation = operationAt(definition, member);
  if (!operation || finding.subject === undefined) return [];
  return [{ title: say`Change to ["${form}"]`, changes: edit.insert(operation.node, 'consumes', [form]) }];
};

/** Removes an item of a list, or a member. */
export const removeRepeated: Fixer = ({ finding, edit }) => {
  const { at } = finding;
  if ('node' in at)
    return at.node.parent ? [{ title: say('Remove it'), changes: edit.removeItems(at.node.parent, [at.node]) }] : [];
  const member = memberAt(at);
  const holder = holderOf(member);
  return member && holder ? [{ title: say('Remove it'), changes: edit.remove(holder, member) }] : [];
};

/** Removes `x-ms-notification` where it does not belong. */
export const removeNotification: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  if (member?.key !== 'x-ms-notification' || !holder) return [];
  return [{ title: say('Remove it'), changes: edit.remove(holder, member) }];
};

/** Deprecates an operation with a replacement, or removes the replacement; otherwise the fix that the rule proposes. */
export const orderFamily: Fixer = (context) => {
  const { finding, edit } = context;
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  const fixes = repair(context);
  if (member?.key !== 'replacement' || !holder) return fixes;
  return [...fixes, { title: say('Remove the replacement'), changes: edit.remove(holder, member) }];
};

/**
 * The refactoring that lets an operation change without breaking the flows that use it: it deprecates the operation and
 * adds a copy as the next revision of the family, with a path of its own (Microsoft Learn, operational-versioning).
 */
export function addRevision(definition: Definition, edit: Editor, offset: number): Fix | undefined {
  const operation = operationNamedAt(definition, offset);
  return operation && newRevision(definition, edit, operation);
}

function operationNamedAt(definition: Definition, offset: number): Operation | undefined {
  const isIn = (member: Member | undefined, end: number): boolean =>
    member !== undefined && keySpan(member).start <= offset && offset <= end;
  return definition.operations.find(({ member, node }) => {
    const id = node.member('operationId');
    return isIn(member, keySpan(member).end) || (id !== undefined && isIn(id, memberSpan(id).end));
  });
}

function newRevision(definition: Definition, edit: Editor, operation: Operation): Fix | undefined {
  const paths = definition.root.get('paths');
  const { operationId: id, node, path } = operation;
  if (!id || !isObject(paths) || node.get('deprecated')?.value === true) return undefined;
  const annotation = annotationOf(operation);
  const family = typeof annotation.family === 'string' ? annotation.family : id;
  const own = typeof annotation.revision === 'number' ? annotation.revision : 1;
  const next = Math.max(own, ...definition.operations.map((other) => revisionIn(family, other))) + 1;
  const newId = revisedId(id, next);
  const newPath = freePath(paths, path, next);
  if (newPath === undefined || definition.operationsById(newId).length > 0) return undefined;
  const { replacement: _, ...kept } = annotation;
  const added: JsonObject = {
    [newPath]: {
      ...sharedMembers(operation),
      [operation.method]: revised(operation, newId, { ...kept, family, revision: next }),
    },
  };
  addUnsubscribe(definition, operation, next, added);
  return {
    title: say`Deprecate it, and add ${newId} as its next revision`,
    changes: [
      ...edit.insertAll(node, { deprecated: true, 'x-ms-api-annotation': { ...annotation, family, revision: own } }),
      ...edit.insertAll(paths, added),
    ],
  };
}

function annotationOf({ node }: Operation): JsonObject {
  const annotation = node.get('x-ms-api-annotation');
  return isObject(annotation) ? (toData(annotation) as JsonObject) : {};
}

/** The revision of an operation in a family; 0 for an operation of another one. */
function revisionIn(family: string, operation: Operation): number {
  const annotation = annotationOf(operation);
  if (annotation.family !== family) return 0;
  return typeof annotation.revision === 'number' ? annotation.revision : 1;
}

const revisedId = (id: string, revision: number): string => `${id.replace(/_?v\d+$/i, '')}_V${revision}`;

/** The path of a revision, as Microsoft's example has it: `/v2/items`; undefined where it is taken. */
function freePath(paths: Node, path: string, revision: number): string | undefined {
  const shape = (one: string): string => one.toLowerCase().replace(/\{[^{}]*\}/g, '{}');
  const taken = new Set(paths.members.map(({ key }) => shape(key)));
  return [revisedPath(path, revision), `${path}_V${revision}`].find((one) => !taken.has(shape(one)));
}

const revisedPath = (path: string, revision: number): string => `/v${revision}${path.replace(/^\/v\d+(?=\/|$)/i, '')}`;

/** The members of a path that belong to all of its operations. */
function sharedMembers({ pathItem }: Operation): JsonObject {
  const { members } = pathItem;
  const shared = members.filter(({ key }) => key === 'parameters' || key.startsWith('x-'));
  return Object.fromEntries(shared.map(({ key, value }) => [key, toData(value) as Json]));
}

/** A copy of an operation with another name. */
function revised({ node }: Operation, id: string, annotation: JsonObject): JsonObject {
  const { deprecated: _, ...data } = toData(node) as JsonObject;
  return { ...data, operationId: id, 'x-ms-api-annotation': annotation };
}

/** Copies the operation that unsubscribes the trigger, where its path depends on the trigger's. */
function addUnsubscribe(definition: Definition, trigger: Operation, revision: number, added: JsonObject): void {
  if (factsOf(definition, trigger).kind !== 'webhook') return;
  const judgment = unsubscribeOf(definition, trigger);
  if (judgment.kind !== 'own' || !isNearbyUnsubscribe(judgment.unsubscribe)) return;
  const { operation } = judgment.unsubscribe;
  if (!operation.operationId) return;
  const id = revisedId(operation.operationId, revision);
  if (definition.operationsById(id).length > 0) return;
  const { deprecated: _, ...copy } = toData(operation.node) as JsonObject;
  const path = Object.keys(added)[0]!;
  if (operation.pathItem === trigger.pathItem) {
    (added[path] as JsonObject).delete = { ...copy, operationId: id };
    return;
  }
  const newPath = revisedPath(operation.path, revision);
  const paths = definition.root.get('paths')!;
  if (!paths.member(newPath)) added[newPath] = { ...sharedMembers(operation), delete: { ...copy, operationId: id } };
}
