import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keepingCompiledCode, serverFlags } from '../../client/editor/serverFlags';
import { startLsp } from '../support/lsp';

const server = fileURLToPath(new URL('../../dist/server.js', import.meta.url));
const definition = JSON.stringify({
  swagger: '2.0',
  info: { title: 'Shop', version: '1' },
  paths: { '/hooks': { post: { operationId: 'OnOrder', 'x-ms-trigger': 'single', responses: { 201: {} } } } },
});

/** The findings of a new process, in JSON, and whether it completes in YAML, for which it loads another bundle. */
async function findings(folder: string): Promise<string[]> {
  const session = await startLsp({ server: [...serverFlags, server, '--stdio', keepingCompiledCode(folder)] });
  const uri = 'file:///apiDefinition.swagger.json';
  session.open(uri, 'json', definition);
  const { diagnostics } = await session.waitForPush((push) => push.uri === uri);
  const yaml = 'file:///apiDefinition.swagger.yaml';
  session.open(yaml, 'yaml', 'swagger: "2.0"\n\n');
  const completion = { textDocument: { uri: yaml }, position: { line: 1, character: 0 } };
  expect(await session.connection.sendRequest('textDocument/completion', completion)).not.toBeNull();
  expect(await session.stop()).toBe(0);
  return diagnostics.map(({ code }) => String(code));
}

describe('the compiled code of the server', () => {
  let folder: string;
  let file: string;
  let expected: string[];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'compiled-'));
    file = path.join(folder, 'compiled', 'server.bin');
    const session = await startLsp({
      server: [...serverFlags, server, '--stdio', keepingCompiledCode(path.dirname(file))],
    });
    session.open('file:///apiDefinition.swagger.json', 'json', definition);
    expected = (await session.waitForPush(() => true)).diagnostics.map(({ code }) => String(code));
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 45_000, interval: 100 });
    await session.stop();
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is used by the next process, which finds the same', async () => {
    expect(expected.length).toBeGreaterThan(1);
    expect(await findings(path.dirname(file))).toEqual(expected);
  });

  it.each<[string, (kept: Buffer) => Buffer]>([
    [
      'was damaged',
      (kept) => {
        for (let at = 1_000; at < kept.length; at += 997) kept[at]! ^= 0xff;
        return kept;
      },
    ],
    ['was cut off', (kept) => kept.subarray(0, kept.length >> 1)],
    ['is empty', () => Buffer.alloc(0)],
    [
      'belongs to another bundle',
      (kept) => {
        kept.writeUInt32LE(1, 0);
        return kept;
      },
    ],
  ])('is not used where it %s', async (_, change) => {
    const kept = readFileSync(file);
    try {
      writeFileSync(file, change(Buffer.from(kept)));
      expect(await findings(path.dirname(file))).toEqual(expected);
    } finally {
      writeFileSync(file, kept);
    }
  });

  it('leaves nothing on the standard error, as V8 would of a flag that it does not know', () => {
    const { stderr } = spawnSync(process.execPath, [...serverFlags, server, '--stdio'], {
      encoding: 'utf8',
      input: '',
    });
    expect(stderr).toBe('');
  });

  it('need not be kept: without a folder that can be written, the server works', async () => {
    expect(await findings(path.join(server, 'no folder'))).toEqual(expected);
  });
});
