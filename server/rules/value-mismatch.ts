import type { Member, Node, NodeKind } from '../documents/tree';
import { withArticle } from '../model/articles';
import { converted, isOfType, isSame } from '../model/coerceValue';
import { nearest } from '../model/vocabulary';
import type { Place, Role } from '../model/walk';
import { mark, say } from '../texts/say';
import {
  type Details,
  type Level,
  type Report,
  type Rule,
  type RuleDocs,
  rejectedByCertification,
  valueAt,
} from './rule';

/** The roles that have a type, a default and values to choose from. */
const typed = new Set<Role>(['schema', 'parameter', 'items', 'header']);

const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object']);

/** Microsoft's validator: DefaultValueMustMatchType (an error: pull request 4006 of PowerPlatformConnectors), InvalidEnumValue. */
export const valueMismatch: Rule = {
  code: 'value-mismatch',
  summary: "A `default` or an `enum` value doesn't match the `type`, or the default is not one of the `enum` values.",
  severity: rejectedByCertification,
  otherLevels: {
    hint: 'for `enum` values of the wrong type, in the profile *custom*',
    warning: 'for `enum` values of the wrong type, in the profile *certification*',
    information: 'for a default that is not one of the `enum` values',
  },
  keys: { default: checkDefault, enum: checkEnum },
};

function checkDefault(member: Member, { node, role }: Place, report: Report): void {
  const { value } = member;
  if (!value || !typed.has(role)) return;
  const type = typeOf(node);
  if (type && !isOfType(value, type)) {
    report(
      valueAt(member),
      say`The default is ${withArticle(value.kind)}, but the \`type\` is ${type}. The portal refuses to save this, and certification rejects it. Make them agree.`,
      repairOf(value, type),
    );
    return;
  }
  const choices = node.get('enum');
  if (choices?.kind !== 'array' || choices.items.length === 0 || value.kind === 'null') return;
  // Values of the wrong type in `enum` are reported there.
  if (choices.items.some((item) => isSame(item, value) || (type && !isOfType(item, type)))) return;
  const written = String(value.value);
  const meant = nearest(
    written,
    choices.items.map((item) => String(item.value)),
    written.length > 3 ? 2 : 0,
  );
  const near = choices.items.find((item) => String(item.value) === meant);
  const question = near ? say` Did you mean ${JSON.stringify(near.value)}?` : '';
  report(
    valueAt(member),
    say`${[say('The default'), quoted(value)].filter(Boolean).join(' ')} is not one of the values in \`enum\`.${question}`,
    {
      severity: 'information',
      ...(near && { repair: { value: near.value } }),
      related: [{ at: { key: node.member('enum')! }, message: say('The values.') }],
    },
  );
}

/** A short value as JSON; empty for others. */
function quoted({ kind, value }: Node): string {
  const text = kind === 'array' || kind === 'object' ? '' : JSON.stringify(value);
  return text.length > 40 ? '' : text;
}

/** Reports one finding per list: where one value has the wrong type, the others often have it too. */
function checkEnum({ value }: Member, { node, role }: Place, report: Report): void {
  const type = typed.has(role) ? typeOf(node) : undefined;
  if (!type || value?.kind !== 'array') return;
  const wrong = value.items.filter((item) => !isOfType(item, type));
  const [first] = wrong;
  if (!first) return;
  report({ node: first }, messageForChoices(wrong, type), {
    ...repairOf(first, type),
    severity: ofChoices,
  });
}

/** Maximum number of enum values in the message. */
const maxNamed = 3;

/** Such as: The enum values "true" and "false" are strings, but the `type` is boolean. Write them without quotes. */
function messageForChoices(wrong: Node[], type: string): string {
  const [first] = wrong as [Node];
  const isText = wrong.every((value) => value.kind === 'string' && converted(value, type) !== undefined);
  const isBare = type === 'string' && wrong.every((value) => converted(value, type) !== undefined);
  const advice = (): string => {
    const isOne = wrong.length === 1;
    if (isText && scalars.has(type)) return isOne ? say('Write it without quotes.') : say('Write them without quotes.');
    if (isBare) return isOne ? say('Write it in quotes.') : say('Write them in quotes.');
    return say('Make them agree.');
  };
  if (wrong.length === 1)
    return say`${[say('The enum value'), quoted(first)].filter(Boolean).join(' ')} is ${withArticle(first.kind)}, but the \`type\` is ${type}. ${advice()}`;
  return wrong.every((value) => value.kind === first.kind)
    ? say`${namedChoices(wrong)} are ${say(plurals[first.kind])}, but the \`type\` is ${type}. ${advice()}`
    : say`${namedChoices(wrong)} are not of type ${type}. ${advice()}`;
}

const plurals: Record<NodeKind, string> = {
  array: mark('arrays'),
  boolean: mark('booleans'),
  null: mark('nulls'),
  number: mark('numbers'),
  object: mark('objects'),
  string: mark('strings'),
};

const scalars = new Set(['boolean', 'integer', 'number']);

function namedChoices(values: Node[]): string {
  const names = values.map(quoted);
  if (names.includes('')) return say`${values.length} of the enum values`;
  const shown =
    names.length > maxNamed ? [...names.slice(0, maxNamed - 1), say`${names.length - maxNamed + 1} others`] : names;
  return say`The enum values ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The level of values to choose from: published connectors work with them. */
const ofChoices: Level = { custom: 'hint', certification: 'warning' };

function typeOf(node: Node): string | undefined {
  // Keys next to a `$ref` are not read.
  const type = node.text('type');
  return type !== undefined && types.has(type) && !node.member('$ref') ? type : undefined;
}

/** The fix for a value that reads as the type. It is sent as that type, since the designer parses values that aren't strings. */
function repairOf(value: Node, type: string): Details {
  const same = converted(value, type);
  return same === undefined ? {} : { repair: { value: same } };
}

export const docs: RuleDocs = {
  topic: 'schema',
  why: [
    'The portal refuses to save a default of the wrong type, and certification rejects it. For `enum` values, certification gives a warning.',
    'Defaults are sent, even those of internal parameters, which flow makers don\'t see. If a value should not be a string, the designer parses it as JSON, and sends it as text if that fails: for a number, `"many"` reaches the service as `"many"`. A default that is not an `enum` value isn\'t in the list that flow makers choose from. `null` matches every type, since it means that there is no value.',
  ],
  fix: 'Write a value of the right type, or change the type. The quick fixes do either one if the meaning is clear.',
  incorrect: [
    { within: 'properties', text: '"pageSize": { "type": "integer", "default": "many" }' },
    { within: 'properties', text: '"active": { "type": "boolean", "default": "true" }' },
    {
      within: 'properties',
      level: ofChoices,
      text: '"level": { "type": "integer", "enum": ["1", "2"] }',
    },
    {
      within: 'properties',
      level: 'information',
      text: '"event": { "type": "string", "enum": ["push", "pull"], "default": "Push" }',
    },
  ],
  correct: [
    {
      within: 'properties',
      text: `"pageSize": { "type": "integer", "default": 20 },
"event": { "type": "string", "enum": ["push", "pull"], "default": "push" },
"active": { "type": "boolean", "default": true }`,
    },
  ],
};
