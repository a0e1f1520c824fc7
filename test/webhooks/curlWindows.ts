/** Copied commands for the shells of Windows, read by their documented rules: see `test/support/windows`. */
import { type CurlRequest, toCurl } from '../../client/common/curl';
import { seeded } from '../documents/random';
import { canary, hostile, randomBodies } from '../support/hostileTexts';
import { type CurlCall, pasteIntoWindows, type WindowsShell } from '../support/windows/pasted';

export const windowsShells: (WindowsShell & { name: string })[] = [
  { name: 'Windows PowerShell 5.1', shell: 'powershell', version: '5.1' },
  { name: 'PowerShell 7.0', shell: 'powershell', version: '7.0' },
  { name: 'PowerShell 7.4', shell: 'powershell', version: '7.4' },
  { name: 'cmd.exe', shell: 'cmd' },
];

/** What the shells of Windows act on. */
const hostileOnWindows: string[] = [
  '%PATH%',
  '"%PATH%"',
  '%path:a=b%',
  '100%path:~0,5%',
  '%%PATH%%',
  '%^PATH%',
  '50% of 100% & 5%',
  '%',
  '{"a":"%"}',
  '!PATH! !',
  `" & ${canary} & "`,
  `{"a":"x" & ${canary} & "b"}`,
  `\\" & ${canary} & \\"`,
  `" | ${canary}`,
  `" > canary`,
  `"^" & ${canary}`,
  `^" & ${canary}`,
  `^\n${canary}`,
  `a^^^^"&${canary}`,
  `(${canary})`,
  `) & ${canary}`,
  `'; ${canary}; '`,
  `'' ; ${canary} ; ''`,
  `\u2019; ${canary}; \u2018`,
  `\u201d; ${canary}; \u201c`,
  `"; ${canary}; "`,
  `$(${canary})`,
  ['$env:PATH ${env', ':PATH} $body $options'].join(''),
  '`n`0`"',
  `'@\n${canary}\n@'`,
  '--% %PATH%',
  '@options',
  '\\u0027 \\x27 \\n \\\\u0027',
  'ends in a backslash\\',
  'in two of them\\\\',
  '\\"',
  '\\\\"',
  '{"path":"C:\\\\Users\\\\"}',
  '"',
  '""',
  '" "',
  '"""""',
  'a"b c"d',
  '\t"\t"\t',
  '',
  '-',
  '#',
  ';',
  'C:\\a b\\"c',
  '{"text": "a \\"b\\" c", "url": "https://a.example/?a=1&b=%20&c=<d>|e"}',
];

/** Hostile bodies: those for any shell, and those for the shells of Windows. */
export const hostileBodies = [...hostile, ...hostileOnWindows].map((text) => Buffer.from(text));

export const randomOnes = (count: number, seed: number): Buffer[] => [
  ...randomBodies(count / 2, seeded(seed)),
  ...windowsTexts(count / 2, seed + 1),
];

/** Texts made of what the shells of Windows act on. */
function windowsTexts(count: number, seed: number): Buffer[] {
  const { below, pick } = seeded(seed);
  const parts = [...'""\\\\%%^&|<>()!\'`$@;,= {}[]:-#abz09', 'PATH', '%PATH%', ' & ', '": "', '\\"', '\\u0027', canary];
  const others = ['\n', '\r\n', '\t', 'é', '東', '😀', '\u2018', '\u201c', '\0', '\x1b'];
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(
      Array.from({ length: 1 + below(40) }, () => pick(index % 3 === 0 && below(9) === 0 ? others : parts)).join(''),
    ),
  );
}

const url = 'https://api.example/hooks';

/** Pastes a request with that body, and the same text in a header, and returns what is wrong with what curl gets. */
export function problemWith(shell: WindowsShell, body: Buffer): { command: string; problem: string } | undefined {
  // Blanks are in the place of what cannot be in a header.
  const note = body.toString('latin1').replace(/[\r\n\0]+/g, ' ');
  const headers = { 'X-Note': `a${note}`, 'Content-Type': 'application/json' };
  const search = `?a=${encodeURIComponent(body.toString('latin1').slice(0, 40))}&b=2`;
  const request: CurlRequest = { method: 'PUT', url: url + search, headers, body };
  const command = toCurl(request, undefined, shell.shell);
  if (/[^\n -~]/.test(command)) return { command, problem: 'It is not printable ASCII' };
  const wanted: CurlCall = {
    url: url + search.replace(/%(21|27|28|29|2A|7E)/g, (one) => decodeURIComponent(one)),
    method: 'PUT',
    headers: [`X-Note: a${note}`, 'Content-Type: application/json'],
    body: body.length === 0 ? undefined : body,
  };
  try {
    const { headers: got, ...call } = pasteIntoWindows(shell, command);
    const isRight =
      call.url === wanted.url &&
      call.method === wanted.method &&
      [...got].sort().join('\n') === [...wanted.headers].sort().join('\n') &&
      (wanted.body?.equals(call.body ?? Buffer.of()) ?? call.body === undefined);
    return isRight
      ? undefined
      : { command, problem: JSON.stringify({ ...call, got, body: call.body?.toString('latin1') }) };
  } catch (error) {
    return { command, problem: String(error) };
  }
}
