/**
 * `npm run bench [-- --json FILE] [--connectors DIR] [--rounds N] [--quick]`: all comparisons with
 * peers, part by part: the language server, the shell check, the receiver. Each part can be run by itself.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string' },
    connectors: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

function part(title: string, file: string, args: string[]): void {
  console.log(`\n## ${title}\n`);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, file), ...args], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

part('Language server', 'languages.mts', [
  ...(values.json ? ['--json', values.json] : []),
  ...(values.rounds ? ['--rounds', values.rounds] : []),
]);
part('Shell check beside Spectral', 'spectral.mts', values.connectors ? [values.connectors] : []);
part('Receiver', 'receiver.mts', values.quick ? ['--quick'] : []);
