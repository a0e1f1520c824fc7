import * as vscode from 'vscode';
import type { TriggerList } from '../../server/protocol/triggers';
import type { SecretStore, WebhookEnvironment } from '../webhooks/environment';
import type { Demo } from './demo';
import type { LanguageServer } from './languageClient';
import { batched, storedBody } from './payloadBatches';
import { webhookSettings } from './settings';
import { storagePlaces } from './storageFolder';

/** What the webhook part needs from the editor. */
export function createEnvironment(
  context: vscode.ExtensionContext,
  server: LanguageServer,
  secrets: SecretStore,
  log: vscode.LogOutputChannel,
  demo: Pick<Demo, 'apiUrl'>,
): WebhookEnvironment {
  const check = batched((params) => server.checkPayloads(params));
  const { folder, earlier } = storagePlaces(context.globalStorageUri.fsPath);
  return {
    storageFolder: folder,
    earlierStorageFolder: earlier,
    secrets,
    signIn,
    forward,
    settings: () => ({ ...webhookSettings(), demoApiUrl: demo.apiUrl }),
    currentTrigger: triggersNow(server),
    checkPayload: (delivery, schema) => check(storedBody(delivery), schema),
    log: (message) => log.info(message),
  };
}

/** Deliveries that stream in share a reading of their definition. */
function triggersNow(server: LanguageServer): NonNullable<WebhookEnvironment['currentTrigger']> {
  const reading = new Map<string, Promise<TriggerList>>();
  const read = (uri: string) => {
    const running = reading.get(uri);
    if (running) return running;
    const started = server.listTriggers(vscode.Uri.parse(uri, true)).finally(() => reading.delete(uri));
    reading.set(uri, started);
    return started;
  };
  return async ({ uri, operationId }) => {
    const { triggers } = await read(uri);
    return triggers.find((trigger) => trigger.kind === 'webhook' && trigger.operationId === operationId);
  };
}

async function signIn(provider: string, scopes: string[], interactive: boolean): Promise<string | undefined> {
  try {
    const options = interactive ? { createIfNone: true } : { silent: true };
    return (await vscode.authentication.getSession(provider, scopes, options))?.accessToken;
  } catch {
    // Declined, or the editor has no such provider.
    return undefined;
  }
}

async function forward(port: number): Promise<string> {
  const external = await vscode.env.asExternalUri(vscode.Uri.parse(`http://127.0.0.1:${port}/`));
  const { origin, pathname } = new URL(external.toString(true));
  return (origin + pathname).replace(/(?<!\/)\/+$/, '');
}
