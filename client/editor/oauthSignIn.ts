import * as vscode from 'vscode';
import type { Credentials, OAuthClient } from '../domain/registration';

const path = '/oauth';
const clientsKey = 'oauthClients';
const signInTimeoutMs = 5 * 60_000;

/** Signs in with the browser: opens the authorization server's page and waits for its redirect. */
export class OAuthSignIn implements vscode.UriHandler {
  /** By `state` parameter, so that each sign-in accepts only its own redirect. */
  private readonly waiting = new Map<string, (returned: URLSearchParams) => void>();

  constructor(
    private readonly extensionId: string,
    private readonly state: Pick<vscode.Memento, 'get' | 'update'>,
  ) {}

  /** The redirect URI of the next sign-in. In a browser, each URI is valid for one use. */
  private next: Promise<string> | undefined;

  /** The redirect URI to register at the authorization server. In a browser it goes through the editor's server. */
  redirectUri(): Promise<string> {
    this.next ??= this.makeRedirectUri();
    return this.next;
  }

  private async makeRedirectUri(): Promise<string> {
    const own = vscode.Uri.parse(`${vscode.env.uriScheme}://${this.extensionId}${path}`);
    const external = new URL((await vscode.env.asExternalUri(own)).toString(true));
    // Desktop VS Code adds the window's id, which changes with each session.
    if (external.protocol === `${vscode.env.uriScheme}:`) external.searchParams.delete('windowId');
    return external.href;
  }

  handleUri(uri: vscode.Uri): void {
    if (uri.path !== path) return;
    const returned = new URLSearchParams(uri.query);
    const take = this.waiting.get(returned.get('state') ?? '');
    const message = vscode.l10n.t('This sign-in was not started in this window, or has ended. Start it again.');
    if (take) take(returned);
    else void vscode.window.showWarningMessage(message);
  }

  /** The client id last used with an authorization server. It is not a secret. */
  clientId({ tokenUrl }: Pick<OAuthClient, 'tokenUrl'>): string | undefined {
    return this.clients()[new URL(tokenUrl).origin];
  }

  /** Rejects when the sign-in is cancelled, refused or not finished within five minutes. */
  async signIn(client: OAuthClient): Promise<Credentials> {
    // Loaded with the first sign-in: few people need it.
    const { beginSignIn, finishSignIn } = await import('../webhooks/credentials/oauth');
    const begun = await beginSignIn(client, await this.redirectUri());
    this.next = undefined;
    const { host } = new URL(client.authorizationUrl);
    const title = vscode.l10n.t('Waiting for you to sign in at {0} in the browser', host);
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
    const credentials = await vscode.window.withProgress(options, async (_, token) => {
      const cancelled = new AbortController();
      token.onCancellationRequested(() => cancelled.abort());
      const [returned] = await Promise.all([
        this.answerTo(begun.state, token),
        // Passed as a string, contrary to the types: a Uri would encode the query again. The result is ignored, because
        // the person may copy the URL and open it by hand.
        vscode.env.openExternal(begun.url as unknown as vscode.Uri),
      ]);
      return finishSignIn(client, begun, returned, cancelled.signal);
    });
    await this.state.update(clientsKey, { ...this.clients(), [new URL(client.tokenUrl).origin]: client.id });
    return credentials;
  }

  private answerTo(state: string, token: vscode.CancellationToken): Promise<URLSearchParams> {
    let timer: NodeJS.Timeout | undefined;
    return new Promise<URLSearchParams>((resolve, reject) => {
      this.waiting.set(state, resolve);
      token.onCancellationRequested(() => reject(new Error(vscode.l10n.t('The sign-in was cancelled.'))));
      const late = () => reject(new Error(vscode.l10n.t('The sign-in was not finished within five minutes.')));
      timer = setTimeout(late, signInTimeoutMs).unref();
    }).finally(() => {
      clearTimeout(timer);
      this.waiting.delete(state);
    });
  }

  private clients(): Record<string, string> {
    return this.state.get<Record<string, string>>(clientsKey) ?? {};
  }
}
