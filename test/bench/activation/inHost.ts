/** Runs in the extension host: what it has used once it is at rest. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

export interface HostCost {
  /** Processor time since the start of the process, in milliseconds. */
  cpu: number;
  /** Proportional share of memory, in MB. */
  pss: number;
  /** MB in use on the heap. */
  heap: number;
}

/** Milliseconds between two looks, and processor time in between that counts as rest. */
const interval = 1_000;
const rest = 25;

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

export async function run(): Promise<void> {
  const file = process.env.ACTIVATION_RESULT!;
  const id = process.env.ACTIVATION_EXTENSION!;
  const open = process.env.ACTIVATION_OPEN;
  if (open) await vscode.window.showTextDocument(vscode.Uri.file(open));
  const extension = vscode.extensions.getExtension(id)!;
  while (!extension.isActive) await delay(50);
  let quiet = 0;
  for (let before = cpu(); quiet < 3; ) {
    await delay(interval);
    const now = cpu();
    quiet = now - before < rest ? quiet + 1 : 0;
    before = now;
  }
  const pss = Number(/Pss:\s+(\d+)/.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))![1]) / 1024;
  const cost: HostCost = { cpu: cpu(), pss, heap: process.memoryUsage().heapUsed / 1e6 };
  writeFileSync(file, JSON.stringify(cost));
}
