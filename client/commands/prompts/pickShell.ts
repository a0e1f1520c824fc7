import * as vscode from 'vscode';
import type { Shell } from '../../common/shells/curlCommand';
import { t } from '../../common/translate';
import { shellsInOrder } from '../../editor/shell';
import { type Choice, pickOne } from './pick';

/** Asks which shell a command is for. */
function pickShell(title: string): Promise<Shell> {
  const choices = shellsInOrder().map((shell): Choice<Shell> => ({ value: shell, ...labelOf(shell) }));
  return pickOne({ title }, t('Which shell will you paste it into?'), choices);
}

function labelOf(shell: Shell): { label: string; description?: string } {
  switch (shell) {
    case 'bash':
      return { label: 'bash', description: t('also zsh and sh, Git Bash and WSL') };
    case 'powershell':
      return { label: 'PowerShell', description: t('Windows PowerShell 5.1 and PowerShell 7') };
    case 'cmd':
      return { label: 'cmd', description: t('Windows command prompt') };
  }
}

/** Copies a curl command, written for the shell that the person picks. Rejects as prompts do when it is closed. */
export async function copyCurl(title: string, commandFor: (shell: Shell) => Promise<string> | string): Promise<string> {
  const shell = await pickShell(title);
  const command = await commandFor(shell);
  await vscode.env.clipboard.writeText(command);
  const { label } = labelOf(shell);
  // Not awaited: the message only confirms the copy.
  void vscode.window.showInformationMessage(
    command.includes('***')
      ? t('Copied as a curl command for {0}. Replace *** with your own values before you run it.', label)
      : t('Copied as a curl command for {0}.', label),
  );
  return command;
}
