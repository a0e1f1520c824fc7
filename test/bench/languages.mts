/**
 * `npm run bench:languages [-- --json FILE] [--rounds N]`: each peer as a real server process next to ours in one run, with medians and ratios.
 * The machine's speed cancels out in the ratios; absolute figures are printed too.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'jsonc-parser';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { serverFlags } from '../../client/editor/serverFlags';
import { type LspSession, startLsp } from '../support/lsp';
import { definitionOfSize } from './definitions';

const { values } = parseArgs({ options: { json: { type: 'string' }, rounds: { type: 'string', default: '15' } } });
const rounds = Number(values.rounds);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-bench-'));
const schemaFile = join(folder, 'schema.json');
writeFileSync(
  schemaFile,
  JSON.stringify(parse(readFileSync(join(root, 'schemas/apiDefinition.swagger.schema.json'), 'utf8'))),
);

interface Figures {
  /** Milliseconds. */
  cold: number;
  keystroke: number;
  completion: number;
  hover: number;
  /** Megabytes resident after the run. */
  memory: number;
}

/** As the extension starts it. */
const ours = { server: [...serverFlags, join(root, 'dist/server.js'), '--stdio'] };
const jsonService = { server: [join(root, 'test/bench/jsonServer.mjs'), schemaFile] };
const yamlService = {
  server: [join(root, 'node_modules/yaml-language-server/out/server/src/server.js'), '--stdio'],
  configuration: {
    yaml: { schemas: { [`file://${schemaFile}`]: '*' }, validate: true, completion: true, hover: true },
  },
  capabilities: { workspace: { configuration: true } },
};

async function measure(
  language: 'json' | 'yaml',
  text: string,
  peer: Parameters<typeof startLsp>[0],
): Promise<Figures> {
  const uri = `file:///bench/apiDefinition.swagger.${language}`;
  const started = performance.now();
  const session = await startLsp({ patience: 120_000, ...peer });
  session.open(uri, language, text);
  await session.waitForPush((push) => push.uri === uri);
  const cold = performance.now() - started;

  const document = TextDocument.create(uri, language, 1, text);
  const middle = text.indexOf('description', text.length >> 1);
  const typing = document.positionAt(text.indexOf(':', middle) + 5);
  const value = document.positionAt(text.indexOf('string', middle) + 1);
  const keystrokes: number[] = [];
  for (let i = 0; i < rounds + 3; i++) {
    const seen = session.pushed.length;
    const sent = performance.now();
    session.change(uri, i + 2, [{ range: { start: typing, end: typing }, text: 'x' }]);
    await session.waitForPush((push) => push.uri === uri, seen);
    if (i >= 3) keystrokes.push(performance.now() - sent);
  }
  const completion = await median(session, 'textDocument/completion', { textDocument: { uri }, position: value });
  const hover = await median(session, 'textDocument/hover', { textDocument: { uri }, position: value });
  const status = readFileSync(`/proc/${session.process.pid}/status`, 'utf8');
  const memory = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
  await session.stop();
  return { cold, keystroke: middleOf(keystrokes), completion, hover, memory };
}

async function median(session: LspSession, method: string, params: unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds + 2; i++) {
    const sent = performance.now();
    await session.connection.sendRequest(method, params);
    if (i >= 2) times.push(performance.now() - sent);
  }
  return middleOf(times);
}

function middleOf(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function row(name: string, ours: Figures, peer?: Figures): string {
  const cells = (['cold', 'keystroke', 'completion', 'hover', 'memory'] as const).map((key) => {
    const own = ours[key].toFixed(key === 'memory' ? 0 : 1);
    return peer
      ? `${own} / ${peer[key].toFixed(key === 'memory' ? 0 : 1)} = ${(ours[key] / peer[key]).toFixed(3)}`
      : own;
  });
  return `| ${name} | ${cells.join(' | ')} |`;
}

const sizes: [string, string][] = values.json
  ? [[values.json, readFileSync(values.json, 'utf8').replace(/^\uFEFF/, '')]]
  : [24_000, 300_000, 1_100_000, 10_000_000].map((bytes): [string, string] => {
      const text = JSON.stringify(definitionOfSize(bytes), null, 2);
      return [`${Math.round(text.length / 1000)} KB`, text];
    });
console.log('ours / peer = ratio; times in ms, memory in MB; medians\n');
console.log(
  '| definition | cold start to first diagnostics | keystroke to diagnostics | completion | hover | memory |',
);
console.log('|---|---|---|---|---|---|');
for (const [name, text] of sizes) {
  const large = text.length > 5_000_000;
  console.log(
    row(
      `${name}, JSON, beside the JSON service`,
      await measure('json', text, ours),
      large ? undefined : await measure('json', text, jsonService),
    ),
  );
  const yaml = stringify(JSON.parse(text));
  console.log(
    row(
      `${name}, YAML, beside yaml-language-server`,
      await measure('yaml', yaml, ours),
      large ? undefined : await measure('yaml', yaml, yamlService),
    ),
  );
}

/** Number of definitions that are open at once, and the characters of each. */
const many = { count: 200, size: 110_000 };

/** Megabytes resident with many definitions open, each with its diagnostics. */
async function memoryOfMany(peer: Parameters<typeof startLsp>[0], text: string): Promise<number> {
  const session = await startLsp({ patience: 300_000, ...peer });
  for (let i = 0; i < many.count; i++) {
    const uri = `file:///bench/${i}/apiDefinition.swagger.json`;
    session.open(uri, 'json', text.replace('"Bench"', `"Bench ${i}"`));
    await session.waitForPush((push) => push.uri === uri);
  }
  const status = readFileSync(`/proc/${session.process.pid}/status`, 'utf8');
  await session.stop();
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
}

const manyText = JSON.stringify(definitionOfSize(many.size), null, 2);
const [ourMemory, theirMemory] = [await memoryOfMany(ours, manyText), await memoryOfMany(jsonService, manyText)];
console.log(
  `\n${many.count} definitions of ${Math.round(manyText.length / 1000)} KB open, beside the JSON service: ${ourMemory.toFixed(0)} / ${theirMemory.toFixed(0)} MB = ${(ourMemory / theirMemory).toFixed(2)}`,
);
rmSync(folder, { recursive: true });
