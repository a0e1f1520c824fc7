import { childOf, type Role } from '../../model/walk';
import type { CursorSlot, Path } from './cursorSlot';

/** What the object or list at a path is, by its position alone. */
export interface Context {
  /** `map` and `list` hold objects of `role`; `other` is below an object of `role` and has no role itself. */
  kind: 'object' | 'map' | 'list' | 'other';
  role: Role;
  /** Roles of the objects from the root down. */
  roles: Role[];
  /** The first key of the path. */
  section: string | undefined;
  /** For `other`: the path down from the object of `role`. */
  tail: Path;
}

interface Place extends Pick<Context, 'kind' | 'role'> {
  /** A schema may be written as one object or as a list of them, as `items` may. */
  isOneOrList?: boolean;
}

/** The context at a path from the root. */
export function contextAt(path: Path): Context {
  let at: Place = { kind: 'object', role: 'root' };
  const roles: Role[] = ['root'];
  const tail: Path = [];
  for (const step of path) {
    // Only a body parameter has a schema.
    if (at.kind === 'object' && at.role === 'parameter' && step === 'schema') {
      at = { ...at, role: 'bodyParameter' };
      roles[roles.length - 1] = 'bodyParameter';
    }
    at = placeBelow(at, step);
    if (at.kind === 'object') roles.push(at.role);
    if (at.kind === 'other') tail.push(step);
  }
  const first = path[0];
  return { kind: at.kind, role: at.role, roles, section: typeof first === 'string' ? first : undefined, tail };
}

function placeBelow(at: Place, step: string | number): Place {
  if (at.kind === 'other') return at;
  const isItem = at.isOneOrList && typeof step === 'number';
  if (at.kind !== 'object' || isItem) return { kind: 'object', role: at.role };
  const child = typeof step === 'string' ? childOf(at.role, step) : undefined;
  if (child === undefined) return { kind: 'other', role: at.role };
  if (typeof child === 'string') return { kind: 'object', role: child };
  if ('map' in child) return { kind: 'map', role: child.map };
  if ('list' in child) return { kind: 'list', role: child.list };
  return { kind: 'object', role: 'schema', isOneOrList: true };
}

/** The context of the cursor's object or list; a parameter with `in: body` is a body parameter. */
export function contextOf(spot: CursorSlot): Context {
  const context = contextAt(spot.path);
  if (context.kind === 'object' && context.role === 'parameter' && isBody(spot)) {
    return { ...context, role: 'bodyParameter', roles: [...context.roles.slice(0, -1), 'bodyParameter'] };
  }
  return context;
}

function isBody(spot: CursorSlot): boolean {
  return spot.siblings.get('in') === 'body' || (spot.siblings.has('schema') && !spot.siblings.has('in'));
}
