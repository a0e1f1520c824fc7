import { isObject, type Member, type Node } from '../documents/tree';

/** The kind of an object in a definition, by its position (Swagger 2.0 and Microsoft's extensions). */
export type Role =
  | 'root'
  | 'info'
  | 'contact'
  | 'license'
  | 'paths'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'bodyParameter'
  | 'items'
  | 'responses'
  | 'response'
  | 'header'
  | 'schema'
  | 'notificationContent'
  | 'securityScheme'
  | 'tag'
  | 'externalDocs';

/** An object at a structural position. */
export interface Place {
  node: Node;
  role: Role;
  parent: Place | undefined;
  /** The member that holds it; undefined for the root and for items of a list. */
  member: Member | undefined;
}

export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;
export type MethodName = (typeof methods)[number];

type Child = Role | { map: Role } | { list: Role } | { schemaOrList: true };

const childrenByKey: Record<Role, Record<string, Child>> = {
  root: {
    info: 'info',
    paths: 'paths',
    definitions: { map: 'schema' },
    parameters: { map: 'parameter' },
    responses: { map: 'response' },
    securityDefinitions: { map: 'securityScheme' },
    tags: { list: 'tag' },
    externalDocs: 'externalDocs',
  },
  info: { contact: 'contact', license: 'license' },
  contact: {},
  license: {},
  paths: {},
  pathItem: {
    ...Object.fromEntries(methods.map((method) => [method, 'operation' as const])),
    parameters: { list: 'parameter' },
    'x-ms-notification-content': 'notificationContent',
  },
  operation: { parameters: { list: 'parameter' }, responses: 'responses', externalDocs: 'externalDocs' },
  parameter: { items: 'items' },
  bodyParameter: { schema: 'schema' },
  items: { items: 'items' },
  responses: {},
  response: { schema: 'schema', headers: { map: 'header' } },
  header: { items: 'items' },
  schema: {
    properties: { map: 'schema' },
    items: { schemaOrList: true },
    additionalProperties: 'schema',
    allOf: { list: 'schema' },
    anyOf: { list: 'schema' },
    oneOf: { list: 'schema' },
    not: 'schema',
    externalDocs: 'externalDocs',
  },
  notificationContent: { schema: 'schema', headers: { map: 'header' } },
  securityScheme: {},
  tag: { externalDocs: 'externalDocs' },
  externalDocs: {},
};

const children = new Map(
  Object.entries(childrenByKey).map(([role, byKey]) => [role as Role, new Map(Object.entries(byKey))]),
);

/** Roles of the members of `paths` and `responses`, whose keys are free names except for extensions. */
const freeMembers: Partial<Record<Role, Role>> = { paths: 'pathItem', responses: 'response' };

/** The role of a member's value, or of the objects in it; undefined where it has none. */
export function childOf(role: Role, key: string): Child | undefined {
  const free = freeMembers[role];
  if (free) return key.startsWith('x-') ? undefined : free;
  return children.get(role)!.get(key);
}

/** Adds the objects with a role directly below a place, in the order of the text. */
function addChildPlaces(place: Place, to: Place[]): void {
  for (const member of place.node.members) {
    const value = member.value;
    // Most members are scalars: they need not be looked up.
    if (!value || (value.kind !== 'object' && value.kind !== 'array')) continue;
    const child = childOf(place.role, member.key);
    if (child) addChildren(place, child, member, value, to);
  }
}

function addChildren(parent: Place, child: Child, member: Member, value: Node, to: Place[]): void {
  if (typeof child === 'string') addPlace(parent, child, value, member, to);
  else if ('map' in child) for (const inner of value.members) addPlace(parent, child.map, inner.value, inner, to);
  else if ('list' in child) for (const item of value.items) addPlace(parent, child.list, item, undefined, to);
  else if (value.kind === 'array') for (const item of value.items) addPlace(parent, 'schema', item, undefined, to);
  else addPlace(parent, 'schema', value, member, to);
}

function addPlace(parent: Place, role: Role, node: Node | undefined, member: Member | undefined, to: Place[]): void {
  if (isObject(node)) to.push({ node, role: refine(role, node), parent, member });
}

function refine(role: Role, node: Node): Role {
  return role === 'parameter' && node.text('in') === 'body' ? 'bodyParameter' : role;
}

/** Visits a place and all below it, parents first. A node that YAML aliases share is visited once per role. */
export function walk(start: Place, visit: (place: Place) => void): void {
  const isNew = start.node.piece.aliased ? visitedOnce() : () => true;
  const stack = [start];
  for (let place = stack.pop(); place; place = stack.pop()) {
    if (!isNew(place)) continue;
    visit(place);
    const from = stack.length;
    addChildPlaces(place, stack);
    // Reversed, so that the first one is visited next.
    for (let low = from, high = stack.length - 1; low < high; low++, high--) {
      const first = stack[low]!;
      stack[low] = stack[high]!;
      stack[high] = first;
    }
  }
}

function visitedOnce(): (place: Place) => boolean {
  const seen = new Map<Node, Set<Role>>();
  return ({ node, role }) => {
    const roles = seen.get(node);
    if (!roles) seen.set(node, new Set([role]));
    else if (roles.has(role)) return false;
    else roles.add(role);
    return true;
  };
}

/** The nearest ancestor with one of these roles. */
export function enclosing(place: Place, ...roles: Role[]): Place | undefined {
  let at = place.parent;
  while (at && !roles.includes(at.role)) at = at.parent;
  return at;
}
