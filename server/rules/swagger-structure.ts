import type { Member, Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import { converted } from '../model/coerceValue';
import { type Definition, homes } from '../model/definition';
import { type Shape, schemeMembers, shapeOf, wordsFor } from '../model/swagger';
import { nearest } from '../model/vocabulary';
import { childOf, enclosing, methods, type Place, type Role } from '../model/walk';
import type { Json } from '../protocol/json';
import { unsupportedKeywords } from './keyword-unsupported';
import { type At, type Details, type Report, type Rule, type RuleDocs, valueAt } from './rule';
import { checkSchemeMembers } from './schemeMembers';

export const swaggerStructure: Rule = {
  code: 'swagger-structure',
  summary: "The definition doesn't match Swagger 2.0: a member is unknown, missing or has the wrong value.",
  severity: 'warning',
  otherLevels: {
    information:
      'for a missing `info`, `title`, `version`, `paths` or `host`, for a `host` that is the local machine, for an `oauth2` scheme without `scopes` and a member that belongs to schemes of another type (in the profile *custom*), and for a path with a query, two slashes in a row or `basePath` in it',
  },
  // OpenAPI 3 and files that aren't definitions have their own rule.
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: { any: check },
  definition: checkReferences,
};

function check(place: Place, report: Report): void {
  const { node, role } = place;
  checkContainer(place, report);
  const shape = shapeOf(role);
  const reference = node.member('$ref');
  if (reference && role === 'pathItem')
    report({ key: reference }, "Power Automate doesn't follow the `$ref` of a path. Write its operations here.");
  // Keys next to a `$ref` are not read.
  if (!shape || reference) return;
  // The other members of a parameter depend on its `in`.
  if (role === 'parameter' && !wordsFor(role, 'in')!.includes(node.text('in') ?? '')) {
    checkSentIn(place, shape, report);
    return;
  }
  const quick = quickFor(role, shape);
  for (const member of node.members) if (!isInOrder(member, quick)) checkMember(place, shape, member, report);
  if (isBroken(node)) return;
  checkRequired(place, shape, report);
  if (role === 'root') checkHost(place, report);
  if (role === 'parameter' && node.text('in') === 'path') checkPathParameter(place, report);
  if (role === 'securityScheme') checkScheme(place, shape, report);
}

/** Checks the names and the items of objects that hold paths, responses or parameters. */
function checkContainer({ node, role, parent }: Place, report: Report): void {
  if (role === 'paths') {
    checkNames(node, report, /^\//, 'A path must begin with a slash');
    checkPaths(node, parent?.node.text('basePath') ?? '', report);
  } else if (role === 'responses')
    checkNames(node, report, /^(?:[1-5]\d\d|default)$/, 'The name of a response must be a status code or `default`');
  else if (role === 'operation' || role === 'pathItem') checkParameters(node.get('parameters'), report);
}

/** Checks the `in` of a parameter that has none, or an unknown one. */
function checkSentIn(place: Place, shape: Shape, report: Report): void {
  const sentIn = place.node.member('in');
  if (sentIn) checkMember(place, shape, sentIn, report);
  else if (!isBroken(place.node)) report(placeKey(place), missing('in', shape));
}

function checkRequired(place: Place, shape: Shape, report: Report): void {
  const { node, role } = place;
  for (const key of shape.required) {
    const member = node.member(key);
    if (member?.value?.value === '' && (key === 'name' || key === 'title')) report(valueAt(member), empty(key, shape));
    if (member || (key === 'type' && node.member('schema'))) continue;
    const value = obvious[key];
    report(placeKey(place), missing(key, shape), {
      repair: value === undefined ? undefined : { add: key, value, to: node },
      // Drafts have no title and version yet, and triggers don't depend on them.
      ...((role === 'root' || role === 'info') && { severity: 'information' }),
    });
  }
}

/** Checks the members that a security scheme needs for its type and flow. */
function checkScheme(place: Place, shape: Shape, report: Report): void {
  const { node } = place;
  for (const key of [node.text('type'), node.text('flow')].flatMap((word) => schemeMembers[word ?? ''] ?? [])) {
    const member = node.member(key);
    if (!member) report(placeKey(place), missing(key, shape));
    else if (member.value?.value === '') report(valueAt(member), empty(key, shape));
  }
  checkSchemeMembers(node, placeKey(place), report);
}

/** The kind of a member without members of its own to check, and the words that it may be. */
interface Quick {
  kind: string;
  words: Set<unknown> | undefined;
}

const quickByRole = new Map<Role, Map<string, Quick>>();

/** The members whose value one look can clear: nearly all are in order. */
function quickFor(role: Role, { members }: Shape): Map<string, Quick> {
  let quick = quickByRole.get(role);
  if (!quick) {
    quick = new Map();
    for (const [key, [kind = '', ...others]] of members) {
      if (others.length > 0 || key === 'schemes' || forms.has(`${role}.${key}`) || heldBy(role, key)) continue;
      const words = wordsFor(role, key);
      quick.set(key, { kind, words: words && new Set(words) });
    }
    quickByRole.set(role, quick);
  }
  return quick;
}

function isInOrder({ key, value }: Member, quick: Map<string, Quick>): boolean {
  const known = quick.get(key);
  if (!known || !value) return isExtension(key);
  if (known.kind === 'any') return true;
  return value.kind === known.kind && (known.words === undefined || known.words.has(value.value));
}

/** True for every key that begins with x; other rules check whether it is mistyped. */
function isExtension(key: string): boolean {
  const first = key.charCodeAt(0);
  return first === 0x78 || first === 0x58;
}

/** The values that the quick fix adds for missing members. */
const obvious: Record<string, Json> = { type: 'string', description: 'OK', version: '1.0', paths: {} };

function missing(key: string, shape: Shape): string {
  return `\`${key}\` is missing. Swagger requires it in ${shape.name}.`;
}

function empty(key: string, shape: Shape): string {
  return `\`${key}\` is empty. Swagger requires it in ${shape.name}.`;
}

function checkHost(place: Place, report: Report): void {
  const host = place.node.member('host');
  const severity = 'information';
  if (!host) {
    // A draft has neither of them.
    const other = place.node.member('schemes') ?? place.node.member('basePath');
    if (other) report({ key: other }, '`host` is missing. Add the host name of the service.', { severity });
  } else if (/^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])(?::\d+)?$/i.test(String(host.value?.value)))
    report(
      valueAt(host),
      'This is the local machine, which Power Automate cannot reach from the cloud without a gateway.',
      { severity },
    );
}

function checkPathParameter(place: Place, report: Report): void {
  const { node } = place;
  const required = node.member('required');
  // A value that isn't a boolean is reported by its type.
  if (required?.value && (required.value.kind !== 'boolean' || required.value.value === true)) return;
  report(
    required ? valueAt(required) : placeKey(place),
    'A path parameter must have `required: true`, because a path has no optional parts.',
    { repair: { add: 'required', value: true, to: node } },
  );
}

function checkNames(node: Node, report: Report, pattern: RegExp, sentence: string): void {
  for (const member of node.members) {
    if (pattern.test(member.key)) checkObject(member.value, valueAt(member), report);
    else if (!/^x-/i.test(member.key)) report({ key: member }, `${sentence}, so "${member.key}" is not read.`);
  }
}

interface Form {
  pattern: RegExp;
  sentence: string;
  /** The corrected text, where it is plain. */
  repaired?: (written: string) => string | undefined;
}

const mediaType: Form = {
  pattern:
    /^(?:(?:application|audio|chemical|font|haptics|image|message|model|multipart|text|video)\/|x-[\w-]+\/|\*\/)[^\s/;]+\s*(?:;.*)?$/i,
  sentence: 'This is not a media type. Write one such as `application/json`.',
  repaired: (written) => (/^[a-z]+$/i.test(written) ? `application/${written.toLowerCase()}` : undefined),
};
const address: Form = {
  // Placeholders, which a connection or a pipeline fills in, are allowed.
  pattern: /^(?:https?:\/\/[^\s/]+\S*|.*[{@$#].*)$/i,
  sentence: 'This must be a URL such as `https://example.com/…`.',
};

/**
 * The members whose text has a form. `host` and `basePath` make an address: published ones have placeholders in double
 * braces, those of solutions have environment variables, and a pipeline fills in `#{Host}#` or `${HOST}`.
 */
const forms = new Map<string, Form>(
  Object.entries({
    'root.host': {
      pattern:
        /^(?:(?:[^\s/\\?#@{}[\]:*,]|\{\{[^{}]*\}\}|#\{[^{}]*\}#?|\$\{[^{}]*\}|@\{?environmentVariables\([^()]*\)\}?|\[[\da-f:.]+\])+(?::\d+)?)?$/i,
      sentence:
        '`host` must be a host name, optionally with a port. Move the scheme to `schemes`, and a path to `basePath`.',
      // With a path after the host, two members would have to change.
      repaired: (written: string) => /^(?:\w+:)?\/*([^\s/\\?#@{}:*,]+(?::\d+)?)\/*$/.exec(written.trim())?.[1],
    },
    'root.basePath': {
      pattern: /^\/(?!\/)[^\s?#]*$/,
      sentence: '`basePath` must be a path that begins with a slash.',
      repaired: (written: string) => {
        const path = /^(?:\w+:\/\/[^/?#]*)?\/*([^\s?#]*)$/.exec(written.trim())?.[1];
        return path === undefined ? undefined : `/${path}`;
      },
    },
    ...Object.fromEntries(
      ['root.consumes', 'root.produces', 'operation.consumes', 'operation.produces'].map((key) => [key, mediaType]),
    ),
    'securityScheme.authorizationUrl': address,
    'securityScheme.tokenUrl': address,
    'contact.url': address,
    'license.url': address,
    'externalDocs.url': address,
    'contact.email': {
      pattern: /^(?:[^\s@]+@[^\s@]+|.*[{$#].*)$/,
      sentence: '`email` must be an address such as name@example.com.',
    },
  }),
);

/** Checks the form of each path, and that no two are the same. */
function checkPaths({ members }: Node, basePath: string, report: Report): void {
  const byTemplate = new Map<string, Member>();
  const base = basePath.replace(/\/*$/, '/');
  for (const member of members) {
    const { key } = member;
    if (!key.startsWith('/')) continue;
    const { bare, fault } = formOf(key);
    if (fault) report({ key: member }, fault.sentence, fault.details);
    if (base !== '/' && key.startsWith(base))
      report(
        { key: member },
        'This path begins with `basePath`, so calls go to an address that has it twice. Remove it here.',
        { severity: 'information' },
      );
    const other = byTemplate.get(bare);
    byTemplate.set(bare, member);
    // The reader reports equal keys.
    if (!other || other.key === key) continue;
    const capitals = other.key.toLowerCase() === key.toLowerCase();
    const method = methods.find((one) => other.value?.get(one) && member.value?.get(one));
    if (!capitals && !method) continue;
    const why = capitals ? 'upper and lower case count as the same' : `both have a ${method!.toUpperCase()}`;
    report({ key: member }, `This is the same path as "${other.key}", because ${why}.`, {
      related: [{ at: { key: other }, message: 'The other one.' }],
    });
  }
}

interface PathForm {
  /** The path without the names of its parameters, by which services distinguish paths. */
  bare: string;
  fault?: { sentence: string; details?: Details };
}

/** Kept from version to version, since nearly all paths stay the same. */
const pathForms = new Map<string, PathForm>();
const maxPathForms = 20_000;

function formOf(path: string): PathForm {
  let form = pathForms.get(path);
  if (!form) {
    if (pathForms.size >= maxPathForms) pathForms.clear();
    const fault = pathFault(path);
    form = { bare: path.toLowerCase().replace(/\{[^{}]+\}/g, '{}'), ...(fault && { fault }) };
    pathForms.set(path, form);
  }
  return form;
}

function pathFault(path: string): PathForm['fault'] {
  if (/[{}]/.test(path.replace(/\{[^{}]+\}/g, '')))
    return { sentence: 'A parameter in a path must be a name in braces, as in `{name}`.' };
  if (/[?#]/.test(path)) {
    const sentence = 'A path must not have a query or a fragment. Declare parameters with `in: query` instead.';
    return { sentence, details: { severity: 'information' } };
  }
  if (path.includes('//')) {
    const sentence = 'This path has two slashes in a row. Is a segment missing?';
    return { sentence, details: { severity: 'information' } };
  }
  // Names of parameters may have spaces.
  if (/\s/.test(path.replace(/\{[^{}]*\}/g, ''))) return { sentence: 'A path must not have spaces.' };
  const names = path.match(/\{[^{}]+\}/g) ?? [];
  if (new Set(names).size < names.length) return { sentence: 'This path has the same parameter twice.' };
  return path.includes('*') ? { sentence: 'A path must not have wildcards: import rejects a `*` in it.' } : undefined;
}

/** Reports parameters that appear twice in a list, and those that exclude each other. */
function checkParameters(list: Node | undefined, report: Report): void {
  if (!list || list.items.length < 2) return;
  const seen = new Map<string, Node>();
  let content: Node | undefined;
  for (const item of list.items) {
    if (item.kind !== 'object' || isRepeated(item, seen, report)) continue;
    const sentIn = item.member('in');
    const where = sentIn?.value?.value;
    if (!sentIn?.value || (where !== 'body' && where !== 'formData')) continue;
    if (content && (where === 'body' || content.value === 'body'))
      report(valueAt(sentIn), where === content.value ? secondBody : bodyAndForm, {
        related: [{ at: { node: content }, message: 'The other one.' }],
      });
    else content ??= sentIn.value;
  }
}

const secondBody = 'A request can have only one `body`: import rejects a second one.';
const bodyAndForm = 'A request can have either a `body` or `formData`: import rejects both.';

/** True when an earlier item is the same parameter, which is then reported. */
function isRepeated(item: Node, seen: Map<string, Node>, report: Report): boolean {
  const reference = item.member('$ref');
  const sentIn = item.member('in')?.value?.value;
  const mark = reference ?? item.member('name');
  if (mark?.value?.kind !== 'string' || !(reference || sentIn)) return false;
  const key = reference ? String(mark.value.value) : `${sentIn} ${mark.value.value}`;
  const other = seen.get(key);
  if (other)
    report(valueAt(mark), 'This list already has this parameter. Remove one of them.', {
      related: [{ at: { node: other }, message: 'The other one.' }],
    });
  else seen.set(key, mark.value);
  return other !== undefined;
}

/** Checks the section of each target; unresolved references have their own rule. */
function checkReferences(definition: Definition, report: Report): void {
  for (const { member, target, role } of definition.strays) {
    if (definition.target(target) === undefined) continue;
    const { name } = shapeOf(role)!;
    report(valueAt(member), `A reference to ${name} must point to ${homes[role]}; import rejects others.`);
  }
}

/** Keywords of schemas that another rule reports. */
const checkedElsewhere = new Set<string>(unsupportedKeywords);

function checkMember(place: Place, shape: Shape, member: Member, report: Report): void {
  const { key, value } = member;
  const kinds = shape.members.get(key);
  if (!kinds) {
    reportUnknown(place, shape, member, report);
    return;
  }
  // Other rules check the type of a callback.
  if (!value || kinds[0] === 'any' || (key === 'type' && place.node.member('x-ms-notification-url'))) return;
  const isTexts = kinds[0] === 'texts' && value.kind === 'array';
  if (!isTexts && !kinds.includes(value.kind)) {
    reportKind(place, kinds, member, report);
    return;
  }
  const wrong = isTexts ? value.items.find((item) => item.kind !== 'string') : undefined;
  if (wrong) report({ node: wrong }, `Every item in \`${key}\` must be a string, not ${kindText(wrong.kind)}.`);
  checkForm(place, member, report);
  checkHeld(place, member, report);
  if (key === 'security') checkScopes(value, report);
  checkWords(place, shape, member, report);
}

function reportUnknown(place: Place, shape: Shape, member: Member, report: Report): void {
  const { key } = member;
  if (isExtension(key) || key === '<<') return;
  if (place.role === 'schema' && checkedElsewhere.has(key)) return;
  const near = key === 'nullable' ? 'x-nullable' : nearestMember(key, shape);
  const hint = near ? ` Did you mean \`${near}\`?` : '';
  report({ key: member }, `Swagger 2.0 has no \`${key}\` in ${shape.name}, so it is not read.${hint}`, {
    repair: near ? { key: near } : undefined,
  });
}

/** Reports a value of the wrong kind. */
function reportKind(place: Place, kinds: readonly string[], member: Member, report: Report): void {
  const { key } = member;
  const value = member.value!;
  if (key === 'type' && value.kind === 'array' && enclosing(place, 'notificationContent')) return;
  // A boolean `required` was valid in an early JSON Schema, and is in parameters.
  const isProperty = key === 'required' && value.kind === 'boolean' && place.role === 'schema';
  const instead = isProperty ? ' List required properties in the object around them.' : '';
  const same = kinds.map((kind) => converted(value, kind)).find((one) => one !== undefined);
  report(
    valueAt(member),
    `\`${key}\` must be ${kinds.map(kindText).join(' or ')}, not ${kindText(value.kind)}.${instead}`,
    { repair: same === undefined ? undefined : { value: same } },
  );
}

/** Checks a member that takes one of a few words. */
function checkWords({ role }: Place, shape: Shape, { key, value }: Member, report: Report): void {
  const known = wordsFor(role, key);
  if (!known || !value) return;
  for (const one of value.kind === 'array' ? value.items : [value]) {
    if (one.kind !== 'string' || known.includes(String(one.value))) continue;
    const near = nearestWord(String(one.value), known);
    report(
      { node: one },
      `"${one.value}" is not a valid \`${key}\` in ${shape.name}. Use one of: ${known.join(', ')}.`,
      { repair: near === undefined ? undefined : { value: near } },
    );
  }
}

/** Checks that each scheme of a security requirement has a list of scopes. */
function checkScopes(list: Node, report: Report): void {
  for (const { members } of list.items)
    for (const member of members)
      if (member.value && member.value.kind !== 'array')
        report(valueAt(member), `The scopes of a scheme must be a list, not ${kindText(member.value.kind)}.`, {
          repair: { value: member.value.kind === 'string' ? [String(member.value.value)] : [] },
        });
}

function checkForm({ role }: Place, { key, value }: Member, report: Report): void {
  const form = forms.get(`${role}.${key}`);
  if (!form || !value) return;
  for (const one of value.kind === 'array' ? value.items : [value]) {
    const written = String(one.value);
    if (one.kind !== 'string' || form.pattern.test(written)) continue;
    // Required members are reported as empty; an empty contact, which the wizard writes, does no harm.
    if (written === '' && role !== 'root' && role !== 'operation') continue;
    const same = form.repaired?.(written);
    report({ node: one }, form.sentence, { repair: same === undefined ? undefined : { value: same } });
  }
}

/** The map or list of objects that a member holds; undefined for other members. */
function heldBy(role: Role, key: string): { map: Role } | { list: Role } | undefined {
  if (key === 'security') return { list: role };
  const child = childOf(role, key);
  return typeof child === 'object' && !('schemaOrList' in child) ? child : undefined;
}

/** Checks that every value in a map or a list is an object. */
function checkHeld({ role }: Place, { key, value }: Member, report: Report): void {
  const child = heldBy(role, key);
  if (!value || !child) return;
  if ('map' in child) for (const member of value.members) checkObject(member.value, valueAt(member), report);
  else for (const item of value.items) checkObject(item, { node: item }, report);
}

function checkObject(value: Node | undefined, at: At, report: Report): void {
  if (value && value.kind !== 'object') report(at, `This must be an object, not ${kindText(value.kind)}.`);
}

/** True when the text has a syntax error, so that a member which seems to be missing may be there. */
function isBroken(node: Node): boolean {
  return node.piece.problems.some(({ code }) => code === 'syntax');
}

/** The key of an object. The first key of a list item, since the whole item would be too much to mark. */
function placeKey({ node, member }: Place): At {
  if (member) return { key: member };
  return node.members[0] ? { key: node.members[0] } : { node };
}

/** The word that is at most two edits away, or begins with the text: `bool`, `int`. */
function nearestWord(written: string, known: string[]): string | undefined {
  const lower = written.toLowerCase();
  return nearest(written, known, 2) ?? known.find((word) => lower.length > 2 && word.startsWith(lower));
}

/** The member of the shape closest to the key, ignoring case; undefined if none is within two edits. */
function nearestMember(key: string, { members }: Shape): string | undefined {
  return nearest(key, members.keys(), key.length > 4 ? 2 : 1);
}

function kindText(kind: string): string {
  if (kind === 'texts') return 'a list of strings';
  if (kind === 'null') return 'empty';
  return withArticle(kind);
}

export const docs: RuleDocs = {
  why: [
    "Power Automate checks a definition against Swagger 2.0 on import. It rejects or ignores what Swagger doesn't know: `\"pst\"` is not a method, so its operation doesn't exist; a parameter without `type` cannot be sent. The address of a call is made from `host` and `basePath`, so a scheme in `host` makes an address that doesn't exist. Two paths that differ only in case, or only in the names of their parameters, are the same path. Import also rejects a `*` in a path, a `$ref` on a path, the same parameter twice, a second `body` or one together with `formData`, and a reference to a schema, parameter or response that isn't under `definitions`, `parameters` or `responses`.",
    'Keys that begin with `x-` are allowed anywhere; other rules check the extensions that Power Automate knows. Defaults are checked by [value-mismatch](value-mismatch.md), contradictions by [schema-contradiction](schema-contradiction.md), and OpenAPI 3 documents get only [not-swagger-2](not-swagger-2.md).',
  ],
  fix: 'The quick fixes correct a mistyped key or value, and add a missing member where its value is plain.',
  incorrect: [
    { within: 'root', text: '"host": "https://hooks.example.com/v1"' },
    { within: 'root', level: 'information', text: '"host": "localhost:3000"' },
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "ListItems",
    "parameters": [{ "name": "top", "in": "query" }],
    "responses": { "200": {} }
  }
}`,
    },
  ],
  correct: [
    {
      within: 'root',
      text: `"host": "hooks.example.com",
"basePath": "/v1"`,
    },
    {
      within: 'paths',
      text: `"/items": {
  "get": {
    "operationId": "ListItems",
    "parameters": [{ "name": "top", "in": "query", "type": "integer" }],
    "responses": { "200": { "description": "OK" } }
  }
}`,
    },
  ],
};
