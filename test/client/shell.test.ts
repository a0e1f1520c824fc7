import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({ env: {} }));

const { shellsInOrder } = await import('../../client/editor/shell');

describe('the shells that a command is offered for', () => {
  it.each([
    ['win32', undefined, ['powershell', 'cmd', 'bash']],
    ['win32', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', ['powershell', 'cmd', 'bash']],
    ['win32', 'C:\\Windows\\System32\\cmd.exe', ['cmd', 'powershell', 'bash']],
    ['win32', 'C:\\Program Files\\Git\\bin\\bash.exe', ['bash', 'powershell', 'cmd']],
    ['darwin', '/bin/zsh', ['bash', 'powershell', 'cmd']],
    ['linux', undefined, ['bash', 'powershell', 'cmd']],
  ] as const)('begin on %s with %s by %j', (platform, terminal, order) => {
    expect(shellsInOrder(platform, terminal)).toEqual(order);
  });
});
