/**
 * A reader of what cmd.exe does with lines that are pasted at its prompt. Written from Microsoft's documentation, not from
 * the code that it tests: "cmd" (quotation marks and `& | ( ) < > ^`), "set" (`%name%`, `%name:a=b%`, `%name:~1%`), "Using
 * command redirection operators", and "Everyone quotes command line arguments the wrong way" (blogs of Microsoft, 2011).
 */
import { splitCommandLine } from './commandLine';
import { type Machine, runPowerShell } from './powershell';

/** Maximum length of a command at the prompt: "Command prompt (Cmd.exe) command-line string limitation". */
const maxLine = 8191;

/** Runs pasted lines. Throws where a text would be expanded, redirected or cut. */
export function runCmd(pasted: string, machine: Machine): void {
  if (/[^\n -~]/.test(pasted)) throw new Error('A character that a terminal acts on');
  const lines = pasted.split('\n');
  while (lines.length > 0) {
    const command = nextCommand(lines);
    for (const one of command) if (one.trim() !== '') runOne(one.trim(), machine);
  }
}

/** Takes the lines of the next command, and returns it in the parts that `&` and `|` make. */
function nextCommand(lines: string[]): string[] {
  const parts = [''];
  let length = 0;
  let isQuoted = false;
  let line = expanded(lines.shift()!);
  for (let at = 0; ; at++) {
    if (at >= line.length) break;
    const character = line[at]!;
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '^') {
      at++;
      if (at >= line.length) {
        // The line goes on; its first character is escaped.
        length += line.length;
        line = expanded(lines.shift() ?? '');
        at = 0;
      }
      parts[parts.length - 1] += line[at] ?? '';
      continue;
    } else if (!isQuoted && /[&|]/.test(character)) {
      parts.push('');
      continue;
    } else if (!isQuoted && /[<>]/.test(character)) throw new Error('A redirection');
    parts[parts.length - 1] += character;
  }
  if (length + line.length > maxLine) throw new Error('Too long for a line');
  return parts;
}

/**
 * Expands variables as if every name existed, except one with a caret in front, which nobody gives a variable. In quotes
 * too: they do not matter to this step. Only those that are known here may be meant.
 */
function expanded(line: string): string {
  return line.replace(/%([^%:]+)(%|:[^%]*%)?/g, (whole, name: string, end: string | undefined) => {
    if (end === undefined || name.startsWith('^')) return whole;
    if (name === 'TEMP' && end === '%') return temp;
    throw new Error(`A variable is expanded: ${name}`);
  });
}

const temp = 'C:\\Users\\J O\\AppData\\Local\\Temp';

function runOne(command: string, machine: Machine): void {
  const name = /^[\w.]+/.exec(command)?.[0] ?? '';
  if (/^[(@)]/.test(command) || name === '') throw new Error(`Not a command: ${command.slice(0, 40)}`);
  const args = splitCommandLine(command.slice(name.length));
  if (name === 'del') for (const file of args) machine.files.delete(file);
  else if (name === 'powershell') powershell(args, machine);
  else machine.run(name, args);
}

function powershell(args: string[], machine: Machine): void {
  const at = args.indexOf('-Command');
  if (at < 0) throw new Error('PowerShell without a command');
  runPowerShell(args.slice(at + 1).join(' '), '5.1', { ...machine, environment: { TEMP: temp } });
}
