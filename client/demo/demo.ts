/** The services of the demo: GitHub as far as its webhooks go, and an ordinary one. No account, no other computer. */
import { randomBytes } from 'node:crypto';
import type { Json } from '../../server/protocol/json';
import { type GitHubService, startGitHub } from './github/github';
import tutorial from './github/githubWebhookSample.swagger.json';
import type { Payload } from './github/payloads';
import { type OrdersService, startOrders } from './orders';

/** A connector of the demo. */
interface DemoDefinition {
  /** The name of its file. */
  name: string;
  text: string;
}

export interface DemoServices {
  github: GitHubService;
  orders: OrdersService;
  /** The token of GitHub, and the API key of the other service. New at each start. */
  token: string;
  /** The tutorial's definition, and that of the ordinary service. */
  definitions: [tutorial: DemoDefinition, orders: DemoDefinition];
  /** The repository that the demo registers a webhook for. */
  repository: { owner: string; repo: string };
  /** Pushes to the repository, as a commit does: the delivery fits the tutorial's definition. Resolves once it is answered. */
  pushCommit(): Promise<void>;
  /**
   * Pushes to the repository, as the deletion of a branch does: there is no commit, so that `head_commit` is null, where
   * the tutorial's definition has an object. See https://docs.github.com/webhooks/webhook-events-and-payloads#push.
   */
  pushDeletion(): Promise<void>;
  /** Ends both; their webhooks go with them. */
  close(): Promise<void>;
}

const repository = { owner: 'contoso', repo: 'inventory' };

/** @param examples one recorded payload for each GitHub event, by event name */
export async function startDemo(examples: Record<string, Json>): Promise<DemoServices> {
  const { owner, repo } = repository;
  const token = `demo-${randomBytes(16).toString('hex')}`;
  const recorded = (event: string) => (examples[event] === undefined ? [] : [examples[event] as Payload]);
  const [github, orders] = await Promise.all([
    startGitHub({
      examples: recorded,
      tokens: { [token]: { login: owner, scopes: ['admin:org_hook', 'admin:repo_hook'] } },
      reach: 'loopback',
    }),
    startOrders(token),
  ]);
  return {
    github,
    orders,
    token,
    definitions: [
      { name: 'githubWebhookSample.swagger.json', text: textOf(tutorial) },
      { name: 'contosoOrders.swagger.json', text: textOf(orders.definition) },
    ],
    repository,
    async pushCommit() {
      await github.push(owner, repo);
    },
    async pushDeletion() {
      const commit = github.payload(owner, repo, 'push');
      await github.push(owner, repo, 'push', { ...commit, ...deletion });
    },
    async close() {
      await Promise.all([github.close(), orders.close()]);
    },
  };
}

const textOf = (definition: object): string => `${JSON.stringify(definition, null, 2)}\n`;

/** What differs from the push of a commit. */
const deletion = { ref: 'refs/heads/old-idea', after: '0'.repeat(40), deleted: true, commits: [], head_commit: null };
