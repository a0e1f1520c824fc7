import * as vscode from 'vscode';
import { t } from '../common/translate';
import type { UnsubscribeCheck } from '../domain/registration';
import { type Command, type CommandContext, inBackground } from './command';
import { callWithPrompts } from './prompts/callWithPrompts';
import { type RegisterInput, readRegisterInput } from './prompts/registerInput';
import { askForRequest } from './prompts/registerPrompts';

export const checkUnsubscribe: Command<RegisterInput, UnsubscribeCheck> = {
  id: 'flowWebhooks.checkUnsubscribe',

  async act(context, input) {
    const request = await readRegisterInput(context, input);
    return (await context.webhooks.get()).checkUnsubscribe(request);
  },

  async ask(context, given) {
    const title = t('Check Unsubscribe Contract');
    const request = await askForRequest(title, context, given);
    const check = await callWithPrompts(context, request, {
      title,
      doing: t('Creating and deleting a webhook of "{0}"', request.trigger.title),
      act: (webhooks, complete, signal) => webhooks.checkUnsubscribe(complete, signal),
    });
    inBackground(show(context, request.trigger.title, check));
    return check;
  },
};

async function show(context: CommandContext, title: string, { steps, differences }: UnsubscribeCheck): Promise<void> {
  const output = t('Show Output');
  const failed = steps.filter(({ ok }) => !ok);
  const [different] = differences;
  const chosen =
    failed.length === 0 && different
      ? await vscode.window.showWarningMessage(
          t(
            'The service fulfills the unsubscribe contract of "{0}", but a flow would behave differently. {1}',
            title,
            different.message,
          ),
          output,
        )
      : failed.length === 0
        ? await vscode.window.showInformationMessage(
            t(
              'The service fulfills the unsubscribe contract of "{0}": the webhook was created, deleted and is gone.',
              title,
            ),
            output,
          )
        : await vscode.window.showWarningMessage(
            t('The service does not fulfill the unsubscribe contract of "{0}". {1}', title, failed[0]!.detail),
            output,
          );
  if (chosen === output) await context.showPanel();
}
