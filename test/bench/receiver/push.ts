import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Push {
  commits: object[];
  [name: string]: unknown;
}

/** A push delivery from GitHub's published examples. */
export const pushPayload: Push = readExample();

const text = { type: 'string' };
const person = { type: 'object', properties: { name: text, email: text, login: text, id: { type: 'integer' } } };

/** The schema that a connector maker would write for it. */
export const pushSchema = {
  type: 'object',
  required: ['ref', 'repository', 'sender'],
  properties: {
    ref: { type: 'string', pattern: '^refs/' },
    before: text,
    after: text,
    created: { type: 'boolean' },
    deleted: { type: 'boolean' },
    forced: { type: 'boolean' },
    compare: { type: 'string', format: 'uri' },
    commits: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'message'],
        properties: { id: text, message: text, timestamp: text, url: text, author: person, committer: person },
      },
    },
    pusher: person,
    sender: person,
    repository: {
      type: 'object',
      required: ['id', 'full_name'],
      properties: {
        id: { type: 'integer' },
        name: text,
        full_name: text,
        private: { type: 'boolean' },
        owner: person,
        html_url: text,
        description: { type: 'string', 'x-nullable': true },
        size: { type: 'integer' },
        default_branch: text,
      },
    },
  },
};

function readExample(): Push {
  const file = new URL('../../../node_modules/@octokit/webhooks-examples/api.github.com/index.json', import.meta.url);
  const events: { name: string; examples: Push[] }[] = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
  const pushes = events.find(({ name }) => name === 'push')!.examples;
  return pushes.find(({ commits }) => commits.length > 0)!;
}
