/** Names of files, compared as Windows, macOS and Linux do: each row is a pair of names and whether they are one file. */
import { describe, expect, it } from 'vitest';
import { URI } from 'vscode-uri';
import { type FileRules, fileKey, isInFolder, isSameFile, isSameName } from '../../server/protocol/fileNames';

const drives = new Map([
  ['z', '\\\\Files\\Connectors'],
  ['s', 'D:\\Sources'],
  ['q', 'S:\\crm'],
  ['l', '\\\\wsl$\\Ubuntu'],
  ['x', 'y:'],
  ['y', 'x:'],
]);
const windows: FileRules = { platform: 'win32', drives };
const mac: FileRules = { platform: 'darwin' };
const linux: FileRules = { platform: 'linux' };

type Pair = [one: string, other: string, same: boolean];

const onWindows: Pair[] = [
  // Drive letters and escapes, as VS Code, Node, other editors and people write them.
  ['file:///c%3A/repo/a.swagger.json', 'file:///C:/repo/a.swagger.json', true],
  ['file:///c%3A/repo/a.swagger.json', 'file:///c%3a/repo/a.swagger.json', true],
  ['file:///c%3A/repo/a.swagger.json', 'file:///c:/repo/a.swagger.json', true],
  ['file:///c%3A/repo/a.swagger.json', 'C:\\repo\\a.swagger.json', true],
  ['file:///c%3A/repo/a.swagger.json', 'c:/repo/a.swagger.json', true],
  ['file:///C|/repo/a.swagger.json', 'C:\\repo\\a.swagger.json', true],
  ['file://localhost/c:/repo/a.json', 'C:\\repo\\a.json', true],
  ['FILE:///C:/repo/a.json', 'file:///c%3A/repo/a.json', true],
  ['file:///c%3A/repo/a.json', 'file:///d%3A/repo/a.json', false],
  ['C:\\repo\\a.json', '/C:/repo/a.json', true],
  ['C:\\', 'file:///c%3A/', true],
  ['C:', 'file:///c%3A', true],
  // Capitals.
  ['file:///c%3A/Repo/a.swagger.json', 'file:///c%3A/repo/A.Swagger.json', true],
  ['C:\\Users\\J\u00f6rg\\a.json', 'c:\\users\\J\u00d6RG\\a.json', true],
  ['C:\\\u0416\u0443\u0440\u043d\u0430\u043b\\a.json', 'c:\\\u0436\u0423\u0420\u041d\u0410\u041b\\A.JSON', true],
  ['C:\\\u03c3.json', 'C:\\\u03a3.json', true],
  ['C:\\stra\u00dfe.json', 'C:\\STRASSE.json', false],
  ['C:\\\u0131.json', 'C:\\I.json', false],
  ['C:\\\u0130.json', 'C:\\i.json', false],
  ['C:\\\u017f.json', 'C:\\S.json', false],
  ['C:\\\u00b5.json', 'C:\\\u03bc.json', false],
  // NTFS keeps composed and decomposed characters apart.
  ['C:\\J\u00f6rg.json', 'C:\\Jo\u0308rg.json', false],
  // Escapes of blanks, umlauts and signs.
  ['file:///c%3A/Eigene%20Dateien/J%C3%B6rg.json', 'C:\\Eigene Dateien\\J\u00f6rg.json', true],
  ['file:///c%3A/C%23%20api/a.json', 'C:\\C# api\\a.json', true],
  ['file:///c%3A/100%25/a.json', 'C:\\100%\\a.json', true],
  ['file:///c%3A/100%/a.json', 'C:\\100%\\a.json', true],
  // Segments.
  ['C:\\repo\\.\\sub\\..\\a.json', 'C:\\repo\\a.json', true],
  ['C:\\repo\\\\a.json', 'C:/repo/a.json', true],
  ['C:\\repo\\', 'C:\\repo', true],
  ['C:\\..\\..\\repo', 'C:\\repo', true],
  ['C:\\repo\\a.json.', 'C:\\repo\\a.json', true],
  ['C:\\repo \\a.json  ', 'C:\\repo\\a.json', true],
  ['C:\\repo\\.gitignore', 'C:\\repo\\gitignore', false],
  ['C:\\repo\\...\\a.json', 'C:\\repo\\a.json', true],
  ['C:\\repo\\a.json', 'C:\\repo2\\a.json', false],
  // The long forms.
  ['\\\\?\\C:\\repo\\a.json', 'C:\\repo\\a.json', true],
  ['\\\\.\\C:\\repo\\a.json', 'C:\\repo\\a.json', true],
  ['\\\\?\\UNC\\server\\share\\a.json', '\\\\server\\share\\a.json', true],
  // Shares.
  ['file://server/share/a.json', '\\\\SERVER\\Share\\A.json', true],
  ['file:////server/share/a.json', '\\\\server\\share\\a.json', true],
  ['file://server/share/a.json', '//server/share/a.json', true],
  ['\\\\server\\share\\a.json', '\\\\other\\share\\a.json', false],
  ['\\\\server\\share\\a.json', '\\\\server\\share2\\a.json', false],
  ['\\\\server\\share\\a.json', 'C:\\server\\share\\a.json', false],
  ['\\\\localhost\\C$\\repo\\a.json', 'c:\\repo\\a.json', true],
  ['\\\\127.0.0.1\\d$\\a.json', 'D:\\a.json', true],
  ['\\\\server\\C$\\repo\\a.json', 'c:\\repo\\a.json', false],
  ['\\\\localhost\\public\\a.json', 'c:\\public\\a.json', false],
  // Mapped and substituted drives.
  ['Z:\\crm\\a.json', '\\\\files\\connectors\\crm\\a.json', true],
  ['file:///z%3A/crm/a.json', 'file://files/Connectors/crm/a.json', true],
  ['Z:\\', '\\\\files\\connectors', true],
  ['S:\\crm\\a.json', 'd:\\sources\\crm\\a.json', true],
  ['Q:\\a.json', 'D:\\Sources\\crm\\a.json', true],
  ['Z:\\a.json', 'W:\\a.json', false],
  ['X:\\a.json', 'X:\\A.json', true],
  // Windows in Linux: by both of its shares, by a drive, from a window in it; and the drives of Windows within it.
  ['\\\\wsl$\\Ubuntu\\home\\me\\a.json', '\\\\wsl.localhost\\ubuntu\\home\\me\\a.json', true],
  ['file://wsl%24/Ubuntu/home/me/a.json', 'file://wsl.localhost/Ubuntu/home/me/a.json', true],
  ['file://wsl$/Ubuntu/home/me/a.json', '\\\\WSL.localhost\\Ubuntu\\home\\me\\a.json', true],
  ['L:\\home\\me\\a.json', '\\\\wsl$\\Ubuntu\\home\\me\\a.json', true],
  ['\\\\wsl$\\Ubuntu\\home\\me\\a.json', '\\\\wsl$\\Ubuntu\\home\\me\\A.json', false],
  ['\\\\wsl$\\Ubuntu\\home\\Me\\a.json', '\\\\wsl.localhost\\Ubuntu\\home\\me\\a.json', false],
  ['\\\\wsl$\\Ubuntu\\a.json', '\\\\wsl$\\Debian\\a.json', false],
  ['vscode-remote://wsl%2BUbuntu/home/me/a.json', '\\\\wsl$\\Ubuntu\\home\\me\\a.json', true],
  ['vscode-remote://wsl+ubuntu/home/me/a.json', 'vscode-remote://wsl%2Bubuntu/home/me/a.json', true],
  ['\\\\wsl$\\Ubuntu\\mnt\\c\\Repo\\a.json', 'C:\\repo\\A.json', true],
  ['vscode-remote://wsl%2Bubuntu/mnt/d/a.json', 'file:///d%3A/a.json', true],
  // What is no file of this machine is compared as it is written.
  ['vscode-remote://ssh-remote%2Bbox/home/me/a.json', 'vscode-remote://ssh-remote+box/home/me/a.json', true],
  ['vscode-remote://ssh-remote%2Bbox/home/me/a.json', 'vscode-remote://ssh-remote%2Bbox/home/me/A.json', false],
  ['vscode-remote://ssh-remote%2Bbox/c:/a.json', 'file:///c:/a.json', false],
  ['untitled:Untitled-1', 'untitled:Untitled-1', true],
  ['untitled:Untitled-1', 'untitled:untitled-1', false],
  ['git:/c%3A/a.json?%7B%22ref%22%3A%22HEAD%22%7D', 'git:/c%3A/a.json?%7B%22ref%22%3A%22~%22%7D', false],
  ['vscode-vfs://github/o/r/a.json', 'file:///o/r/a.json', false],
];

const onMac: Pair[] = [
  ['file:///Users/me/repo/a.swagger.json', '/Users/me/repo/a.swagger.json', true],
  ['file:///Users/me/Repo/a.swagger.json', 'file:///users/me/repo/A.swagger.json', true],
  ['file:///Users/j%C3%B6rg/a.json', '/Users/jo\u0308rg/a.json', true],
  ['/Users/J\u00d6RG/a.json', '/Users/jo\u0308rg/a.json', true],
  ['/Users/\u1112\u1161\u11ab/a.json', '/Users/\ud55c/a.json', true],
  ['/private/tmp/a.json', '/tmp/a.json', true],
  ['file:///private/var/folders/x/a.json', '/var/folders/x/a.json', true],
  ['/private/data/a.json', '/data/a.json', false],
  ['/System/Volumes/Data/Users/me/a.json', '/Users/me/a.json', true],
  ['/Users/me/a.json.', '/Users/me/a.json', false],
  ['/Users/me/a\\b.json', '/Users/me/a/b.json', false],
  ['/Users/me/../you/a.json', '/Users/you/a.json', true],
  ['file://localhost/Users/me/a.json', '/Users/me/a.json', true],
  ['vscode-remote://wsl%2Bubuntu/home/me/a.json', 'file://wsl.localhost/ubuntu/home/me/a.json', false],
  ['untitled:Untitled-1', 'untitled:untitled-1', false],
];

const onLinux: Pair[] = [
  ['file:///home/me/a.json', '/home/me/a.json', true],
  ['file:///home/me/a%20b.json', '/home/me/a b.json', true],
  ['file:///home/me/a%2Fb.json', 'file:///home/me/a/b.json', false],
  ['/home/me/a.json', '/home/me/A.json', false],
  ['/home/j\u00f6rg/a.json', '/home/jo\u0308rg/a.json', false],
  ['/home/me//./a.json', '/home/me/a.json', true],
  ['/home/me/a.json.', '/home/me/a.json', false],
  ['/private/tmp/a.json', '/tmp/a.json', false],
  ['/home/me/c:\\a.json', '/home/me/c:/a.json', false],
];

describe.each([
  ['Windows', windows, onWindows],
  ['macOS', mac, onMac],
  ['Linux', linux, onLinux],
])('on %s', (_, rules, pairs) => {
  it.each(pairs)('%s and %s: one file %s', (one, other, same) => {
    expect(isSameFile(one, other, rules)).toBe(same);
    expect(isSameFile(other, one, rules)).toBe(same);
    expect(isSameFile(one, one, rules)).toBe(true);
  });
});

it('takes every form that the editor gives a path for the same file', () => {
  const paths = ['c:\\Repo\\a b#c?.json', '\\\\server\\share\\J\u00f6rg\\a.json', 'd:\\100%\\a.json', 'c:\\a+b&c.json'];
  for (const path of paths) {
    // The editor's own class turns backslashes on Windows alone, so that they are given to it as slashes.
    const uri = URI.file(path.replaceAll('\\', '/'));
    for (const name of [uri.toString(), uri.toString(true), path.toUpperCase()]) {
      // Without escapes, `#` and `?` begin another part of an address.
      if (/[#?]/.test(path) && name === uri.toString(true)) continue;
      expect(fileKey(name, windows)).toBe(fileKey(path, windows));
    }
  }
});

describe('a folder', () => {
  it.each<[string, string, FileRules, boolean]>([
    ['C:\\repo\\deliveries', 'file:///c%3A/Repo', windows, true],
    ['C:\\repo', 'file:///c%3A/Repo', windows, true],
    ['C:\\repository', 'file:///c%3A/Repo', windows, false],
    ['C:\\repo\\..\\other', 'file:///c%3A/Repo', windows, false],
    ['C:\\repo\\x', 'C:\\', windows, true],
    ['Z:\\crm', '\\\\files\\connectors', windows, true],
    ['D:\\repo', 'C:\\', windows, false],
    ['/Users/me/Repo/deliveries', 'file:///Users/me/repo', mac, true],
    ['/home/me/Repo/deliveries', 'file:///home/me/repo', linux, false],
    ['/home/me/repo/deliveries', '/', linux, true],
  ])('%s in %s', (file, folder, rules, inside) => {
    expect(isInFolder(file, folder, rules)).toBe(inside);
  });
});

it.each<[string, string, FileRules, boolean]>([
  ['ApiProperties.json', 'apiProperties.json', windows, true],
  ['ApiProperties.json', 'apiProperties.json', mac, true],
  ['ApiProperties.json', 'apiProperties.json', linux, false],
  ['a.json', 'b.json', windows, false],
])('the names %s and %s in one folder', (one, other, rules, same) => {
  expect(isSameName(one, other, rules)).toBe(same);
});

it('has pairs enough to be believed', () => {
  expect(onWindows.length + onMac.length + onLinux.length).toBeGreaterThanOrEqual(80);
});
