import * as vscode from 'vscode';
import { formatMoment } from '../common/time';
import { t } from '../common/translate';
import type { SavedCredentials } from '../domain/registration';
import { type Command, type CommandContext, inBackground } from './command';
import { type Choice, pickOne } from './prompts/pick';
import { confirmRemoval } from './removeCredentials';

/** Lists which credentials are saved and what uses them, never the credentials themselves. */
export const listCredentials: Command<object, SavedCredentials[]> = {
  id: 'flowWebhooks.listCredentials',

  async act({ webhooks }) {
    return (await webhooks.get()).credentials();
  },

  async ask(context) {
    const saved = await (await context.webhooks.get()).credentials();
    inBackground(show(context, saved));
    return saved;
  },
};

async function show({ webhooks }: CommandContext, saved: SavedCredentials[]): Promise<void> {
  const title = t('Saved Credentials');
  if (saved.length === 0) {
    await vscode.window.showInformationMessage(t('No credentials are saved.'));
    return;
  }
  const choices = saved.map((one): Choice<string> => ({ value: one.origin, label: one.origin, ...describe(one) }));
  const origin = await pickOne({ title }, t('Saved credentials: select an entry to remove it'), choices);
  await confirmRemoval(await webhooks.get(), origin);
}

function describe({ type, user, webhooks, expires }: SavedCredentials): { description: string; detail: string } {
  const used = webhooks === 1 ? t('used by one webhook') : t('used by {0} webhooks', webhooks);
  const until = expires && t('renewed after {0}', formatMoment(expires));
  return {
    description: [kindOf(type), user].filter(Boolean).join(' · '),
    detail: [used, until].filter(Boolean).join(', '),
  };
}

function kindOf(type: SavedCredentials['type']): string {
  switch (type) {
    case 'basic':
      return t('User name and password');
    case 'bearer':
      return t('Personal access token');
    case 'apiKey':
      return t('API key');
    case 'oauth2':
      return t('Access token (OAuth 2.0)');
    case 'github':
      return t('Sign in with GitHub');
    case 'microsoft':
      return t('Sign in with Microsoft');
    case 'none':
      return t('No credentials');
  }
}
