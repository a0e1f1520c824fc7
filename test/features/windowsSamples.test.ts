/**
 * Requests as browsers on Windows copy them. The commands are written here by the published rules of the browsers, and
 * read back; the ones below are in the form of commands that people have published.
 */
import { describe, expect, it } from 'vitest';
import { readSample } from '../../server/features/newTrigger/request';
import { seeded } from '../documents/random';

interface Request {
  url: string;
  headers: [string, string][];
  body: string;
}

const replaceAll = (text: string, ...steps: [RegExp, string][]): string =>
  steps.reduce((done, [pattern, by]) => done.replace(pattern, by), text);

const risky = /[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]/g;
const carets = (text: string): string =>
  replaceAll(text, [/\\/g, '\\\\'], [/"/g, '\\"'], [risky, '^$&'], [/%(?=[a-zA-Z0-9_])/g, '%^'], [/\r?\n/g, '^\n\n']);

/** How each browser writes one argument for cmd.exe. */
const cmdForms: [string, (text: string) => string][] = [
  ['Chrome, Edge and Firefox', (text) => `^"${carets(text)}^"`],
  ['Chrome and Edge until 2024', (text) => (/[^\w\s:=+~'/.,?;()*`-]/.test(text) ? `^"${carets(text)}^"` : `"${text}"`)],
  ['Chrome until 2023', (text) => (/[\r\n]/.test(text) ? `^"${carets(text)}^"` : `"${carets(text)}"`)],
  [
    'browsers until 2017',
    (text) => `"${replaceAll(text, [/"/g, '""'], [/%/g, '"%"'], [/\\/g, '\\\\'], [/[\r\n]+/g, '"^$&$&"'])}"`,
  ],
];

const inPowerShell = (text: string): string =>
  `"${replaceAll(text, [/[`$"]/g, '`$&']).replace(/[^\x20-\x7e]/g, (one) => `$([char]${one.charCodeAt(0)})`)}"`;

function cmd({ url, headers, body }: Request, quote: (text: string) => string, end: string): string {
  const lines = [`curl ${quote(url)}`, `-X ${quote('PUT')}`, ...headers.map((one) => `-H ${quote(one.join(': '))}`)];
  return [...lines, `--data-raw ${quote(body)}`].join(` ^${end}  `);
}

/** Chrome's form, and Firefox's, which has blanks around `=`. */
function powerShell({ url, headers, body }: Request, equals: string, end: string): string {
  const table = headers.map(([name, value]) => `${inPowerShell(name)}${equals}${inPowerShell(value)}`);
  const bytes = /[^\x20-\x7e]/.test(body);
  return [
    '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession',
    '$session.UserAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"',
    '$session.Cookies.Add((New-Object System.Net.Cookie("sid", "hush", "/", "shop.example")))',
    `Invoke-WebRequest -UseBasicParsing -Uri ${inPowerShell(url)} \``,
    '-Method "PUT" `',
    '-WebSession $session `',
    `-Headers @{${end}"authority"${equals}"shop.example"${end}  "method"${equals}"PUT"${end}  ${table.join(`${end}  `)}${end}} \``,
    '-ContentType "application/json" `',
    `-Body ${bytes ? `([System.Text.Encoding]::UTF8.GetBytes(${inPowerShell(body)}))` : inPowerShell(body)}`,
  ].join(end);
}

const bodies: unknown[] = [
  { target: 'https://x.example/cb?a=1&b=2', events: ['a', 'b'], active: true },
  { text: 'say "hi" & 100% ^ | < > ! $x `y` \'z\' {a} [b] %PATH% %2F' },
  { 'J\u00f6rg \u89e6\u53d1': '\u20ac \ud83d\ude80' },
  [],
  { empty: '', path: 'a/b' },
];
const urls = [
  'https://shop.example/hooks',
  'https://shop.example/hooks?q=a%20b&c=%7Bd%7D&e=1',
  "https://shop.example/o'brien/hooks?x=(1)!",
];
const headers: [string, string][] = [
  ['accept', 'application/json, text/plain, */*'],
  ['sec-ch-ua', '"Chromium";v="152", "Not?A_Brand";v="24"'],
  ['x-odd', "100% $HOME `a` it's ^ & {b}"],
];

describe.each(['\n', '\r\n'])('with line ends %j', (end) => {
  describe.each(cmdForms)('a command for cmd.exe of %s', (form, quote) => {
    it.each(bodies)('is read with the body %j', (body) => {
      for (const url of urls) {
        const text = cmd({ url, headers, body: JSON.stringify(body) }, quote, end);
        // Its backslashes are those of the argument.
        const read = readSample(text);
        expect(read.url, form).toBe(url);
        expect(read.method).toBe('PUT');
        expect(read.headers).toEqual(headers);
        expect(read.body).toEqual(body);
      }
    });
  });

  it.each([
    ['Chrome and Edge', '='],
    ['Firefox', ' = '],
  ])('a command for PowerShell of %s is read', (_, equals) => {
    for (const body of bodies) {
      for (const url of urls) {
        const read = readSample(powerShell({ url, headers, body: JSON.stringify(body) }, equals, end));
        expect(read).toMatchObject({ url, method: 'PUT', body });
        expect(read.headers).toEqual([...headers, ['Content-Type', 'application/json']]);
        expect(JSON.stringify(read)).not.toContain('hush');
      }
    }
  });
});

it('any text goes through each form of today', () => {
  const random = seeded(17);
  const alphabet = [
    ...'aZ09 "\'\\^%&|<>!$`{}[]()=;:,/?#@~*+-_.\u00f6\u89e6\ud83d\ude80',
    '\n',
    '%PATH%',
    '^^',
    '""',
    '\\"',
  ];
  for (let round = 0; round < 400; round++) {
    const text = Array.from({ length: random.below(30) }, () => random.pick(alphabet)).join('');
    const request = { url: urls[0]!, headers: [], body: JSON.stringify({ text }, null, round % 2) };
    expect(readSample(cmd(request, cmdForms[0]![1], '\r\n')).body).toEqual({ text });
    expect(readSample(powerShell(request, '=', '\r\n')).body).toEqual({ text });
  }
});

describe('a command as people publish it', () => {
  it.each([
    [
      'of Edge 145, with a cookie and --insecure',
      'curl ^"http://10.0.0.1:8203/system/hooks^" ^\r\n  -H ^"Accept: */*^" ^\r\n  -b ^"sid=abc^" ^\r\n  --data-raw ^"^{^\\^"target^\\^":^\\^"u^\\^",^\\^"zone^\\^":^\\^"Asia^%^2FShanghai^\\^"^}^" ^\r\n  --insecure',
      'http://10.0.0.1:8203/system/hooks',
      { target: 'u', zone: 'Asia%2FShanghai' },
    ],
    [
      'with --url, as Chrome writes it',
      'curl --url ^"https://shop.example/hooks?t=1^&locale=zh_CN^" ^\n  --data-raw ^"^{^\\^"files^\\^":^[^]^}^"',
      'https://shop.example/hooks?t=1&locale=zh_CN',
      { files: [] },
    ],
    [
      'of several that were copied at once',
      'curl ^"https://shop.example/hooks^" ^\n  --data-raw ^"^{^\\^"a^\\^":1^}^" &\ncurl ^"https://shop.example/other^" ^\n  --data-raw ^"^{^\\^"b^\\^":1^}^"',
      'https://shop.example/hooks',
      { a: 1 },
    ],
    [
      'after the prompt of cmd.exe',
      'C:\\Users\\me>curl -X POST "https://shop.example/hooks" ^\r\n -H "Content-Type: application/json" ^\r\n -d "{\\"target\\": \\"u\\"}"',
      'https://shop.example/hooks',
      { target: 'u' },
    ],
    [
      'for PowerShell with tables and a here-string, as Postman writes it',
      '$headers = New-Object "System.Collections.Generic.Dictionary[[String],[String]]"\n$headers.Add("Content-Type", "application/json")\n\n$body = @"\n{\n  `"target`": `"u`"\n}\n"@\n\n$response = Invoke-RestMethod \'https://shop.example/hooks\' -Method \'POST\' -Headers $headers -Body $body\n$response | ConvertTo-Json',
      'https://shop.example/hooks',
      { target: 'u' },
    ],
    [
      'for PowerShell with variables',
      "$headers = @{\n  Authorization = \"Bearer hush\"\n  'X-Shop' = 'mine'\n}\nirm -Method Post -Uri https://shop.example/hooks -Headers $headers -ContentType application/json -Body '{\"target\":\"it''s\"}'",
      'https://shop.example/hooks',
      { target: "it's" },
    ],
    [
      'for PowerShell with an address of two parts',
      '$base = "https://shop.example"\r\n$hook = Invoke-RestMethod "$base/hooks" -Method Post -ContentType \'application/json\' -Body \'{"target":"u"}\'\r\n$hook.id',
      'https://shop.example/hooks',
      { target: 'u' },
    ],
  ])('%s', (_, text, url, body) => {
    expect(readSample(text)).toMatchObject({ url, body });
  });

  it('keeps the credentials of PowerShell to their kind', () => {
    const call = 'Invoke-RestMethod https://shop.example/hooks -Method Post -Body \'{"a":1}\'';
    expect(readSample(`${call} -Authentication Basic -Credential $cred`).basic).toBe(true);
    expect(readSample(`${call} -Authentication Bearer -Token $token`).headers).toEqual([['Authorization', 'Bearer']]);
  });
});

describe('what cannot be read is said', () => {
  it.each([
    [
      'irm https://h.example/hooks -Method Post -Body ($x | ConvertTo-Json)',
      /computed: put the JSON itself after -Body/,
    ],
    ['irm https://h.example/hooks -Method Post -Body $unknown', /computed/],
    ['$b = @{a = "b"} | ConvertTo-Json\nirm https://h.example/hooks -Method Post -Body $b', /computed/],
    ["$b = '{\"a\":' + $x + '}'\nirm https://h.example/hooks -Method Post -Body $b", /computed/],
    ['irm https://h.example/hooks -Method Post -InFile body.json', /in a file \(-InFile\)/],
    ['irm https://h.example/hooks -Method Post -Body @{a = "b"}', /Its body is a form/],
    ['irm -Method Post -Body "{}"', /has no address/],
    ['fetch("https://h.example/hooks", {})', /a cURL command \(bash or cmd\), PowerShell/],
    ['wget https://h.example/hooks', /neither JSON nor a request in a known form/],
    ['{"a":', /It isn't valid JSON: see line 1\./],
  ])('%s', (text, message) => {
    expect(() => readSample(text)).toThrow(message);
  });
});
