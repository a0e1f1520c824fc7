import * as vscode from 'vscode';

/**
 * Milliseconds until something counts as taking time. VS Code keeps a progress message for 800 ms at least, and of what
 * comes within 800 ms shows three messages: for what is over at once it would only stand before what came of it.
 */
const noticedAfterMs = 300;

/** Tells what is being done while it takes time; a person can abort what is `cancellable`. Settles as `act` does. */
export async function withProgress<T>(
  title: string,
  act: (signal: AbortSignal) => Promise<T>,
  { cancellable = false } = {},
): Promise<T> {
  const controller = new AbortController();
  const acted = act(controller.signal);
  if (await isOverSoon(acted)) return acted;
  const options = { location: vscode.ProgressLocation.Notification, cancellable, title };
  return vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => controller.abort());
    return acted;
  });
}

/** Whether it settles before anybody would notice. */
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
