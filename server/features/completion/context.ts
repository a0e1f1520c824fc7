import { childOf, type Role } from '../../model/walk';
import type { Path, Spot } from './cursorSlot';

/** What stands at a path, by structure alone. */
export interface Context {
  /** `map` and `list` hold objects of `role`; `other` lies below an object of `role` and has none itself. */
  kind: 'object' | 'map' | 'list' | 'other';
  role: Role;
  /** Roles of the objects from the root down. */
  roles: Role[];
  /** The first key of the path. */
  section: string | undefined;
  /** For `other`: the way down from the object of `role`. */
  tail: Path;
}

export function contextAt(path: Path): Context {
  let at: { kind: Context['kind']; role: Role; list?: boolean } = { kind: 'object', role: 'root' };
  const roles: Role[] = ['root'];
  const tail: Path = [];
  for (const step of path) {
    if (at.kind === 'other') {
      tail.push(step);
      continue;
    }
    if (at.kind === 'object' && !(at.list && typeof step === 'number')) {
      // Only a body parameter has a schema.
      const holder: Role = at.role === 'parameter' && step === 'schema' ? 'bodyParameter' : at.role;
      const child = typeof step === 'string' ? childOf(holder, step) : undefined;
      if (holder !== at.role) roles[roles.length - 1] = holder;
      if (child === undefined) {
        at = { kind: 'other', role: at.role };
        tail.push(step);
        continue;
      }
      if (typeof child === 'string') at = { kind: 'object', role: child };
      else if ('map' in child) at = { kind: 'map', role: child.map };
      else if ('list' in child) at = { kind: 'list', role: child.list };
      else at = { kind: 'object', role: 'schema', list: true };
    } else at = { kind: 'object', role: at.role };
    if (at.kind === 'object') roles.push(at.role);
  }
  const first = path[0];
  return { kind: at.kind, role: at.role, roles, section: typeof first === 'string' ? first : undefined, tail };
}

/** What the spot's object or list is; a parameter with `in: body` is a body parameter. */
export function contextOf(spot: Spot): Context {
  const context = contextAt(spot.path);
  if (context.kind === 'object' && context.role === 'parameter' && isBody(spot)) {
    return { ...context, role: 'bodyParameter', roles: [...context.roles.slice(0, -1), 'bodyParameter'] };
  }
  return context;
}

function isBody(spot: Spot): boolean {
  return spot.siblings.get('in') === 'body' || (spot.siblings.has('schema') && !spot.siblings.has('in'));
}

/** A schema that describes what is sent in a request: only there a callback URL can go. */
export function isRequestSchema(context: Context): boolean {
  if (context.role !== 'schema') return false;
  if (context.roles.includes('response') || context.roles.includes('notificationContent')) return false;
  return context.section === 'definitions' || context.roles.includes('bodyParameter');
}
