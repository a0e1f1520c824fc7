/**
 * Makes schemas/githubExamples.json from the installed @octokit/webhooks-examples (MIT): one payload for each event.
 * `npx tsx test/drift/githubExamples.ts --write` writes it; test/drift/githubExamples.test.ts compares.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

type Payload = Record<string, unknown>;
interface Recorded {
  name: string;
  examples: Payload[];
}

export const examplesFile = fileURLToPath(new URL('../../schemas/githubExamples.json', import.meta.url));

/** One event per line, so that a diff shows which event changed. */
export function githubExamples(): string {
  // The package's main file is JSON, which Node does not `import`.
  const recorded: Recorded[] = createRequire(import.meta.url)('@octokit/webhooks-examples');
  const lines = recorded
    .map(({ name, examples }) => `${JSON.stringify(name)}: ${JSON.stringify(trim(pick(examples)))}`)
    .sort();
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Picks the first example, except for push the first one with commits. */
const pick = (examples: Payload[]): Payload =>
  examples.find(({ commits }) => Array.isArray(commits) && commits.length > 0) ?? examples[0]!;

/** Removes `installation`, which only GitHub Apps receive. */
function trim({ installation: _, ...payload }: Payload): Payload {
  return payload;
}

if (process.argv.includes('--write')) writeFileSync(examplesFile, githubExamples());
