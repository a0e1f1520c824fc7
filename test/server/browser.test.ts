/** The server as it runs in a web worker: the bundle in a context with a worker's globals and nothing else. */
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { CodeAction, CompletionList, Diagnostic, Hover, MarkupContent } from 'vscode-languageserver-protocol';
import { stringify } from 'yaml';
import { diagnostics, parse } from '../../server/languageService';
import { offeredNames, WebWorker } from '../support/webWorker';

const bundle = fileURLToPath(new URL('../../dist/server.browser.js', import.meta.url));
const sample = readFileSync(new URL('../connectors/githubWebhookSample.swagger.json', import.meta.url), 'utf8');
const json = { uri: 'file:///web/githubWebhookSample.swagger.json', languageId: 'json', text: sample };
const yaml = { uri: 'file:///web/sample.swagger.yaml', languageId: 'yaml', text: stringify(JSON.parse(sample)) };

let worker: WebWorker;

beforeAll(async () => {
  worker = new WebWorker(bundle);
  await worker.request('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {
      textDocument: {
        completion: { completionItem: { snippetSupport: true } },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
        publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
      },
    },
  });
  worker.notify('initialized', {});
  for (const one of [json, yaml]) worker.notify('textDocument/didOpen', { textDocument: { ...one, version: 1 } });
});

/** The position of a text, or of a place in it. */
function positionOf(text: string, wanted: string, at = 0) {
  const before = text.slice(0, text.indexOf(wanted) + at).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

test('needs nothing that only Node has', () => {
  const ofNode = ['Buffer', 'process', 'require', 'module', 'global', 'setImmediate', '__dirname', '__filename'];
  expect(offeredNames.filter((name) => ofNode.includes(name))).toEqual([]);
  console.log(`dist/server.browser.js: ${Math.round(statSync(bundle).size / 1024)} KB, not minified`);
});

test.each([json, yaml])('reports the findings of the sample in $languageId, those of the library', async (source) => {
  const { diagnostics: pushed } = await worker.findings(source.uri);
  expect(pushed.length).toBeGreaterThan(0);
  const brief = (found: Diagnostic[]) => found.map(({ code, message, range }) => ({ code, message, range }));
  expect(brief(pushed)).toEqual(brief(diagnostics(parse(source))));
});

test('completes', async () => {
  const position = positionOf(sample, '"x-ms-trigger"', 1);
  const list = await worker.request<CompletionList>('textDocument/completion', {
    textDocument: { uri: json.uri },
    position,
  });
  expect(list.items.map(({ label }) => label)).toContain('x-ms-visibility');
});

test('explains', async () => {
  const position = positionOf(sample, '"x-ms-notification-content"', 3);
  const hover = await worker.request<Hover>('textDocument/hover', { textDocument: { uri: json.uri }, position });
  expect((hover.contents as MarkupContent).value).toContain('see');
});

test('fixes', async () => {
  const { diagnostics: found } = await worker.findings(json.uri);
  const asked = found.map((diagnostic) =>
    worker.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: json.uri },
      range: diagnostic.range,
      context: { diagnostics: [diagnostic], only: ['quickfix'] },
    }),
  );
  const actions = (await Promise.all(asked)).flat();
  expect(actions.some(({ edit }) => edit?.changes?.[json.uri]?.length)).toBe(true);
});

test('makes an example payload, and does not judge a body in a file', async () => {
  const schema = { type: 'object', properties: { id: { type: 'integer' } } };
  expect(await worker.request('flowWebhooks/examplePayload', { schema })).toMatchObject({ value: { id: 1 } });
  const body = { file: '/body.json', contentType: 'application/json', contentEncoding: null };
  expect(await worker.request('flowWebhooks/checkPayload', { ...body, schema })).toMatchObject({ conforms: null });
});
