import { beforeEach, describe, expect, it, vi } from 'vitest';

/** The editor: what it was asked for, and what it can be made to announce. */
const editor = vi.hoisted(() => ({
  shell: '/bin/bash',
  isOn: true,
  terminal: { shellIntegration: undefined as object | undefined, show: () => {}, sendText: vi.fn() },
  ready: undefined as ((event: object) => void) | undefined,
  closed: undefined as ((terminal: object) => void) | undefined,
}));

vi.mock('vscode', () => {
  const event = (name: 'ready' | 'closed') => (listener: () => void) => {
    editor[name] = listener;
    return {
      dispose: () => {
        editor[name] = undefined;
      },
    };
  };
  return {
    env: {
      get shell() {
        return editor.shell;
      },
    },
    workspace: { getConfiguration: () => ({ get: () => editor.isOn }) },
    window: {
      createTerminal: () => editor.terminal,
      onDidChangeTerminalShellIntegration: event('ready'),
      onDidCloseTerminal: event('closed'),
    },
  };
});

const { offerInTerminal } = await import('../../client/editor/terminal');

const { sendText } = editor.terminal;

beforeEach(() => {
  vi.useFakeTimers();
  sendText.mockClear();
  Object.assign(editor, { shell: '/bin/bash', isOn: true });
  return () => vi.useRealTimers();
});

describe('a command in a terminal', () => {
  it('is written once its shell is ready, without a line end', async () => {
    const offered = offerInTerminal({}, 'pac connector create');
    await vi.advanceTimersByTimeAsync(9_000);
    editor.ready!({ terminal: {} });
    await vi.advanceTimersByTimeAsync(0);
    expect(sendText).not.toHaveBeenCalled();
    editor.ready!({ terminal: editor.terminal });
    await offered;
    expect(sendText.mock.calls).toEqual([['pac connector create', false]]);
    expect([editor.ready, editor.closed, vi.getTimerCount()]).toEqual([undefined, undefined, 0]);
  });

  it.each([
    ['a shell that says nothing for long', '/usr/bin/fish', true, 10_000],
    ['cmd', 'C:\\Windows\\System32\\cmd.exe', true, 1_000],
    ['a shell without integration', '/bin/zsh', false, 1_000],
  ])('is written after a while all the same: %s', async (_, shell, isOn, waitMs) => {
    Object.assign(editor, { shell, isOn });
    const offered = offerInTerminal({}, 'pac');
    await vi.advanceTimersByTimeAsync(waitMs - 1);
    expect(sendText).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await offered;
    expect(sendText).toHaveBeenCalledTimes(1);
  });

  it('does not wait for a terminal that was closed', async () => {
    const offered = offerInTerminal({}, 'pac');
    await vi.advanceTimersByTimeAsync(1);
    editor.closed!(editor.terminal);
    await offered;
  });
});
