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

/** One event a line, so that a change shows which one it is in. */
export function githubExamples(): string {
  // Its main file is JSON, which Node would not `import`.
  const recorded: Recorded[] = createRequire(import.meta.url)('@octokit/webhooks-examples');
  const lines = recorded
    .map(({ name, examples }) => `${JSON.stringify(name)}: ${JSON.stringify(trim(pick(examples)))}`)
    .sort();
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** The first one, unless another one shows more: of a push one with commits. */
const pick = (examples: Payload[]): Payload =>
  examples.find(({ commits }) => Array.isArray(commits) && commits.length > 0) ?? examples[0]!;

/** Only GitHub Apps get an installation, a webhook never does. */
function trim({ installation: _, ...payload }: Payload): Payload {
  return payload;
}

if (process.argv.includes('--write')) writeFileSync(examplesFile, githubExamples());
