import type { Member, Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import { converted } from '../model/coerceValue';
import { type Definition, homes } from '../model/definition';
import { type Shape, schemeMembers, shapeOf, wordsFor } from '../model/swagger';
import { nearest } from '../model/vocabulary';
import { childOf, enclosing, methods, type Place, type Role } from '../model/walk';
import type { Json } from '../protocol/json';
import { type At, type Details, type Report, type Rule, type RuleDocs, valueAt } from './rule';

export const swaggerStructure: Rule = {
  code: 'swagger-structure',
  summary: "The definition doesn't match Swagger 2.0: a member is unknown, missing or has the wrong value.",
  severity: 'warning',
  otherLevels: {
    information:
      'for a missing `info`, `title`, `version`, `paths` or `host`, for a `host` that is the local machine, for `schemes` without `https`, and for a path with a query, two slashes in a row or `basePath` in it',
  },
  // OpenAPI 3 and what is no definition at all: that is told once, by another rule.
  applies: ({ root }) => root.member('swagger') !== undefined,
  places: { any: check },
  definition: checkReferences,
};

function check(place: Place, report: Report): void {
  const { node, role } = place;
  if (role === 'paths') {
    checkNames(node, report, /^\//, 'A path must begin with a slash');
    checkPaths(node, place.parent?.node.text('basePath') ?? '', report);
  }
  if (role === 'responses')
    checkNames(node, report, /^(?:[1-5]\d\d|default)$/, 'The name of a response must be a status code or `default`');
  if (role === 'operation' || role === 'pathItem') checkParameters(node.get('parameters'), report);
  const shape = shapeOf(role);
  const reference = node.member('$ref');
  if (reference && role === 'pathItem')
    report({ key: reference }, "Power Automate doesn't follow the `$ref` of a path. Write its operations here.");
  // What stands beside a `$ref` is not read.
  if (!shape || reference) return;
  // What else a parameter has depends on where it is sent.
  if (role === 'parameter' && !wordsFor(role, 'in')!.includes(node.text('in') ?? '')) {
    const sentIn = node.member('in');
    if (sentIn) checkMember(place, shape, sentIn, report);
    else if (!isBroken(node)) report(placeKey(place), missing('in', shape));
    return;
  }
  const quick = quickFor(role, shape);
  for (const member of node.members) if (!isInOrder(member, quick)) checkMember(place, shape, member, report);
  if (isBroken(node)) return;
  for (const key of shape.required) {
    const member = node.member(key);
    if (member?.value?.value === '' && (key === 'name' || key === 'title')) report(valueAt(member), empty(key, shape));
    if (member || (key === 'type' && node.member('schema'))) continue;
    const value = obvious[key];
    report(placeKey(place), missing(key, shape), {
      repair: value === undefined ? undefined : { add: key, value, to: node },
      // Drafts lack their title and version, and nothing of a trigger depends on them.
      ...((role === 'root' || role === 'info') && { severity: 'information' }),
    });
  }
  if (role === 'root') checkHost(place, report);
  if (role === 'parameter' && node.text('in') === 'path') checkPathParameter(place, report);
  if (role === 'securityScheme') {
    for (const key of [node.text('type'), node.text('flow')].flatMap((word) => schemeMembers[word ?? ''] ?? [])) {
      const member = node.member(key);
      if (!member) report(placeKey(place), missing(key, shape));
      else if (member.value?.value === '') report(valueAt(member), empty(key, shape));
    }
  }
}

/** Of a member whose value is looked at and not into: its kind, and the words that it may be. */
interface Quick {
  kind: string;
  words: Set<unknown> | undefined;
}

const quickByRole = new Map<Role, Map<string, Quick>>();

/** Nearly all members are in order: one look finds that out of most of them. */
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

/** Right or mistyped, they are the business of the rules for extensions. */
function isExtension(key: string): boolean {
  const first = key.charCodeAt(0);
  return first === 0x78 || first === 0x58;
}

/** What stands for a member that is missing until somebody knows better. */
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
    // A draft has none of the three.
    const beside = place.node.member('schemes') ?? place.node.member('basePath');
    if (beside) report({ key: beside }, '`host` is missing. Add the host name of the service.', { severity });
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
  // Another type than a boolean is told of as that.
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
  /** The text that was meant, where it is plain. */
  repaired?: (written: string) => string | undefined;
}

const mediaType: Form = {
  pattern:
    /^(?:(?:application|audio|chemical|font|haptics|image|message|model|multipart|text|video)\/|x-[\w-]+\/|\*\/)[^\s/;]+\s*(?:;.*)?$/i,
  sentence: 'This is not a media type. Write one such as `application/json`.',
  repaired: (written) => (/^[a-z]+$/i.test(written) ? `application/${written.toLowerCase()}` : undefined),
};
const address: Form = {
  // What a connection or a pipeline fills in is left alone.
  pattern: /^(?:https?:\/\/[^\s/]+\S*|.*[{@$#].*)$/i,
  sentence: 'This must be a URL such as `https://example.com/…`.',
};

/**
 * Texts with a form. Those of the root are put together to an address: published ones have placeholders in double braces, those of
 * solutions environment variables, and those that a pipeline fills in `#{Host}#` or `${HOST}`.
 */
const forms = new Map<string, Form>(
  Object.entries({
    'root.host': {
      pattern:
        /^(?:(?:[^\s/\\?#@{}[\]:*,]|\{\{[^{}]*\}\}|#\{[^{}]*\}#?|\$\{[^{}]*\}|@\{?environmentVariables\([^()]*\)\}?|\[[\da-f:.]+\])+(?::\d+)?)?$/i,
      sentence:
        '`host` must be a host name, optionally with a port. Move the scheme to `schemes`, and a path to `basePath`.',
      // With a path behind it, two members would have to change.
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

/** The paths themselves, and that no two are one. */
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
    // The very same key is told of by the reader.
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
  /** Without the names of its parameters: what services tell paths apart by. */
  bare: string;
  fault?: { sentence: string; details?: Details };
}

/** All paths are looked at in each version, and nearly all are what they were. */
const pathForms = new Map<string, PathForm>();
const mostPathForms = 20_000;

function formOf(path: string): PathForm {
  let form = pathForms.get(path);
  if (!form) {
    if (pathForms.size >= mostPathForms) pathForms.clear();
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
  // Names may have blanks.
  if (/\s/.test(path.replace(/\{[^{}]*\}/g, ''))) return { sentence: 'A path must not have spaces.' };
  const names = path.match(/\{[^{}]+\}/g) ?? [];
  if (new Set(names).size < names.length) return { sentence: 'This path has the same parameter twice.' };
  return path.includes('*') ? { sentence: 'A path must not have wildcards: import rejects a `*` in it.' } : undefined;
}

/** What stands twice in a list of parameters, or cannot stand together. */
function checkParameters(list: Node | undefined, report: Report): void {
  if (!list || list.items.length < 2) return;
  const seen = new Map<string, Node>();
  let content: Node | undefined;
  for (const item of list.items) {
    if (item.kind !== 'object') continue;
    const reference = item.member('$ref');
    const sentIn = item.member('in');
    const name = item.member('name');
    const where = sentIn?.value?.value;
    const mark = reference ?? name;
    if (mark?.value?.kind === 'string' && (reference || where)) {
      const key = reference ? String(mark.value.value) : `${where} ${mark.value.value}`;
      const other = seen.get(key);
      if (other) {
        report(valueAt(mark), 'This list already has this parameter. Remove one of them.', {
          related: [{ at: { node: other }, message: 'The other one.' }],
        });
        continue;
      }
      seen.set(key, mark.value);
    }
    if (!sentIn?.value || (where !== 'body' && where !== 'formData')) continue;
    if (content && (where === 'body' || content.value === 'body')) {
      const what =
        where === content.value
          ? 'only one `body`: import rejects a second one'
          : 'either a `body` or `formData`: import rejects both';
      report(valueAt(sentIn), `A request can have ${what}.`, {
        related: [{ at: { node: content }, message: 'The other one.' }],
      });
    } else content ??= sentIn.value;
  }
}

/** References that lead nowhere are told of by a rule of their own. */
function checkReferences(definition: Definition, report: Report): void {
  for (const { member, target, role } of definition.strays) {
    if (definition.target(target) === undefined) continue;
    const { name } = shapeOf(role)!;
    report(valueAt(member), `A reference to ${name} must point to ${homes[role]}; import rejects others.`);
  }
}

/** Rules of their own tell of these. */
const toldElsewhere = new Set(['oneOf', 'anyOf']);

function checkMember(place: Place, shape: Shape, member: Member, report: Report): void {
  const { key, value } = member;
  const kinds = shape.members.get(key);
  if (!kinds) {
    if (isExtension(key) || key === '<<') return;
    if (place.role === 'schema' && toldElsewhere.has(key) && enclosing(place, 'notificationContent')) return;
    const near = key === 'nullable' ? 'x-nullable' : nearestMember(key, shape);
    const hint = near ? ` Did you mean \`${near}\`?` : '';
    const repair = near ? { key: near } : undefined;
    report({ key: member }, `Swagger 2.0 has no \`${key}\` in ${shape.name}, so it is not read.${hint}`, { repair });
    return;
  }
  // A type beside a callback has a rule of its own, and a `$ref` too.
  if (!value || kinds[0] === 'any' || (key === 'type' && place.node.member('x-ms-notification-url'))) return;
  const list = kinds[0] === 'texts' && value.kind === 'array';
  if (!list && !kinds.includes(value.kind)) {
    if (key === 'type' && value.kind === 'array' && enclosing(place, 'notificationContent')) return;
    // As JSON Schema once had it, and as parameters have it.
    const isProperty = key === 'required' && value.kind === 'boolean' && place.role === 'schema';
    const instead = isProperty ? '. List required properties in the object around them' : '';
    const same = kinds.map((kind) => converted(value, kind)).find((one) => one !== undefined);
    report(
      valueAt(member),
      `\`${key}\` must be ${kinds.map(kindText).join(' or ')}, not ${kindText(value.kind)}${instead}.`,
      {
        repair: same === undefined ? undefined : { value: same },
      },
    );
    return;
  }
  if (list) {
    const wrong = value.items.find((item) => item.kind !== 'string');
    if (wrong) report({ node: wrong }, `Every item in \`${key}\` must be a string, not ${kindText(wrong.kind)}.`);
  }
  checkForm(place, member, report);
  checkHeld(place, member, report);
  if (key === 'security') checkScopes(value, report);
  if (key === 'schemes' && !value.items.some((item) => /^https/i.test(String(item.value))))
    report(
      { key: member },
      'Power Automate calls services over `https` unless they are behind a gateway. Add `https`.',
      { severity: 'information' },
    );
  const known = wordsFor(place.role, key);
  if (!known) return;
  for (const one of value.kind === 'array' ? value.items : [value]) {
    if (one.kind !== 'string' || known.includes(String(one.value))) continue;
    const near = nearestWord(String(one.value), known);
    report(
      { node: one },
      `"${one.value}" is not a valid \`${key}\` in ${shape.name}. Use one of: ${known.join(', ')}.`,
      {
        repair: near === undefined ? undefined : { value: near },
      },
    );
  }
}

/** What a requirement says of each of its schemes. */
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
    // What Swagger demands is told to be empty; a contact that the wizard left so harms nobody.
    if (written === '' && role !== 'root' && role !== 'operation') continue;
    const same = form.repaired?.(written);
    report({ node: one }, form.sentence, { repair: same === undefined ? undefined : { value: same } });
  }
}

/** What a member's value holds objects in. */
function heldBy(role: Role, key: string): { map: Role } | { list: Role } | undefined {
  if (key === 'security') return { list: role };
  const child = childOf(role, key);
  return typeof child === 'object' && !('schemaOrList' in child) ? child : undefined;
}

/** The objects in a map or a list. */
function checkHeld({ role }: Place, { key, value }: Member, report: Report): void {
  const child = heldBy(role, key);
  if (!value || !child) return;
  if ('map' in child) for (const member of value.members) checkObject(member.value, valueAt(member), report);
  else for (const item of value.items) checkObject(item, { node: item }, report);
}

function checkObject(value: Node | undefined, at: At, report: Report): void {
  if (value && value.kind !== 'object') report(at, `This must be an object, not ${kindText(value.kind)}.`);
}

/** Where the text has a fault, what seems to be missing may be there. */
function isBroken(node: Node): boolean {
  return node.piece.problems.some(({ code }) => code === 'syntax');
}

/** The key of an object; of an item of a list its first member's, since the whole would be too much. */
function placeKey({ node, member }: Place): At {
  if (member) return { key: member };
  return node.members[0] ? { key: node.members[0] } : { node };
}

/** A word that is at most two edits away, or begins as it is written: `bool`, `int`. */
function nearestWord(written: string, known: string[]): string | undefined {
  const lower = written.toLowerCase();
  return nearest(written, known, 2) ?? known.find((word) => lower.length > 2 && word.startsWith(lower));
}

/** The key of a shape that is at most two edits away, ignoring case. */
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
    { within: 'root', level: 'information', text: '"schemes": ["http"]' },
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
