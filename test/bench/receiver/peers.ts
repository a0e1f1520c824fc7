import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WebhookSettings } from '../../../client/webhooks/environment';
import { ensureDebianPackages, which } from '../../support/debian';
import type { Answers, Question } from './host.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

export interface Host {
  ask<Kind extends Question['ask']>(question: Extract<Question, { ask: Kind }>): Promise<Answers[Kind]>;
  pid: number;
}

/** `client/webhooks` in its own process. */
export async function startHost(folder: string, bounds: WebhookSettings['deliveries']): Promise<Host> {
  const child = forked('host.mts', [folder, JSON.stringify(bounds)]);
  await answerOf(child);
  return {
    pid: child.pid!,
    async ask(question) {
      const answer = answerOf(child);
      child.send(question);
      const value = await answer;
      if (question.ask === 'close') child.disconnect();
      return value as never;
    },
  };
}

export async function startExpress(): Promise<{ port: number; stop(): void }> {
  const child = forked('bareExpress.ts', []);
  return { port: (await answerOf(child)) as number, stop: () => void child.kill() };
}

const forked = (script: string, args: string[]): ChildProcess =>
  fork(join(here, script), args, { execArgv: ['--import', 'tsx', '--expose-gc'] });

async function answerOf(child: ChildProcess): Promise<unknown> {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(() => ({ error: 'It ended.' }));
  const said = once(child, 'message', { signal: over.signal }).then(([message]) => message as object);
  const answer: { value?: unknown; error?: string } = await Promise.race([said, ended]);
  over.abort();
  await Promise.allSettled([ended, said]);
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}

/**
 * Debian's `webhook` (https://github.com/adnanh/webhook): for each delivery with a valid signature it runs a command,
 * which here stores the payload.
 */
export async function startWebhook(
  folder: string,
  secret: string,
): Promise<{ port: number; path: string; stop(): void }> {
  ensureDebianPackages(['webhook']);
  const kept = join(folder, 'kept');
  mkdirSync(kept, { recursive: true });
  const command = join(folder, 'keep');
  writeFileSync(command, `#!/bin/sh\nexec cp "$PAYLOAD" "${kept}/$$"\n`);
  chmodSync(command, 0o755);
  const signature = { source: 'header', name: 'X-Hub-Signature-256' };
  const hook = {
    id: 'bench',
    'execute-command': command,
    'pass-file-to-command': [{ source: 'entire-payload', envname: 'PAYLOAD' }],
    'trigger-rule': { match: { type: 'payload-hmac-sha256', secret, parameter: signature } },
  };
  const file = join(folder, 'hooks.json');
  writeFileSync(file, JSON.stringify([hook]));
  const port = await freePort();
  const child = spawn(which('webhook')!, ['-hooks', file, '-ip', '127.0.0.1', '-port', String(port)], {
    stdio: 'ignore',
  });
  await listening(port);
  return { port, path: '/hooks/bench', stop: () => void child.kill() };
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const there = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (there) return;
    if (Date.now() > deadline) throw new Error('webhook does not listen.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
