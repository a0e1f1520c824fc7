import type { Target } from './hooks';

export type Payload = Record<string, unknown>;

/** The recorded payloads of an event; empty when there are none. */
export type Examples = (event: string) => Payload[];

/** A recorded payload of `event` (and of `action`, for events that have them), moved to the target's owner and repository. */
export function examplePayload(examples: Examples, event: string, target: Target, action?: string): Payload {
  const recorded = examples(event);
  const fits = (payload: Payload) =>
    (action === undefined || payload.action === action) &&
    // A tag's push has no commits, and what only GitHub Apps receive is not for a hook.
    (event !== 'push' || String(payload.ref).startsWith('refs/heads/'));
  const found = recorded.find(fits);
  if (!found) throw new Error(`There is no recorded payload of ${event}${action ? ` ${action}` : ''}`);

  const { installation: _, ...payload } = move(found, target);
  return payload;
}

/** The recorded ping, about the hook that it is sent to. */
export function pingPayload(examples: Examples, target: Target, hook: { id: number }): Payload {
  const recorded = examples('ping');
  const found = recorded.find((payload) => 'organization' in payload === (target.type === 'Organization'));
  return { ...move(found ?? recorded[0] ?? {}, target), hook_id: hook.id, hook };
}

function move(payload: Payload, target: Target): Payload {
  const before = payload.repository as { name: string; full_name: string; owner: { login: string } } | undefined;
  const organization = payload.organization as { login: string } | undefined;
  let text = JSON.stringify(payload);
  if (before && target.type === 'Repository') {
    text = text.replaceAll(before.full_name, `${target.owner}/${target.repo}`);
  }
  const moved = JSON.parse(text) as Payload;
  if (before && target.type === 'Repository') {
    const repository = moved.repository as Payload & { owner: Payload };
    repository.id = target.id;
    repository.name = target.repo;
    repository.owner.login = target.owner;
  }
  if (organization && target.type === 'Organization')
    Object.assign(moved.organization as Payload, { login: target.owner });
  return moved;
}
