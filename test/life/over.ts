/** The commands over the fake editor. Loaded once a test file has put that in the place of `vscode`. */
import { commands } from '../../client/commands';
import { registerCommand } from '../../client/commands/command';
import { editor } from '../client/editor';
import { commandsOver } from './life';

export const life = commandsOver(editor, commands, registerCommand);
