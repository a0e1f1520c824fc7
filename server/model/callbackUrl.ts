import { isObject, type Member, type Node } from '../documents/tree';

/** A string property of a body. */
export interface TextProperty {
  /** Property names from the searched schema down, joined by dots. */
  name: string;
  member: Member;
  /** Its schema, a `$ref` followed. */
  node: Node;
  /** The objects on the way, each with its property. */
  way: { holder: Node; name: string }[];
}

/** Maximum number of property names on the way to a property. */
const maxDepth = 5;

/** The string properties of an object and of the objects in it, except those with an `enum`. */
export function textProperties(
  schema: Node,
  resolve: (written: Node | undefined) => Node | undefined,
  way: TextProperty['way'] = [],
): TextProperty[] {
  const properties = schema.get('properties');
  if (!isObject(properties) || way.length >= maxDepth) return [];
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

/** True when a property has a name that is usual for callback URLs. */
export const isNamedLikeCallback = (name: string): boolean => words.test(name);

/** True when a property's name says what the URL in it is for, such as `callbackUrl` and `target_uri`. */
export const isNamedForCallbackUrl = (name: string): boolean => urls.test(name) && purposes.test(name);

/**
 * The property of an object that takes the callback URL, without following references: the only string in it, or the only
 * one with the extension, the format or a name of a callback URL. Undefined where there is none, or more than one.
 */
export function callbackUrlIn(schema: Node): TextProperty | undefined {
  const all = textProperties(schema, (written) => written).filter(({ node }) => node.get('readOnly')?.value !== true);
  const signs: ((one: TextProperty) => boolean)[] = [
    () => true,
    ({ node }) => node.member('x-ms-notification-url') !== undefined,
    ({ node }) => /^ur[il]$/i.test(node.text('format') ?? ''),
    ({ name }) => isNamedForCallbackUrl(name),
    ({ name }) => urls.test(name),
    ({ name }) => isNamedLikeCallback(name),
  ];
  for (const sign of signs) {
    const found = all.filter(sign);
    if (found.length === 1) return found[0];
  }
  return undefined;
}
