import type { Member, Node } from '../../documents/tree';
import { converted } from '../../model/coerceValue';
import { type Shape, wordsFor } from '../../model/swagger';
import { nearest } from '../../model/vocabulary';
import { childOf, enclosing, type Place, type Role } from '../../model/walk';
import type { Json } from '../../protocol/json';
import { anyOf, say } from '../../texts/say';
import { unsupportedKeywords } from '../keyword-unsupported';
import { type At, type Level, type Repair, type Report, rejectedByCertification, valueAt } from '../rule';
import { checkForm, hasForm, isInForm } from './forms';
import { kindText } from './marks';
import { insteadOf } from './openApi3';
import { checkScopes } from './security';

/** Checks every member of an object against the specification. */
export function checkMembers(place: Place, shape: Shape, report: Report): void {
  const quick = quickFor(place.role, shape);
  for (const member of place.node.members) if (!isInOrder(member, quick)) checkMember(place, shape, member, report);
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
      if (others.length > 0 || key === 'schemes' || hasForm(role, key) || heldBy(role, key)) continue;
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

/** Keywords of schemas that `keyword-unsupported` reports. */
const checkedElsewhere = new Set<string>(unsupportedKeywords);

/** Checks one member: that Swagger has it, the JSON type of its value, its form and its words. */
export function checkMember(place: Place, shape: Shape, member: Member, report: Report): void {
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
  if (wrong)
    report({ node: wrong }, say`Every item in \`${key}\` must be a string, not ${kindText(wrong.kind)}.`, {
      severity: rejectedByCertification,
    });
  checkForm(place, member, report);
  checkHeld(place, member, report);
  if (key === 'security') checkScopes(value, report);
  checkWords(place, shape, member, report);
}

function reportUnknown(place: Place, shape: Shape, member: Member, report: Report): void {
  const { key } = member;
  if (isExtension(key) || key === '<<') return;
  if (place.role === 'schema' && checkedElsewhere.has(key)) return;
  const instead = insteadOf(place.role, key);
  if (instead !== undefined) {
    report({ key: member }, say`\`${key}\` is OpenAPI 3, and import rejects it. ${say(instead)}`, {
      subject: 'openApi3',
    });
    return;
  }
  const near = key === 'nullable' ? 'x-nullable' : nearestMember(member, shape);
  const hint = near ? say` Did you mean \`${near}\`?` : '';
  report({ key: member }, say`Swagger 2.0 has no \`${key}\` in ${say(shape.name)}, so it is not read.${hint}`, {
    severity: isLoss(place, member, near) ? 'error' : rejectedByCertification,
    repair: near ? { key: near } : undefined,
  });
}

/** Unknown members that only describe: nothing is lost with them. */
const descriptive = new Set(
  'examples example links externalDocs tags contact license xml discriminator oneOf anyOf not const patternProperties'.split(
    ' ',
  ),
);

/** Members without which an operation, a parameter or a field is lost. */
const structural = new Set(
  '$ref paths definitions parameters responses schema properties items get put post delete options head patch'.split(
    ' ',
  ),
);

/** True when an operation, a parameter or fields are lost with an unknown member; otherwise certification alone rejects it. */
function isLoss({ role }: Place, { key, value }: Member, near: string | undefined): boolean {
  if (near !== undefined && structural.has(near)) return true;
  if (descriptive.has(near ?? key) || descriptive.has(key)) return false;
  return value?.kind === 'object' || (value?.kind === 'array' && role !== 'schema');
}

/** The JSON types that hold others: with a wrong one, import cannot read what is inside. */
const containers = new Set(['object', 'array', 'texts']);

/** Reports a value of the wrong kind (the validator's rule JsonTypeIncorrect). */
function reportKind(place: Place, kinds: readonly string[], member: Member, report: Report): void {
  const { key } = member;
  const value = member.value!;
  if (key === 'type' && value.kind === 'array' && enclosing(place, 'notificationContent')) return;
  // The path parameter's own check reports it.
  if (key === 'required' && place.role === 'parameter' && place.node.text('in') === 'path') return;
  // A boolean `required` was valid in an early JSON Schema, and is in parameters.
  const isProperty = key === 'required' && value.kind === 'boolean' && place.role === 'schema';
  const instead = isProperty ? say(' List required properties in the object around them.') : '';
  const isStructural = !isProperty && (containers.has(value.kind) || kinds.some((kind) => containers.has(kind)));
  const same = kinds
    .map((kind) => converted(value, kind))
    .find((one) => one !== undefined && isValidFor(place, key, one));
  report(
    valueAt(member),
    say`\`${key}\` must be ${anyOf(kinds.map(kindText))}, not ${kindText(value.kind)}.${instead}`,
    {
      severity: isStructural ? 'error' : levelOfKind(place, key),
      repair: same === undefined ? undefined : { value: same },
    },
  );
}

/** Texts without which a parameter isn't sent, or the calls have no address. */
const decisive = new Set(['parameter.name', 'bodyParameter.name', 'root.host', 'root.basePath']);

/** A text of another kind weighs as much as a text that is not one of the words: the validator's rule JsonTypeIncorrect. */
function levelOfKind(place: Place, key: string): Level {
  if (decisive.has(`${place.role}.${key}`)) return 'error';
  return wordsFor(place.role, key) ? levelOfWord(place, key) : rejectedByCertification;
}

/** True for a value that is right where a member has it, as far as its words, its form and the names around it go. */
function isValidFor({ role, node }: Place, key: string, value: Json): boolean {
  const words = wordsFor(role, key);
  if (words && ![value].flat().every((one) => words.includes(String(one)))) return false;
  // A path parameter is named by its path, a required property by the object.
  if (key === 'name' && node.text('in') === 'path') return false;
  if (key === 'required' && role === 'schema')
    return [value].flat().every((one) => node.get('properties')?.member(String(one)) !== undefined);
  return isInForm(role, key, value);
}

/** Checks a member that takes one of a few words (the validator's rules JsonValueNotInEnum and SchemeNotSupported). */
function checkWords(place: Place, shape: Shape, { key, value }: Member, report: Report): void {
  const known = wordsFor(place.role, key);
  if (!known || !value) return;
  for (const one of value.kind === 'array' ? value.items : [value]) {
    if (one.kind !== 'string' || known.includes(String(one.value))) continue;
    const near = nearestWord(String(one.value), known);
    report(
      { node: one },
      say`"${one.value}" is not a valid \`${key}\` in ${say(shape.name)}. Use one of: ${known.join(', ')}.`,
      { severity: levelOfWord(place, key), repair: near === undefined ? undefined : { value: near } },
    );
  }
}

/** Words on which the request depends are errors; so is a type that hides the fields of an object. */
function levelOfWord({ role, node }: Place, key: string): Level {
  if (key === 'collectionFormat' || role === 'header') return rejectedByCertification;
  if (role === 'schema' && !node.member('properties') && !node.member('items')) return rejectedByCertification;
  return 'error';
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

/** Checks the names and the values of `responses` (the validator's rule ResponseMustBeDefaultOrHttpStatusCode). */
export function checkResponses({ members }: Node, report: Report): void {
  for (const member of members) {
    const { value } = member;
    if (/^(?:[1-5]\d\d|default)$/.test(member.key)) checkObject(value, valueAt(member), report, describing(value));
    else if (!/^x-/i.test(member.key))
      report(
        { key: member },
        say`The name of a response must be a status code or \`default\`: import rejects "${member.key}".`,
      );
  }
}

/** A response of which only the description is written. */
function describing(value: Node | undefined): Repair | undefined {
  return value?.kind === 'string' ? { value: { description: String(value.value) } } : undefined;
}

function checkObject(value: Node | undefined, at: At, report: Report, repair?: Repair): void {
  if (value && value.kind !== 'object')
    report(at, say`This must be an object, not ${kindText(value.kind)}.`, { repair });
}

/** The word that is at most two edits away, or begins with the text: `bool`, `int`. */
function nearestWord(written: string, known: string[]): string | undefined {
  const lower = written.toLowerCase();
  return nearest(written, known, 2) ?? known.find((word) => lower.length > 2 && word.startsWith(lower));
}

/** The member of the shape closest to a key and for its value, ignoring case; undefined if none is within two edits. */
function nearestMember({ key, value }: Member, { members }: Shape): string | undefined {
  const near = nearest(key, members.keys(), key.length > 4 ? 2 : 1);
  const kinds = near === undefined ? [] : members.get(near)!;
  const isScalar = value !== undefined && value.kind !== 'object' && value.kind !== 'array';
  const fits =
    !value ||
    kinds[0] === 'any' ||
    (isScalar
      ? kinds.some((kind) => !containers.has(kind))
      : kinds.includes(value.kind === 'array' && kinds[0] === 'texts' ? 'texts' : value.kind));
  return fits ? near : undefined;
}
