import * as vscode from 'vscode';
import { sameFile } from '../../common/sameFile';
import { t } from '../../common/translate';
import type { WebhookRegistration } from '../../domain/registration';
import type { LanguageServer } from '../../editor/languageClient';
import type { LazyWebhooks } from '../../editor/lazyWebhooks';

/**
 * Offers to register a webhook again when a saved edit changes its create call: a flow, too, keeps its webhook until
 * something has it subscribe again. Each change is announced once.
 */
export class ChangeReporter {
  /** The create call that was announced last, by webhook. */
  private readonly announced = new Map<string, string>();

  constructor(
    private readonly server: Pick<LanguageServer, 'listTriggers'>,
    private readonly webhooks: Pick<LazyWebhooks, 'current'>,
  ) {}

  /** To be called when a definition, or `apiProperties.json` next to one, was saved. */
  async saved(uri: string): Promise<void> {
    const concerned = (this.webhooks.current?.list() ?? []).filter((one) => isActive(one) && isAbout(one.uri, uri));
    const changed: WebhookRegistration[] = [];
    for (const definition of new Set(concerned.map((one) => one.uri))) {
      const { triggers } = await this.server.listTriggers(vscode.Uri.parse(definition, true));
      for (const one of concerned.filter(({ uri: own }) => own === definition)) {
        const trigger = triggers.find(({ operationId }) => operationId === one.operationId);
        if (trigger && this.isNewChange(one, trigger)) changed.push(one);
      }
    }
    await Promise.all(changed.map(offer));
  }

  private isNewChange({ id }: WebhookRegistration, trigger: WebhookRegistration['trigger']): boolean {
    const now = this.webhooks.current?.changedRequest(id, trigger);
    if (now === undefined) this.announced.delete(id);
    if (now === undefined || this.announced.get(id) === now) return false;
    this.announced.set(id, now);
    return true;
  }
}

const isActive = ({ state }: WebhookRegistration): boolean => state === 'active' || state === 'unreachable';

/** True where a saved file is the definition, or `apiProperties.json` in its folder. */
const isAbout = (definition: string, saved: string): boolean =>
  sameFile(saved, definition) ||
  (/\/apiProperties\.json$/i.test(saved) && sameFile(folderOf(saved), folderOf(definition)));

const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/'));

async function offer({ id, title }: WebhookRegistration): Promise<void> {
  const again = t('Register Again');
  const text = t(
    'The trigger now describes another request than the one that registered the webhook of "{0}". A flow keeps its webhook, too, until its trigger is saved with other inputs or the flow is turned off and on.',
    title,
  );
  const chosen = await vscode.window.showInformationMessage(text, again);
  if (chosen === again) await vscode.commands.executeCommand('flowWebhooks.renew', { ask: true, id });
}
