/** Copied commands, pasted into the shells of Windows: whatever the sender wrote, curl gets it, and nothing else runs. */
import { describe, expect, it } from 'vitest';
import { toCurl } from '../../client/common/curl';
import { runCmd } from '../support/windows/cmd';
import { splitCommandLine } from '../support/windows/commandLine';
import { pasteIntoWindows } from '../support/windows/pasted';
import { type Machine, runPowerShell } from '../support/windows/powershell';
import { hostileBodies, problemWith, randomOnes, windowsShells } from './curlWindows';

const seed = 19;

describe('the readers', () => {
  /** The examples of "Parsing C command-line arguments". */
  it.each([
    ['"abc" d e', ['abc', 'd', 'e']],
    ['a\\\\b d"e f"g h', ['a\\\\b', 'de fg', 'h']],
    ['a\\\\\\"b c d', ['a\\"b', 'c', 'd']],
    ['a\\\\\\\\"b c" d e', ['a\\\\b c', 'd', 'e']],
  ])('split %s as documented', (line, args) => {
    expect(splitCommandLine(line)).toEqual(args);
  });

  const ran = (read: (machine: Machine) => void): string[][] => {
    const calls: string[][] = [];
    read({ files: new Map(), environment: {}, run: (...call) => void calls.push(call.flat()) });
    return calls;
  };

  it('lose quotes in 5.1 alone, and split there what has blanks between them', () => {
    const command = `curl.exe --data-raw '{"a b":1}'`;
    expect(ran((machine) => runPowerShell(command, '5.1', machine))).toEqual([['curl.exe', '--data-raw', '{a b:1}']]);
    expect(ran((machine) => runPowerShell(command, '7.4', machine))).toEqual([['curl.exe', '--data-raw', '{"a b":1}']]);
    const escaped = `curl.exe '{\\"a b\\":1}'`;
    expect(ran((machine) => runPowerShell(escaped, '5.1', machine))).toEqual([['curl.exe', '{"a', 'b":1}']]);
  });

  it('see what an unquoted text runs', () => {
    expect(ran((machine) => runCmd('curl "a" & touch canary', machine))).toHaveLength(2);
    expect(() => ran((machine) => runCmd('curl "%PATH%"', machine))).toThrow(/PATH/);
    expect(() => ran((machine) => runCmd('curl ^%path:a=b^%', machine))).toThrow(/path/);
    expect(() => ran((machine) => runPowerShell("curl.exe 'it's'", '5.1', machine))).toThrow(/Unexpected/);
    expect(() => ran((machine) => runPowerShell('curl.exe "a $(touch canary)"', '5.1', machine))).toThrow(/Unexpected/);
    expect(() => ran((machine) => runPowerShell('curl.exe a; touch canary', '5.1', machine))).not.toThrow();
  });
});

describe.each(windowsShells)('pasted into $name', (shell) => {
  it(`the ${hostileBodies.length} hostile bodies and 200 random ones (seed ${seed}) do nothing but reach curl`, () => {
    const problems = [...hostileBodies, ...randomOnes(200, seed)].flatMap((body) => problemWith(shell, body) ?? []);
    expect(problems.slice(0, 3)).toEqual([]);
  });

  it('long texts are complete, and no line is longer than its shell takes', () => {
    const long = ['abcdefgh'.repeat(8000), '{"a":"b%c"}'.repeat(3000), 'é"\n'.repeat(9000), '\\"'.repeat(5000)];
    for (const text of long) expect(problemWith(shell, Buffer.from(text))).toBeUndefined();
  });

  it('a stored body is read from its file', () => {
    const file = "C:\\Users\\Jörg 'O%PATH%\\bodies & more\\1.bodies";
    const command = toCurl(
      { method: 'POST', url: 'https://api.example/', headers: {}, body: { file, start: 6, bytes: 7 } },
      undefined,
      shell.shell,
    );
    const { body } = pasteIntoWindows(shell, command, new Map([[file, Buffer.from('before{"a":1}behind')]]));
    expect(body?.toString()).toBe('{"a":1}');
  });
});

describe('a command for Windows', () => {
  const request = {
    method: 'POST',
    url: 'https://api.example/hooks?a=1&b=2',
    headers: { 'Content-Type': 'application/json', 'X-Event': "it's" },
    body: '{"name": "50% & more", "ok": true}',
  };

  it('reads as a person would write it in PowerShell', () => {
    expect(toCurl({ ...request, body: '{"name": "Zoë", "ok": true}' }, undefined, 'powershell').split('\n')).toEqual([
      '$body = [IO.Path]::GetTempFileName()',
      '[IO.File]::WriteAllText($body, ([regex]::Unescape(\'{"name": "Zo\\u00EB", "ok": true}\')))',
      'curl.exe "https://api.example/hooks?a=1&b=2" `',
      '  --request POST `',
      "  --header 'Content-Type: application/json' `",
      '  --header "X-Event: it\'s" `',
      '  --data-binary "@$body"',
      'Remove-Item $body',
    ]);
  });

  it('reads as a person would write it in cmd', () => {
    expect(toCurl(request, undefined, 'cmd').split('\n')).toEqual([
      'curl "https://api.example/hooks?a=1&b=2" ^',
      '  --request POST ^',
      '  --header "Content-Type: application/json" ^',
      '  --header "X-Event: it\'s" ^',
      '  --data-raw ^"{\\^"name\\^": \\^"50%^ ^& more\\^", \\^"ok\\^": true}^"',
    ]);
  });
});
