import * as vscode from 'vscode';
import type { ServerOptions } from '../../server/protocol/requests';
import { proxyHost } from '../common/proxy';
import type { Exposure } from '../domain/registration';
import type { WebhookSettings } from '../webhooks/environment';

const section = 'flowWebhooks';
const megabyte = 1024 * 1024;

type Read = <T>(name: string, fallback: T) => T;

/** Reads several settings from one configuration object, because creating it is the expensive part. */
function reader(): Read {
  const configuration = vscode.workspace.getConfiguration(section);
  return (name, fallback) => configuration.get(name) ?? fallback;
}

export function webhookSettings(): WebhookSettings {
  const read = reader();
  /** A URL setting without surrounding spaces and trailing slashes. */
  const url = (name: string) =>
    read(name, '')
      .trim()
      .replace(/(?<!\/)\/+$/, '');
  return {
    githubApiUrl: url('github.apiUrl') || 'https://api.github.com',
    receiverPort: read('receiver.port', 0),
    receiverPublicUrl: url('receiver.publicUrl'),
    smeeServer: url('smee.server') || 'https://smee.io',
    strictAnswers: read('receiver.strictAnswers', false),
    deliveries: {
      maxCount: read('deliveries.maxCount', 1000),
      maxBytes: read('deliveries.maxMegabytes', 64) * megabyte,
      maxAgeDays: read('deliveries.maxAgeDays', 14),
    },
  };
}

/** The proxy of the editor's settings, or of the environment, as host and port. */
export function proxyAddress(): string | undefined {
  const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = process.env;
  const set = vscode.workspace.getConfiguration('http').get<string>('proxy');
  return proxyHost(set || https_proxy || HTTPS_PROXY || http_proxy || HTTP_PROXY);
}

export function exposure(): Exposure | 'auto' {
  const read = reader();
  return read<Exposure | 'auto'>('exposure', 'auto');
}

/** The languages in which the extension has texts. */
export type Language = 'en' | 'nl';

/** The language of the setting; where that is `auto`, the editor's display language if there are texts in it, else English. */
export function chosenLanguage(): Language {
  const read = reader();
  const chosen = read<Language | 'auto'>('language', 'auto');
  if (chosen === 'en' || chosen === 'nl') return chosen;
  return /^nl\b/i.test(vscode.env.language) ? 'nl' : 'en';
}

export function onLanguageChanged(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${section}.language`)) listener();
  });
}

/** Which deliveries are compared with the definition. */
export interface ContractOptions {
  /** True when replays and examples sent from here count like deliveries from the service. */
  includeReplays(): boolean;
  onChange(listener: () => void): vscode.Disposable;
}

/** Whether replays and examples are compared with the definition like deliveries from the service. */
export const contractOptions: ContractOptions = {
  includeReplays() {
    const read = reader();
    return read('contract.includeReplays', false);
  },
  onChange: (listener) =>
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${section}.contract`)) listener();
    }),
};

/** Saves the public URL for all workspaces of this machine: it belongs to the receiver, not to a project. */
export async function rememberPublicUrl(value: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(section);
  await configuration.update('receiver.publicUrl', value, vscode.ConfigurationTarget.Global);
}

/** True when VS Code lets the shells of its terminals tell what they do. */
export const isShellIntegrated = (): boolean =>
  vscode.workspace.getConfiguration('terminal.integrated.shellIntegration').get('enabled', true);

/** The settings sent to the language server, at start and on every change. */
export function serverOptions(): Pick<ServerOptions, 'profile' | 'rules'> {
  const read = reader();
  return { profile: read<ServerOptions['profile']>('profile', 'custom'), rules: { ...read('rules', {}) } };
}

export function onServerOptionsChanged(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${section}.profile`) || change.affectsConfiguration(`${section}.rules`))
      listener();
  });
}
