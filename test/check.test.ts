import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connector } from './documents/connectors';

const script = join(import.meta.dirname, '../dist/check.js');
const sample = join(import.meta.dirname, 'connectors/githubWebhookSample.swagger.json');
const text = connector('githubWebhookSample.swagger.json').text;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function check(args: string[], input?: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: 'utf8', input });
}

function findings(args: string[], input?: string): { file: string; found: string[] }[] {
  const { stdout } = check(['--format', 'json', ...args], input);
  const { files } = JSON.parse(stdout) as {
    files: { file: string; diagnostics: { severity: string; code: string; range: { start: { line: number } } }[] }[];
  };
  return files.map(({ file, diagnostics }) => ({
    file,
    found: diagnostics.map(({ severity, code, range }) => `${severity} ${code} ${range.start.line + 1}`),
  }));
}

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

test('--list-rules prints every rule as JSON', () => {
  const { status, stdout } = check(['--list-rules']);
  expect(status).toBe(0);
  const rules: { code: string }[] = JSON.parse(stdout);
  expect(rules.map(({ code }) => code)).toEqual([...new Set(rules.map(({ code }) => code))].sort());
  expect(rules.find(({ code }) => code === 'notification-url-not-required')).toMatchObject({
    summary: expect.stringContaining('required'),
    severity: { custom: 'warning', certification: 'error' },
    otherLevels: [],
    why: expect.any(String),
    fix: expect.any(String),
    incorrect: [{ text: expect.stringContaining('x-ms-notification-url') }],
    correct: [{ text: expect.stringContaining('"required"') }],
    url: expect.stringMatching(/notification-url-not-required\.md$/),
  });
  expect(rules.find(({ code }) => code === 'extension-type')).toMatchObject({
    variants: { 'trigger-type': 'error', 'summary-type': 'warning' },
  });
});

test('an OpenAPI 3 file with webhook triggers is found in a directory by its content, and one finding says what it is', () => {
  const openApi3 = {
    openapi: '3.0.1',
    info: { title: 'Hooks', version: '1' },
    paths: { '/hooks': { post: { operationId: 'OnHook', 'x-ms-trigger': 'single' } } },
  };
  write('openapi3/openapi.json', JSON.stringify(openApi3));
  write('openapi3/hooks.yaml', 'openapi: 3.1.0\npaths: {/hooks: {post: {x-ms-trigger: single}}}\n');
  write('openapi3/other.json', JSON.stringify({ ...openApi3, paths: {} }));
  expect(findings(['openapi3']).map(({ found }) => found)).toEqual([
    ['error not-swagger-2 1'],
    ['error not-swagger-2 1'],
  ]);
  expect(check(['openapi3']).status).toBe(1);
});

test('several threads find what one finds, in the order of the files', () => {
  const files = Array.from({ length: 12 }, (_, i) =>
    write(
      `threads/${i}.swagger.json`,
      text.replace('"201"', `"${200 + (i % 3)}"`).replace('"title"', `"title${i % 2}"`),
    ),
  );
  const one = findings(['--threads', '1', ...files]);
  expect(one.map(({ file }) => file)).toEqual(files);
  expect(new Set(one.map(({ found }) => found.join())).size).toBeGreaterThan(1);
  expect(findings(['--threads', '3', ...files])).toEqual(one);
});

describe("the tutorial's sample", () => {
  test('runs: in the profile custom it has no error', () => {
    const expected = [
      'hint location-undocumented 95',
      'warning responses-missing 105',
      'warning unsubscribe-visible 105',
      'warning notification-url-not-required 271',
    ];
    expect(findings([sample])).toEqual([{ file: sample, found: expected }]);
    expect(check([sample]).status).toBe(0);
  });

  test('does not certify: some of them are errors there, and more is missing', () => {
    const parameter = (line: number): string[] => [
      `error parameter-summary ${line}`,
      `hint path-parameter-encoding ${line}`,
    ];
    const expected = [
      'error connector-metadata 3',
      'error connector-contact 3',
      'hint operation-id 68',
      ...[72, 79].flatMap(parameter),
      'hint location-undocumented 95',
      'error operation-summary 105',
      'error responses-missing 105',
      'warning unsubscribe-visible 105',
      ...[110, 117, 124].flatMap(parameter),
      'error notification-url-not-required 271',
    ];
    expect(findings(['--profile', 'certification', sample])[0]!.found).toEqual(expected);
    expect(check(['--profile', 'certification', sample]).status).toBe(1);
  });
});

describe('what is checked', () => {
  test('a file that is named, whatever it holds; in a directory what is a definition by name or content', () => {
    write('repo/package.json', '{"name": "x"}');
    write('repo/a/apiDefinition.yaml', 'swagger: "2.0"\npaths: {}\n');
    write('repo/b/plain.json', '{"swagger": "2.0", "paths": {}}');
    write('repo/c/other.json', '{"swagger": "2.0", "paths": {}, "info": {"x-ms-keywords": []}}');
    write('repo/d/beside.json', '{"swagger": "2.0", "paths": {}}');
    write('repo/d/apiProperties.json', '{}');
    write('repo/node_modules/m/apiDefinition.json', '{}');
    expect(findings(['repo']).map(({ file }) => file.replaceAll('\\', '/'))).toEqual([
      'repo/a/apiDefinition.yaml',
      'repo/c/other.json',
      'repo/d/apiProperties.json',
      'repo/d/beside.json',
    ]);
    expect(findings(['repo/package.json'])[0]!.found).toEqual(['error not-swagger-2 1']);
    expect(findings(['repo/*/plain.json']).map(({ file }) => file)).toEqual(['repo/b/plain.json']);
  });

  test.each(['[]', 'null', '"x"', '', ' \n'])('what is no object is no definition: %j', (content) => {
    const none = write('none.json', content);
    expect(findings([none])).toEqual([{ file: none, found: ['error not-swagger-2 1'] }]);
    expect(check([none]).status).toBe(1);
    const yaml = write('none.yaml', content === '' ? '# later\n' : content);
    expect(findings([yaml])[0]!.found).toEqual(['error not-swagger-2 1']);
  });

  test('reports a broken text once', () => {
    expect(findings([write('broken.json', 'none of it')])[0]!.found).toEqual(['error not-swagger-2 1']);
  });

  test('standard input, in the language of the name that is given', () => {
    expect(findings(['-'], text)[0]!.found).toHaveLength(4);
    expect(
      findings(['--stdin-filename', 'a.yaml', '-'], 'swagger: "2.0"\npaths:\n  /a: {get: {}}\n')[0]!.found,
    ).toEqual(['error swagger-structure 1', 'error operation-id 3', 'warning responses-missing 3']);
  });

  test('a byte-order mark is no character of the text, and other encodings are said', () => {
    const at = (found: string[]): string[] => found.filter((one) => !one.includes('encoding'));
    const plain = findings([sample])[0]!.found;
    const marked = findings([write('bom.json', `\ufeff${text}`)])[0]!.found;
    expect(at(marked)).toEqual(plain);
    expect(marked).toContain('information encoding 1');
    expect(at(findings([write('utf16.json', Buffer.from(`\ufeff${text}`, 'utf16le'))])[0]!.found)).toEqual(plain);
    const latin = text.replace('Gets the list', 'G\u00e4ts the list');
    expect(findings([write('latin.json', Buffer.from(latin, 'latin1'))])[0]!.found).toContain('information encoding 1');
  });

  test('a comment is a fault in .json and fine in .jsonc', () => {
    const commented = text.replace('"host"', '// here\n  "host"');
    expect(findings([write('c.json', commented)])[0]!.found).toContain('error syntax 8');
    expect(findings([write('c.jsonc', commented)])[0]!.found).toHaveLength(4);
  });
});

describe('deliveries kept as fixtures', () => {
  const fixture = (name: string, body: unknown, more: object = {}): string =>
    write(
      `deliveries/${name}.json`,
      JSON.stringify({
        trigger: 'webhook-trigger',
        event: 'push',
        receivedAt: '2026-11-24T14:02:11.480Z',
        headers: { 'content-type': 'application/json' },
        body,
        ...more,
      }),
    );
  const args = ['--deliveries', 'deliveries', sample];
  const contract = (report: { found: string[] }) => report.found.filter((one) => one.includes('delivery-'));

  test('that agree leave the check as it was', () => {
    fixture('good', { compare: 'https://example.com/', pusher: { name: 'mona' } });
    fixture('deep/text', '<push/>', { headers: { 'content-type': 'application/xml' } });
    expect(findings(args).flatMap(contract)).toEqual([]);
    expect(check(args).status).toBe(0);
  });

  test('that contradict the definition are errors on its lines, once for all that agree', () => {
    fixture('wrong', { compare: [1], pusher: null, ref: 'refs/heads/main' });
    fixture('wrong2', { compare: [2] });
    const line = (key: string): number => text.split('\n').findIndex((one) => one.includes(`"${key}"`)) + 2;
    expect(findings(args).flatMap(contract).sort()).toEqual(
      [
        `error delivery-mismatch ${line('compare')}`,
        `error delivery-mismatch ${line('pusher')}`,
        `hint delivery-undescribed ${line('compare') - 2}`,
      ].sort(),
    );
    const { status, stdout } = check(args);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `error: Delivery push of 2026-11-24 14:02 (${join('deliveries', 'wrong.json')}): compare was an array, not a string. So it is in 1 more. [delivery-mismatch]`,
    );
  });

  test('that are invalid, or belong to a trigger that does not exist, are reported', () => {
    rmSync(join(folder, 'deliveries'), { recursive: true });
    const broken = write('deliveries/broken.json', '{');
    const other = fixture('other', {}, { trigger: 'Other' });
    const none = write('deliveries/none.json', '{"trigger": "webhook-trigger"}');
    const reports = findings(args).filter(({ file }) => file.startsWith('deliveries'));
    expect(reports).toEqual([
      { file: join('deliveries', 'broken.json'), found: ['error delivery-fixture 1'] },
      { file: join('deliveries', 'none.json'), found: ['error delivery-fixture 1'] },
      { file: join('deliveries', 'other.json'), found: ['warning delivery-fixture 1'] },
    ]);
    for (const file of [broken, none]) rmSync(file);
    expect(check(args).status).toBe(0);
    expect(check(['--max-warnings', '3', ...args]).status).toBe(1);
    rmSync(other);
  });

  test('count against what types cannot say, and in many files at once', () => {
    const patterned = write(
      'many/apiDefinition.json',
      text.replace('"x-ms-summary": "Compare URL"', '"pattern": "^https:", "x-ms-summary": "Compare URL"'),
    );
    fixture('good', { compare: 'ftp://example.com/' });
    const lines = text.split('\n');
    // The first schema of the text is one of a response.
    const content = lines.findIndex((one) => one.includes('x-ms-notification-content'));
    const at = (key: string): string =>
      `error delivery-mismatch ${lines.findIndex((one, index) => index > content && one.includes(key)) + 1}`;
    expect(findings(['--deliveries', 'deliveries', patterned]).flatMap(contract)).toEqual([at('"schema"')]);
    for (let i = 0; i < 220; i++) write(`many/${i}/apiDefinition.json`, '{"swagger": "2.0", "paths": {}}');
    expect(findings(['--deliveries', 'deliveries', 'many']).flatMap(contract)).toEqual([at('"schema"')]);
  });

  test('in a folder that is not there are misuse', () => {
    expect(check(['--deliveries', 'nowhere', sample]).status).toBe(2);
  });
});

describe('the answer', () => {
  test('is text with a line each and a sum', () => {
    const { stdout } = check([sample]);
    expect(stdout).toContain(`${sample}:271:13: warning: "config" and "url" must be listed in required`);
    expect(stdout).toContain('[notification-url-not-required]\n');
    expect(stdout).toMatch(/1 definition: 0 errors, 3 warnings, 1 other finding\n$/);
  });

  test('is SARIF 2.1.0 where that is asked for', () => {
    const { runs, version } = JSON.parse(check(['--format', 'sarif', sample]).stdout);
    expect(version).toBe('2.1.0');
    expect(
      runs[0].results.map((result: { ruleId: string; level: string }) => `${result.level} ${result.ruleId}`),
    ).toContain('warning unsubscribe-visible');
  });

  test('is 1 for errors, and for more warnings than are allowed', () => {
    expect(check([write('bad.swagger.json', '{')]).status).toBe(1);
    expect(check(['--max-warnings', '2', sample]).status).toBe(1);
    expect(check(['--max-warnings', '3', sample]).status).toBe(0);
  });

  test.each([
    [[], /^Name a file or a directory\.\n\nUsage: /],
    [['--nonsense'], /^Unknown option '--nonsense'[\s\S]+Usage: /],
    [['--format', 'xml', 'a'], /^Unknown format "xml"\. "check --help" lists the options\.\n$/],
    [['--profile', 'none', 'a'], /^Unknown profile "none"\. .*\n$/],
    [['missing.json'], /^missing\.json: no such file or directory\n$/],
    [['--max-warnings', 'few', 'a'], /^--max-warnings takes a number\. .*\n$/],
    [['--threads', '0', 'a'], /^--threads takes a number from 1 to 99\. .*\n$/],
  ])('is 2 for a wrong command line, with what is wrong: %j', (args, message) => {
    const { status, stderr, stdout } = check(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });

  test.each([
    ['one definition and its deliveries', ['--deliveries', 'kept', 'counted'], '1 definition, 2 deliveries: '],
    ['a definition and the file next to it', ['counted2'], '1 definition, 1 other file: '],
    ['a file next to a definition', ['counted2/apiProperties.json'], '1 file: '],
    ['nothing', ['none'], '0 definitions: 0 errors, 0 warnings, 0 other findings\n'],
  ])('counts what was checked: %s', (_, args, sum) => {
    write('counted/apiDefinition.json', text);
    write('counted2/apiDefinition.json', text);
    write('counted2/apiProperties.json', '{"properties": {}}');
    write('none/other.txt', '');
    for (const name of ['a', 'b']) {
      write(`kept/${name}.json`, JSON.stringify({ trigger: 'webhook-trigger', body: {} }));
    }
    expect(check(args).stdout.split('\n').at(-2)!.concat('\n')).toContain(sum);
  });

  test('may be read in part, as `head` does', async () => {
    const child = spawn(process.execPath, [script, '--list-rules'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(stderr).toBe('');
  });
});
