/**
 * `npm run bench:languages [-- --json FILE] [--rounds N]`: each peer as a real server process next to ours in one run, with medians and ratios.
 * The machine's speed cancels out in the ratios; absolute figures are printed too.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'jsonc-parser';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { keepingCompiledCode, serverFlags } from '../../client/editor/serverFlags';
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
  /** Milliseconds from the start of a process to the first diagnostics, with nothing kept from an earlier process. */
  first: number;
  /** The same where an earlier process has kept its compiled code, as all but the first of an installation find it. */
  cold: number;
  keystroke: number;
  completion: number;
  hover: number;
  /** Megabytes resident after the run. */
  memory: number;
}

type Peer = Parameters<typeof startLsp>[0];

/** As the extension starts it. */
const compiledCode = join(folder, 'compiled');
const ours = {
  server: [...serverFlags, join(root, 'dist/server.js'), '--stdio', keepingCompiledCode(compiledCode)],
};
const oursForTheFirstTime = { server: ours.server.slice(0, -1) };
const jsonService = { server: [join(root, 'test/bench/jsonServer.mjs'), schemaFile] };
const yamlService = {
  server: [join(root, 'node_modules/yaml-language-server/out/server/src/server.js'), '--stdio'],
  configuration: {
    yaml: { schemas: { [`file://${schemaFile}`]: '*' }, validate: true, completion: true, hover: true },
  },
  capabilities: { workspace: { configuration: true } },
};

type Language = 'json' | 'yaml';

const uriIn = (language: Language): string => `file:///bench/apiDefinition.swagger.${language}`;

/** Starts a process and resolves once it has reported, with the milliseconds that this took. */
async function start(language: Language, text: string, peer: Peer): Promise<{ session: Started; ms: number }> {
  const uri = uriIn(language);
  const started = performance.now();
  const session = await startLsp({ patience: 120_000, ...peer });
  session.open(uri, language, text);
  await session.waitForPush((push) => push.uri === uri);
  return { session, ms: performance.now() - started };
}

type Started = Awaited<ReturnType<typeof startLsp>>;

/** Median of several starts of each, by turns: a machine that is busy for a moment is so for all of them. */
async function startTimes(language: Language, text: string, peers: Peer[]): Promise<number[]> {
  const times = peers.map((): number[] => []);
  for (let i = 0; i < (text.length > 5_000_000 ? 1 : rounds); i++) {
    for (const [index, peer] of peers.entries()) {
      const { session, ms } = await start(language, text, peer);
      times[index]!.push(ms);
      await session.stop();
    }
  }
  return times.map(middleOf);
}

async function measure(language: Language, text: string, peer: Peer): Promise<Omit<Figures, 'first' | 'cold'>> {
  const uri = uriIn(language);
  const { session } = await start(language, text, peer);

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
  return { keystroke: middleOf(keystrokes), completion, hover, memory };
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
  const cells = (['first', 'cold', 'keystroke', 'completion', 'hover', 'memory'] as const).map((key) => {
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
  '| definition | first start to diagnostics | later start to diagnostics | keystroke to diagnostics | completion | hover | memory |',
);
console.log('|---|---|---|---|---|---|---|');

/** A row about both. The first process of ours keeps its compiled code for the ones after it. */
async function compare(name: string, language: Language, text: string, peer: Peer | undefined): Promise<void> {
  const [cold, first, theirs] = await startTimes(language, text, [ours, oursForTheFirstTime, ...(peer ? [peer] : [])]);
  const figures = { first: first!, cold: cold!, ...(await measure(language, text, ours)) };
  console.log(row(name, figures, peer && { first: theirs!, cold: theirs!, ...(await measure(language, text, peer)) }));
}

await keepCompiledCode();
for (const [name, text] of sizes) {
  const isLarge = text.length > 5_000_000;
  await compare(`${name}, JSON, beside the JSON service`, 'json', text, isLarge ? undefined : jsonService);
  const yaml = stringify(JSON.parse(text));
  await compare(`${name}, YAML, beside yaml-language-server`, 'yaml', yaml, isLarge ? undefined : yamlService);
}

/** Has a process keep its compiled code, after a definition of usual size. */
async function keepCompiledCode(): Promise<void> {
  const { session } = await start('json', JSON.stringify(definitionOfSize(300_000), null, 2), ours);
  for (let waits = 0; !existsSync(compiledCode) || readdirSync(compiledCode).length === 0; waits++) {
    if (waits > 300) throw new Error('The server has not kept its compiled code within 30 s.');
    await setTimeout(100);
  }
  await session.stop();
}

/** Number of definitions that are open at once, and the characters of each. */
const many = { count: 200, size: 110_000 };

/** Megabytes resident with many definitions open, each with its diagnostics. */
async function memoryOfMany(peer: Peer, text: string): Promise<number> {
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
