/** Paths of `check` on each platform, and each kind of standard input and output. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, win32 } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDynamicPattern } from 'tinyglobby';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filePattern, sarifUri } from '../server/checkPaths';
import { connector } from './documents/connectors';

const script = join(import.meta.dirname, '../dist/check.js');
const { text } = connector('githubWebhookSample.swagger.json');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function check(args: string[], input?: string): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8', input });
}

function write(name: string, content = text): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

describe('a pattern', () => {
  it.each([
    ['win32', 'connectors\\*.json', 'connectors', '*.json'],
    ['win32', '.\\connectors\\*.json', './connectors', '*.json'],
    ['win32', '.\\connectors\\**\\*.json', './connectors', '**/*.json'],
    ['win32', 'connectors/*.json', 'connectors', '*.json'],
    ['win32', '*.json', '.', '*.json'],
    ['win32', '..\\*\\apiDefinition.*', '..', '*/apiDefinition.*'],
    ['win32', 'D:\\repo\\{a,b}\\*.json', 'D:/repo', '{a,b}/*.json'],
    ['win32', 'D:\\*.json', 'D:/', '*.json'],
    ['win32', '\\\\server\\share\\*.json', '//server/share', '*.json'],
    ['win32', 'C:\\J\u00f6rg M\u00fcller\\C# api\\*.json', 'C:/J\u00f6rg M\u00fcller/C# api', '*.json'],
    ['linux', '/repo/a/*.json', '/repo/a', '*.json'],
    ['linux', '/*.json', '/', '*.json'],
    ['linux', 'a\\*b/*.json', '.', 'a\\*b/*.json'],
    ['darwin', '../**/*.swagger.yaml', '..', '**/*.swagger.yaml'],
  ])('on %s: %s', (platform, given, folder, pattern) => {
    expect(filePattern(given, { platform })).toEqual({ folder, pattern });
    expect(isDynamicPattern(pattern)).toBe(true);
    expect(isDynamicPattern(folder)).toBe(false);
  });

  it('names the same files as its folder and its rest', () => {
    for (const name of ['p/a.swagger.json', 'p/q/b.swagger.json', 'p/node_modules/c.swagger.json']) write(name);
    const found = (...args: string[]): string[] =>
      JSON.parse(check(['--format', 'json', ...args]).stdout).files.map(({ file }: { file: string }) => file);
    const [a, b] = [join('p', 'a.swagger.json'), join('p', 'q', 'b.swagger.json')];
    expect(found('p/*.json')).toEqual([a]);
    expect(found('./p/**/*.json')).toEqual([a, b]);
    expect(found('p/{q,r}/*')).toEqual([b]);
    expect(found('*/*/b.swagger.json')).toEqual([b]);
    expect(found(`${folder.replaceAll('\\', '/')}/p/**/*.swagger.json`)).toEqual([join(folder, a), join(folder, b)]);
    if (process.platform === 'win32') expect(found('.\\p\\**\\*.json')).toEqual([a, b]);
    expect(check(['p/*.yaml']).stderr).toContain('p/*.yaml: no such file or directory');
  });
});

describe('an address in SARIF', () => {
  const windows = 'C:\\repo';
  it.each([
    ['win32', windows, 'connectors\\a.json', 'connectors/a.json'],
    ['win32', windows, 'C# api\\a.json', 'C%23%20api/a.json'],
    ['win32', windows, 'c:\\REPO\\a.json', 'a.json'],
    ['win32', windows, 'D:\\repo\\x.json', 'file:///D:/repo/x.json'],
    ['win32', windows, '..\\other\\C# api\\x.json', 'file:///C:/other/C%23%20api/x.json'],
    ['win32', windows, '\\\\server\\share\\x.json', 'file://server/share/x.json'],
    ['linux', '/repo', 'a/b.json', 'a/b.json'],
    ['linux', '/repo', 'what?/a#b.json', 'what%3F/a%23b.json'],
    ['linux', '/repo', '100%/a.json', '100%25/a.json'],
    ['linux', '/repo', 'a:b.json', 'a%3Ab.json'],
    ['linux', '/repo', 'back\\slash.json', 'back%5Cslash.json'],
    ['linux', '/repo', '../other/x.json', 'file:///other/x.json'],
    ['darwin', '/Users/J\u00f6rg', 'M\u00fcller/a.json', 'M%C3%BCller/a.json'],
  ])('on %s, from %s: %s', (platform, from, file, expected) => {
    const isWindows = platform === 'win32';
    const uri = sarifUri(file, from, { platform });
    expect(uri).toBe(expected);
    // Whoever reads it finds the file again.
    const base = pathToFileURL(`${from}${isWindows ? '\\' : '/'}`, { windows: isWindows });
    const found = fileURLToPath(new URL(uri, base), { windows: isWindows });
    const path = isWindows ? win32 : posix;
    expect(path.relative(found, path.resolve(from, file))).toBe('');
  });

  it('is that of a file in a folder with # and ?', () => {
    const name = process.platform === 'win32' ? 'C# api' : 'C# api?';
    write(`${name}/a.swagger.json`);
    const { runs } = JSON.parse(check(['--format', 'sarif', join(name, 'a.swagger.json')]).stdout);
    const [{ physicalLocation }] = runs[0].results[0].locations;
    expect(physicalLocation.artifactLocation.uri).toBe(`${encodeURIComponent(name)}/a.swagger.json`);
  });
});

describe('standard input', () => {
  const shell = (command: string): SpawnSyncReturns<string> =>
    spawnSync('sh', ['-c', command, process.execPath, script], { cwd: folder, encoding: 'utf8' });

  it('may be a pipe that a program writes to', () => {
    expect(check(['-'], text).stdout).toMatch(/1 definition: 0 errors, 3 warnings, 1 other finding\n$/);
    expect(check(['-'], text.repeat(200)).stdout).toContain('stdin.swagger.json');
  });

  // As shells open it, which Windows' do not.
  describe.skipIf(process.platform === 'win32')('in a shell', () => {
    const wellRead = /1 definition: 0 errors, 3 warnings, 1 other finding\n$/;
    beforeAll(() => write('input.json'));

    it.each([
      ['a file', '"$0" "$1" - < input.json'],
      ['a pipe', 'cat input.json | "$0" "$1" -'],
      ['a pipe that has nothing yet', '{ sleep 1; cat input.json; } | "$0" "$1" -'],
      // The program before leaves it so that reading does not wait.
      [
        'a pipe that does not block',
        '{ sleep 2; cat input.json; } | { "$0" -e "process.stdin; process.kill(process.pid, 9)"; "$0" "$1" -; }',
      ],
    ])('may be %s', (_, command) => {
      const { stdout, stderr } = shell(command);
      expect(stderr).not.toContain('Usage');
      expect(stdout).toMatch(wellRead);
    });

    it.each([
      ['closed', '"$0" "$1" - <&-'],
      ['empty', '"$0" "$1" - < /dev/null'],
      ['a folder', '"$0" "$1" - < .'],
    ])('may be %s: the definition is empty', (_, command) => {
      const { stdout, status } = shell(command);
      expect(stdout).toMatch(/stdin\.swagger\.json:1:1: error: /);
      expect(status).toBe(1);
    });
  });
});

describe('--output', () => {
  const definition = text.replace('"title": "', '"title": "J\u00f6rg \u89e6\u53d1 ');

  it.each(['text', 'json', 'sarif'])('writes what would be printed as %s, in UTF-8', (format) => {
    write('J\u00f6rg.swagger.json', definition);
    const args = ['--format', format, 'J\u00f6rg.swagger.json'];
    const printed = check(args);
    const { stdout, stderr, status } = check([...args, '--output', 'report.txt']);
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: printed.status });
    const bytes = readFileSync(join(folder, 'report.txt'));
    expect(bytes.toString('utf8')).toBe(printed.stdout);
    expect(printed.stdout).toMatch(/J(?:\u00f6|%C3%B6)rg\.swagger/);
  });

  it('keeps the exit status of errors', () => {
    write('bad.swagger.json', '{');
    expect(check(['bad.swagger.json', '--output', 'bad.txt']).status).toBe(1);
    expect(readFileSync(join(folder, 'bad.txt'), 'utf8')).toContain('bad.swagger.json:1');
  });

  it('writes the rules', () => {
    expect(check(['--list-rules', '--output', 'rules.json']).stdout).toBe('');
    expect(JSON.parse(readFileSync(join(folder, 'rules.json'), 'utf8')).length).toBeGreaterThan(20);
  });

  it('that cannot be written is misuse', () => {
    write('a.swagger.json');
    const { status, stderr } = check(['a.swagger.json', '--output', join('nowhere', 'report.json')]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${join('nowhere', 'report.json')} cannot be written (ENOENT).`);
  });
});
