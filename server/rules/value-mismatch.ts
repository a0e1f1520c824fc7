import type { Member, Node } from '../documents/tree';
import { withArticle } from '../model/articles';
import { converted, isOfType, isSame } from '../model/coerceValue';
import { nearest } from '../model/vocabulary';
import type { Place, Role } from '../model/walk';
import { type Details, type Report, type Rule, valueAt } from './rule';

/** What has a type, a default and values to choose from. */
const typed = new Set<Role>(['schema', 'parameter', 'items', 'header']);

const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object']);

export const valueMismatch: Rule = {
  code: 'value-mismatch',
  severity: 'information',
  keys: { default: checkDefault, enum: checkEnum },
};

function checkDefault(member: Member, { node, role }: Place, report: Report): void {
  const { value } = member;
  if (!value || !typed.has(role)) return;
  const type = typeOf(node);
  if (type && !isOfType(value, type)) {
    report(
      valueAt(member),
      `The default is ${withArticle(value.kind)}, but \`type\` says ${type}.`,
      repairOf(value, type),
    );
    return;
  }
  const choices = node.get('enum');
  if (choices?.kind !== 'array' || choices.items.length === 0 || value.kind === 'null') return;
  // Where the choices are of another type, that is told of them.
  if (choices.items.some((item) => isSame(item, value) || (type && !isOfType(item, type)))) return;
  const written = String(value.value);
  const meant = nearest(
    written,
    choices.items.map((item) => String(item.value)),
    written.length > 3 ? 2 : 0,
  );
  const near = choices.items.find((item) => String(item.value) === meant);
  const question = near ? ` Is it ${JSON.stringify(near.value)}?` : '';
  report(
    valueAt(member),
    `${['The default', quoted(value)].filter(Boolean).join(' ')} is none of the values of \`enum\`.${question}`,
    {
      ...(near && { repair: { value: near.value } }),
      related: [{ at: { key: node.member('enum')! }, message: 'The values.' }],
    },
  );
}

/** A short value as it is written. */
function quoted({ kind, value }: Node): string {
  const text = kind === 'array' || kind === 'object' ? '' : JSON.stringify(value);
  return text.length > 40 ? '' : text;
}

/** Told once for a list: where one of its values is of another type, the others often are. */
function checkEnum({ value }: Member, { node, role }: Place, report: Report): void {
  const type = typed.has(role) ? typeOf(node) : undefined;
  if (!type || value?.kind !== 'array') return;
  const wrong = value.items.filter((item) => !isOfType(item, type));
  const [first] = wrong;
  if (!first) return;
  const others = wrong.length > 1 ? `, and so are others of the list: ${wrong.length - 1}` : '';
  report(
    { node: first },
    `This value is ${withArticle(first.kind)}, but \`type\` says ${type}${others}.`,
    repairOf(first, type),
  );
}

function typeOf(node: Node): string | undefined {
  // What stands beside a `$ref` is not read.
  const type = node.text('type');
  return type !== undefined && types.has(type) && !node.member('$ref') ? type : undefined;
}

/** What reads as the type is sent as it: the designer parses what is no string. */
function repairOf(value: Node, type: string): Details {
  const same = converted(value, type);
  return same === undefined ? {} : { severity: 'hint', repair: { value: same } };
}
