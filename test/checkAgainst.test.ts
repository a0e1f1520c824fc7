/** `check --against`, as a person or a workflow calls it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';

const script = join(import.meta.dirname, '../dist/check.js');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-against-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const schema = (fields: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(fields.map((name) => [name, { type: 'string', title: name }])),
});

/** A connector whose trigger and whose action have these fields. */
function connector(trigger: string[], action: string[]): object {
  const body = {
    type: 'object',
    required: ['url'],
    properties: { url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' } },
  };
  const location = { Location: { type: 'string' } };
  return {
    swagger: '2.0',
    info: { title: 'Tickets', version: '1.0' },
    host: 'tickets.example.com',
    schemes: ['https'],
    paths: {
      '/hooks': {
        'x-ms-notification-content': { schema: schema(trigger) },
        post: {
          operationId: 'OnTicket',
          summary: 'When a ticket is created',
          'x-ms-trigger': 'single',
          parameters: [{ name: 'body', in: 'body', required: true, schema: body }],
          responses: { '201': { description: 'Created', headers: location } },
        },
      },
      '/hooks/{id}': {
        delete: {
          operationId: 'DeleteHook',
          'x-ms-visibility': 'internal',
          parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
          responses: { '204': { description: 'Deleted' } },
        },
      },
      '/tickets': {
        get: { operationId: 'GetTicket', responses: { '200': { description: 'OK', schema: schema(action) } } },
      },
    },
  };
}

const old = connector(['id', 'state'], ['id', 'total']);
const triggerBroken = connector(['id'], ['id', 'total']);
const actionBroken = connector(['id', 'state'], ['id']);

function write(name: string, content: object | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return name;
}

function check(args: string[], cwd = folder) {
  return spawnSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' });
}

interface Report {
  files: {
    file: string;
    diagnostics: {
      severity: string;
      code: string;
      message: string;
      range: { start: { line: number } };
      related?: { file: string; revision?: string; range: { start: { line: number } } }[];
    }[];
  }[];
}

/** The findings of the comparison, as `severity code`, by definition. */
function breaking(args: string[], cwd = folder): Record<string, string[]> {
  const { files }: Report = JSON.parse(check(['--format', 'json', ...args], cwd).stdout);
  const definitions = files.filter(({ file }) => !file.endsWith('apiProperties.json'));
  return Object.fromEntries(
    definitions.map(({ file, diagnostics }) => [
      file.replaceAll('\\', '/'),
      diagnostics.filter(({ code }) => code.startsWith('breaking-')).map(({ severity, code }) => `${severity} ${code}`),
    ]),
  );
}

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}

describe('a file', () => {
  test('what breaks a trigger is an error in both profiles, the rest in certification', () => {
    const older = write('old.json', old);
    const trigger = write('trigger.swagger.json', triggerBroken);
    const action = write('action.swagger.json', actionBroken);
    expect(breaking(['--against', older, trigger])).toEqual({ [trigger]: ['error breaking-output-removed'] });
    expect(check(['--against', older, trigger]).status).toBe(1);
    expect(breaking(['--against', older, action])).toEqual({ [action]: ['warning breaking-output-removed'] });
    expect(check(['--against', older, action]).status).toBe(0);
    const strict = ['--profile', 'certification', '--against', older, action];
    expect(breaking(strict)).toEqual({ [action]: ['error breaking-output-removed'] });
    expect(check(strict).status).toBe(1);
  });

  test('without a break the findings are the usual ones', () => {
    const older = write('old.json', old);
    const same = write('same.swagger.json', old);
    expect(check(['--against', older, same]).stdout).toBe(check([same]).stdout);
  });

  test('may be YAML', () => {
    const older = write('old.yaml', stringify(old));
    const now = write('now.swagger.json', triggerBroken);
    expect(breaking(['--against', older, now])).toEqual({ [now]: ['error breaking-output-removed'] });
  });

  test('every format has the place in the older version', () => {
    const older = write('old.json', old);
    const now = write('now.swagger.json', triggerBroken);
    const line =
      JSON.stringify(old, null, 2)
        .split('\n')
        .findIndex((text) => text.includes('"state": {')) + 1;

    expect(check(['--against', older, now]).stdout).toContain(`old.json:${line}:13: note: The older version.`);
    const { files }: Report = JSON.parse(check(['--format', 'json', '--against', older, now]).stdout);
    const [found] = files[0]!.diagnostics.filter(({ code }) => code === 'breaking-output-removed');
    expect(found!.related).toMatchObject([{ file: 'old.json', range: { start: { line: line - 1 } } }]);
    expect(found!.related![0]).not.toHaveProperty('revision');
    const sarif = JSON.parse(check(['--format', 'sarif', '--against', older, now]).stdout);
    const result = sarif.runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === 'breaking-output-removed');
    expect(result).toMatchObject({
      level: 'error',
      relatedLocations: [
        {
          physicalLocation: { artifactLocation: { uri: 'old.json' }, region: { startLine: line } },
          message: { text: 'The older version.' },
        },
      ],
    });
  });

  test.each([
    [
      'that does not exist, without a repository',
      ['--against', 'none.json', 'now.swagger.json'],
      'none.json: no such file',
    ],
    ['that is not a definition', ['--against', 'list.json', 'now.swagger.json'], 'list.json cannot be compared with'],
    [
      'that does not parse',
      ['--against', 'broken.json', 'now.swagger.json'],
      'broken.json cannot be compared with: line 1',
    ],
    ['for several definitions', ['--against', 'old.json', '.'], 'names one file, old.json, but'],
  ])('%s is misuse', (_, args, message) => {
    write('now.swagger.json', old);
    write('other.swagger.json', old);
    write('old.json', old);
    write('list.json', '[]');
    write('broken.json', '{"swagger": "2.0", "paths": {');
    const { status, stderr, stdout } = check(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('a new version with a syntax error is not compared', () => {
    const older = write('old.json', old);
    const now = write('now.swagger.json', '{"swagger": "2.0", "paths": {');
    expect(breaking(['--against', older, now])).toEqual({ [now]: [] });
    expect(check(['--against', older, now]).status).toBe(1);
  });
});

describe('a directory', () => {
  test('has the older version in the same place; a new connector has none', () => {
    write('before/a/apiDefinition.swagger.json', old);
    const a = write('after/a/apiDefinition.swagger.json', triggerBroken);
    const b = write('after/b/apiDefinition.swagger.json', old);
    expect(breaking(['--against', 'before', 'after'])).toEqual({
      [a]: ['error breaking-output-removed'],
      [b]: ['information breaking-not-compared'],
    });
    // Also for a file that is named itself.
    expect(breaking(['--against', 'before/a', a])).toEqual({ [a]: ['error breaking-output-removed'] });
  });

  test('an older version that does not parse is a warning', () => {
    write('before/apiDefinition.swagger.json', '{"swagger": "2.0", "paths": {');
    const now = write('after/apiDefinition.swagger.json', triggerBroken);
    expect(breaking(['--against', 'before', 'after'])).toEqual({ [now]: ['warning breaking-not-compared'] });
  });

  test('several threads find what one finds', () => {
    for (let i = 0; i < 8; i++) {
      write(`before/${i}/apiDefinition.swagger.json`, old);
      write(`after/${i}/apiDefinition.swagger.json`, i % 2 ? triggerBroken : old);
    }
    const args = ['--against', 'before', 'after'];
    expect(breaking(['--threads', '3', ...args])).toEqual(breaking(['--threads', '1', ...args]));
  });
});

describe('a git revision', () => {
  beforeEach(() => {
    git('init');
    write('connectors/a/apiDefinition.swagger.json', old);
    write('connectors/a/apiProperties.json', properties('securestring'));
    git('add', '.');
    git('commit', '-m', 'first');
    write('connectors/a/apiDefinition.swagger.json', triggerBroken);
  });

  const properties = (type: string) => ({ properties: { connectionParameters: { key: { type } } } });

  test.each([
    ['.', 'connectors/a/apiDefinition.swagger.json'],
    ['connectors', 'a/apiDefinition.swagger.json'],
    ['connectors/a', 'apiDefinition.swagger.json'],
  ])('is read from anywhere in the repository: %s', (cwd, file) => {
    expect(breaking(['--against', 'HEAD', file], join(folder, cwd))).toEqual({
      [file]: ['error breaking-output-removed'],
    });
    expect(breaking(['--against', 'HEAD', '.'], join(folder, cwd))).toEqual({
      [file]: ['error breaking-output-removed'],
    });
  });

  test('is named in every format', () => {
    const file = 'connectors/a/apiDefinition.swagger.json';
    expect(check(['--against', 'HEAD', file]).stdout).toContain(`HEAD:${file}:`);
    const { files }: Report = JSON.parse(check(['--format', 'json', '--against', 'HEAD', file]).stdout);
    const related = files[0]!.diagnostics.flatMap((one) => one.related ?? []);
    expect(related).toMatchObject([{ file, revision: 'HEAD' }]);
    const sarif = JSON.parse(check(['--format', 'sarif', '--against', 'HEAD', file]).stdout);
    expect(JSON.stringify(sarif)).toContain(`"uri":"${file}"`);
  });

  test('has the apiProperties.json of that revision', () => {
    write('connectors/a/apiDefinition.swagger.json', old);
    const file = 'connectors/a/apiDefinition.swagger.json';
    expect(breaking(['--against', 'HEAD', file])).toEqual({ [file]: [] });
    write('connectors/a/apiProperties.json', properties('oauthSetting'));
    expect(breaking(['--against', 'HEAD', file])).toEqual({ [file]: ['error breaking-authentication'] });
  });

  test('is also found under the name before a renamed folder, which is said', () => {
    git('add', '.');
    git('stash');
    git('mv', 'connectors/a', 'connectors/b');
    write('connectors/b/apiDefinition.swagger.json', triggerBroken);
    const file = 'connectors/b/apiDefinition.swagger.json';
    expect(breaking(['--against', 'HEAD', file])).toEqual({ [file]: ['error breaking-output-removed'] });
    expect(check(['--against', 'HEAD', file]).stderr).toContain(
      'was renamed: it is compared with HEAD:connectors/a/apiDefinition.swagger.json',
    );
  });

  test('without the file is information, with the place where it was looked for', () => {
    renameSync(join(folder, 'connectors/a'), join(folder, 'connectors/c'));
    const file = 'connectors/c/apiDefinition.swagger.json';
    const { stdout, status } = check(['--against', 'HEAD', file]);
    expect(status).toBe(0);
    expect(stdout).toContain(`information: There is no older version to compare with: ${file} in HEAD does not exist.`);
  });

  test.each(['HEAD~7', 'no-such-branch', '--output=x', 'HEAD:connectors'])(
    'that does not exist is misuse: %s',
    (name) => {
      const { status, stderr } = check([`--against=${name}`, 'connectors']);
      expect(status).toBe(2);
      expect(stderr).toContain(`${name}: no such file, directory or git revision.`);
    },
  );

  test('is also compared with standard input', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        script,
        '--format',
        'json',
        '--against',
        'HEAD',
        '--stdin-filename',
        'connectors/a/apiDefinition.swagger.json',
        '-',
      ],
      { cwd: folder, encoding: 'utf8', input: JSON.stringify(actionBroken) },
    );
    expect(stdout).toContain('breaking-output-removed');
  });
});
