import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { Credentials, OAuthClient } from '../domain/registration';

const path = '/oauth';
const clientsKey = 'oauthClients';
const signInTimeoutMs = 5 * 60_000;
/** Time in milliseconds after which pasting the address is offered: most sign-ins have come back by then. */
const pasteOfferMs = 15_000;
/** Maximum number of characters of what a redirect brings. */
const maxQuery = 16_384;

/**
 * Names in SecretStorage, which all windows share: that a window waits for a redirect, and what it brought. The code in
 * it is a secret for as long as nobody has exchanged it.
 */
const waitingKey = (state: string) => `oauth-waiting ${state}`;
const returnedKey = (state: string) => `oauth-returned ${state}`;

/**
 * Signs in with the browser: opens the authorization server's page and waits for its redirect. The system gives that to
 * the window that was used last, which hands it over to the one that waits; where it comes to none, it can be pasted.
 */
export class OAuthSignIn implements vscode.UriHandler {
  /** By `state` parameter, so that each sign-in accepts only its own redirect. */
  private readonly waiting = new Map<string, (returned: URLSearchParams) => void>();

  constructor(
    private readonly extensionId: string,
    private readonly state: Pick<vscode.Memento, 'get' | 'update'>,
    private readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete' | 'onDidChange'>,
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

  async handleUri(uri: vscode.Uri): Promise<void> {
    if (uri.path !== path) return;
    const returned = new URLSearchParams(uri.query);
    const state = returned.get('state') ?? '';
    const take = this.waiting.get(state);
    if (take) take(returned);
    else if (await this.handOver(state, uri.query)) {
      void vscode.window.showInformationMessage(t('The sign-in continues in the window in which it was started.'));
    } else {
      void vscode.window.showWarningMessage(
        t('No window is waiting for this sign-in, or it has ended. Start it again.'),
      );
    }
  }

  /** Passes what a redirect brought to the window that waits for it. False when there is none. */
  private async handOver(state: string, query: string): Promise<boolean> {
    // Any web page can open such an address: nothing is kept unless somebody asked for it.
    if (state === '' || query.length > maxQuery) return false;
    try {
      if ((await this.secrets.get(waitingKey(state))) === undefined) return false;
      await this.secrets.store(returnedKey(state), query);
      return true;
    } catch {
      return false;
    }
  }

  /** The client id last used with an authorization server. It is not a secret. */
  clientId({ tokenUrl }: Pick<OAuthClient, 'tokenUrl'>): string | undefined {
    return this.clients()[new URL(tokenUrl).origin];
  }

  /** Rejects when the sign-in is canceled, refused or not finished within five minutes. */
  async signIn(client: OAuthClient): Promise<Credentials> {
    // Loaded with the first sign-in: few people need it.
    const { beginSignIn, finishSignIn } = await import('../webhooks/credentials/oauth');
    const begun = await beginSignIn(client, await this.redirectUri());
    this.next = undefined;
    const { host } = new URL(client.authorizationUrl);
    const title = t('Waiting for you to sign in at {0} in the browser', host);
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
    const credentials = await vscode.window.withProgress(options, async (_, token) => {
      const canceled = new AbortController();
      token.onCancellationRequested(() => canceled.abort());
      const { answer } = await this.answerTo(begun.state, host, token);
      const [returned] = await Promise.all([
        answer,
        // Passed as a string, contrary to the types: a Uri would encode the query again. The result is ignored, because
        // the person may copy the URL and open it by hand.
        vscode.env.openExternal(begun.url as unknown as vscode.Uri),
      ]);
      return finishSignIn(client, begun, returned, canceled.signal);
    });
    await this.state.update(clientsKey, { ...this.clients(), [new URL(client.tokenUrl).origin]: client.id });
    return credentials;
  }

  /** Waits for what the redirect brings; `answer` settles then. Resolves when other windows know of it. */
  private async answerTo(
    state: string,
    host: string,
    token: vscode.CancellationToken,
  ): Promise<{ answer: Promise<URLSearchParams> }> {
    const ending: (() => void)[] = [];
    const answer = new Promise<URLSearchParams>((resolve, reject) => {
      this.waiting.set(state, resolve);
      token.onCancellationRequested(() => reject(new Error(t('The sign-in was canceled.'))));
      const late = () => reject(new Error(t('The sign-in was not finished within five minutes.')));
      const timers = [
        setTimeout(late, signInTimeoutMs).unref(),
        setTimeout(() => void this.offerToPaste(state, host, resolve), pasteOfferMs).unref(),
      ];
      const take = () => void this.takeOver(state, resolve);
      const listeners = [
        this.secrets.onDidChange(({ key }) => key === returnedKey(state) && take()),
        // Not every platform tells a window of what another one has stored.
        vscode.window.onDidChangeWindowState(({ focused }) => focused && take()),
      ];
      ending.push(() => {
        for (const timer of timers) clearTimeout(timer);
        for (const listener of listeners) listener.dispose();
      });
    }).finally(() => {
      for (const end of ending) end();
      this.waiting.delete(state);
      for (const key of [waitingKey(state), returnedKey(state)]) void this.forget(key);
    });
    // It may be canceled before anybody waits for it.
    answer.catch(() => {});
    // Where secrets cannot be stored, only the redirect to this window counts.
    await Promise.resolve(this.secrets.store(waitingKey(state), '')).catch(() => {});
    return { answer };
  }

  private async takeOver(state: string, resolve: (returned: URLSearchParams) => void): Promise<void> {
    const query = await Promise.resolve(this.secrets.get(returnedKey(state))).catch(() => undefined);
    if (query !== undefined) resolve(new URLSearchParams(query));
  }

  private async forget(key: string): Promise<void> {
    await Promise.resolve(this.secrets.delete(key)).catch(() => {});
  }

  /** For a browser that does not lead back: some installations of the editor have no handler for its addresses. */
  private async offerToPaste(state: string, host: string, resolve: (returned: URLSearchParams) => void): Promise<void> {
    const paste = t('Paste the Address');
    const offer = t(
      'The sign-in at {0} has not come back yet. If the browser does not return to the editor, copy the address at which it stopped, and paste it.',
      host,
    );
    if ((await vscode.window.showInformationMessage(offer, paste)) !== paste || !this.waiting.has(state)) return;
    const text = await vscode.window.showInputBox({
      prompt: t('The address at which the browser stopped; it contains "code" and "state"'),
      // The code in it is a secret.
      password: true,
      ignoreFocusOut: true,
      validateInput: (typed) => (typed === '' ? undefined : complaintAbout(typed, state)),
    });
    const returned = text === undefined ? undefined : returnedIn(text);
    if (returned?.get('state') === state) resolve(returned);
  }

  private clients(): Record<string, string> {
    return this.state.get<Record<string, string>>(clientsKey) ?? {};
  }
}

/** The parameters of a redirect in its address, or in a part of it, as it was copied. */
function returnedIn(text: string): URLSearchParams {
  const query = text.trim().replace(/^[^?#]*[?#]/, '');
  return new URLSearchParams(query.slice(0, maxQuery));
}

function complaintAbout(text: string, state: string): string | undefined {
  const returned = returnedIn(text);
  if (!returned.has('state') || !(returned.has('code') || returned.has('error'))) {
    return t('This is not the address of a finished sign-in: "code" and "state" are missing.');
  }
  return returned.get('state') === state
    ? undefined
    : t('This address is of another sign-in. Use the page that was opened last.');
}
