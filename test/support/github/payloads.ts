import { createRequire } from 'node:module';
import type { Target } from './hooks';

/** Recorded payloads, from the npm package @octokit/webhooks-examples (MIT); its main file is JSON, which Node would not `import`. */
const examples: { name: string; examples: Payload[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples');

export type Payload = Record<string, unknown>;

/** A recorded payload of `event` (and of `action`, for events that have them), moved to the target's owner and repository. */
export function examplePayload(event: string, target: Target, action?: string): Payload {
  const recorded = examples.find(({ name }) => name === event)?.examples ?? [];
  const fits = (payload: Payload) =>
    (action === undefined || payload.action === action) &&
    // A tag's push has no commits, and what only GitHub Apps receive is not for a hook.
    (event !== 'push' || String(payload.ref).startsWith('refs/heads/'));
  const found = recorded.find(fits);
  if (!found) throw new Error(`@octokit/webhooks-examples has no payload of ${event}${action ? ` ${action}` : ''}`);

  const { installation: _, ...payload } = move(found, target);
  return payload;
}

/** The recorded ping, about the hook that it is sent to. */
export function pingPayload(target: Target, hook: { id: number }): Payload {
  const recorded = examples.find(({ name }) => name === 'ping')!.examples;
  const found = recorded.find((payload) => 'organization' in payload === (target.type === 'Organization'))!;
  return { ...move(found, target), hook_id: hook.id, hook };
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
