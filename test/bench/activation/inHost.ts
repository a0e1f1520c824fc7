/** Runs in the extension host: what it has used once it is at rest. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';

export interface HostCost {
  /** Processor time since the start of the process, in milliseconds. */
  cpu: number;
  /** Proportional share of memory, in MB. */
  pss: number;
  /** Memory that no other process shares, in MB. */
  uss: number;
  /** MB in use on the heap, after a collection of garbage. */
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
  // Of the editor's own extensions, some may come too late for one run and not for the next.
  for (const one of ['json-language-features', 'typescript-language-features', 'git', 'emmet'])
    await vscode.extensions.getExtension(`vscode.${one}`)?.activate();
  let quiet = 0;
  for (let before = cpu(); quiet < 3; ) {
    await delay(interval);
    const now = cpu();
    quiet = now - before < rest ? quiet + 1 : 0;
    before = now;
  }
  const used = cpu();
  // What is garbage by chance differs more from run to run than what the extension costs.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 3; times++) {
    collect();
    await delay(interval);
  }
  const memory = readFileSync('/proc/self/smaps_rollup', 'utf8');
  const megabytes = (...names: string[]) =>
    names.reduce((sum, name) => sum + Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(memory)![1]), 0) / 1024;
  const cost: HostCost = {
    cpu: used,
    pss: megabytes('Pss'),
    uss: megabytes('Private_Clean', 'Private_Dirty'),
    heap: process.memoryUsage().heapUsed / 1e6,
  };
  writeFileSync(file, JSON.stringify(cost));
}
