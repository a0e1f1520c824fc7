import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../dist/check.js');
/** A connector with faults in its `apiProperties.json` and a script that is still empty. */
const connector = join(import.meta.dirname, 'policies-glob');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-neighbors-'));
  cpSync(connector, join(folder, 'parcels'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Report {
  status: number | null;
  files: string[];
  /** `file severity code` of every finding. */
  found: string[];
}

function check(...args: string[]): Report {
  const { status, stdout } = spawnSync(process.execPath, [script, '--format', 'json', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { files } = JSON.parse(stdout) as {
    files: { file: string; diagnostics: { severity: string; code: string }[] }[];
  };
  const found = files.flatMap(({ file, diagnostics }) =>
    diagnostics.map(({ severity, code }) => `${basename(file)} ${severity} ${code}`),
  );
  return { status, files: files.map(({ file }) => basename(file)), found };
}

const ofProperties = ({ found }: Report): string[] => found.filter((line) => line.startsWith('apiProperties.json'));

const inCustom = [
  'apiProperties.json warning oauth-settings',
  'apiProperties.json warning oauth-settings',
  'apiProperties.json warning oauth-settings',
  'apiProperties.json warning policy-expression',
  'apiProperties.json warning policy-operation-unknown',
  'apiProperties.json warning policy-operation-unknown',
];

describe('a pattern over all JSON of a connector', () => {
  it('checks apiProperties.json as what it is', () => {
    const report = check('parcels/*.json');
    expect(report.status).toBe(0);
    expect(report.files).toEqual(['apiDefinition.swagger.json', 'apiProperties.json']);
    expect(ofProperties(report)).toEqual(inCustom);
    // The findings are where the repair is, and only there.
    expect(report.found.filter((line) => /Definition.* policy-/.test(line))).toEqual([]);
  });

  it('reports in certification what it asks for', () => {
    const report = check('--profile', 'certification', 'parcels/*.json');
    expect(report.status).toBe(1);
    expect(ofProperties(report)).toEqual([
      'apiProperties.json warning publisher-missing',
      'apiProperties.json error oauth-settings',
      'apiProperties.json error oauth-settings',
      'apiProperties.json error oauth-settings',
      'apiProperties.json error brand-color',
      'apiProperties.json warning policy-expression',
      'apiProperties.json warning policy-operation-unknown',
      'apiProperties.json warning policy-operation-unknown',
    ]);
  });

  it('counts definitions and other files', () => {
    const { stdout } = spawnSync(process.execPath, [script, 'parcels/*.json'], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toMatch(/^1 definition, 1 other file: 0 errors, 6 warnings/m);
  });
});

describe('a directory', () => {
  it('has the script, too', () => {
    const report = check('.');
    expect(report.status).toBe(0);
    expect(report.files).toEqual(['apiDefinition.swagger.json', 'apiProperties.json', 'script.csx']);
    expect(report.found).toContain('script.csx warning script-class');
    expect(ofProperties(report)).toEqual(inCustom);
  });

  it('gives the same in several threads', () => {
    cpSync(connector, join(folder, 'more/letters'), { recursive: true });
    try {
      expect(check('--threads', '3', '.')).toEqual(check('--threads', '1', '.'));
    } finally {
      rmSync(join(folder, 'more'), { recursive: true });
    }
  });

  it('without a definition has nothing to check', () => {
    const other = mkdtempSync(join(folder, 'other-'));
    writeFileSync(join(other, 'apiProperties.json'), '{ "properties": {} }');
    writeFileSync(join(other, 'script.csx'), 'var a = 1;');
    expect(check(other).files).toEqual([]);
  });
});

describe('a file alone', () => {
  it('that is apiProperties.json is compared with the definition on the disk', () => {
    expect(ofProperties(check('parcels/apiProperties.json'))).toEqual(inCustom);
  });

  it('that is the definition has the findings of its policies, since they are reported nowhere else', () => {
    const { found } = check('parcels/apiDefinition.swagger.json');
    expect(found).toContain('apiDefinition.swagger.json warning policy-operation-unknown');
  });

  it('that is the script is read with the definition', () => {
    const { status, found } = check('parcels/script.csx');
    expect({ status, found }).toEqual({ status: 0, found: ['script.csx warning script-class'] });
  });
});

it('an icon next to it is read from the disk', () => {
  const icon = join(folder, 'parcels/icon.png');
  const head = Buffer.from('89504e470d0a1a0a0000000d4948445200000080000000400806000000', 'hex');
  writeFileSync(icon, head);
  const report = check('--profile', 'certification', 'parcels');
  rmSync(icon);
  expect(ofProperties(report)).toContain('apiProperties.json warning connector-icon');
});
