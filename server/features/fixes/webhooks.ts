import { isObject, type Member, type Node, toData } from '../../documents/tree';
import { callbackUrlIn, isNamedLikeCallback, type TextProperty, textProperties } from '../../model/callbackUrl';
import type { Definition } from '../../model/definition';
import type { Operation } from '../../model/operation';
import { pathParameter } from '../../model/pathParameter';
import { type Callback, findCallbacks, fitsParts, hasParts, isInternal } from '../../model/schemas';
import { splitOf } from '../../model/triggerOutput';
import {
  createsWebhooks,
  distinctCallbacks,
  factsOf,
  parametersOf,
  pollingMetadata,
  type TriggerFacts,
} from '../../model/triggers';
import type { Json, JsonObject } from '../../protocol/json';
import { say } from '../../texts/say';
import type { Change, Editor } from './edits';
import type { Fix, Fixer } from './fix';
import { holderOf, isEmpty, memberAt, repair, replaceValueFix, requireProperty, skeletonProperties } from './general';

export const skeletonSchema: JsonObject = { type: 'object', properties: skeletonProperties };
const content: JsonObject = { description: 'What the service sends', schema: skeletonSchema };

const callbackMarks = { 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
const callbackSchema = { type: 'string', ...callbackMarks };

const created: JsonObject = {
  description: 'Created',
  headers: {
    Location: { type: 'string', description: 'URL of the webhook, to which Power Automate sends its DELETE' },
  },
};

export function operationAt(definition: Definition, member: Member | undefined): Operation | undefined {
  return definition.operations.find((operation) => operation.member === member || operation.node === holderOf(member));
}

/** Inserts notification content before the methods of a path. */
export const addContent: Fixer = ({ definition, finding, edit }) => {
  const operation = operationAt(definition, memberAt(finding.at));
  if (!operation) return [];
  const changes = edit.insert(
    operation.pathItem,
    'x-ms-notification-content',
    content,
    operation.pathItem.members[0]?.key,
  );
  return [{ title: say('Describe the notifications on the path (x-ms-notification-content)'), changes }];
};

export const addContentSchema: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  if (!member?.value) return [];
  const title = say('Add a schema to fill in');
  if (member.value.kind !== 'object') return [];
  if (member.key === 'schema') {
    const isEmpty = member.value.members.length === 0;
    const changes = isEmpty
      ? edit.replace(member.value, skeletonSchema)
      : edit.insert(member.value, 'properties', skeletonProperties);
    return [{ title, changes }];
  }
  // The value is the schema itself, as in a property.
  const isReference = member.value.text('$ref') !== undefined;
  if (isReference || member.value.member('properties') || member.value.member('items')) {
    const { description, headers, schema: former, ...schema } = toData(member.value) as JsonObject;
    // Next to a reference, nothing would be read there, either.
    if (former !== undefined && !isEmpty(member.value.get('schema'))) return [];
    if (isReference && Object.keys(schema).length > 1) return [];
    const kept = { ...(description !== undefined && { description }), ...(headers !== undefined && { headers }) };
    const changes = edit.replaceValue(member, { ...kept, schema });
    return [
      {
        title: isReference ? say('Put the reference into "schema"') : say('Put it into "schema"'),
        changes,
        carriesOver: true,
      },
    ];
  }
  return [{ title, changes: edit.insert(member.value, 'schema', skeletonSchema) }];
};

export const moveContent: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  if (!member || !holder) return [];
  const fixes: Fix[] = [];
  const operation = enclosingOperation(definition, holder);
  if (operation && !operation.pathItem.member('x-ms-notification-content')) {
    const here = definition.operations.filter(({ pathItem }) => pathItem === operation.pathItem);
    // Beside operations that take no callback it would describe nothing: it comes from elsewhere.
    if (here.every((one) => factsOf(definition, one).kind === 'action')) return [];
    fixes.push({
      title: say('Move it to the path, beside the method'),
      changes: edit.move(holder, member, operation.pathItem),
      safe: true,
    });
  }
  // Removing the only one would leave the trigger without a description of its deliveries.
  else fixes.push({ title: say('Remove it'), changes: edit.remove(holder, member) });
  return fixes;
};

function enclosingOperation(definition: Definition, node: Node): Operation | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const found = definition.operations.find((operation) => operation.node === at);
    if (found) return found;
  }
  return undefined;
}

export const markCallback: Fixer = ({ definition, finding, edit }) => {
  const operation = operationAt(definition, memberAt(finding.at));
  const facts = operation && factsOf(definition, operation);
  const schema = definition.resolve(facts?.bodies[0]?.get('schema'));
  if (!operation || !isObject(schema)) return [];
  const all = textsWithoutValue(definition, schema);
  // A text that makers cannot fill in is the one that is meant.
  const meant = all.filter(({ node }) => isInternal(node));
  const fixes = (meant.length > 0 ? meant : all)
    .toSorted((a, b) => Number(isNamedLikeCallback(b.name)) - Number(isNamedLikeCallback(a.name)))
    .slice(0, 5)
    .map(
      ({ name, node, way }): Fix => ({
        title: say`Let "${name}" take the callback URL`,
        changes: [...mark(edit, node), ...requireAlong(edit, way)],
      }),
    );
  const properties = schema.get('properties');
  if (meant.length === 0 && isObject(properties) && !properties.member('callbackUrl')) {
    fixes.push({
      title: say('Add a property "callbackUrl" that takes the callback URL'),
      changes: [
        ...edit.insert(properties, 'callbackUrl', callbackSchema),
        ...requireProperty(edit, schema, 'callbackUrl'),
      ],
    });
  }
  return fixes;
};

/** The texts of a body that may take the callback URL: a default may replace the URL. */
function textsWithoutValue(definition: Definition, schema: Node): TextProperty[] {
  return textProperties(schema, (written) => definition.resolve(written)).filter(({ node }) => !node.member('default'));
}

/** Makes an ordinary property of one of several callbacks: without a default, an internal one could not be filled in. */
export const unmarkCallback: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  const schema = holderOf(member);
  if (!member || !schema) return [];
  const visibility = isInternal(schema) && !schema.member('default') ? schema.get('x-ms-visibility') : undefined;
  const changes = [...edit.remove(schema, member), ...(visibility ? edit.replace(visibility, 'none') : [])];
  return [{ title: say('Make this one an ordinary property'), changes }];
};

/** Lists every property on a way in `required` of its object. */
const requireAlong = (edit: Editor, way: TextProperty['way']): Change[] =>
  way.flatMap(({ holder, name }) => requireProperty(edit, holder, name));

const mark = (edit: Editor, node: Node): Change[] => edit.insertAll(node, callbackMarks);

/** Moves the callback's marks from the object or list around the URL to the URL itself, and makes the URL required. */
const moveCallbackToUrl: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  const object = holderOf(member);
  const url = object && callbackUrlIn(object);
  if (!member || !url) return [];
  // If all of the object were internal, the designer would not find the URL, either.
  const visibility = isInternal(object) ? object.member('x-ms-visibility') : undefined;
  const changes = [
    ...edit.removeAll(object, visibility ? [member, visibility] : [member]),
    ...mark(edit, url.node),
    ...requireAlong(edit, url.way),
  ];
  return [{ title: say`Move it to the property "${url.name}"`, changes }];
};

/** Makes a way to the callback that the designer can go, where one change does it. */
export const reachableCallback: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const callback = distinctCallbacks(definition).find(
    (one) => one.hidden && (one.member === member || one.node === holderOf(member)),
  );
  const obstacle = callback?.obstacle;
  if (!callback || !obstacle) return [];
  if (callback.hidden === 'untyped' && !obstacle.member('type')) {
    const changes = edit.insert(obstacle, 'type', 'object', obstacle.members[0]?.key);
    return [{ title: say('Add "type": "object"'), changes }];
  }
  const readOnly = obstacle.member('readOnly');
  if (callback.hidden === 'read-only' && readOnly)
    return [{ title: say('Remove readOnly'), changes: edit.remove(obstacle, readOnly) }];
  return callback.hidden === 'beside-reference' ? callbackAtReference(definition, edit, callback) : [];
};

/** Writes a callback next to a `$ref` where the reference leads, or in its place when others share what is there. */
function callbackAtReference(definition: Definition, edit: Editor, { node, member, chain }: Callback): Fix[] {
  const reference = node.text('$ref');
  const target = definition.resolve(node);
  const property = chain.at(-1)?.member;
  if (reference === undefined || !isObject(target) || !property || hasParts(target)) return [];
  // An enum is a choice, not a URL.
  if (!['string', undefined].includes(target.text('type')) || target.member('enum')) return [];
  const typed: JsonObject = { type: 'string', ...callbackMarks };
  const uses = definition.references.filter((one) => one.target === reference).length;
  if (uses === 1 && definition.target(reference) === target) {
    // What else is next to the reference is read where it leads.
    const others = node.members.filter((one) => one.key !== '$ref' && one !== member && !target.member(one.key));
    const kept = Object.fromEntries(others.map(({ key, value }) => [key, toData(value) as Json]));
    const changes = [
      ...edit.removeAll(
        node,
        node.members.filter(({ key }) => key !== '$ref'),
      ),
      ...edit.insertAll(target, { ...kept, ...(target.member('type') ? callbackMarks : typed) }),
    ];
    return [{ title: say`Move it to ${reference}`, changes }];
  }
  const schema: JsonObject = { ...(toData(target) as JsonObject), ...typed };
  const title = say('Write the schema here instead of the reference');
  return [{ title, changes: edit.replaceValue(property, schema), carriesOver: true }];
}

export const markInternal: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  const callback = distinctCallbacks(definition).find(
    (one) => one.node === holder || (one.chain.at(-1)?.member ?? one.member) === member,
  );
  const node = callback?.node ?? member?.value;
  if (!isObject(node)) return [];
  const visibility = node.get('x-ms-visibility');
  const changes = visibility ? edit.replace(visibility, 'internal') : edit.insert(node, 'x-ms-visibility', 'internal');
  return [{ title: say('Make it internal'), changes, safe: true }];
};

export const markRequired: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const callback = distinctCallbacks(definition).find((one) =>
    one.chain.some((step) => step.member === member && !step.required),
  );
  if (!callback) return [];
  return [{ title: say('Make it required all the way'), changes: requireAll(edit, callback), safe: true }];
};

function requireAll(edit: Editor, callback: Callback): Change[] {
  return callback.chain
    .filter((step) => !step.required)
    .flatMap(({ holder, name }) => requireProperty(edit, holder, name));
}

export const moveCallbackFromParameter: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const parameter = holderOf(member);
  if (!member || !parameter) return [];
  const fixes: Fix[] = [];
  const schema = definition.resolve(parameter.get('schema'));
  if (
    parameter.text('in') === 'body' &&
    isObject(schema) &&
    findCallbacks(definition, parameter).callbacks.length === 0
  ) {
    const likely = textsWithoutValue(definition, schema);
    const best = likely.find(({ name }) => isNamedLikeCallback(name));
    if (best) {
      fixes.push({
        title: say`Move it to the property "${best.name}"`,
        changes: [...edit.remove(parameter, member), ...mark(edit, best.node), ...requireAlong(edit, best.way)],
      });
    }
  }
  const into = intoBody(definition, parameter, edit);
  if (into) fixes.push(into);
  // Without its only callback, a trigger would never be called.
  if (!isOnlyCallback(definition, parameter))
    fixes.push({ title: say('Remove it'), changes: edit.remove(parameter, member) });
  return fixes;
};

/** True for a mark on a parameter of a webhook trigger that has no callback elsewhere. */
function isOnlyCallback(definition: Definition, parameter: Node): boolean {
  return definition.operations.some((operation) => {
    const facts = factsOf(definition, operation);
    if (facts.kind !== 'webhook' || facts.search.callbacks.length > 0) return false;
    return parametersOf(definition, operation).parameters.includes(parameter);
  });
}

/** Moves a key of triggers from a path to the operation that it is meant for, when only one operation can be. */
export const moveToOperation: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  if (!member || !holder) return [];
  const fixes: Fix[] = [];
  const [one, ...others] = definition.operations.filter(
    (operation) => operation.pathItem === holder && createsWebhooks(operation),
  );
  if (one && others.length === 0 && !one.node.member(member.key)) {
    fixes.push({ title: say`Move it to ${one.method}`, changes: edit.move(holder, member, one.node) });
  }
  // Without it there would be no trigger at all.
  if (fixes.length === 0) fixes.push({ title: say('Remove it'), changes: edit.remove(holder, member) });
  return fixes;
};

/** Makes a webhook with a hint the trigger that it is meant to be; on any other operation the hint goes. */
export const triggerForHint: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  const operation = definition.operations.find(({ node }) => node === holder);
  if (!member || !holder || !operation) return [];
  const { content, search } = factsOf(definition, operation);
  const isWebhook = createsWebhooks(operation) && (content !== undefined || search.callbacks.length > 0);
  return isWebhook
    ? [
        {
          title: say('Add "x-ms-trigger": "single"'),
          changes: edit.insert(holder, 'x-ms-trigger', 'single', member.key),
        },
      ]
    : [{ title: say('Remove the hint'), changes: edit.remove(holder, member) }];
};

/** Makes a `batch` trigger a polling trigger, whose response is an array. */
export const makePolling: Fixer = ({ definition, finding, edit }) => {
  const operation = operationAt(definition, memberAt(finding.at));
  if (operation?.node.text('x-ms-trigger') !== 'batch') return [];
  const changes = edit.insert(operation.node, 'x-ms-trigger-metadata', pollingMetadata);
  return [{ title: say('Make it a polling trigger'), changes }];
};

/** Moves a parameter that takes the callback into the body: the existing one, or a new one. */
function intoBody(definition: Definition, parameter: Node, edit: Editor): Fix | undefined {
  const list = parameter.parent;
  const operation = definition.operations.find(({ node }) => node.get('parameters') === list);
  const written = parameter.text('name');
  if (!list || !operation || written === undefined || !createsWebhooks(operation)) return undefined;
  // A second callback would be no better.
  if (factsOf(definition, operation).search.callbacks.length > 0) return undefined;
  const isBody = parameter.text('in') === 'body';
  const name = isBody && isNamedLikeCallback(written) ? written : isBody ? 'callbackUrl' : written;
  const title = say`Move it into the body as "${name}"`;
  const property = { type: 'string', ...textsOf(parameter), ...callbackMarks };
  const schema = { type: 'object', required: [name], properties: { [name]: property } };
  const asBody = (bodyName: string): Fix => ({
    title,
    changes: edit.replaceItem(list, parameter, { name: bodyName, in: 'body', required: true, schema }),
    carriesOver: true,
  });
  if (isBody)
    return definition.resolve(parameter.get('schema'))?.text('type') === 'string' ? asBody(written) : undefined;
  const body = list.items.find((item) => item.kind === 'object' && item.text('in') === 'body');
  if (!body) return asBody('body');
  const holder = definition.resolve(body.get('schema'));
  const properties = isObject(holder) ? holder.get('properties') : undefined;
  if (!isObject(holder) || !isObject(properties)) return undefined;
  // A text there that makers cannot fill in waits for it.
  const waiting = textsWithoutValue(definition, holder).find(({ node }) => isInternal(node));
  if (waiting)
    return {
      title: say`Move it to the property "${waiting.name}" of the body`,
      changes: [
        ...edit.removeItems(list, [parameter]),
        ...mark(edit, waiting.node),
        ...requireAlong(edit, waiting.way),
      ],
    };
  if (properties.member(name)) return undefined;
  return {
    title,
    changes: [
      ...edit.removeItems(list, [parameter]),
      ...edit.insert(properties, name, property),
      ...requireProperty(edit, holder, name),
    ],
  };
}

/** The texts of a parameter that people see. */
function textsOf(parameter: Node): JsonObject {
  return Object.fromEntries(
    ['x-ms-summary', 'description'].flatMap((key) => {
      const text = parameter.text(key);
      return text ? [[key, text]] : [];
    }),
  );
}

export const addUnsubscribe: Fixer = ({ definition, finding, edit }) => {
  const trigger = operationAt(definition, memberAt(finding.at));
  const paths = definition.root.get('paths');
  if (!trigger || !isObject(paths)) return [];
  // A path begins with a slash, even where the trigger's does not.
  const written = trigger.path.split(/[?#]/)[0]!;
  // What import rejects in the trigger's path, it would reject in this one.
  if (/\*|:\/\//.test(written)) return [];
  const base = `/${written}`.replace(/^\/+/, '/').replace(/(?<!\/)\/+$/, '');
  const wanted = `${base}/{webhookId}`;
  // Import rejects a second path that differs in upper and lower case or in the names of its variables only.
  const existing = paths.members.find(({ key }) => comparable(key) === comparable(wanted));
  const path = existing?.key ?? wanted;
  if (existing && (!isObject(existing.value) || existing.value.member('delete'))) return [];
  const declared = namesDeclaredOn(existing?.value);
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  let id = 'DeleteWebhook';
  for (let n = 2; definition.operationsById(id).length > 0; n++) id = `DeleteWebhook${n}`;
  const operation: JsonObject = {
    summary: 'Delete a webhook',
    operationId: id,
    'x-ms-visibility': 'internal',
    parameters: names.filter((name) => !declared.has(name)).map((name) => pathParameter(name, 'the webhook')),
    responses: { '204': { description: 'Deleted' } },
  };
  const changes = existing?.value
    ? edit.insert(existing.value, 'delete', operation)
    : edit.insert(paths, path, { delete: operation });
  return [{ title: say`Add the unsubscribe operation DELETE ${path}`, changes }];
};

/** A path as import compares it. */
const comparable = (path: string): string => path.toLowerCase().replace(/\{[^{}]*\}/g, '{}');

/** The names of the parameters that a path item declares itself. */
function namesDeclaredOn(item: Node | undefined): Set<string | undefined> {
  return new Set((item?.get('parameters')?.items ?? []).filter(isObject).map((parameter) => parameter.text('name')));
}

export const makeOperationInternal: Fixer = ({ finding, edit }) => {
  const operation = memberAt(finding.at)?.value;
  if (!isObject(operation)) return [];
  const visibility = operation.get('x-ms-visibility');
  const changes = visibility
    ? edit.replace(visibility, 'internal')
    : edit.insert(operation, 'x-ms-visibility', 'internal');
  return [{ title: say('Make it internal'), changes, safe: true }];
};

/** Hides an unsubscribe operation; unasked only where flow makers get no other actions for webhooks. */
export const hideUnsubscribe: Fixer = (context) =>
  makeOperationInternal(context).map((fix) => ({ ...fix, safe: context.finding.severity === 'warning' }));

/** The response to a poll: a list of events, or one event. */
function polled({ trigger }: TriggerFacts): JsonObject {
  const isBatch = trigger?.value?.value === 'batch';
  return { description: 'OK', schema: isBatch ? { type: 'array', items: skeletonSchema } : skeletonSchema };
}

/** The response that a trigger must document. */
function successOf(facts: TriggerFacts): { status: string; response: JsonObject; title: string } {
  if (facts.kind !== 'polling') return { status: '201', response: created, title: say('201 with Location') };
  return { status: '200', response: polled(facts), title: say('200 with a schema to fill in') };
}

export const addResponses: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const operation = operationAt(definition, member);
  if (!member?.value || !operation) return [];
  const facts = factsOf(definition, operation);
  const success = successOf(facts);
  if (member.key === 'responses') {
    const changes = edit.replace(member.value, { [success.status]: success.response });
    return [{ title: say`Add ${success.title}`, changes }];
  }
  const answers: JsonObject = facts.trigger
    ? { [success.status]: success.response }
    : operation.method === 'delete'
      ? { '204': { description: 'Deleted' } }
      : { '200': { description: 'OK' } };
  return [
    {
      title: say`Add responses with ${Object.keys(answers)[0]}`,
      changes: edit.insert(operation.node, 'responses', answers),
      safe: true,
    },
  ];
};

/**
 * Adds a success response. Next to another response, `default` is no longer read: when it describes what a polling
 * trigger gets, it is renamed instead (Azure/LogicAppsUX, outputprocessor.ts, `_getResponse`).
 */
export const addSuccess: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const operation = operationAt(definition, member);
  const responses = member?.value;
  if (!operation || !isObject(responses)) return [];
  const facts = factsOf(definition, operation);
  const described = responses.member('default');
  const gives = definition.resolve(described?.value)?.member('schema') !== undefined;
  if (facts.kind === 'polling' && described && gives)
    return [{ title: say('Rename "default" to "200"'), changes: edit.rename(described, '200') }];
  const { status, response, title } = successOf(facts);
  return [{ title: say`Add ${title}`, changes: edit.insert(responses, status, response, responses.members[0]?.key) }];
};

/** Hides the properties next to the list of a `batch` trigger, unless another operation has them, too. */
export const hideNextToList: Fixer = (context) => {
  const { definition, finding, edit } = context;
  if (finding.repair) return repair(context);
  const operation = operationAt(definition, memberAt(finding.at));
  const split = operation && splitOf(definition, factsOf(definition, operation));
  if (split?.kind !== 'several' || !split.list) return [];
  const others = split.others.map(({ value }) => value);
  // Keys next to a `$ref` are not read.
  if (others.some((one) => !isObject(one) || one.member('$ref')) || isShared(definition, split.object)) return [];
  const changes = others.flatMap((one) => {
    const visibility = one!.get('x-ms-visibility');
    return visibility ? edit.replace(visibility, 'internal') : edit.insert(one!, 'x-ms-visibility', 'internal');
  });
  const what = others.length === 1 ? `"${split.others[0]!.key}"` : say`the ${others.length} other properties`;
  return [{ title: say`Make ${what} internal, so that each item starts a run`, changes }];
};

/** True when several places refer to a schema, or to one around it. */
function isShared(definition: Definition, schema: Node): boolean {
  let uses = 0;
  for (const { target } of definition.references) {
    const node = definition.target(target);
    for (let at: Node | undefined = schema; node && at; at = at.parent) if (at === node) uses++;
  }
  return uses > 1;
}

export const addLocation: Fixer = ({ definition, finding, edit }) => {
  const answer = definition.resolve(memberAt(finding.at)?.value);
  if (!isObject(answer)) return [];
  const headers = answer.get('headers');
  const location = (created.headers as JsonObject).Location!;
  const changes = isObject(headers)
    ? edit.insert(headers, 'Location', location)
    : edit.insert(answer, 'headers', { Location: location });
  return [{ title: say('Document the Location header'), changes }];
};

/** Adds the type to a callback, unless it is an object or list, which can only hold the URL. */
export const addType: Fixer = ({ finding, edit }) => {
  const holder = holderOf(memberAt(finding.at));
  if (!isObject(holder) || hasParts(holder)) return [];
  const changes = edit.insert(holder, 'type', 'string', holder.members[0]?.key);
  return [{ title: say('Add type: string'), changes, safe: true }];
};

/** Changes the callback's type or format; when an object is marked, moves the mark to the URL instead. */
export const callbackType: Fixer = (context) => {
  if (context.finding.repair) return repair(context);
  const member = memberAt(context.finding.at);
  if (member?.key !== 'type') return moveCallbackToUrl(context);
  const holder = holderOf(member);
  if (!isObject(holder) || !fitsParts(holder, 'string')) return [];
  const isScalar = member.value?.kind === 'string' && !['object', 'array'].includes(String(member.value.value));
  return replaceValueFix(say('Change to string'), 'string', isScalar)(context);
};

export const rightMetadata: Fixer = ({ definition, finding, edit }) => {
  const marked = memberAt(finding.at);
  const operation = marked && enclosingOperation(definition, holderOf(marked)!);
  const member = operation?.node.member('x-ms-trigger-metadata');
  if (!operation || !member?.value) return [];
  if (factsOf(definition, operation).kind !== 'polling')
    return [{ title: say('Remove it'), changes: edit.remove(operation.node, member) }];
  const changes = isObject(member.value)
    ? edit.insertAll(member.value, pollingMetadata)
    : edit.replaceValue(member, pollingMetadata);
  return [{ title: say('Make it a polling trigger'), changes }];
};
