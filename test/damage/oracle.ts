/**
 * A second, small reading of the platform: what keeps a definition from being imported, and what leaves a trigger dead.
 * Written from documents alone, by someone who has not seen the rules of the product:
 *
 * - **Swagger**: the OpenAPI specification 2.0.
 * - **Validator**: learn.microsoft.com/connectors/custom-connectors/certification-swagger-validator-rules, by rule name.
 * - **Designer**: the public source of the Logic Apps designer (Azure/LogicAppsUX), the next relative of the flow designer.
 * - **Extensions**: learn.microsoft.com/connectors/custom-connectors/openapi-extensions and create-webhook-trigger.
 *
 * Deliberately out of its sight: everything that is merely odd, such as texts, unknown keys, examples and formats.
 */
import {
  bodyOf,
  callbackKey,
  contentKey,
  isObject,
  type Json,
  methods,
  nodeAt,
  type Operation,
  operationsOf,
  type Path,
  pathOfReference,
  resolvePath,
} from './definition';

export interface Fault {
  /** Import refuses it, or a trigger is dead with it: an error both ways. */
  weight: 'refused' | 'kills';
  reason: string;
  source: string;
  /** Where it may be reported. */
  places: Path[];
}

interface Reading {
  root: Json;
  faults: Fault[];
}

function report(reading: Reading, weight: Fault['weight'], reason: string, source: string, ...places: Path[]): void {
  reading.faults.push({ weight, reason, source, places });
}

/** Everything in a definition that import refuses or that kills a trigger; empty for one that works. */
export function judge(root: Json): Fault[] {
  const reading: Reading = { root, faults: [] };
  if (!isObject(root)) {
    report(reading, 'refused', 'The definition is not an object', 'Swagger: Swagger Object', []);
    return reading.faults;
  }
  judgeRoot(reading);
  judgeReferences(reading);
  judgePlacement(reading);
  if (!isObject(root.paths)) return reading.faults;
  judgePaths(reading);
  for (const [template, item] of Object.entries(root.paths)) {
    if (!template.startsWith('x-')) judgePathItem(reading, template, item);
  }
  const operations = operationsOf(root);
  judgeOperationIds(reading, operations);
  for (const operation of operations) {
    judgeOperation(reading, operation);
    judgeTrigger(reading, operation);
  }
  return reading.faults;
}

/** Containers of the root, by the type that Swagger gives them. */
const rootContainers: Record<string, 'object' | 'array'> = {
  info: 'object',
  paths: 'object',
  definitions: 'object',
  parameters: 'object',
  responses: 'object',
  securityDefinitions: 'object',
  security: 'array',
  tags: 'array',
  schemes: 'array',
  consumes: 'array',
  produces: 'array',
};

const isOfType = (value: Json, type: 'object' | 'array'): boolean =>
  type === 'array' ? Array.isArray(value) : isObject(value);

function judgeRoot(reading: Reading): void {
  const { root } = reading;
  if (root.swagger !== '2.0') {
    report(reading, 'refused', 'Not Swagger 2.0', 'Validator: SpecificationVersionIncorrect', ['swagger'], []);
  }
  if (root.paths === undefined) report(reading, 'refused', 'No paths', 'Swagger: paths is required', ['paths'], []);
  for (const [key, type] of Object.entries(rootContainers)) {
    if (root[key] === undefined || isOfType(root[key], type)) continue;
    report(reading, 'refused', `${key} is no ${type}`, 'Validator: JsonTypeIncorrect', [key]);
  }
  for (const key of ['openapi', 'components', 'servers']) {
    if (key in root) report(reading, 'refused', `OpenAPI 3: ${key}`, 'findings-review (c)', [key]);
  }
  if ('host' in root && (typeof root.host !== 'string' || /[/?#]|:\/\//.test(root.host))) {
    report(reading, 'refused', 'A host with a scheme or path', 'Validator: HostNameNotValid', ['host']);
  }
  if ('basePath' in root && (typeof root.basePath !== 'string' || !root.basePath.startsWith('/'))) {
    report(reading, 'refused', 'A basePath without a slash', 'Validator: BasePathNotValid', ['basePath']);
  }
  judgeSchemesAndTags(reading);
}

function judgeSchemesAndTags(reading: Reading): void {
  const { schemes, tags } = reading.root;
  if (Array.isArray(schemes) && (!schemes.length || schemes.some((scheme) => scheme === 'ws' || scheme === 'wss'))) {
    report(reading, 'refused', 'No scheme that connectors use', 'Validator: SchemesArrayEmpty, SchemeNotSupported', [
      'schemes',
    ]);
  }
  const names = Array.isArray(tags) ? tags.map((tag) => tag?.name).filter((name) => typeof name === 'string') : [];
  for (const name of new Set(names)) {
    const indices = [...names.keys()].filter((index) => names[index] === name);
    if (indices.length < 2) continue;
    report(
      reading,
      'refused',
      `Tag ${name} twice`,
      'Validator: TagRedefined',
      ...indices.map((index) => ['tags', index]),
    );
  }
}

// --- References and placement, anywhere in the document

/** Visits each object that means something, with its path and what it is: not examples, defaults, or enum values. */
function visitObjects(root: Json, visit: (path: Path, node: Record<string, Json>, isNameMap: boolean) => void): void {
  const walk = (path: Path, node: Json, isNameMap: boolean): void => {
    if (Array.isArray(node)) for (const [index, item] of node.entries()) walk([...path, index], item, false);
    if (!isObject(node)) return;
    visit(path, node, isNameMap);
    for (const [key, value] of Object.entries(node)) {
      const skipped = ['example', 'examples', 'default', 'enum'].includes(key) || (!isNameMap && isFreeExtension(key));
      if (!skipped || isNameMap) walk([...path, key], value, !isNameMap && isMapOfNames(path, key));
    }
  };
  walk([], root, false);
}

/** True for extensions whose content is not part of the document's structure. */
const isFreeExtension = (key: string): boolean => key.startsWith('x-') && key !== contentKey;

/** True where the keys of a member are names that the author chose. */
function isMapOfNames(path: Path, key: string): boolean {
  if (['properties', 'headers', 'scopes'].includes(key)) return true;
  if (key === 'responses') return true;
  return path.length === 0 && ['paths', 'definitions', 'parameters', 'securityDefinitions'].includes(key);
}

/** What kind of thing a reference stands for, by the place that it is in. */
function referenceTarget(path: Path): string | undefined {
  const parent = path.at(-2);
  if (parent === 'parameters' && typeof path.at(-1) === 'number') return 'parameters';
  if (parent === 'responses' && path[0] === 'paths' && path.length === 5) return 'responses';
  if (['schema', 'items', 'additionalProperties'].includes(String(path.at(-1)))) return 'definitions';
  if (parent === 'properties' || parent === 'allOf' || (parent === 'definitions' && path.length === 2)) {
    return 'definitions';
  }
  return undefined;
}

function judgeReferences(reading: Reading): void {
  visitObjects(reading.root, (path, node, isNameMap) => {
    if (isNameMap || !('$ref' in node)) return;
    const place = [...path, '$ref'];
    const target = pathOfReference(node.$ref);
    if (typeof node.$ref !== 'string' || (target && nodeAt(reading.root, target) === undefined)) {
      report(reading, 'refused', 'A reference that leads nowhere', 'Validator: SchemaReferenceNotFound', place, path);
      return;
    }
    const expected = referenceTarget(path);
    if (!expected || (target?.length === 2 && target[0] === expected)) return;
    const source = 'Validator: ParameterReferenceNotValid, ResponseReferenceNotValid, SchemaReferenceNotValid';
    report(reading, 'refused', `A reference to elsewhere than #/${expected}/`, source, place, path);
  });
}

const triggerKeys = ['x-ms-trigger', 'x-ms-trigger-hint', 'x-ms-trigger-metadata'];

/** Trigger keys, notification content and callbacks where nobody reads them. */
function judgePlacement(reading: Reading): void {
  visitObjects(reading.root, (path, node, isNameMap) => {
    if (isNameMap) return;
    const isOperation = path.length === 3 && path[0] === 'paths' && methods.includes(String(path[2]));
    for (const key of triggerKeys) {
      if (!(key in node) || isOperation) continue;
      report(reading, 'kills', `${key} is not on an operation`, 'connector-rules: trigger-misplaced', [...path, key]);
    }
    if (contentKey in node && !(path.length === 2 && path[0] === 'paths')) {
      report(reading, 'kills', 'Notification content that is not on a path', 'Designer; Extensions', [
        ...path,
        contentKey,
      ]);
    }
    if (callbackKey in node && isOutsideBodies(path)) {
      const source = 'Validator: NotificationUrlNotAllowedInThisPosition';
      report(reading, 'kills', 'A callback that is not in an input body', source, [...path, callbackKey]);
    }
  });
}

/** True for what is neither a schema of an input nor a definition that may be one. */
function isOutsideBodies(path: Path): boolean {
  if (path[0] === 'definitions') return false;
  if (path.includes(contentKey)) return true;
  const parameters = path.indexOf('parameters');
  if (path[0] === 'parameters') return !path.includes('schema');
  if (parameters < 0 || path.indexOf('responses') >= 0) return true;
  return !path.slice(parameters).includes('schema');
}

// --- Paths

/** Braces pair within one segment, and nothing but a name is in them. */
function hasSoundBraces(template: string): boolean {
  return template.split('/').every((segment) => {
    const bare = segment.replace(/\{[^{}=]+\}/g, '');
    return !/[{}]/.test(bare);
  });
}

function judgePaths(reading: Reading): void {
  const templates = Object.keys(reading.root.paths).filter((template) => !template.startsWith('x-'));
  for (const template of templates) {
    const place: Path = ['paths', template];
    if (!template.startsWith('/')) {
      report(reading, 'refused', 'A path without a slash', 'Validator: OperationPathMustStartWithSlash', place);
    }
    if (/[?#*]/.test(template)) {
      report(
        reading,
        'refused',
        'A path with ?, # or *',
        'Validator: OperationPathMayNotContainQueryOrFragment',
        place,
      );
    }
    if (!hasSoundBraces(template)) {
      report(reading, 'refused', 'A path with odd braces', 'Validator: OperationPathTemplateNotValid', place);
    }
  }
  judgeTwins(reading, templates);
}

/** Paths that differ by capitals only, or by the names of their variables and share a method. */
function judgeTwins(reading: Reading, templates: string[]): void {
  for (const [index, one] of templates.entries()) {
    for (const other of templates.slice(index + 1)) {
      const places: Path[] = [
        ['paths', one],
        ['paths', other],
      ];
      if (one.toLowerCase() === other.toLowerCase()) {
        report(reading, 'refused', 'Two paths that differ by capitals', 'Validator: PathRedefined', ...places);
        continue;
      }
      const shape = (template: string): string => template.replace(/\{[^{}]*\}/g, '{}').toLowerCase();
      if (shape(one) !== shape(other)) continue;
      const [items, source] = [places.map((place) => nodeAt(reading.root, place)), 'Validator: DuplicateOperationPath'];
      if (!methods.some((method) => items.every((item) => isObject(item) && method in item))) continue;
      report(reading, 'refused', 'Two paths that differ by variable names', source, ...places);
    }
  }
}

function judgePathItem(reading: Reading, template: string, item: Json): void {
  const place: Path = ['paths', template];
  if (!isObject(item)) {
    report(reading, 'refused', 'A path item that is no object', 'Validator: JsonTypeIncorrect', place);
    return;
  }
  for (const [key, value] of Object.entries(item)) {
    if (methods.includes(key) && !isObject(value)) {
      report(reading, 'refused', 'An operation that is no object', 'Validator: JsonTypeIncorrect', [...place, key]);
    }
    if (!methods.includes(key) && methods.includes(key.toLowerCase())) {
      report(reading, 'refused', 'A method in capitals', 'findings-review (c)', [...place, key]);
    }
  }
  judgeParameterList(reading, place, item.parameters);
}

// --- Operations

function judgeOperationIds(reading: Reading, operations: Operation[]): void {
  const users = new Map<string, Path[]>();
  for (const { path, node } of operations) {
    const id = node.operationId;
    if (typeof id !== 'string' || !id) {
      const source = 'Validator: OperationIdRequired';
      report(reading, 'refused', 'An operation without an operationId', source, [...path, 'operationId'], path);
      continue;
    }
    users.set(id, [...(users.get(id) ?? []), [...path, 'operationId']]);
  }
  for (const [id, places] of users) {
    if (places.length > 1) {
      report(reading, 'refused', `operationId ${id} twice`, 'Validator: OperationIdNotUnique', ...places);
    }
  }
}

const operationContainers: Record<string, 'object' | 'array'> = {
  responses: 'object',
  tags: 'array',
  schemes: 'array',
  consumes: 'array',
  produces: 'array',
  security: 'array',
};

function judgeOperation(reading: Reading, operation: Operation): void {
  const { path, item, node } = operation;
  for (const [key, type] of Object.entries(operationContainers)) {
    if (node[key] === undefined || isOfType(node[key], type)) continue;
    report(reading, 'refused', `${key} is no ${type}`, 'Validator: JsonTypeIncorrect', [...path, key]);
  }
  if ('requestBody' in node) {
    report(reading, 'refused', 'OpenAPI 3: requestBody', 'findings-review (c)', [...path, 'requestBody']);
  }
  judgeParameterList(reading, path, node.parameters);
  judgeBodies(reading, operation);
  judgeTemplate(reading, path, item);
  for (const [status, response] of Object.entries(isObject(node.responses) ? node.responses : {})) {
    if (!status.startsWith('x-')) judgeResponse(reading, [...path, 'responses', status], response);
  }
  const content = nodeAt(reading.root, [...item, contentKey]);
  if (isObject(content) && isObject(content.schema)) judgeSchema(reading, [...item, contentKey, 'schema']);
}

function judgeParameterList(reading: Reading, holder: Path, parameters: Json): void {
  if (parameters === undefined) return;
  const place = [...holder, 'parameters'];
  if (!Array.isArray(parameters)) {
    report(reading, 'refused', 'parameters is no array', 'findings-review (c)', place);
    return;
  }
  for (const index of parameters.keys()) judgeParameter(reading, [...place, index]);
}

const locations = ['query', 'header', 'path', 'formData', 'body'];

function judgeParameter(reading: Reading, place: Path): void {
  const at = resolvePath(reading.root, place);
  const node = nodeAt(reading.root, at ?? place);
  if (!isObject(node)) {
    report(reading, 'refused', 'A parameter that is no object', 'Validator: JsonTypeIncorrect', place);
    return;
  }
  if (!at) return;
  const source = 'Swagger: Parameter Object';
  if (!locations.includes(node.in)) {
    report(reading, 'refused', 'A parameter in an unknown place', 'findings-review (c)', [...at, 'in'], at, place);
  }
  if (typeof node.name !== 'string') {
    report(reading, 'refused', 'A parameter without a name', source, [...at, 'name'], at, place);
  }
  if (node.in === 'path' && node.required !== true) {
    const rule = 'Validator: PathParameterMustBeRequired';
    report(reading, 'refused', 'An optional path parameter', rule, [...at, 'required'], at, place);
  }
  if (node.in !== 'body' && 'schema' in node) {
    const rule = 'Validator: NonBodyParameterSchemaNotValid';
    report(reading, 'refused', 'A schema outside the body', rule, [...at, 'schema'], [...at, 'in'], place);
  }
  if (node.in === 'body' && node.schema !== undefined) judgeSchema(reading, [...at, 'schema']);
}

/** The parameters that an operation has, of its own and of its path item, behind their references. */
function parametersOf(root: Json, path: Path, item: Path): { place: Path; node: Record<string, Json> }[] {
  return [path, item].flatMap((holder) => {
    const list = nodeAt(root, [...holder, 'parameters']);
    if (!Array.isArray(list)) return [];
    return [...list.keys()].flatMap((index) => {
      const place = [...holder, 'parameters', index];
      const at = resolvePath(root, place);
      const node = at && nodeAt(root, at);
      return isObject(node) ? [{ place, node }] : [];
    });
  });
}

function judgeBodies(reading: Reading, { path, item }: Operation): void {
  const all = parametersOf(reading.root, path, item);
  const bodies = all.filter(({ node }) => node.in === 'body');
  const fields = all.filter(({ node }) => node.in === 'formData');
  if (bodies.length > 1) {
    const source = 'Validator: OperationParametersContainMultipleBodyParameters';
    report(reading, 'refused', 'Two bodies', source, ...bodies.map(({ place }) => place));
  }
  if (bodies.length && fields.length) {
    const source = 'Validator: ParameterListContainsFormDataAndBody';
    report(reading, 'refused', 'A body and form data', source, ...[...bodies, ...fields].map(({ place }) => place));
  }
}

/** The variables of a path against its declared path parameters. */
function judgeTemplate(reading: Reading, path: Path, item: Path): void {
  const variables = new Set(Array.from(String(item[1]).matchAll(/\{([^{}]+)\}/g), ([, name]) => name!));
  const declared = parametersOf(reading.root, path, item).filter(({ node }) => node.in === 'path');
  for (const { place, node } of declared) {
    if (typeof node.name !== 'string' || variables.has(node.name)) continue;
    const source = 'Validator: PathParameterNotDefinedInTemplate';
    report(reading, 'refused', `No {${node.name}} in the path`, source, place, [...path, 'parameters'], item, path);
  }
  for (const name of variables) {
    if (declared.some(({ node }) => node.name === name)) continue;
    const source = 'Validator: OperationMissingPathParameter';
    report(reading, 'refused', `{${name}} is not declared`, source, [...path, 'parameters'], path, item);
  }
}

function judgeResponse(reading: Reading, place: Path, response: Json): void {
  const at = resolvePath(reading.root, place);
  const node = at ? nodeAt(reading.root, at) : response;
  if (!isObject(node)) {
    report(reading, 'refused', 'A response that is no object', 'findings-review (c)', place);
    return;
  }
  if (!at) return;
  if ('content' in node) {
    report(reading, 'refused', 'OpenAPI 3: content', 'findings-review (c)', [...at, 'content'], place);
  }
  if (node.headers !== undefined && !isObject(node.headers)) {
    report(reading, 'refused', 'headers is no object', 'Validator: JsonTypeIncorrect', [...at, 'headers'], place);
  }
  if (node.schema !== undefined) judgeSchema(reading, [...at, 'schema']);
}

/** The structure of a schema: what must be an object is one. References are judged elsewhere. */
function judgeSchema(reading: Reading, place: Path): void {
  const node = nodeAt(reading.root, place);
  const source = 'Validator: JsonTypeIncorrect';
  if (!isObject(node)) {
    report(reading, 'refused', 'A schema that is no object', source, place);
    return;
  }
  if (node.properties !== undefined && !isObject(node.properties)) {
    report(reading, 'refused', 'properties is no object', source, [...place, 'properties']);
  }
  for (const name of Object.keys(isObject(node.properties) ? node.properties : {})) {
    judgeSchema(reading, [...place, 'properties', name]);
  }
  if (node.items !== undefined) judgeSchema(reading, [...place, 'items']);
}

// --- Triggers

function judgeTrigger(reading: Reading, operation: Operation): void {
  const { path, item, method, node } = operation;
  const { root } = reading;
  const content = nodeAt(root, [...item, contentKey]);
  const flags = callbackFlags(root, operation);
  const trigger = node['x-ms-trigger'];
  if (flags.length && content === undefined) {
    const source = 'Validator: OperationMustHaveNotificationContentExtension';
    report(
      reading,
      'kills',
      'A callback without notification content',
      source,
      item,
      path,
      ...flags.map(({ at }) => at),
    );
  }
  if (trigger === undefined) return;
  if (typeof trigger !== 'string' || !['single', 'batch'].includes(trigger.toLowerCase())) {
    report(reading, 'kills', 'x-ms-trigger is neither single nor batch', 'Extensions', [...path, 'x-ms-trigger']);
  }
  if (['delete', 'head', 'options'].includes(method) || (method === 'get' && (content !== undefined || flags.length))) {
    const source = 'connector-rules: trigger-method';
    report(reading, 'kills', `A trigger on ${method}`, source, path, [...path, 'x-ms-trigger'], [...item, contentKey]);
  }
  judgeContent(reading, item, content);
  if (Array.isArray(nodeAt(root, [...item, 'parameters'])) && node.parameters === undefined) {
    const source = 'Designer: the parser throws where only the path has parameters';
    report(reading, 'kills', 'A trigger without parameters', source, path, [...item, 'parameters']);
  }
  if (content !== undefined && method !== 'get') judgeCallback(reading, operation, flags);
}

function judgeContent(reading: Reading, item: Path, content: Json): void {
  if (content === undefined) return;
  const place = [...item, contentKey];
  const source = 'connector-rules: notification-content-shape';
  if (!isObject(content)) report(reading, 'kills', 'Notification content that is no object', source, place);
  else if (content.schema !== undefined && !isObject(content.schema)) {
    report(reading, 'kills', 'A notification schema that is no object', source, [...place, 'schema']);
  }
}

interface Flag {
  /** The path of the schema that carries the flag. */
  at: Path;
  /** Why the designer does not come here; undefined where it does. */
  unreachable?: string;
}

const dynamicKeys = ['x-ms-dynamic-schema', 'x-ms-dynamic-properties'];

/** True where a body, or what it refers to, comes at run time or cannot be read. */
function isOpaque(root: Json, schema: Path, seen = new Set<Json>()): boolean {
  const at = resolvePath(root, schema);
  const node = at && nodeAt(root, at);
  if (!at || !isObject(node)) return true;
  if (seen.has(node)) return false;
  seen.add(node);
  if (dynamicKeys.some((key) => key in node)) return true;
  const names = Object.keys(isObject(node.properties) ? node.properties : {});
  return names.some((name) => isOpaque(root, [...at, 'properties', name], seen));
}

/** The schemas directly below a schema, each with what keeps the designer from going there. */
function schemasBelow(node: Record<string, Json>, at: Path): { path: Path; barrier?: string }[] {
  const closed = node.type === 'object' ? undefined : 'in a schema that is no object';
  const names = Object.keys(isObject(node.properties) ? node.properties : {});
  const found: { path: Path; barrier?: string }[] = names.map((name) => ({
    path: [...at, 'properties', name],
    barrier: closed,
  }));
  if (isObject(node.items)) found.push({ path: [...at, 'items'], barrier: 'in an array' });
  if (isObject(node.additionalProperties)) {
    found.push({ path: [...at, 'additionalProperties'], barrier: 'in additional properties' });
  }
  for (const key of ['allOf', 'oneOf', 'anyOf']) {
    const count = Array.isArray(node[key]) ? node[key].length : 0;
    for (let index = 0; index < count; index += 1) found.push({ path: [...at, key, index], barrier: `in ${key}` });
  }
  return found;
}

/** The callback flags in the body of an operation, wherever below its schema they are. */
function callbackFlags(root: Json, operation: Operation): Flag[] {
  const body = bodyOf(root, operation);
  if (!body) return [];
  const flags: Flag[] = [];
  const seen = new Set<Json>();
  const visit = (path: Path, barrier: string | undefined): void => {
    const raw = nodeAt(root, path);
    if (isObject(raw) && raw.$ref !== undefined && callbackKey in raw) {
      flags.push({ at: path, unreachable: 'next to a $ref, which discards it' });
    }
    const at = resolvePath(root, path);
    const node = at && nodeAt(root, at);
    if (!at || !isObject(node) || seen.has(node)) return;
    seen.add(node);
    const unreachable = barrier ?? (node.readOnly === true ? 'in something read-only' : undefined);
    if (callbackKey in node) flags.push({ at, unreachable });
    for (const below of schemasBelow(node, at)) visit(below.path, unreachable ?? below.barrier);
  };
  visit([...body, 'schema'], undefined);
  return flags;
}

function judgeCallback(reading: Reading, operation: Operation, flags: Flag[]): void {
  const { path, item } = operation;
  const { root } = reading;
  const body = bodyOf(root, operation);
  const around = [path, [...path, 'parameters'], ...(body ? [body, [...body, 'schema']] : []), [...item, contentKey]];
  if (!flags.length) {
    if (body && isOpaque(root, [...body, 'schema'])) return;
    const source = 'Validator: WebhookOperationsMissingNotificationUrlProperty';
    report(reading, 'kills', 'A webhook without a callback', source, ...around);
    return;
  }
  if (flags.length > 1) {
    const source = 'connector-rules: notification-url-duplicate';
    report(reading, 'kills', 'Several callbacks', source, ...flags.map(({ at }) => [...at, callbackKey]));
  }
  for (const { at, unreachable } of flags) {
    const place = [...at, callbackKey];
    const node = nodeAt(root, at);
    if (node[callbackKey] !== true) {
      report(reading, 'kills', 'A callback flag that is not true', 'connector-rules: notification-url-value', place);
    }
    if (node.type !== undefined && node.type !== 'string') {
      const source = 'Validator: NotificationUrlNotString';
      report(reading, 'kills', 'A callback that is no string', source, [...at, 'type'], place, at);
    }
    if (unreachable) report(reading, 'kills', `A callback ${unreachable}`, 'Designer', place, at, ...around);
  }
}

/** The faults that a damaged definition has and its undamaged one had not. */
export function newFaults(before: Fault[], after: Fault[]): Fault[] {
  const identity = ({ reason, places }: Fault): string => JSON.stringify([reason, places]);
  const known = new Set(before.map(identity));
  return after.filter((fault) => !known.has(identity(fault)));
}
