import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { currentLanguage, currentTranslations } from '../editor/language';
import { type FromPage, type PageSetup, setupElement, type ToPage } from './messages/envelope';

/** Folder of the page bundles, below the extension's folder. */
const bundles = ['dist', 'webview'];

export interface PageHandlers<Received> {
  /** Handles a message; its result or error message is returned to the sender in the page. */
  receive(message: Received): unknown;
  /** Called when the page has loaded, empty: at first, and each time it is shown after being hidden. */
  ready(): void;
}

/**
 * A webview whose page is `dist/webview/<name>.js` and `.css`, built from `client/views/webview/<name>.ts`. The page can
 * run only that script and has no network access.
 */
export class WebviewPage<Sent, Received> implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly webview: vscode.Webview,
    extension: vscode.Uri,
    name: string,
    handlers: PageHandlers<Received>,
  ) {
    this.subscription = webview.onDidReceiveMessage((message: FromPage<Received>) => {
      if (message.type === 'ready') handlers.ready();
      else void this.answer(message.id, async () => handlers.receive(message.message));
    });
    webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, ...bundles)] };
    webview.html = pageHtml(webview, extension, name);
  }

  send(message: Sent): void {
    this.post({ type: 'message', message });
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private async answer(id: number, act: () => Promise<unknown>): Promise<void> {
    try {
      this.post({ type: 'result', id, result: await act() });
    } catch (error) {
      this.post({ type: 'error', id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  private post(message: ToPage<Sent>): void {
    // Fails if the page was closed meanwhile; then nobody waits for the message.
    void this.webview.postMessage(message).then(undefined, () => {});
  }
}

function pageHtml(webview: vscode.Webview, extension: vscode.Uri, name: string): string {
  const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...bundles, file)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  const language = currentLanguage();
  const setup: PageSetup = { translations: currentTranslations(), language };
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Flow Webhooks</title>
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${escapeHtml(address('codicons.css'))}">
<link rel="stylesheet" href="${escapeHtml(address(`${name}.css`))}">
<script type="application/json" id="${setupElement}">${JSON.stringify(setup).replaceAll('<', '\\u003c')}</script>
<script type="module" nonce="${nonce}" src="${escapeHtml(address(`${name}.js`))}"></script>
</head>
<body></body>
</html>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };

const escapeHtml = (text: string) => text.replace(/[&<"]/g, (character) => entities[character]!);
