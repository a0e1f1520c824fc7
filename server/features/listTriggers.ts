import type { OpenDocument } from '../documents/document';
import { isObject, memberSpan, type Node, spanOf, toData } from '../documents/tree';
import type { Definition, Operation } from '../model/definition';
import { effectiveVisibility, isDynamic, requiredNames, standalone } from '../model/schemas';
import { parametersOf, type TriggerFacts, triggerFacts, unsubscribeCandidates } from '../model/triggers';
import type {
  BodyDescription,
  BodyField,
  Endpoint,
  Json,
  JsonObject,
  ParameterDescription,
  SecurityDescription,
  TriggerDescription,
  UnsubscribeCandidate,
  Visibility,
} from '../protocol';

/** The triggers of a definition, with all that a client needs to register their webhooks. */
export function listTriggers(document: OpenDocument, definition: Definition): TriggerDescription[] {
  return triggerFacts(definition).flatMap((facts) => {
    const { operation, kind } = facts;
    if ((kind !== 'webhook' && kind !== 'polling') || operation.operationId === undefined) return [];
    return [describe(document, definition, facts, kind)];
  });
}

function describe(
  document: OpenDocument,
  definition: Definition,
  facts: TriggerFacts,
  kind: 'webhook' | 'polling',
): TriggerDescription {
  const { operation, content, hint, search, bodies } = facts;
  const { node } = operation;
  const callback = search.callbacks.find(({ hidden }) => hidden !== 'array');
  const body = bodies[0] && describeBody(definition, bodies[0]);
  const schema = content?.value?.kind === 'object' ? content.value.get('schema') : undefined;
  const resolved = definition.resolve(schema);
  return {
    operationId: operation.operationId!,
    kind,
    title: node.text('summary') ?? operation.operationId!,
    description: node.text('description'),
    hint: typeof hint?.value?.value === 'string' ? hint.value.value : undefined,
    range: document.range(memberSpan(operation.member)),
    selectionRange: document.range({ start: memberSpan(operation.member).start, end: keyEnd(operation) }),
    method: operation.method,
    path: operation.path,
    endpoint: endpointOf(definition.root),
    consumes: strings(node.get('consumes') ?? definition.root.get('consumes')),
    parameters: parametersOf(definition, operation).parameters.flatMap(describeParameter),
    body,
    callback: callback && {
      path: callback.chain.map((step) => step.name),
      range: document.range(memberSpan(callback.chain.at(-1)?.member ?? callback.member)),
    },
    notification: content?.value && {
      description: content.value.kind === 'object' ? content.value.text('description') : undefined,
      schema:
        isObject(schema) && schema.members.length > 0 ? (standalone(definition, schema) as JsonObject) : undefined,
      range: document.range(spanOf(content.value)),
      dynamic: isObject(resolved) && isDynamic(resolved),
    },
    unsubscribe: unsubscribeCandidates(definition, operation).map(({ operation: candidate, relation }) =>
      describeUnsubscribe(definition, operation, candidate, relation),
    ),
    security: securityOf(definition.root, operation),
    answers: answersOf(definition, node),
  };
}

function keyEnd(operation: Operation): number {
  return operation.member.piece.start + operation.member.keyEnd;
}

function endpointOf(root: Node): Endpoint {
  const schemes = strings(root.get('schemes'));
  const basePath = (root.text('basePath') ?? '').replace(/\/+$/, '');
  return {
    schemes: schemes.length > 0 ? schemes : ['https'],
    host: root.text('host'),
    basePath: basePath === '' || basePath.startsWith('/') ? basePath : `/${basePath}`,
  };
}

function strings(node: Node | undefined): string[] {
  return (node?.items ?? []).flatMap((item) => (item.kind === 'string' ? [String(item.value)] : []));
}

function json(node: Node | undefined): Json | undefined {
  return node && (toData(node) as Json);
}

function describeParameter(parameter: Node): ParameterDescription[] {
  const name = parameter.text('name');
  const place = parameter.text('in');
  if (name === undefined || (place !== 'path' && place !== 'query' && place !== 'header' && place !== 'formData')) {
    return [];
  }
  const encoding = parameter.text('x-ms-url-encoding');
  return [
    {
      name,
      in: place,
      title: parameter.text('x-ms-summary') ?? name,
      description: parameter.text('description'),
      required: place === 'path' || parameter.get('required')?.value === true,
      type: parameter.text('type') ?? 'string',
      format: parameter.text('format'),
      enum: json(parameter.get('enum')) as Json[] | undefined,
      default: json(parameter.get('default')),
      visibility: effectiveVisibility([parameter]) as Visibility,
      itemsType: parameter.get('items')?.text('type'),
      collectionFormat: parameter.text('collectionFormat'),
      urlEncoding: encoding === 'single' || encoding === 'double' ? encoding : undefined,
    },
  ];
}

const mostFields = 500;

function describeBody(definition: Definition, parameter: Node): BodyDescription {
  const schema = parameter.get('schema');
  const fields: BodyField[] = [];
  // The designer: a body that is not said to be required is; an explicit `false` makes all of it optional.
  const required = parameter.get('required')?.value !== false;

  const visit = (written: Node | undefined, path: string[], needed: boolean, above: Node[], open: Set<Node>): void => {
    const node = definition.resolve(written);
    if (!isObject(written) || !isObject(node) || open.has(node) || fields.length >= mostFields) return;
    if (node.get('readOnly')?.value === true || node.text('x-ms-permission') === 'read-only') return;
    const line = [...above, written, node];
    const parts = partsOf(definition, node);
    const properties = parts.flatMap((part) => part.get('properties')?.members ?? []);
    if (properties.length > 0) {
      const names = requiredNames(definition, node);
      const inside = new Set(open).add(node);
      for (const member of properties) {
        visit(member.value, [...path, member.key], needed && names.has(member.key), line, inside);
      }
      return;
    }
    const name = path.at(-1) ?? parameter.text('name') ?? 'body';
    const items = definition.resolve(node.get('items'));
    fields.push({
      path,
      title:
        written.text('title') ??
        node.text('title') ??
        written.text('x-ms-summary') ??
        node.text('x-ms-summary') ??
        name,
      description: written.text('description') ?? node.text('description'),
      required: needed,
      type: node.text('type'),
      format: node.text('format'),
      enum: json(node.get('enum')) as Json[] | undefined,
      default: json(node.get('default')),
      visibility: effectiveVisibility(line) as Visibility,
      itemsType: isObject(items) ? items.text('type') : undefined,
      callback:
        written.member('x-ms-notification-url') !== undefined || node.member('x-ms-notification-url') !== undefined,
    });
  };
  visit(schema, [], required, [parameter], new Set());
  return {
    name: parameter.text('name') ?? 'body',
    required,
    schema: isObject(schema) ? (standalone(definition, schema) as JsonObject) : {},
    fields,
    defaults: defaultsOf(definition, schema, new Set()),
  };
}

/** A schema and all that it combines by `allOf`. */
function partsOf(definition: Definition, schema: Node, seen = new Set<Node>()): Node[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const combined = schema.get('allOf')?.items ?? [];
  return [
    schema,
    ...combined.flatMap((part) => {
      const node = definition.resolve(part);
      return isObject(node) ? partsOf(definition, node, seen) : [];
    }),
  ];
}

function defaultsOf(definition: Definition, written: Node | undefined, open: Set<Node>): Json | undefined {
  const node = definition.resolve(written);
  if (!isObject(node) || open.has(node)) return undefined;
  const own = json(node.get('default'));
  if (own !== undefined && (own === null || typeof own !== 'object' || Array.isArray(own))) return own;
  const inside = new Set(open).add(node);
  const entries: [string, Json][] = Object.entries(own ?? {});
  const given = new Set(entries.map(([key]) => key));
  for (const part of partsOf(definition, node)) {
    for (const member of part.get('properties')?.members ?? []) {
      const value = given.has(member.key) ? undefined : defaultsOf(definition, member.value, inside);
      if (value !== undefined) entries.push([member.key, value]);
    }
  }
  return entries.length > 0 || own !== undefined ? Object.fromEntries(entries) : undefined;
}

function describeUnsubscribe(
  definition: Definition,
  trigger: Operation,
  candidate: Operation,
  relation: UnsubscribeCandidate['relation'],
): UnsubscribeCandidate {
  const { parameters } = parametersOf(definition, candidate);
  const template = [...candidate.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  const open = template.filter((name) => !trigger.path.includes(`{${name}}`));
  return {
    operationId: candidate.operationId,
    path: candidate.path,
    relation,
    parameters: parameters.flatMap(describeParameter),
    idParameter: open.at(-1),
    hasBody: parameters.some((parameter) => parameter.text('in') === 'body'),
  };
}

/** The alternatives of the operation, else of the document, else every scheme that it defines. */
function securityOf(root: Node, operation: Operation): SecurityDescription[] {
  const schemes = root.get('securityDefinitions');
  if (!isObject(schemes)) return [];
  const listed = operation.node.get('security') ?? root.get('security');
  const names =
    listed?.kind === 'array'
      ? listed.items.flatMap((item) => item.members.map((member) => member.key))
      : schemes.members.map((member) => member.key);
  return [...new Set(names)].flatMap((name): SecurityDescription[] => {
    const scheme = schemes.get(name);
    const type = isObject(scheme) ? scheme.text('type') : undefined;
    if (!isObject(scheme) || (type !== 'basic' && type !== 'apiKey' && type !== 'oauth2')) return [];
    const place = scheme.text('in');
    return [
      {
        name,
        type,
        ...(type === 'apiKey' && { in: place === 'query' ? 'query' : 'header', parameterName: scheme.text('name') }),
        ...(type === 'oauth2' && {
          flow: scheme.text('flow'),
          authorizationUrl: scheme.text('authorizationUrl'),
          tokenUrl: scheme.text('tokenUrl'),
          scopes: scheme.get('scopes')?.members.map((member) => member.key),
        }),
      },
    ];
  });
}

function answersOf(definition: Definition, operation: Node): TriggerDescription['answers'] {
  const responses = operation.get('responses');
  if (!isObject(responses)) return [];
  return responses.members.flatMap((member) => {
    const answer = definition.resolve(member.value);
    if (!/^2\d\d$/.test(member.key) || !isObject(answer)) return [];
    const headers = answer.get('headers')?.members ?? [];
    return [{ status: member.key, location: headers.some((header) => header.key.toLowerCase() === 'location') }];
  });
}
