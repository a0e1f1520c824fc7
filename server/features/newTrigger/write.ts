import { stringify } from 'yaml';
import { OpenDocument } from '../../documents/document';
import { isObject as isNode, type Node } from '../../documents/tree';
import type { Definition } from '../../model/definition';
import { titleOf } from '../../model/inference/titles';
import { pathParameter } from '../../model/pathParameter';
import type { Json, JsonObject } from '../../protocol/json';
import type { NewTrigger, NewTriggerParams } from '../../protocol/newTrigger';
import { escapePointer } from '../../protocol/pointer';
import { say } from '../../texts/say';
import { Draft } from '../contract/draft';
import { type Change, Editor } from '../fixes/edits';
import { definitionOf } from '../validate';
import { parametersIn } from './address';
import { freeId, type Plan, planTrigger, serviceName } from './plan';
import { answerSchema, described, notificationSchema, requestSchema } from './shapes';

const contentKey = 'x-ms-notification-content';

/**
 * Writes a webhook trigger with all that belongs to it into a definition, or into a new one.
 *
 * @throws with a message for people that names the property to supply.
 */
export function newTrigger(document: OpenDocument | undefined, params: NewTriggerParams): NewTrigger {
  const definition = document && definitionOf(document);
  const plan = planTrigger(document, definition, params);
  const problem = plan.draft.problems[0];
  if (problem) throw new Error(say`Supply "${problem.property}": ${problem.message}`);
  const { operationId, method, notes } = plan.draft;
  const parts = partsOf(plan, params, definition);
  const result = { operationId, method, path: plan.address!.path, notes };
  if (!document || !isNode(definition?.root) || definition.root.members.length === 0) {
    return { ...result, ...wholeText(document, newDefinition(plan, parts), params) };
  }
  const draft = new Draft(document);
  for (const write of [writePaths, writeDefinitions]) {
    draft.apply(write(definitionOf(draft.document)!.root, new Editor(draft.document), parts));
  }
  return { ...result, edits: draft.edits(), text: draft.document.content };
}

/** The parts that are added to a definition. */
interface Parts {
  /** Path items, or the members to add to existing ones. */
  paths: [path: string, item: JsonObject][];
  definitions: JsonObject;
}

function partsOf(plan: Plan, params: NewTriggerParams, definition: Definition | undefined): Parts {
  const { draft, address, response, notification } = plan;
  const known = definition?.root.get('definitions');
  const definitions: JsonObject = {};
  const define = (suffix: string, schema: JsonObject): JsonObject => {
    let name = `${draft.operationId}${suffix}`;
    for (let n = 2; known?.member(name); n++) name = `${draft.operationId}${suffix}${n}`;
    definitions[name] = schema;
    return { $ref: `#/definitions/${escapePointer(name)}` };
  };
  const { path } = address!;
  const content = {
    description: 'What the service sends when it happens.',
    schema: define('Notification', notificationSchema(notification!, params.tokens)),
  };
  const request = define('Request', bodyOf(plan, params));
  const answer = response?.body === undefined ? undefined : define('Created', answerSchema(response.body));
  const item = {
    [contentKey]: content,
    [draft.method]: {
      ...createOperation(plan, params, request, answer, declaredOn(definition, path)),
      ...(lacksConsumes(definition) && { consumes: ['application/json'] }),
    },
  };
  const unsubscribe = draft.unsubscribe;
  const remove = unsubscribe && !unsubscribe.exists && deleteOperation(plan, definition, unsubscribe.path);
  if (!remove) return { paths: [[path, item]], definitions };
  if (unsubscribe.path === path) return { paths: [[path, { ...item, delete: remove }]], definitions };
  return {
    paths: [
      [path, item],
      [unsubscribe.path, { delete: remove }],
    ],
    definitions,
  };
}

/** True for an existing definition that does not say for all operations of which media type their bodies are. */
function lacksConsumes(definition: Definition | undefined): boolean {
  if (!definition || definition.root.members.length === 0) return false;
  return (definition.root.get('consumes')?.items.length ?? 0) === 0;
}

const isVisible = (params: NewTriggerParams, pointer: string): boolean => params.visible?.includes(pointer) ?? true;

function bodyOf({ request, callback }: Plan, params: NewTriggerParams): JsonObject {
  return requestSchema(request.body, { callback: callback!, isVisible: (pointer) => isVisible(params, pointer) });
}

function createOperation(
  { draft, address, query, headers, response }: Plan,
  params: NewTriggerParams,
  body: JsonObject,
  answer: JsonObject | undefined,
  declared: Set<string>,
): JsonObject {
  const inPath = parametersIn(address!.path).filter((name) => !declared.has(name));
  const status = /^2\d\d$/.test(response?.status ?? '') ? response!.status! : '201';
  return {
    summary: draft.summary,
    description: descriptionFrom(draft.summary),
    operationId: draft.operationId,
    'x-ms-trigger': 'single',
    parameters: [
      ...inPath.map((name) => pathParameter(name, 'the webhook')),
      ...query.map(([name, value]) => plainParameter(name, 'query', value, isVisible(params, `?${name}`))),
      ...headers.map(([name, value]) => plainParameter(name, 'header', value, false)),
      { name: 'body', in: 'body', required: true, schema: body },
    ],
    responses: {
      [status]: {
        description: 'Created',
        ...(answer && { schema: answer }),
        headers: { Location: { type: 'string', description: 'The URL that deletes the webhook.' } },
      },
    },
  };
}

/** The description, which must differ from the summary. */
function descriptionFrom(summary: string): string {
  const rest = summary.replace(/(?<![.\s])[.\s]+$/, '');
  return /^when\b/i.test(rest) ? `Starts a flow ${rest[0]!.toLowerCase()}${rest.slice(1)}.` : `Starts a flow: ${rest}.`;
}

function deleteOperation({ draft }: Plan, definition: Definition | undefined, path: string): JsonObject {
  const declared = declaredOn(definition, path);
  const parameters = parametersIn(path).filter((name) => !declared.has(name));
  const wanted = freeId(`Delete${draft.operationId}`, definition);
  return {
    summary: 'Delete the webhook',
    description: 'Stops the notifications of a flow that is changed, turned off or deleted.',
    operationId: wanted,
    'x-ms-visibility': 'internal',
    ...(parameters.length > 0 && { parameters: parameters.map((name) => pathParameter(name, 'the webhook')) }),
    responses: { '204': { description: 'Deleted' } },
  };
}

function plainParameter(name: string, place: 'query' | 'header', value: string, visible: boolean): JsonObject {
  // People know headers by their names.
  const title = place === 'header' ? name : (titleOf([name]) ?? name);
  const texts = { description: `What to send as ${title}.`, ...described(name, value, visible) };
  return {
    name,
    in: place,
    // Power Automate may leave out optional values that flow makers don't see.
    ...('x-ms-visibility' in texts && { required: true }),
    type: 'string',
    'x-ms-summary': title,
    ...texts,
  };
}

function declaredOn(definition: Definition | undefined, path: string): Set<string> {
  const list = definition?.root.get('paths')?.get(path)?.get('parameters');
  return new Set((list?.items ?? []).map((item) => definition!.resolve(item)?.text('name') ?? ''));
}

function newDefinition(plan: Plan, { paths, definitions }: Parts): JsonObject {
  const { address } = plan;
  const host = address!.host ?? 'api.example.com';
  return {
    swagger: '2.0',
    info: {
      title: serviceName(address!.host) ?? 'My service',
      description: `Starts flows when something happens in ${serviceName(address!.host) ?? 'my service'}.`,
      version: '1.0',
    },
    host,
    basePath: '/',
    schemes: [address!.scheme ?? 'https'],
    consumes: ['application/json'],
    produces: ['application/json'],
    paths: Object.fromEntries(paths),
    definitions,
    ...securityOf(plan),
  };
}

/** The header that takes the key. In `Authorization` the key includes the scheme, which people leave out unless it is said. */
function keyPlace(authorization: string | undefined, keyHeader: string | undefined): JsonObject {
  if (authorization === undefined) return { name: keyHeader! };
  const scheme = /^([\w-]+)(?=\s|$)/.exec(authorization)?.[1];
  return {
    name: 'Authorization',
    ...(scheme && { description: `The whole value of the header, with "${scheme} " before the key.` }),
  };
}

/** The security definition for credentials like the sample's: the connection asks for them. */
function securityOf({ request }: Plan): JsonObject {
  const header = (name: string) => request.headers.find(([other]) => other.toLowerCase() === name)?.[1];
  const authorization = header('authorization');
  const keyHeader = request.headers.find(([name]) => /^(x-.*|.*-(api|subscription)-)(key|token)$/i.test(name))?.[0];
  const isBasic = request.basic || /^basic\b/i.test(authorization ?? '');
  const scheme: JsonObject | undefined = isBasic
    ? { type: 'basic' }
    : authorization !== undefined || keyHeader !== undefined
      ? { type: 'apiKey', in: 'header', ...keyPlace(authorization, keyHeader) }
      : undefined;
  const name = isBasic ? 'basic' : 'apiKey';
  return scheme ? { securityDefinitions: { [name]: scheme }, security: [{ [name]: [] }] } : {};
}

function wholeText(
  document: OpenDocument | undefined,
  definition: JsonObject,
  { language }: NewTriggerParams,
): Pick<NewTrigger, 'text' | 'edits'> {
  const yaml = document ? document.language === 'yaml' : language === 'yaml';
  const text = yaml ? stringify(definition, { lineWidth: 0 }) : `${JSON.stringify(definition, null, 2)}\n`;
  const old = document ?? new OpenDocument('untitled:', 'json', 0, '');
  return { text, edits: [{ range: old.range({ start: 0, end: old.content.length }), newText: text }] };
}

function writePaths(root: Node, edit: Editor, { paths }: Parts): Change[] {
  const section = root.member('paths');
  if (!isNode(section?.value) || section.value.members.length === 0)
    return writeSection(root, edit, 'paths', Object.fromEntries(paths));
  const known = section.value;
  const added = paths.filter(([path]) => !isNode(known.get(path)));
  const extended = paths.flatMap(([path, item]) => {
    const member = known.member(path);
    if (!isNode(member?.value)) return [];
    return member.value.members.length === 0 ? edit.replaceValue(member, item) : edit.insertAll(member.value, item);
  });
  return added.length > 0 ? [...extended, ...edit.insertAll(known, Object.fromEntries(added))] : extended;
}

function writeDefinitions(root: Node, edit: Editor, { definitions }: Parts): Change[] {
  const section = root.member('definitions');
  if (!isNode(section?.value) || section.value.members.length === 0)
    return writeSection(root, edit, 'definitions', definitions);
  return edit.insertAll(section.value, definitions);
}

function writeSection(root: Node, edit: Editor, key: string, value: JsonObject): Change[] {
  const member = root.member(key);
  return member?.value ? edit.replaceValue(member, value as Json) : edit.insert(root, key, value);
}
