/** Registers a command with a fake editor, as the entry of the extension does with VS Code. Import it once `vscode` is replaced. */
import * as vscode from 'vscode';
import { type AnyCommand, type CommandContext, runCommand } from '../../client/commands/command';

export const registerCommand = (context: CommandContext, command: AnyCommand): vscode.Disposable =>
  vscode.commands.registerCommand(command.id, (argument: unknown) => runCommand(context, command, argument));
