import * as vscode from 'vscode';

/**
 * Milliseconds until progress is shown. VS Code keeps a progress notification for at least 800 ms and shows at most three
 * notifications, so progress of quick work would only cover its result.
 */
const noticedAfterMs = 500;

/**
 * Shows progress with a Cancel button if `act` takes time. Settles as `act` does, which gets a signal. With `waits`, `act`
 * itself ends when the signal is aborted, and says what became of it; otherwise nobody waits for it any more, and the
 * promise rejects with a `CancellationError`.
 */
export async function withProgress<T>(
  title: string,
  act: (signal: AbortSignal) => Promise<T>,
  { waits = false } = {},
): Promise<T> {
  const controller = new AbortController();
  const acted = act(controller.signal);
  if (await isOverSoon(acted)) return acted;
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, (_, token) => {
    const canceled = new Promise<never>((_, reject) => {
      token.onCancellationRequested(() => {
        controller.abort();
        if (!waits) reject(new vscode.CancellationError());
      });
    });
    return Promise.race([acted, canceled]);
  });
}

/** Resolves to true when the promise settles before progress would be shown. */
function isOverSoon(acted: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), noticedAfterMs);
    const isOver = () => {
      clearTimeout(timer);
      resolve(true);
    };
    acted.then(isOver, isOver);
  });
}
