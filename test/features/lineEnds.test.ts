/** The longer run over twenty connectors is in lineEnds.long.test.ts. */
import { expect, test } from 'vitest';
import { connector } from '../documents/connectors';
import { damages } from '../rules/damages';
import { lineEndFaults } from './lineEnds';

test.each(['json', 'yaml'] as const)('%s with CRLF keeps CRLF', (language) => {
  const { faults, edits } = lineEndFaults(connector('githubWebhookSample.swagger.json'), language, damages.slice(0, 4));
  expect(faults).toEqual([]);
  expect(edits).toBeGreaterThan(40);
});
