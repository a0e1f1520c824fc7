import { createRequire } from 'node:module';
import type { Json } from '../../server/protocol/json';

/** Recorded payloads by event, from the npm package @octokit/webhooks-examples (MIT). */
export const events: { name: string; examples: Json[] }[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
);
