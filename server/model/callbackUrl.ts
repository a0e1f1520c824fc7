import { isObject, type Member, type Node } from '../documents/tree';

/** A property of a body that may take a text. */
export interface TextProperty {
  /** From the schema that was searched down to the property, with dots between. */
  name: string;
  member: Member;
  /** Its schema, a `$ref` followed. */
  node: Node;
  /** The objects on the way, each with its property. */
  way: { holder: Node; name: string }[];
}

const deepest = 5;

/** The string properties of an object and of the objects in it, but for those that are chosen from a list. */
export function textProperties(
  schema: Node,
  resolve: (written: Node | undefined) => Node | undefined,
  way: TextProperty['way'] = [],
): TextProperty[] {
  const properties = schema.get('properties');
  if (!isObject(properties) || way.length >= deepest) return [];
  return properties.members.flatMap((member) => {
    const node = resolve(member.value);
    if (!isObject(node)) return [];
    const inner = [...way, { holder: schema, name: member.key }];
    if (node.text('type') !== 'string' || node.member('enum')) return textProperties(node, resolve, inner);
    return [{ name: inner.map(({ name }) => name).join('.'), member, node, way: inner }];
  });
}

const urls = /ur[il]$/i;
const words = /url|uri|callback|endpoint|target|webhook|hook/i;
const purposes = /callback|endpoint|target|hook|notif|deliver/i;

/** Whether a property is called as those are that take a callback URL. */
export const isNamedLikeCallback = (name: string): boolean => words.test(name);

/**
 * The property of an object that takes the callback URL, without following references: the only text in it, or the only
 * one that its mark, its format or its name tells from the others. Undefined where none is, or several are.
 */
export function callbackUrlIn(schema: Node): TextProperty | undefined {
  const all = textProperties(schema, (written) => written).filter(({ node }) => node.get('readOnly')?.value !== true);
  const signs: ((one: TextProperty) => boolean)[] = [
    () => true,
    ({ node }) => node.member('x-ms-notification-url') !== undefined,
    ({ node }) => /^ur[il]$/i.test(node.text('format') ?? ''),
    ({ name }) => urls.test(name) && purposes.test(name),
    ({ name }) => urls.test(name),
    ({ name }) => isNamedLikeCallback(name),
  ];
  for (const sign of signs) {
    const found = all.filter(sign);
    if (found.length === 1) return found[0];
  }
  return undefined;
}
