import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CurlRequest, toCurl } from '../../client/webhooks/curl';
import { createRedactor } from '../../client/webhooks/redact';

/** What a shell makes of a command: the arguments of curl, and what it reads from standard input. */
function run(command: string): { args: string[]; input: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-curl-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'curl'),
    `#!/bin/sh\nprintf '%s\\0' "$@" > ${folder}/args\ncase "$*" in *@-*) cat > ${folder}/input;; *) : > ${folder}/input;; esac\n`,
    { mode: 0o755 },
  );
  execFileSync('/bin/sh', ['-c', command], { env: { PATH: `${folder}:/usr/bin:/bin` } });
  return {
    args: readFileSync(join(folder, 'args'), 'utf8').split('\0').slice(0, -1),
    input: readFileSync(join(folder, 'input')),
  };
}

const request = (changes: Partial<CurlRequest> = {}): CurlRequest => ({
  method: 'POST',
  url: 'https://api.example/hooks?page=1',
  headers: { 'Content-Type': 'application/json', 'X-Event': "it's" },
  body: '{"a": "it\'s $HOME `x` \\\\ !"}',
  ...changes,
});

describe('a request as a curl command', () => {
  it('is the same request once a shell has read it', () => {
    const { args } = run(toCurl(request()));
    expect(args).toEqual([
      'https://api.example/hooks?page=1',
      '--request',
      'POST',
      '--header',
      'Content-Type: application/json',
      '--header',
      "X-Event: it's",
      '--data-raw',
      '{"a": "it\'s $HOME `x` \\\\ !"}',
    ]);
  });

  it('masks secrets by name and by value, in the URL, in headers and in the body', () => {
    const redactor = createRedactor();
    redactor.add('s3cret value');
    const command = toCurl(
      request({
        url: 'https://mona:pw@api.example/hooks/s3cret%20value?api_key=k-1&note=s3cret+value',
        headers: { Authorization: 'Bearer t-1', Cookie: 'c=t-2', 'X-Api-Key': 'k-2', 'X-Note': 's3cret value' },
        body: '{"secret":"s3cret value"}',
      }),
      redactor,
    );
    expect(command).not.toMatch(/s3cret|mona|pw@|t-1|t-2|k-1|k-2/);
    expect(run(command).args).toContain('X-Note: ***');
  });

  it('leaves the headers of the connection out', () => {
    const headers = {
      Host: 'a',
      Connection: 'close',
      'Content-Length': '3',
      'Transfer-Encoding': 'chunked',
      'X-A': '1',
    };
    const { args } = run(toCurl(request({ headers })));
    expect(args.filter((_, index) => args[index - 1] === '--header')).toEqual(['X-A: 1', 'Content-Type:']);
  });

  it('sends bytes that are no text, empty headers, and brackets in a URL as they are', () => {
    const body = Buffer.from([0x1f, 0x8b, 0x00, 0xff, 0x0a]);
    const { args, input } = run(toCurl(request({ url: 'https://api.example/a[1]', headers: { 'X-A': '' }, body })));
    expect(input).toEqual(body);
    expect(args).toContain('--globoff');
    expect(args).toContain('X-A;');
    expect(args).toContain('--data-binary');
  });

  it('reads a large body from where it lies', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-curl-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "it's.body");
    writeFileSync(file, 'before{"a":1}behind');
    expect(run(toCurl(request({ body: { file, start: 6, bytes: 7 } }))).input.toString()).toBe('{"a":1}');
  });

  it('has no body where there is none', () => {
    const { args } = run(toCurl(request({ method: 'GET', headers: {}, body: undefined })));
    expect(args).toEqual(['https://api.example/hooks?page=1', '--request', 'GET']);
    expect(run(toCurl(request({ method: 'HEAD', headers: {}, body: undefined }))).args).toContain('--head');
  });
});
