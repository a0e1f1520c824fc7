import * as vscode from 'vscode';
import { isShellIntegrated } from './settings';

/** What VS Code has since 1.93, and the types of its API that are installed have not. */
type Window = typeof vscode.window & {
  /** The shell of a terminal has told that it is ready for commands. */
  onDidChangeTerminalShellIntegration: vscode.Event<{ terminal: Terminal }>;
};
type Terminal = vscode.Terminal & { shellIntegration?: object };

/** The shells that never tell when they are ready. */
const isSilent = /(^|[\\/])(cmd|sh|dash|ksh|t?csh|xonsh|elvish)(\.exe)?$/i;

/** Maximum time that a shell gets to start, in milliseconds. */
const maxStartMs = 10_000;
const maxSilentStartMs = 1_000;

/** Opens a terminal with a command ready to be run: without a line end, so that the person reads it and presses Enter. */
export async function offerInTerminal(options: vscode.TerminalOptions, command: string): Promise<void> {
  const terminal: Terminal = vscode.window.createTerminal(options);
  terminal.show();
  if (!terminal.shellIntegration) await whenReady(terminal);
  terminal.sendText(command, false);
}

/** Resolves once the shell is ready for input: what comes before is written twice, or dropped by a question of its start. */
async function whenReady(terminal: Terminal): Promise<void> {
  const window = vscode.window as Window;
  const waitMs = isShellIntegrated() && !isSilent.test(vscode.env.shell) ? maxStartMs : maxSilentStartMs;
  const subscriptions: vscode.Disposable[] = [];
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    subscriptions.push(
      { dispose: () => clearTimeout(timer) },
      window.onDidChangeTerminalShellIntegration((event) => event.terminal === terminal && resolve()),
      window.onDidCloseTerminal((closed) => closed === terminal && resolve()),
    );
  });
  for (const subscription of subscriptions) subscription.dispose();
}
