import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { examplesFile, githubExamples } from './githubExamples';

it('the examples that ship are those of the installed package; npx tsx test/drift/githubExamples.ts --write makes them so', () => {
  expect(readFileSync(examplesFile, 'utf8') === githubExamples()).toBe(true);
});

it('there is One of each event, and of a push one with commits', () => {
  const examples = JSON.parse(readFileSync(examplesFile, 'utf8'));
  expect(Object.keys(examples).length).toBeGreaterThanOrEqual(58);
  expect(examples.push.commits).not.toEqual([]);
  expect(JSON.stringify(examples).length).toBeLessThan(600_000);
});
