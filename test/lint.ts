/**
 * `npm run lint`: formatting, types, unused code, words and regular expressions, as many at once as there are cores. What each
 * of them prints comes out in one piece.
 */
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const packages = path.join(root, 'node_modules');
const tsc = path.join(packages, 'typescript', 'bin', 'tsc');
const tsx = path.join(packages, 'tsx', 'dist', 'cli.mjs');

/** The arguments for Node, those that take longest first. */
const waiting: string[][] = [
  [tsc, '--noEmit'],
  [path.join(packages, '@biomejs', 'biome', 'bin', 'biome'), 'check', '.'],
  [path.join(packages, 'knip', 'bin', 'knip.js')],
  [tsc, '--noEmit', '-p', 'server'],
  [tsc, '--noEmit', '-p', 'client/views/webview'],
  [tsx, 'test/words.ts'],
  [tsx, 'test/regularExpressions.ts'],
];

/** Resolves with whether it had nothing to complain of. */
function run(args: string[]): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

async function runAll(): Promise<void> {
  for (let args = waiting.shift(); args; args = waiting.shift()) {
    if (!(await run(args))) process.exitCode = 1;
  }
}

Promise.all(Array.from({ length: os.availableParallelism() }, runAll)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
