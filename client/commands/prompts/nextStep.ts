import * as vscode from 'vscode';
import { t } from '../../common/translate';
import { type CommandContext, messageOf } from '../command';
import { isTemporary, orphanOf, propertyOf, refusedCredentials, statusOf } from './errorKinds';
import { Canceled } from './steps';

/** What a person can choose after a failure, for the call to be made once more. */
export type NextStep = 'again' | 'signIn' | 'address' | 'exposure';

/**
 * Shows a failure with the buttons that help, and resolves to the chosen one. Rejects with {@link Canceled} when the
 * call is given up, and with the error itself when no step would help.
 * @param possible the steps that the command can take
 * @param uri the definition that the call is made from
 */
export async function offerNextStep(
  { showPanel }: Pick<CommandContext, 'showPanel'>,
  error: unknown,
  possible: readonly NextStep[],
  uri?: string,
): Promise<NextStep> {
  const steps = helpfulSteps(error).filter((step) => possible.includes(step));
  if (steps.length === 0 && statusOf(error) === undefined) throw error;
  const titles = new Map(steps.map((step) => [titleOf(step), step]));
  const openDefinition = t('Open Definition');
  const showOutput = t('Show Output');
  const isAboutDefinition = uri !== undefined && ['baseUrl', 'parameters'].includes(propertyOf(error) ?? '');
  const orphan = orphanOf(error);
  const deleteOrphan = t('Delete Webhook…');
  const buttons = [
    ...titles.keys(),
    ...(orphan ? [deleteOrphan] : []),
    isAboutDefinition ? openDefinition : showOutput,
  ];
  const chosen = await vscode.window.showErrorMessage(messageOf(error), ...buttons);
  const step = titles.get(chosen ?? '');
  if (step) return step;
  if (chosen === deleteOrphan)
    await vscode.commands.executeCommand('flowWebhooks.delete', { ask: true, id: orphan?.id });
  if (chosen === showOutput) await showPanel();
  if (chosen === openDefinition) await vscode.window.showTextDocument(vscode.Uri.parse(uri!, true));
  throw new Canceled();
}

/** The steps that could help after an error, the likeliest first. */
function helpfulSteps(error: unknown): NextStep[] {
  if (propertyOf(error) === 'exposure') return ['exposure'];
  if (refusedCredentials(error) || propertyOf(error) === 'credentials') return ['signIn'];
  // Another create call could leave a second webhook behind.
  if (orphanOf(error)) return [];
  return [
    ...(isTemporary(error) ? (['again'] as const) : []),
    ...(propertyOf(error) === 'baseUrl' ? (['address'] as const) : []),
    // Services hide what a token may not see.
    ...(statusOf(error) === 404 ? (['signIn'] as const) : []),
  ];
}

function titleOf(step: NextStep): string {
  switch (step) {
    case 'again':
      return t('Try Again');
    case 'signIn':
      return t('Sign In Again');
    case 'address':
      return t('Use Another Address');
    case 'exposure':
      return t('Choose Another Way');
  }
}
