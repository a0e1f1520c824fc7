import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ensureDebianPackages, which } from './debian';

export interface Shell {
  name: string;
  command: string[];
  /** Whether the terminal marks pastes where the shell asks for it, as terminals of the last ten years do. */
  marksPastes?: boolean;
  /** In the plain C locale the shell knows bytes and no characters. */
  locale?: 'C' | 'C.UTF-8';
  /** Lines of the file in which readline looks for its settings. */
  readline?: string[];
  /** What the terminal sends in the place of a line feed: most send what the Enter key does. */
  lineEnd?: '\r' | '\n';
}

export interface Pasted {
  /** How often curl ran. */
  runs: number;
  args: Buffer[];
  /** What curl read from standard input; undefined where it was not to. */
  input: Buffer | undefined;
  /** Files that something else has made. */
  files: string[];
  /** What the terminal showed, where the shell found a command missing or curl did not run once. */
  output: string | undefined;
}

/** All that is on the PATH of the shell: what a copied command uses, and what a hostile one wants. */
const commands = ['base64', 'cat', 'head', 'tail', 'touch'];

/** Stands in for curl: writes down its arguments, and its standard input where `--data-binary @-` asks for it. */
const fakeCurl = (folder: string) => `#!/bin/sh
printf '%s\\0' "$@" > ${folder}/args
printf x >> ${folder}/runs
for arg; do case "$before $arg" in '--data-binary @-') exec cat > ${folder}/input;; esac; before=$arg; done
`;

/**
 * Pastes texts into one interactive shell in turn, each followed by Enter, and reports on each of them; those after one
 * that leaves the shell without a prompt are missing.
 */
export async function pasteInto(shell: Shell, texts: string[]): Promise<Pasted[]> {
  ensureDebianPackages(['python3']);
  const folder = mkdtempSync(path.join(tmpdir(), 'flow-webhooks-paste-'));
  try {
    prepare(folder, shell);
    const { locale = 'C.UTF-8', marksPastes = true, lineEnd = '\r' } = shell;
    const env = { PATH: `${folder}/bin`, HOME: folder, INPUTRC: `${folder}/.inputrc`, TERM: 'xterm', LC_ALL: locale };
    const pastes = texts.map((text) => Buffer.from(text).toString('base64'));
    const [name = '', ...options] = shell.command;
    const reports = await run({
      shell: [which(name), ...options],
      env,
      folder,
      bracketed: marksPastes,
      lineEnd,
      pastes,
    });
    return reports.map(({ runs, args, input, files, output }) => ({
      runs,
      args: args.map(decode),
      input: input === null ? undefined : decode(input),
      files,
      output: output && decode(output).toString(),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function prepare(folder: string, { readline = [] }: Shell): void {
  mkdirSync(path.join(folder, 'bin'));
  for (const command of commands) symlinkSync(which(command)!, path.join(folder, 'bin', command));
  writeFileSync(path.join(folder, 'bin', 'curl'), fakeCurl(folder), { mode: 0o755 });
  writeFileSync(path.join(folder, '.inputrc'), `${readline.join('\n')}\n`);
}

type Report = { runs: number; args: string[]; input: string | null; files: string[]; output?: string };

async function run(request: object): Promise<Report[]> {
  const driver = spawn('python3', [fileURLToPath(new URL('paste.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  driver.stdin.end(JSON.stringify(request));
  return JSON.parse(await textOf(driver.stdout));
}

const decode = (base64: string): Buffer => Buffer.from(base64, 'base64');
