import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { OpenDocument } from '../../server/documents/document';
import { noYamlEngine } from '../../server/engine/yamlEngine';
import { createYamlEngine } from '../../server/engine/yamlLoader';
import { format } from '../../server/features/format';
import { connectors } from '../documents/connectors';
import { isLong } from '../support/long';
import { withCommentsAndAnchors } from './yamlCursors';

const engine = createYamlEngine();

/** The text after formatting; null where nothing is offered. */
async function formatted(text: string, tabSize = 2, used = engine): Promise<string | null> {
  const document = new OpenDocument('file:///a.swagger.yaml', 'yaml', 1, text);
  const edits = await format(document, tabSize, used);
  if (!edits) return null;
  if (edits.length > 0)
    document.update(
      edits.map(({ range, newText }) => ({ range, text: newText })),
      2,
    );
  return document.content;
}

const untidy = `swagger:    "2.0"
# The connector
info:   {title: A,   version: '1'}   # who made it
paths:
      /a:   &item
          get:
              operationId:   A


              responses: {  '200': {description: ok}  }
      /b: *item
`;

test('a definition is tidied, and keeps its comments and anchors', async () => {
  const tidy = await formatted(untidy);
  expect(tidy).toBe(`swagger: "2.0"
# The connector
info: { title: A, version: "1" } # who made it
paths:
  /a: &item
    get:
      operationId: A

      responses: { "200": { description: ok } }
  /b: *item
`);
  expect(await formatted(tidy!)).toBe(tidy);
});

test('nothing is offered for JSON, for a text with a fault, and where more than the form would change', async () => {
  expect(await format(new OpenDocument('file:///a.swagger.json', 'json', 1, '{ }'), 2, engine)).toBeNull();
  expect(await formatted('swagger: "2.0\npaths: {}\n')).toBeNull();
  const changing = (change: (text: string) => string) => ({
    ...noYamlEngine,
    format: async (text: string) => (text === untidy ? change(untidy) : text),
  });
  for (const [from, to] of [
    ['title: A', 'title: B'],
    ['# The connector\n', ''],
    ['# who made it', ''],
    ['&item', '&other'],
  ] as const) {
    const engine = changing((text) => text.replaceAll(from, to).replaceAll(`*${from.slice(1)}`, `*${to.slice(1)}`));
    expect(await formatted(untidy, 2, engine), from).toBeNull();
  }
  let count = 0;
  const restless = { ...noYamlEngine, format: async () => `${untidy}# ${count++}\n` };
  expect(await formatted(untidy, 2, restless)).toBeNull();
});

test('a document that is too large says so', async () => {
  await expect(formatted(`swagger: "2.0"\n${'# a\n'.repeat(200_000)}`)).rejects.toThrow('KB');
});

test('every published connector keeps its value, comments and anchors, and is formatted once', {
  timeout: 900_000,
}, async () => {
  const corpus = process.env.FLOW_WEBHOOKS_CORPUS;
  const all = [undefined, ...(isLong && corpus ? [corpus] : [])].flatMap((folder) => connectors(folder));
  const count = { formatted: 0, changed: 0, comments: 0, skipped: [] as string[] };
  for (const { name, text } of isLong ? all : all.slice(0, 4)) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      continue;
    }
    const { yaml, comments } = withCommentsAndAnchors(stringify(value, { indent: 4 }));
    if (yaml.length > 500_000) {
      count.skipped.push(name);
      continue;
    }
    const tidy = await formatted(yaml);
    expect(tidy, name).not.toBeNull();
    count.formatted++;
    count.comments += comments.length;
    if (tidy !== yaml) count.changed++;
    expect(parse(tidy!), name).toEqual(parse(yaml));
    for (const comment of comments) expect(tidy, name).toContain(comment);
    for (const anchor of ['&first', '*first']) expect(tidy!.includes(anchor)).toBe(yaml.includes(anchor));
    expect(await formatted(tidy!), name).toBe(tidy);
  }
  console.log(count);
  expect(count.formatted).toBeGreaterThan(0);
});
