import type { OpenDocument } from '../documents/document';
import { isObject, memberSpan, type Node, spanOf } from '../documents/tree';
import type { Definition } from '../model/definition';
import type { Operation } from '../model/operation';
import { isDynamic, isInternal } from '../model/schemas';
import { parametersOf, type TriggerFacts, triggerFacts } from '../model/triggers';
import { type Unsubscribe, unfilledInputs, unsubscribeCandidates, unsubscribeOf } from '../model/unsubscribe';
import type { Endpoint, TriggerDescription, UnsubscribeCandidate, UnsubscribeVerdict } from '../protocol/triggers';
import { isOwnUnsubscribe } from '../protocol/triggers';
import { addressesOf } from './describe/addresses';
import { answerFinder } from './describe/dynamicCalls';
import { describeSchema } from './describe/dynamicSchemas';
import { dynamicReader } from './describe/dynamicValues';
import { strings } from './describe/json';
import { describeBody, describeParameter } from './describe/parameters';
import { connectionParameterSetsOf, connectionParametersOf, policiesOf } from './describe/policies';
import { scriptReach } from './describe/script';
import { securityOf } from './describe/security';

/**
 * The triggers of a definition, with all that a client needs to register their webhooks.
 *
 * @param hasScript true where `script.csx` is next to it
 */
export function listTriggers(document: OpenDocument, definition: Definition, hasScript = false): TriggerDescription[] {
  return triggerFacts(definition).flatMap((facts) => {
    const { operation, kind } = facts;
    if ((kind !== 'webhook' && kind !== 'polling') || operation.operationId === undefined) return [];
    const trigger = describe(document, definition, facts, kind);
    const script = hasScript ? scriptReach(definition, trigger) : undefined;
    return [script ? { ...trigger, script } : trigger];
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
  const callback = search.callbacks.find(({ hidden }) => hidden !== 'array') ?? search.callbacks[0];
  const dynamic = dynamicReader(definition, operation);
  const find = answerFinder(definition, operation);
  const body = bodies[0] && describeBody(definition, bodies[0], dynamic);
  const bodySchema = bodies[0]?.get('schema');
  const described = definition.resolve(content?.value);
  const schema = isObject(described) ? described.get('schema') : undefined;
  const resolved = definition.resolve(schema);
  const unsubscribe = unsubscribeCandidates(definition, operation).map((one) =>
    describeUnsubscribe(definition, operation, one),
  );
  const unsubscribeVerdict = describeVerdict(definition, operation);
  const policies = policiesOf(definition, operation.operationId);
  const other = unsubscribeVerdict.kind === 'other-method' ? [unsubscribeVerdict.candidate] : [];
  const called = [...unsubscribe.filter(isOwnUnsubscribe), ...other];
  const readByPolicies = [policies, ...called.map((one) => one.policies)];
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
    addresses: addressesOf(definition, operation.operationId!),
    consumes: strings(node.get('consumes') ?? definition.root.get('consumes')),
    parameters: parametersOf(definition, operation).parameters.flatMap((one) =>
      describeParameter(definition, one, dynamic),
    ),
    body: body && {
      ...body,
      dynamicSchemas: isObject(bodySchema) ? describeSchema(definition, bodySchema, find).dynamicSchemas : undefined,
    },
    callback: callback && {
      path: callback.chain.map((step) => step.name),
      ...(callback.hidden === 'array' && { inArray: true as const }),
      range: document.range(memberSpan(callback.chain.at(-1)?.member ?? callback.member)),
    },
    notification: content?.value && {
      description: isObject(described) ? described.text('description') : undefined,
      ...(isObject(schema) && schema.members.length > 0 && describeSchema(definition, schema, find)),
      range: document.range(spanOf(content.value)),
      dynamic: [schema, resolved].some((one) => isObject(one) && isDynamic(one)),
    },
    policies,
    commonPolicies: policiesOf(definition, undefined),
    connectionParameters: connectionParametersOf(
      definition,
      readByPolicies.flatMap((some) => some ?? []),
    ),
    connectionParameterSets: connectionParameterSetsOf(definition),
    unsubscribe,
    unsubscribeVerdict,
    readable: readablePaths(definition, operation),
    security: securityOf(definition, operation),
    answers: answersOf(definition, node),
  };
}

function keyEnd(operation: Operation): number {
  return operation.member.piece.start + operation.member.keyEnd;
}

function endpointOf(root: Node): Endpoint {
  const basePath = (root.text('basePath') ?? '').replace(/(?<!\/)\/+$/, '');
  return {
    schemes: strings(root.get('schemes')),
    host: root.text('host'),
    basePath: basePath === '' || basePath.startsWith('/') ? basePath : `/${basePath}`,
  };
}

function readablePaths(definition: Definition, trigger: Operation): string[] | undefined {
  const plausible = unsubscribeCandidates(definition, trigger).filter(isOwnUnsubscribe);
  const deleted = new Set(plausible.map(({ operation }) => operation.path));
  const paths = definition.operations
    .filter(({ method, path }) => method === 'get' && (deleted.has(path) || isBelow(path, trigger.path)))
    .map(({ path }) => path);
  return paths.length > 0 ? paths : undefined;
}

const isBelow = (path: string, above: string) =>
  path.startsWith(`${above}/{`) && !path.slice(above.length + 1).includes('/');

function describeVerdict(definition: Definition, trigger: Operation): UnsubscribeVerdict {
  const verdict = unsubscribeOf(definition, trigger);
  switch (verdict.kind) {
    case 'own':
    case 'other-method':
      return { kind: verdict.kind, candidate: describeUnsubscribe(definition, trigger, verdict.unsubscribe) };
    case 'several': {
      const candidates = verdict.candidates.map((one) => describeUnsubscribe(definition, trigger, one));
      return { kind: 'several', candidates };
    }
    case 'none':
      return verdict;
  }
}

function describeUnsubscribe(
  definition: Definition,
  trigger: Operation,
  { operation: candidate, relation }: Unsubscribe,
): UnsubscribeCandidate {
  const { parameters } = parametersOf(definition, candidate);
  const template = [...candidate.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!);
  // Below the trigger or next to it, the id comes last, whatever the names of the trigger's own parameters.
  const endsInId = relation === 'child' || relation === 'sibling';
  const body = parameters.find((parameter) => parameter.text('in') === 'body');
  const takesContent = parameters.some((parameter) => /^(body|formData)$/.test(parameter.text('in') ?? ''));
  const open = endsInId ? template : template.filter((name) => !trigger.path.includes(`{${name}}`));
  return {
    operationId: candidate.operationId,
    method: candidate.method,
    path: candidate.path,
    relation,
    parameters: parameters.flatMap((one) => describeParameter(definition, one)),
    idParameter: open.at(-1),
    hasBody: body !== undefined,
    ...(body && isOwnUnsubscribe({ relation }) && { body: describeBody(definition, body) }),
    ...(takesContent && { consumes: strings(candidate.node.get('consumes') ?? definition.root.get('consumes')) }),
    visible: !isInternal(candidate.node),
    unfilled: unfilledInputs(definition, candidate),
    policies: policiesOf(definition, candidate.operationId),
  };
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
