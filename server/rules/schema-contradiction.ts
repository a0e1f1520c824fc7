import type { Member, Node } from '../documents/tree';
import { isOpen } from '../model/schemas';
import { enclosing, type Place, type Role } from '../model/walk';
import { say } from '../texts/say';
import { type Level, type Report, type Rule, type RuleDocs, rejectedByCertification, valueAt } from './rule';

export const schemaContradiction: Rule = {
  code: 'schema-contradiction',
  summary: 'A schema or a parameter contradicts itself.',
  severity: rejectedByCertification,
  otherLevels: {
    warning: "for contradictions that certification isn't known to reject",
    information: 'for `items` next to a type other than `array`, which works in published connectors',
    hint: 'for `required` on a type other than `object`, and for an exclusive limit without the limit itself, in the profile *custom*',
  },
  places: { schema: check, parameter: check, items: check, header: check },
};

function check(place: Place, report: Report): void {
  const { node, role } = place;
  // Most schemas have few keywords: the checks of absent ones are skipped.
  let said = 0;
  for (const { key } of node.members) said |= partOf(key);
  // Keys next to a `$ref` are not read.
  if (said & reference) return;
  if (said & type && (said & nested || role !== 'schema' || node.get('type')?.value === 'file'))
    checkType(place, report);
  if (said & choices) checkChoices(node, report);
  if (said & range) checkBounds(node, report);
  if (said & names && role === 'schema') checkRequired(place, report);
}

const [reference, type, choices, range, names, nested] = [1, 2, 4, 8, 16, 32];

/** The bit of the check that a keyword belongs to. Switches on the length, since it runs for every member of every schema. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a flat table, which a map would make slower.
function partOf(key: string): number {
  switch (key.length) {
    case 4:
      return key === 'type' ? type : key === 'enum' ? choices : key === '$ref' ? reference : 0;
    case 5:
      return key === 'items' ? nested : 0;
    case 7:
      return key === 'minimum' || key === 'pattern' ? range : 0;
    case 8:
      return key === 'required' ? names : key === 'minItems' || key === 'maxItems' ? range : 0;
    case 9:
      return key === 'minLength' || key === 'maxLength' ? range : 0;
    case 10:
      return key === 'properties' ? nested : key === 'multipleOf' ? range : 0;
    case 13:
      return key === 'discriminator' ? names : key === 'minProperties' || key === 'maxProperties' ? range : 0;
    case 16:
      return key === 'exclusiveMaximum' || key === 'exclusiveMinimum' ? range : 0;
    default:
      return 0;
  }
}

/** Keywords that are read for one type only. */
const ofType = [
  ['properties', 'object'],
  ['items', 'array'],
] as const;
/** Roles whose arrays require `items`; schemas don't. */
const needsItems = new Set<Role>(['parameter', 'items', 'header']);

function checkType({ node, role, parent }: Place, report: Report): void {
  const type = node.member('type');
  if (type?.value?.kind !== 'string') return;
  const named = String(type.value.value);
  // Another rule reports words that are not types.
  if (types.has(named))
    for (const [key, right] of ofType) if (named !== right) checkUnread({ node, role }, type, key, right, report);
  if (named === 'array' && needsItems.has(role) && !node.member('items'))
    report(valueAt(type), say('Swagger requires `items` for this array, to describe its elements.'), {
      severity: 'warning',
      repair: { add: 'items', value: { type: 'string' }, to: node },
    });
  if (named === 'file' && role === 'schema' && parent?.role === 'schema')
    report(
      valueAt(type),
      say('`file` can only be the type of a whole response. Use `string` with a `format` for a part of it.'),
      { severity: 'warning', repair: { value: 'string' } },
    );
}

/** Reports a member that is not read because the type is another one than it belongs to. */
function checkUnread(
  { node, role }: Pick<Place, 'node' | 'role'>,
  type: Member,
  key: 'properties' | 'items',
  right: 'object' | 'array',
  report: Report,
): void {
  const inner = node.get(key);
  if (inner?.kind !== 'object' || inner.members.length === 0) return;
  report(
    valueAt(type),
    say`\`${key}\` is not read with \`type: ${type.value!.value}\`. Change the type to \`${right}\`, or remove \`${key}\`.`,
    {
      // Only schemas can be objects.
      repair: right === 'array' || role === 'schema' ? { value: right } : undefined,
      // Published connectors work with the rest of a former list.
      severity: key === 'items' ? 'information' : 'warning',
    },
  );
}

const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array']);

function checkChoices(node: Node, report: Report): void {
  const choices = node.member('enum');
  if (choices?.value?.kind !== 'array') return;
  const { items } = choices.value;
  if (items.length === 0)
    report({ key: choices }, say('`enum` is empty, so no value is valid. List the values, or remove it.'), {
      repair: { remove: choices },
    });
  const seen = new Set<unknown>();
  for (const item of items) {
    if (item.kind === 'object' || item.kind === 'array') continue;
    if (seen.has(item.value))
      report({ node: item }, say('`enum` already has this value. Remove it.'), {
        severity: 'warning',
        repair: { remove: item },
      });
    else seen.add(item.value);
  }
}

const bounds = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

const exclusiveBounds = [
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
] as const;

/** The level of what has no effect, and what certification warns about. */
const withoutEffect: Level = { custom: 'hint', certification: 'warning' };

function checkBounds(node: Node, report: Report): void {
  for (const [low, high] of bounds) {
    const least = node.member(low);
    const most = node.member(high);
    if (typeof least?.value?.value === 'number' && typeof most?.value?.value === 'number')
      if (least.value.value > most.value.value)
        report(valueAt(least), say`\`${low}\` is above \`${high}\`, so no value is valid.`);
    if (low === 'minimum') continue;
    for (const one of [least, most])
      if (typeof one?.value?.value === 'number' && one.value.value < 0)
        report(valueAt(one), say`\`${one.key}\` must not be negative.`, { severity: 'warning' });
  }
  const multiple = node.member('multipleOf');
  if (typeof multiple?.value?.value === 'number' && multiple.value.value <= 0)
    report(valueAt(multiple), say('`multipleOf` must be greater than zero.'), { severity: 'warning' });
  checkExclusive(node, report);
  checkPattern(node, report);
}

function checkExclusive(node: Node, report: Report): void {
  for (const [exclusive, bound] of exclusiveBounds) {
    const member = node.member(exclusive);
    if (member?.value?.kind === 'boolean' && !node.member(bound))
      report({ key: member }, say`\`${exclusive}\` has no effect without \`${bound}\`. Add that, or remove this.`, {
        severity: withoutEffect,
        repair: { remove: member },
      });
  }
}

function checkPattern(node: Node, report: Report): void {
  const pattern = node.member('pattern');
  if (pattern?.value?.kind === 'string' && !isPattern(String(pattern.value.value)))
    report(valueAt(pattern), say('This `pattern` is not a valid regular expression.'), { severity: 'warning' });
}

/** Groups of other regular expression dialects: `(?i)`, `(?i:…)`, `(?>…)`, `(?P<name>…)`. Swagger requires JavaScript's. */
const foreignGroups = /\(\?(?:[a-z-]+(?=[:)])|>|P(?=<))/gi;

function isPattern(text: string): boolean {
  try {
    new RegExp(text.replace(foreignGroups, (group) => (group.endsWith('P') ? '(?' : '(')));
    return true;
  } catch {
    return false;
  }
}

function checkRequired(place: Place, report: Report): void {
  const { node } = place;
  const required = node.member('required');
  if (required?.value?.kind === 'array' && !isOnOtherType(required, node, report)) {
    if (required.value.items.length === 0)
      report({ key: required }, say('`required` is empty, and certification rejects an empty list. Remove it.'), {
        repair: { remove: required },
      });
    checkRequiredNames(place, required.value, report);
  }
  const discriminator = node.member('discriminator');
  if (discriminator?.value?.kind === 'string') checkDiscriminator(place, discriminator, report);
}

/** True for a list of required names in a string or another type without properties, which is then reported. */
function isOnOtherType(required: Member, node: Node, report: Report): boolean {
  const type = node.text('type');
  if (type === undefined || type === 'object' || !types.has(type)) return false;
  // Where there are properties, the type is what is wrong.
  if (!node.get('properties')?.members.length)
    report({ key: required }, say`\`required\` lists properties, which a ${type} doesn't have. Remove it.`, {
      severity: withoutEffect,
      repair: { remove: required },
    });
  return true;
}

function checkRequiredNames(place: Place, required: Node, report: Report): void {
  const { node, parent } = place;
  const properties = node.get('properties');
  const seen = new Set<unknown>();
  // A dynamic schema may require properties that come at run time, a part of `allOf` those of another part. Notification
  // schemas have their own rule.
  const known =
    properties?.kind === 'object' &&
    !isOpen(node) &&
    !isPart(parent) &&
    !enclosing(place, 'notificationContent') &&
    node.piece.problems.length === 0;
  for (const item of required.items) {
    if (item.kind !== 'string') continue;
    if (seen.has(item.value))
      report({ node: item }, say`\`required\` already has "${item.value}". Remove it.`, { repair: { remove: item } });
    else if (known && !properties.member(String(item.value)))
      report({ node: item }, say`"${item.value}" is required, but \`properties\` doesn't have it.`, {
        severity: 'warning',
      });
    seen.add(item.value);
  }
}

/** True when the schema in that place is combined of others, each of which describes a part of it. */
const isPart = (parent: Place | undefined): boolean =>
  parent?.role === 'schema' && parent.node.member('allOf') !== undefined;

/** Microsoft's validator: DiscriminatorMustBeARequiredStringProperty. */
function checkDiscriminator({ node, parent }: Place, discriminator: Member, report: Report): void {
  const properties = node.get('properties');
  const name = String(discriminator.value!.value);
  if (properties?.kind !== 'object' || node.member('allOf') || isPart(parent)) return;
  const property = properties.get(name);
  const type = property?.text('type');
  if (!property)
    report(
      valueAt(discriminator),
      say("`discriminator` must name a property, but `properties` doesn't have this one."),
    );
  else if (type !== undefined && type !== 'string')
    report(valueAt(discriminator), say`\`discriminator\` must name a string, but "${name}" is of the type ${type}.`);
  else if (!node.get('required')?.items.some(({ value }) => value === name))
    report(
      valueAt(discriminator),
      say`\`discriminator\` must name a required property. List "${name}" in \`required\`.`,
      {
        repair: { require: [{ name, holder: node }] },
      },
    );
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: [
    'In such a schema or parameter, one of the following is true:',
    "- No value can match: `minimum` is greater than `maximum`, `enum` is empty, or `required` lists a name that `properties` doesn't have.",
    "- Part of the schema isn't read: `properties` is next to `type: string`, or `file` is in an object.",
    "- OpenAPI 2.0 (Swagger) doesn't allow it: an array parameter without `items`, the same value twice in `enum` or `required`, an empty `required`, an invalid `pattern`, or a `discriminator` that is not a required string.",
    'Required names are checked if `properties` is complete. In notification schemas, [another rule](notification-required-unknown.md) checks them.',
  ],
  fix: 'Correct the part that is wrong. The quick fix changes the type to the one that allows `properties` or `items`, or adds `items`.',
  incorrect: [
    { within: 'schema', text: '{ "type": "integer", "minimum": 9, "maximum": 3 }' },
    { within: 'schema', text: '{ "type": "object", "required": [] }' },
    {
      within: 'schema',
      level: 'warning',
      text: '{ "type": "string", "properties": { "url": { "type": "string" } } }',
    },
    {
      within: 'schema',
      level: 'warning',
      text: '{ "type": "object", "required": ["urll"], "properties": { "url": { "type": "string" } } }',
    },
    { within: 'schema', level: withoutEffect, text: '{ "type": "string", "required": ["url"] }' },
    { within: 'schema', level: 'information', text: '{ "type": "string", "items": { "type": "string" } }' },
  ],
  correct: [
    {
      within: 'schema',
      text: '{ "type": "object", "required": ["url"], "properties": { "url": { "type": "string" } } }',
    },
  ],
};
