import { isObject, type Member, type Node, toData } from '../../documents/tree';
import type { Definition, Operation } from '../../model/definition';
import { type Callback, findCallbacks } from '../../model/schemas';
import { createsWebhooks, distinctCallbacks, factsOf, pollingMetadata } from '../../model/triggers';
import type { JsonObject } from '../../protocol';
import type { Change, Editor } from './edits';
import type { Fix, Fixer } from './fix';
import { holderOf, memberAt, requireProperty } from './general';

const content: JsonObject = {
  description: 'What the service sends',
  schema: { type: 'object', properties: { id: { type: 'string', 'x-ms-summary': 'Id' } } },
};

const callbackMarks = { 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' };
const callbackSchema = { type: 'string', ...callbackMarks };

export const created: JsonObject = {
  description: 'Created',
  headers: {
    Location: { type: 'string', description: 'URL of the webhook, to which Power Automate sends its DELETE' },
  },
};

function operationAt(definition: Definition, member: Member | undefined): Operation | undefined {
  return definition.operations.find((operation) => operation.member === member || operation.node === holderOf(member));
}

/** The NC of a path stands before its methods. */
export const addContent: Fixer = ({ definition, finding, edit }) => {
  const operation = operationAt(definition, memberAt(finding.at));
  if (!operation) return [];
  const changes = edit.insert(
    operation.pathItem,
    'x-ms-notification-content',
    content,
    operation.pathItem.members[0]?.key,
  );
  return [{ title: 'Describe the notifications on the path (x-ms-notification-content)', changes }];
};

export const addContentSchema: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  if (!member?.value) return [];
  const title = 'Add a schema to fill in';
  if (member.key === 'schema') return [{ title, changes: edit.replace(member.value, content.schema!) }];
  if (member.value.kind !== 'object') return [];
  const reference = member.value.text('$ref');
  if (reference !== undefined) {
    const changes = edit.replaceValue(member, { schema: { $ref: reference } });
    return [{ title: 'Put the reference into "schema"', changes }];
  }
  // The schema itself stands there, as in a property.
  if (member.value.member('properties') || member.value.member('items')) {
    const { description, headers, ...schema } = toData(member.value) as JsonObject;
    const kept = { ...(description !== undefined && { description }), ...(headers !== undefined && { headers }) };
    return [{ title: 'Put it into "schema"', changes: edit.replaceValue(member, { ...kept, schema }) }];
  }
  return [{ title, changes: edit.insert(member.value, 'schema', content.schema!) }];
};

export const moveContent: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  if (!member || !holder) return [];
  const fixes: Fix[] = [];
  const operation = enclosingOperation(definition, holder);
  if (operation && !operation.pathItem.member('x-ms-notification-content')) {
    fixes.push({
      title: 'Move it to the path, beside the method',
      changes: edit.move(holder, member, operation.pathItem),
      safe: true,
    });
  }
  fixes.push({ title: 'Remove it', changes: edit.remove(holder, member) });
  return fixes;
};

function enclosingOperation(definition: Definition, node: Node): Operation | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const found = definition.operations.find((operation) => operation.node === at);
    if (found) return found;
  }
  return undefined;
}

const callbackNames = /url|uri|callback|endpoint|target|webhook|hook/i;

export const markCallback: Fixer = ({ definition, finding, edit }) => {
  const operation = operationAt(definition, memberAt(finding.at));
  const facts = operation && factsOf(definition, operation);
  const schema = definition.resolve(facts?.bodies[0]?.get('schema'));
  if (!operation || !isObject(schema)) return [];
  const likely: { name: string; node: Node }[] = [];
  collect(definition, schema, [], likely, 0);
  likely.sort((a, b) => Number(callbackNames.test(b.name)) - Number(callbackNames.test(a.name)));
  const fixes = likely
    .slice(0, 5)
    .map(({ name, node }): Fix => ({ title: `Let "${name}" take the callback URL`, changes: mark(edit, node) }));
  const properties = schema.get('properties');
  if (isObject(properties) && !properties.member('callbackUrl')) {
    const required = schema.get('required');
    fixes.push({
      title: 'Add a property "callbackUrl" that takes the callback URL',
      changes: [
        ...edit.insert(properties, 'callbackUrl', callbackSchema),
        ...(required?.kind === 'array'
          ? edit.append(required, 'callbackUrl')
          : edit.insert(schema, 'required', ['callbackUrl'], 'properties')),
      ],
    });
  }
  return fixes;
};

function collect(
  definition: Definition,
  schema: Node,
  path: string[],
  into: { name: string; node: Node }[],
  depth: number,
): void {
  const properties = schema.get('properties');
  if (!isObject(properties) || depth > 4) return;
  for (const { key, value } of properties.members) {
    const node = definition.resolve(value);
    if (!isObject(node)) continue;
    if (node.text('type') === 'string' && !node.member('enum')) into.push({ name: [...path, key].join('.'), node });
    else collect(definition, node, [...path, key], into, depth + 1);
  }
}

function mark(edit: Editor, node: Node): Change[] {
  const visibility = node.get('x-ms-visibility');
  // One place, one insertion: two at the same place would have to agree on commas.
  if (visibility) return [...edit.replace(visibility, 'internal'), ...edit.insert(node, 'x-ms-notification-url', true)];
  return edit.insertAll(node, callbackMarks);
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
  return [{ title: 'Make it internal', changes, safe: true }];
};

export const markRequired: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const callback = distinctCallbacks(definition).find((one) =>
    one.chain.some((step) => step.member === member && !step.required),
  );
  if (!callback) return [];
  return [{ title: 'Make it required all the way', changes: requireAll(edit, callback), safe: true }];
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
    const likely: { name: string; node: Node }[] = [];
    collect(definition, schema, [], likely, 0);
    const best = likely.find(({ name }) => callbackNames.test(name));
    if (best) {
      fixes.push({
        title: `Move it to the property "${best.name}"`,
        changes: [...edit.remove(parameter, member), ...mark(edit, best.node)],
      });
    }
  }
  const into = intoBody(definition, parameter, edit);
  if (into) fixes.push(into);
  fixes.push({ title: 'Remove it', changes: edit.remove(parameter, member) });
  return fixes;
};

/** What makes a trigger stands on an operation: of a path that has one which may be it, the key is meant for that one. */
export const moveToOperation: Fixer = ({ definition, finding, edit }) => {
  const member = memberAt(finding.at);
  const holder = holderOf(member);
  if (!member || !holder) return [];
  const fixes: Fix[] = [];
  const [one, ...others] = definition.operations.filter(
    (operation) => operation.pathItem === holder && createsWebhooks(operation),
  );
  if (one && others.length === 0 && !one.node.member(member.key)) {
    fixes.push({ title: `Move it to ${one.method}`, changes: edit.move(holder, member, one.node) });
  }
  fixes.push({ title: 'Remove it', changes: edit.remove(holder, member) });
  return fixes;
};

/** An array as the answer is what polling has. */
export const makePolling: Fixer = ({ definition, finding, edit }) => {
  const operation = operationAt(definition, memberAt(finding.at));
  if (operation?.node.text('x-ms-trigger') !== 'batch') return [];
  const changes = edit.insert(operation.node, 'x-ms-trigger-metadata', pollingMetadata);
  return [{ title: 'Make it a polling trigger', changes }];
};

/** A parameter that takes the callback becomes a property of the body: of the one there is, or of a new one. */
function intoBody(definition: Definition, parameter: Node, edit: Editor): Fix | undefined {
  const list = parameter.parent;
  const operation = definition.operations.find(({ node }) => node.get('parameters') === list);
  const written = parameter.text('name');
  if (!list || !operation || written === undefined || !createsWebhooks(operation)) return undefined;
  const isBody = parameter.text('in') === 'body';
  const name = isBody && callbackNames.test(written) ? written : isBody ? 'callbackUrl' : written;
  const title = `Move it into the body as "${name}"`;
  const schema = { type: 'object', required: [name], properties: { [name]: callbackSchema } };
  if (isBody) {
    if (definition.resolve(parameter.get('schema'))?.text('type') !== 'string') return undefined;
    return { title, changes: edit.replaceItem(list, parameter, { name: written, in: 'body', required: true, schema }) };
  }
  const body = list.items.find((item) => item.kind === 'object' && item.text('in') === 'body');
  if (!body) {
    return { title, changes: edit.replaceItem(list, parameter, { name: 'body', in: 'body', required: true, schema }) };
  }
  const holder = definition.resolve(body.get('schema'));
  const properties = isObject(holder) ? holder.get('properties') : undefined;
  if (!isObject(holder) || !isObject(properties) || properties.member(name)) return undefined;
  return {
    title,
    changes: [
      ...edit.removeItems(list, [parameter]),
      ...edit.insert(properties, name, callbackSchema),
      ...requireProperty(edit, holder, name),
    ],
  };
}

export const addUnsubscribe: Fixer = ({ definition, finding, edit }) => {
  const trigger = operationAt(definition, memberAt(finding.at));
  const paths = definition.root.get('paths');
  if (!trigger || !isObject(paths)) return [];
  const base = trigger.path.split('?')[0]!.replace(/\/+$/, '');
  const path = `${base}/{webhookId}`;
  if (paths.member(path)) return [];
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  let id = 'DeleteWebhook';
  for (let n = 2; definition.operationsById(id).length > 0; n++) id = `DeleteWebhook${n}`;
  const item: JsonObject = {
    delete: {
      summary: 'Delete a webhook',
      operationId: id,
      'x-ms-visibility': 'internal',
      parameters: names.map((name) => ({ name, in: 'path', required: true, type: 'string' })),
      responses: { '204': { description: 'Deleted' } },
    },
  };
  return [{ title: `Add the unsubscribe operation DELETE ${path}`, changes: edit.insert(paths, path, item) }];
};

export const makeOperationInternal: Fixer = ({ finding, edit }) => {
  const operation = memberAt(finding.at)?.value;
  if (!isObject(operation)) return [];
  const visibility = operation.get('x-ms-visibility');
  const changes = visibility
    ? edit.replace(visibility, 'internal')
    : edit.insert(operation, 'x-ms-visibility', 'internal');
  return [{ title: 'Make it internal', changes, safe: true }];
};

export const addResponses: Fixer = ({ finding, edit }) => {
  const member = memberAt(finding.at);
  if (!member?.value) return [];
  if (member.key === 'responses')
    return [{ title: 'Add 201 with Location', changes: edit.replace(member.value, { '201': created }) }];
  const answers: JsonObject = member.value.member('x-ms-trigger')
    ? { '201': created }
    : member.key === 'delete'
      ? { '204': { description: 'Deleted' } }
      : { '200': { description: 'OK' } };
  return [
    {
      title: `Add responses with ${Object.keys(answers)[0]}`,
      changes: edit.insert(member.value, 'responses', answers),
      safe: true,
    },
  ];
};

export const addSuccess: Fixer = ({ finding, edit }) => {
  const responses = memberAt(finding.at)?.value;
  if (!isObject(responses)) return [];
  return [
    { title: 'Add 201 with Location', changes: edit.insert(responses, '201', created, responses.members[0]?.key) },
  ];
};

export const addLocation: Fixer = ({ definition, finding, edit }) => {
  const answer = definition.resolve(memberAt(finding.at)?.value);
  if (!isObject(answer)) return [];
  const headers = answer.get('headers');
  const location = (created.headers as JsonObject).Location!;
  const changes = isObject(headers)
    ? edit.insert(headers, 'Location', location)
    : edit.insert(answer, 'headers', { Location: location });
  return [{ title: 'Document the Location header', changes }];
};

export const addType: Fixer = ({ finding, edit }) => {
  const holder = holderOf(memberAt(finding.at));
  return isObject(holder)
    ? [
        {
          title: 'Add type: string',
          changes: edit.insert(holder, 'type', 'string', holder.members[0]?.key),
          safe: true,
        },
      ]
    : [];
};

export const rightMetadata: Fixer = ({ definition, finding, edit }) => {
  const marked = memberAt(finding.at);
  const operation = marked && enclosingOperation(definition, holderOf(marked)!);
  const member = operation?.node.member('x-ms-trigger-metadata');
  if (!operation || !member?.value) return [];
  if (factsOf(definition, operation).kind !== 'polling')
    return [{ title: 'Remove it', changes: edit.remove(operation.node, member) }];
  const changes = edit.replaceValue(member, pollingMetadata);
  return [{ title: 'Make it a polling trigger', changes }];
};
