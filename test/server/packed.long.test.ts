/** The language service as its package: installed without a network into a project that is not ours, and called by its types. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { stringify } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-consumer-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', env: { ...process.env, npm_config_offline: 'true' } });

/** Packs a package and all that it depends on, as they are installed here; returns the files. */
function pack(name: string, place: string, more: string[] = [], packed = new Map<string, string>()) {
  const args = ['pack', place, '--json', '--pack-destination', folder, '--foreground-scripts=false', ...more];
  const [{ filename }] = JSON.parse(npm(args, root).replace(/^[^[]*/, ''));
  packed.set(name, filename);
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'));
  for (const other of Object.keys(dependencies)) {
    if (!packed.has(other)) pack(other, `./node_modules/${other}`, ['--ignore-scripts'], packed);
  }
  return packed;
}

const consumer = `
import { readFileSync } from 'node:fs';
import { cards, checkPayload, completion, diagnostics, fixes, hover, parse, symbols, triggers, update, type ParsedFile } from 'flow-webhooks-language-service';

async function report(uri: string): Promise<object> {
  const text = readFileSync(new URL(uri, import.meta.url), 'utf8');
  const file: ParsedFile = parse({ uri: \`file:///shop/\${uri}\`, text });
  if (file.kind !== 'definition') throw new Error(file.kind);
  const found = diagnostics(file, { profile: 'certification' });
  const offset = text.indexOf('x-ms-trigger') + 2;
  const position = file.document.positionAt(offset);
  const changed = update(parse({ uri: \`file:///shop/\${uri}\`, text }), [{ range: { start: position, end: position }, text: 'y' }], 2);
  return {
    codes: found.map(({ code }) => String(code)),
    changed: diagnostics(changed).map(({ code }) => String(code)),
    fixes: found.flatMap((one) => fixes(file, { range: one.range, diagnostics: [one], only: undefined, options: {} }) ?? []).length,
    completions: (await completion(file, position))?.length ?? 0,
    hover: hover(file, position) !== null,
    symbols: symbols(file)?.length ?? 0,
    triggers: triggers(file).map(({ operationId }) => operationId),
    card: cards(file).card !== undefined,
    conforms: checkPayload({ type: 'object', required: ['id'] }, {}).conforms,
  };
}
console.log(JSON.stringify([await report('a.swagger.json'), await report('b.swagger.yaml')]));
`;

test('the package works in a project of others, by its types, for JSON and YAML', () => {
  const packed = pack('flow-webhooks-language-service', './server');
  const source = join(root, 'test/connectors/githubWebhookSample.swagger.json');
  mkdirSync(join(folder, 'src'));
  copyFileSync(source, join(folder, 'src/a.swagger.json'));
  writeFileSync(join(folder, 'src/b.swagger.yaml'), stringify(JSON.parse(readFileSync(source, 'utf8'))));
  writeFileSync(join(folder, 'src/consumer.ts'), consumer);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: Object.fromEntries([...packed].map(([name, file]) => [name, `file:./${file}`])),
    }),
  );
  npm(['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts'], folder);
  // The types of Node are ours: the project has no network to get its own.
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--outDir', 'out', '--types', 'node'];
  const types = ['--typeRoots', join(root, 'node_modules/@types')];
  execFileSync(process.execPath, [compiler, ...options, ...types, 'src/consumer.ts'], {
    cwd: folder,
    stdio: 'inherit',
  });
  for (const name of ['a.swagger.json', 'b.swagger.yaml'])
    copyFileSync(join(folder, 'src', name), join(folder, 'out', name));
  const output = execFileSync(process.execPath, ['out/consumer.js'], { cwd: folder, encoding: 'utf8' });
  const [json, yaml] = JSON.parse(output);
  console.log(output);
  for (const report of [json, yaml]) {
    expect(report.codes.length).toBeGreaterThan(0);
    expect(report.changed).toContain('unknown-extension');
    expect(report.fixes).toBeGreaterThan(0);
    expect(report.completions).toBeGreaterThan(0);
    expect(report).toMatchObject({ hover: true, card: true, conforms: false });
    expect(report.triggers.length).toBeGreaterThan(0);
  }
  expect(yaml.codes.toSorted()).toEqual(json.codes.toSorted());

  const required =
    "const { parse, diagnostics } = require('flow-webhooks-language-service'); console.log(typeof diagnostics(parse({ uri: 'a.swagger.json', text: '{}' })).length);";
  expect(execFileSync(process.execPath, ['-e', required], { cwd: folder, encoding: 'utf8' }).trim()).toBe('number');
});
