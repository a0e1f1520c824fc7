/** What yaml-language-server adds to our own completion, over random cursors in published connectors. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { noYamlEngine } from '../../server/engine/yamlEngine';
import { createYamlEngine } from '../../server/engine/yamlLoader';
import { complete } from '../../server/features/complete';
import { definitionOf, validate } from '../../server/features/validate';
import { seeded } from '../documents/random';
import { accept } from '../support/completion';
import { cursors } from './yamlCursors';

const corpus = process.env.FLOW_WEBHOOKS_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus');
const folders = [undefined, ...(existsSync(corpus) ? [corpus] : [])];

const findings = (text: string): string[] => {
  const document = new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, text);
  return validate(document, definitionOf(document), {}).map(({ code, message }) => `${code}: ${message}`);
};

test('what it adds holds: once accepted, the text parses and has no new finding', { timeout: 900_000 }, async () => {
  const engine = createYamlEngine();
  const count = { cursors: 0, ours: 0, raw: 0, added: 0, held: 0 };
  const lost: string[] = [];
  const watched = {
    ...noYamlEngine,
    complete: async (...args: Parameters<typeof engine.complete>) => {
      const items = await engine.complete(...args);
      count.raw += items.length;
      return items;
    },
  };
  for (const { name, text, offset } of cursors(folders, seeded(300), 300)) {
    const document = new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, text);
    const definition = definitionOf(document);
    const ours = await complete(document, definition, offset, noYamlEngine);
    const all = await complete(document, definition, offset, watched);
    const known = new Set(ours.map(({ label }) => label));
    count.cursors++;
    count.ours += ours.length;
    const before = findings(text);
    for (const item of all.filter(({ label }) => !known.has(label))) {
      count.added++;
      const accepted = accept(document, item);
      const left = [...before];
      const fresh = findings(accepted).filter((one) => {
        const at = left.indexOf(one);
        if (at >= 0) left.splice(at, 1);
        return at < 0;
      });
      const isValid = parseDocument(accepted).errors.length <= parseDocument(text).errors.length;
      if (isValid && fresh.length === 0) count.held++;
      else lost.push(`${name} ${offset}: ${item.label}: ${fresh.slice(0, 2)}`);
      console.log(`${name}: ${item.label} at ${JSON.stringify(text.slice(Math.max(0, offset - 80), offset))}`);
    }
  }
  console.log(count, lost);
  expect(count.cursors).toBe(300);
  expect(count.added).toBeGreaterThan(0);
  expect(count.held / count.added).toBeGreaterThanOrEqual(0.95);
});
