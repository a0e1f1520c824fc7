/** What curl gets from a command that is pasted into a shell of Windows. */
import { runCmd } from './cmd';
import { type Machine, runPowerShell, type Version } from './powershell';

export type WindowsShell = { shell: 'cmd' } | { shell: 'powershell'; version: Version };

export interface CurlCall {
  url: string;
  method: string;
  /** In order, as bytes: their lines as curl gets them. */
  headers: string[];
  body: Buffer | undefined;
}

/**
 * Reads a pasted command. Throws unless it runs curl once, runs no other program, and leaves the disk as it was.
 * @param stored the files that are there
 */
export function pasteIntoWindows(target: WindowsShell, command: string, stored = new Map<string, Buffer>()): CurlCall {
  const calls: CurlCall[] = [];
  const files = new Map(stored);
  const machine: Machine = {
    files,
    environment: {},
    run(program, args) {
      if (!/^curl(\.exe)?$/.test(program) || calls.length > 0) throw new Error(`It runs ${program} ${args}`);
      calls.push(readCurl(args, files));
    },
  };
  if (target.shell === 'cmd') runCmd(command, machine);
  else runPowerShell(command, target.version, machine);
  if (files.size !== stored.size) throw new Error(`Files are left: ${[...files.keys()]}`);
  if (!calls[0]) throw new Error('It does not run curl');
  return calls[0];
}

function readCurl(args: string[], files: Map<string, Buffer>): CurlCall {
  const call: CurlCall = { url: '', method: '', headers: [], body: undefined };
  const rest = [...args];
  const value = (): string => {
    const next = rest.shift();
    if (next === undefined) throw new Error('An option has no value');
    return next;
  };
  const contentOf = (file: string): Buffer => {
    const content = files.get(file);
    if (!content) throw new Error(`No file ${file}`);
    return content;
  };
  while (rest.length > 0) {
    const option = value();
    if (option === '--config') rest.unshift(...readConfig(contentOf(value())));
    else if (option === '--request') call.method = value();
    else if (option === '--header') call.headers.push(value());
    else if (option === '--data-raw') call.body = Buffer.from(value(), 'latin1');
    else if (option === '--data-binary') call.body = contentOf(/^@(.+)$/.exec(value())![1]!);
    else if (option === '--url') call.url = value();
    else if (option.startsWith('-') || call.url !== '') throw new Error(`Not expected: ${option}`);
    else call.url = option;
  }
  return call;
}

/**
 * curl man page, `--config`: a line has an option and its value in quotes, in which a backslash precedes a quote or
 * another one, or makes a control character.
 */
function readConfig(content: Buffer): string[] {
  return content
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const [, name = '', quoted = ''] = /^([a-z-]+) = "((?:[^"\\]|\\[\\"tnrv])*)"$/.exec(line) ?? [];
      if (name === '') throw new Error(`Not a line of a config file: ${line}`);
      const control: Record<string, string> = { t: '\t', n: '\n', r: '\r', v: '\v' };
      return [`--${name}`, quoted.replace(/\\(.)/g, (_, one: string) => control[one] ?? one)];
    });
}
