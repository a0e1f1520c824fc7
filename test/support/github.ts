/**
 * The demo's GitHub as tests use it: with its development relay, every recorded payload, and failures on request.
 * `tsx test/support/github.ts [port]` runs it on its own; in a test, call `startGitHub()`.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import {
  type GitHubService,
  type GitHubOptions as Options,
  startGitHub as start,
} from '../../client/demo/github/github';
import type { Examples, Payload } from '../../client/demo/github/payloads';
import { Relay } from './github/relay';
import { adminToken, noScopeToken } from './github/tokens';
import { type Controls, createControls, type Hold } from './standIn';

export { adminToken, noScopeToken } from './github/tokens';

/** `tokens` replaces the two that are known otherwise, `adminToken` and `noScopeToken`. */
export type GitHubOptions = Partial<Omit<Options, 'examples' | 'interceptor' | 'relay'>>;

export interface GitHubStandIn extends GitHubService, Controls {
  /** Withholds the response to the next create call, the hook having been created. */
  holdCreate(): Hold;
  /** The development relay. */
  relay: Relay;
}

/** Recorded payloads, from the npm package @octokit/webhooks-examples (MIT); its main file is JSON, which Node would not `import`. */
const recorded: { name: string; examples: Payload[] }[] = createRequire(import.meta.url)('@octokit/webhooks-examples');

const examples: Examples = (event) => recorded.find(({ name }) => name === event)?.examples ?? [];

const tokens: Options['tokens'] = {
  [adminToken]: { login: 'octocat', scopes: ['admin:org_hook', 'admin:repo_hook'] },
  [noScopeToken]: { login: 'hubot', scopes: [] },
};

export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubStandIn> {
  const { controls, interceptor } = createControls();
  let relay!: Relay;
  const github = await start({
    tokens,
    ...options,
    examples,
    interceptor,
    relay(server, host) {
      relay = new Relay(server, host);
      return relay;
    },
  });
  // Not a copy: tests set its properties.
  return Object.assign(github, controls, {
    relay,
    holdCreate: () => controls.hold({ method: 'POST', path: /\/hooks$/ }),
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  void startGitHub({ port: Number(process.argv[2] ?? 0) }).then(({ url }) => console.log(url));
}
