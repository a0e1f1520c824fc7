import * as vscode from 'vscode';
import { InputError } from '../common/inputError';
import { sameFile } from '../common/sameFile';
import { t } from '../common/translate';
import type { RemoteOutcome, WebhookRegistration } from '../domain/registration';
import { withProgress } from '../editor/progress';
import { workspaceFolderOf } from '../editor/workspaceFolder';
import { perService } from '../webhooks/registration/perService';
import type { DeleteOptions, DeletePreview, Webhooks } from '../webhooks/webhooksApi';
import { type Command, inBackground, messageOf, requireProperty } from './command';
import { confirm } from './prompts/confirm';
import { type Choice, pickOne } from './prompts/pick';
import { noWebhooks } from './prompts/registrations';

type Scope = 'workspace' | 'everywhere';

export interface DeleteAllInput {
  /** `workspace`: webhooks of definitions in the open folders; `everywhere`: all webhooks of the ledger. */
  scope: Scope;
}

/** The outcome for one webhook: either `remote`, or the `problem` that prevented the deletion. */
export interface DeleteAllResult {
  id: string;
  operationId: string;
  remote?: RemoteOutcome;
  problem?: string;
}

const title = () => t('Delete All My Webhooks');

/** Deletes the webhooks of the ledger, each at its own URL. Other people's webhooks are not even listed. */
export const deleteAll: Command<DeleteAllInput, DeleteAllResult[]> = {
  id: 'flowWebhooks.deleteAll',

  async act({ webhooks }, input) {
    const scope = requireProperty(input, 'scope');
    if (scope !== 'workspace' && scope !== 'everywhere') {
      throw new InputError('scope', 'It must be workspace or everywhere.');
    }
    const all = await webhooks.get();
    return deleteEach(all, inScope(all.list(), scope));
  },

  async ask({ webhooks, showPanel }) {
    const all = await webhooks.get();
    const chosen = await choose(all.list());
    const planned = chosen.map((registration) => ({ registration, preview: all.previewDelete(registration.id) }));
    // Doubtful ones first, so that the confirmation shows them; then those that cannot be deleted.
    const weight = ({ doubt, problem }: DeletePreview) => (doubt !== undefined ? 0 : problem !== undefined ? 1 : 2);
    planned.sort((one, other) => weight(one.preview) - weight(other.preview));
    const listed = planned.slice(0, maxListed);
    const more = planned.length > listed.length ? [t('… and {0} more.', planned.length - listed.length)] : [];
    const confirmUrls = new Map(listed.map(({ registration, preview }) => [registration.id, preview.calls[0]?.url]));
    await confirm(
      chosen.length === 1
        ? t('Delete the webhook of "{0}"?', chosen[0]!.title)
        : t('Delete {0} webhooks at their services?', chosen.length),
      [...listed.map(({ registration, preview }) => lineOf(registration, preview)), ...more].join('\n'),
      t('Delete'),
    );
    const results = await withProgress(
      t('Deleting webhooks'),
      (signal) => deleteEach(all, chosen, (id) => ({ confirmUrl: confirmUrls.get(id), interactive: true }), signal),
      { waits: true },
    );
    inBackground(show(results, chosen, showPanel));
    return results;
  },
};

/** Maximum number of webhooks named in the confirmation. */
const maxListed = 10;

/** The line of the confirmation for one webhook: the call that deletes it, or why there is none. */
function lineOf(
  { title: of }: WebhookRegistration,
  { calls: [first], searched, doubt, problem }: DeletePreview,
): string {
  if (problem !== undefined) return t('{0} remains, because no request can delete it. {1}', of, problem);
  if (first === undefined) return t('{0}: looked up at {1}', of, searched ?? '');
  const call = [first.method, first.shown, ...(first.body === undefined ? [] : [first.body])].join(' ');
  return [`${of}: ${call}`, ...(doubt === undefined ? [] : [doubt])].join('. ');
}

const inScope = (registrations: WebhookRegistration[], scope: Scope) =>
  scope === 'everywhere' ? registrations : registrations.filter(isOfWorkspace);

function isOfWorkspace({ uri }: WebhookRegistration): boolean {
  const definition = vscode.Uri.parse(uri);
  // A definition opened without a folder belongs to no workspace folder.
  const isOpen = vscode.workspace.textDocuments.some((document) => sameFile(document.uri, uri));
  return isOpen || workspaceFolderOf(definition) !== undefined;
}

/** Returns the webhooks of this workspace, or asks whether to include others if there are any. */
async function choose(all: WebhookRegistration[]): Promise<WebhookRegistration[]> {
  const here = inScope(all, 'workspace');
  if (all.length === 0) throw noWebhooks();
  if (here.length === all.length) return all;
  const choices: Choice<WebhookRegistration[]>[] = [
    { value: all, label: t('All of them, including other workspaces ({0})', all.length) },
  ];
  if (here.length > 0) choices.unshift({ value: here, label: t('Those of this workspace ({0})', here.length) });
  return pickOne({ title: title() }, t('Which webhooks?'), choices);
}

/** Deletes each webhook; a failure is reported for that one and does not stop the rest, as the signal does. */
const deleteEach = (
  webhooks: Webhooks,
  registrations: WebhookRegistration[],
  optionsFor: (id: string) => DeleteOptions = () => ({}),
  signal?: AbortSignal,
): Promise<DeleteAllResult[]> =>
  perService(registrations, async ({ id, operationId }) => {
    if (signal?.aborted) return { id, operationId, problem: t('The deletion was canceled.') };
    try {
      return { id, operationId, remote: await webhooks.delete(id, optionsFor(id)) };
    } catch (error) {
      return { id, operationId, problem: messageOf(error) };
    }
  });

async function show(
  results: DeleteAllResult[],
  registrations: WebhookRegistration[],
  showPanel: () => Promise<void>,
): Promise<void> {
  const failed = results.filter(({ problem }) => problem !== undefined);
  const deleted = results.length - failed.length;
  const [first] = failed;
  if (!first) {
    void vscode.window.showInformationMessage(t('Webhooks deleted: {0}.', deleted));
    return;
  }
  const output = t('Show Output');
  const name = registrations.find(({ id }) => id === first.id)?.title ?? first.operationId;
  const text = t(
    'Webhooks deleted: {0}; not deleted: {1}. "{2}": {3}',
    deleted,
    failed.length,
    name,
    first.problem ?? '',
  );
  if ((await vscode.window.showWarningMessage(text, output)) === output) await showPanel();
}
