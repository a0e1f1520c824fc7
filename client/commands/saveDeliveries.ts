import * as vscode from 'vscode';
import { InputError } from '../common/inputError';
import { isInside } from '../common/sameFile';
import { formatMoment } from '../common/time';
import { t } from '../common/translate';
import type { DeliverySummary, FixtureFile } from '../domain/delivery';
import type { WebhookRegistration } from '../domain/registration';
import { absoluteUri, workspaceFolderOf } from '../editor/workspaceFolder';
import { isOfService } from '../webhooks/deliveries/origin';
import { type Command, type CommandContext, inBackground, optionalProperty, requireProperty } from './command';
import { askText } from './prompts/askText';
import { cancellable } from './prompts/cancellable';
import { deliveryIdsIn, deliveryLabel } from './prompts/deliveries';
import { type Choice, pickSome } from './prompts/pick';
import { chooseWithDeliveries, findWithDeliveries } from './prompts/registrations';
import type { Frame } from './prompts/steps';

interface Input {
  id: string;
  /** The deliveries to save; all that the service sent if omitted. */
  deliveryIds?: string[];
  /** A folder in the workspace; `deliveries` if omitted. */
  folder?: string;
}

export interface Saved {
  /** URIs of the files written. */
  files: string[];
  /** Ids of deliveries that have no comparable payload. */
  skipped: string[];
}

const usualFolder = 'deliveries';

export const saveDeliveries: Command<Input, Saved> = {
  id: 'flowWebhooks.saveDeliveries',

  async act({ webhooks }, input) {
    const registration = await findWithDeliveries(webhooks, requireProperty(input, 'id'));
    const folder = folderOf(registration, optionalProperty(input, 'folder') ?? usualFolder);
    const { files, skipped } = await (await webhooks.get()).fixtures(registration.id, deliveryIdsIn(input));
    return { files: await write(folder, files), skipped };
  },

  async ask(context, given) {
    const { webhooks } = context;
    const frame = { title: t('Save Deliveries in the Workspace') };
    const registration = await chooseWithDeliveries(webhooks, frame.title, given);
    const all = await webhooks.get();
    const ids = deliveryIdsIn(given) ?? (await pickDeliveries(frame, await all.summaries(registration.id)));
    return askAndSave(context, frame, registration, ids, given.folder);
  },
};

/** Saves deliveries in a folder, which it asks for if none is given, and says what became of them. */
export async function askAndSave(
  { webhooks }: CommandContext,
  frame: Frame,
  registration: WebhookRegistration,
  ids: string[],
  givenFolder: string | undefined,
): Promise<Saved> {
  const all = await webhooks.get();
  const folder = folderOf(registration, givenFolder ?? (await askFolder(frame, registration)));
  const { files, skipped } = await cancellable(frame.title, (signal, progress) =>
    all.fixtures(registration.id, ids, { signal, progress }),
  );
  const written = await write(folder, files);
  inBackground(offerToOpen(written, ids.length));
  return { files: written, skipped };
}

/** Asks which deliveries to save. Replays and handshakes are listed, but not preselected. */
function pickDeliveries(frame: Frame, summaries: DeliverySummary[]): Promise<string[]> {
  const choices = summaries.toReversed().map((summary): Choice<string> => {
    const { id, receivedAt } = summary;
    return {
      label: deliveryLabel(summary),
      description: formatMoment(receivedAt),
      picked: isOfService(summary),
      value: id,
    };
  });
  if (choices.length === 0) throw new Error(t('Nothing has been delivered to this webhook yet.'));
  return pickSome(frame, t('Which deliveries?'), choices);
}

const askFolder = (frame: Frame, registration: WebhookRegistration): Promise<string> =>
  askText(frame, {
    prompt: t('Which folder of the workspace?'),
    value: usualFolder,
    validate: (text) => {
      try {
        folderOf(registration, text);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });

/** The folder to write to. Throws unless it is in the workspace folder of the definition, or in the first one. */
function folderOf({ uri }: WebhookRegistration, folder: string): vscode.Uri {
  const root = workspaceFolderOf(vscode.Uri.parse(uri)) ?? vscode.workspace.workspaceFolders?.[0];
  if (!root) throw new Error(t('Deliveries are saved in the workspace. Open a folder first.'));
  const isOfDrive = /^[a-z]:(?![\\/])/i.test(folder);
  const absolute = absoluteUri(root.uri, folder);
  // `joinPath` resolves `..` segments, which matters for absolute paths too.
  const found = absolute ? vscode.Uri.joinPath(absolute, '.') : vscode.Uri.joinPath(root.uri, folder);
  if (folder.trim() !== '' && !isOfDrive && isInside(found, root.uri)) return found;
  throw new InputError('folder', t('{0} is not a folder in the workspace.', folder));
}

async function write(folder: vscode.Uri, files: FixtureFile[]): Promise<string[]> {
  const written: string[] = [];
  for (const { path, content } of files) {
    const file = vscode.Uri.joinPath(folder, path);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
    written.push(file.toString());
  }
  return written;
}

async function offerToOpen(files: string[], count: number): Promise<void> {
  const [first] = files;
  if (!first) {
    const none =
      count === 1
        ? t('This delivery has no body that can be compared, so it was not saved.')
        : t('None of these deliveries has a body that can be compared, so nothing was saved.');
    void vscode.window.showWarningMessage(none);
    return;
  }
  const saved =
    count === 1
      ? t(
          'Saved as {0}. Secrets are masked. Check for names and other personal data before you commit it.',
          vscode.workspace.asRelativePath(vscode.Uri.parse(first)),
        )
      : t(
          'Saved deliveries: {0}, left out: {1}. Secrets are masked. Check for names and other personal data before you commit them.',
          files.length,
          count - files.length,
        );
  const open = t('Open');
  if ((await vscode.window.showInformationMessage(saved, open)) === open)
    await vscode.window.showTextDocument(vscode.Uri.parse(first));
}
