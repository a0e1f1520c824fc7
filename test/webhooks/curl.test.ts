import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CurlRequest, toCurl } from '../../client/common/curl';
import { createRedactor, maskUrl } from '../../client/common/redact';
import { readSample } from '../../server/features/newTrigger/request';
import { seeded } from '../documents/random';

/** What a shell makes of a command: the arguments of curl, and what it reads from standard input. */
function run(command: string): { args: string[]; input: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-curl-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'curl'),
    `#!/bin/sh\nprintf '%s\\0' "$@" > ${folder}/args\ncase "$*" in *@-*) cat > ${folder}/input;; *) : > ${folder}/input;; esac\n`,
    { mode: 0o755 },
  );
  execFileSync('/bin/sh', { input: command, env: { PATH: `${folder}:/usr/bin:/bin` } });
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
    const { args, input } = run(toCurl(request()));
    expect(args).toEqual([
      'https://api.example/hooks?page=1',
      '--request',
      'POST',
      '--header',
      'Content-Type: application/json',
      '--header',
      "X-Event: it's",
      '--data-binary',
      '@-',
    ]);
    expect(input.toString()).toBe(request().body);
  });

  it('names its shells, and leaves what needs no escaping as it is', () => {
    const command = toCurl(request({ url: 'https://api.example/hooks?a=1&b=2', body: '{"a": ["\\u00eb\\n", $1!]}' }));
    expect(command.split('\n')).toEqual([
      `: 'For bash, zsh or sh' &&`,
      'curl "https://api.example/hooks?a=1&b=2" \\',
      '  --request POST \\',
      "  --header 'Content-Type: application/json' \\",
      `  --header "X-Event: it's" \\`,
      `  --data-raw '{"a": ["\\u00eb\\n", $1!]}'`,
    ]);
  });

  it('escapes in the text what a terminal or another shell would act on', () => {
    const command = toCurl(request({ headers: {}, body: '{"name": "Zoë", "text": "it\'s\x03\r"}' }));
    expect(command.split('\n')[1]).toBe(`printf %b '{"name": "Zo\\0303\\0253", "text": "it\\0047s\\0003\\0015"}' |`);
  });

  it('takes a body that is too long for an argument through standard input', () => {
    const body = 'a'.repeat(200_000);
    expect(run(toCurl(request({ body }))).input.toString()).toBe(body);
  });

  it('is read by New Trigger from Samples, whatever is in it', () => {
    const { below, pick } = seeded(13);
    const alphabet = [...'\'\'""\\\\$`!#&|;<>(){}*?~^%@ \n\t\x1b\x7fé東😀ab1=:-', '$(', "$'", '\\0', ' curl '];
    const text = (longest: number) => Array.from({ length: below(longest) }, () => pick(alphabet)).join('');
    for (let index = 0; index < 300; index++) {
      const body = { [text(20)]: text(index % 50 === 0 ? 3000 : 20) };
      const note = text(20).replace(/[^ -~]/g, '');
      const url = `https://api.example/hooks?a=${encodeURIComponent(text(9))}&b=2`;
      const headers = { 'Content-Type': 'application/json', 'X-Note': `a${note}b` };
      const sample = readSample(toCurl({ method: 'PUT', url, headers, body: JSON.stringify(body) }));
      expect(sample).toEqual({
        method: 'PUT',
        url: maskUrl(createRedactor(), url),
        headers: Object.entries(headers),
        body,
        basic: false,
      });
    }
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

  it('masks secrets in bytes that are not text', () => {
    const redactor = createRedactor();
    redactor.add('s3cret value');
    const body = Buffer.concat([Buffer.from([0xff, 0, 1, 2]), Buffer.from('s3cret value')]);
    expect(run(toCurl(request({ body }), redactor)).input).toEqual(Buffer.from('\xff\0\x01\x02***', 'latin1'));
  });

  it('leaves out the headers of the connection', () => {
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

  it('sends bytes that are not text, empty headers, and brackets in a URL as they are', () => {
    const body = Buffer.from([0x1f, 0x8b, 0x00, 0xff, 0x0a]);
    const { args, input } = run(toCurl(request({ url: 'https://api.example/a[1]', headers: { 'X-A': '' }, body })));
    expect(input).toEqual(body);
    expect(args).toContain('--globoff');
    expect(args).toContain('X-A;');
    expect(args).toContain('--data-binary');
  });

  it('reads a large body from its file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-curl-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "it's.body");
    writeFileSync(file, 'before{"a":1}behind');
    expect(run(toCurl(request({ body: { file, start: 6, bytes: 7 } }))).input.toString()).toBe('{"a":1}');
  });

  it('has no body when the request has none', () => {
    const { args } = run(toCurl(request({ method: 'GET', headers: {}, body: undefined })));
    expect(args).toEqual(['https://api.example/hooks?page=1', '--request', 'GET']);
    expect(run(toCurl(request({ method: 'HEAD', headers: {}, body: undefined }))).args).toContain('--head');
  });
});
