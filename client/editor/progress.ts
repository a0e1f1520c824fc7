import * as vscode from 'vscode';

/**
 * Milliseconds until progress is shown. VS Code keeps a progress notification for at least 800 ms and shows at most three
 * notifications, so progress of quick work would only cover its result.
 */
const noticedAfterMs = 500;

/**
 * Shows progress with a Cancel button if `act` takes time. Settles as `act` does, which gets a signal and may report
 * the part that is done, from 0 to 1. With `waits`, `act`
 * itself ends when the signal is aborted, and says what became of it; otherwise nobody waits for it any more, and the
 * promise rejects with a `CancellationError`.
 */
export async function withProgress<T>(
  title: string,
  act: (signal: AbortSignal, report: (done: number) => void) => Promise<T>,
  { waits = false } = {},
): Promise<T> {
  const controller = new AbortController();
  let shown = 0;
  let progress: vscode.Progress<{ increment: number }> | undefined;
  let done = 0;
  const report = (part: number) => {
    done = part;
    if (progress && part - shown >= 0.01) {
      progress.report({ increment: (part - shown) * 100 });
      shown = part;
    }
  };
  const acted = act(controller.signal, report);
  if (await isOverSoon(acted)) return acted;
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, (shownProgress, token) => {
    progress = shownProgress;
    report(done);
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
