/** Copied commands, pasted: whatever the sender of a request wrote, curl gets it, and nothing else runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CurlRequest, toCurl } from '../../client/common/curl';
import { seeded } from '../documents/random';
import { characters, hostile, randomBodies, randomText } from '../support/hostileTexts';
import { isLong } from '../support/long';
import { type Pasted, pasteInto, type Shell } from '../support/paste';

const bash = ['bash', '--norc', '--noprofile', '-i'];
const unmarked = ['set enable-bracketed-paste off'];

const shells: Shell[] = [
  { name: 'bash', command: bash },
  { name: 'bash that asks for no marks around pastes', command: bash, locale: 'C', readline: unmarked },
  { name: 'dash', command: ['dash', '-i'] },
];

const moreShells: Shell[] = [
  { name: 'bash in vi mode', command: bash, locale: 'C', readline: ['set editing-mode vi', ...unmarked] },
  { name: 'bash from a terminal that marks nothing', command: bash, marksPastes: false },
  { name: 'bash from a terminal that sends line feeds', command: bash, lineEnd: '\n' },
  { name: 'dash from a terminal that sends line feeds', command: ['dash', '-i'], lineEnd: '\n', locale: 'C' },
];

const url = 'https://api.example/hooks';
const post = (body: CurlRequest['body'], headers = {}): CurlRequest => ({ method: 'POST', url, headers, body });

/** Pastes each request's command, and returns those of which curl did not get what it should, or was not all that ran. */
async function failuresIn(shell: Shell, cases: { request: CurlRequest; isRight: (pasted: Pasted) => boolean }[]) {
  const commands = cases.map(({ request }) => toCurl(request));
  const pasted = await pasteInto(shell, commands);
  return cases.flatMap(({ isRight }, index) => {
    const result = pasted[index];
    const isFine = result?.runs === 1 && result.files.length === 0 && result.output === undefined && isRight(result);
    return isFine ? [] : [{ command: commands[index], files: result?.files, output: result?.output }];
  });
}

const argumentAfter = (args: Buffer[], option: string): Buffer | undefined =>
  args[args.findIndex((arg) => arg.toString() === option) + 1];

const sends =
  (body: Buffer) =>
  ({ args, input }: Pasted): boolean =>
    body.equals(input ?? argumentAfter(args, '--data-raw') ?? Buffer.of());

const withBody = (body: Buffer) => ({ request: post(body), isRight: sends(body) });

const seed = 13;
const hostileBodies = hostile.map((text) => Buffer.from(text));
const randomCount = isLong ? 500 : 100;
const randomOnes = randomBodies(randomCount, seeded(seed));

const folder = mkdtempSync(join(tmpdir(), 'flow-webhooks-curl-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent('pasted into a shell', { timeout: 120_000 }, () => {
  it.each(shells)(
    `${randomCount} random bodies (seed ${seed}) and the hostile ones do nothing but reach curl: $name`,
    async (shell) => {
      const failures = await failuresIn(shell, [...hostileBodies, ...randomOnes].map(withBody));
      expect(failures.slice(0, 3)).toEqual([]);
    },
  );

  it.each(moreShells)('the hostile bodies do nothing but reach curl: $name', async (shell) => {
    expect(await failuresIn(shell, hostileBodies.map(withBody))).toEqual([]);
  });

  it.each(shells)('what a header says reaches curl, byte by byte: $name', async (shell) => {
    // Blanks are in the place of what cannot be in a header.
    const values = hostile.map((text) =>
      Buffer.from(text)
        .toString('latin1')
        .replace(/[\r\n\0]+/g, ' '),
    );
    const cases = [...values, characters(0x80, 0xff).join('')].map((value) => ({
      request: post(undefined, { 'X-Note': `a${value}` }),
      isRight: ({ args }: Pasted) =>
        argumentAfter(args, '--header')!.equals(Buffer.from(`X-Note: a${value}`, 'latin1')),
    }));
    expect(await failuresIn(shell, cases)).toEqual([]);
  });

  it.each(shells)('a file of any name is read: $name', async (shell) => {
    const names = ["it's", '$(touch canary)', ';touch canary', 'a\x03\rtouch canary\r', 'Zoë 😀', '-n', '\\0101', '!!'];
    const cases = names.map((name, index) => {
      const file = join(folder, name);
      const body = Buffer.from(`{"a":${index}}`);
      writeFileSync(file, `before${body}behind`);
      return { request: post({ file, start: 6, bytes: body.length }), isRight: sends(body) };
    });
    expect(await failuresIn(shell, cases)).toEqual([]);
  });

  it.each(shells)('long texts are complete: $name', async (shell) => {
    const random = seeded(seed);
    const long = [
      `{"text":"${'abcdefgh'.repeat(8000)}"}`,
      `{"text":"${'\\n\\u00e9\\"12'.repeat(1000)}"}`,
      '\\1'.repeat(5000),
      `${"it's 'quoted' & more\n".repeat(500)}`,
      '東京'.repeat(2000),
      Array.from({ length: 200 }, () => randomText(random)).join(''),
    ];
    const bytes = Buffer.from(Array.from({ length: 20_000 }, () => random.below(256)));
    const header = `${'Zoë '.repeat(1000)}.`;
    const longHeader = {
      request: post(undefined, { 'X-Note': header }),
      isRight: ({ args }: Pasted) =>
        argumentAfter(args, '--header')!.equals(Buffer.from(`X-Note: ${header}`, 'latin1')),
    };
    const cases = [...[...long.map((text) => Buffer.from(text)), bytes].map(withBody), longHeader];
    expect(await failuresIn(shell, cases)).toEqual([]);
  });
});

describe('a command', () => {
  const requests = [...hostileBodies, ...randomOnes].flatMap((body) => {
    const note = body.toString('latin1').replace(/[\r\n\0]+/g, ' ');
    return [post(body, { 'X-Note': note, 'X-Long': note.repeat(50) }), post(body.toString('utf8').repeat(50))];
  });

  const lines = requests.flatMap((request) => toCurl({ ...request, url: `${url}?a=1&b=calc` }).split('\n'));

  /** Lines without their quoted parts, and without the operators that belong to the command. */
  const outside = (quoted: RegExp): string[] =>
    lines.map((line) => line.replace(quoted, '').replace(/ &&$| \|$| \| base64 --decode/g, ''));

  it('is printable ASCII, in lines short enough for every terminal', () => {
    for (const line of lines) expect(line).toMatch(/^[ -~]{1,1000}$/);
  });

  it('starts no line with text from the request', () => {
    for (const line of lines) expect(line).toMatch(/^(: '|curl |printf |'| {2}--)/);
  });

  it('has no operators but its own for PowerShell and fish', () => {
    // Neither a quote nor a backslash before the closing one is in single quotes, and no expansion in double ones.
    for (const line of outside(/'[^']*(?<!\\)'|"[^"$`\\!]*"/g)) expect(line).toMatch(/^[\w :\\/@%"$().,+=-]*$/);
  });

  it('has no operators but its own for cmd, which knows double quotes alone', () => {
    for (const line of outside(/"[^"]*("|$)/g)) expect(line).not.toMatch(/[&|<>]/);
  });
});
