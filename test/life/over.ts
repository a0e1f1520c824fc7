/** The commands with the fake editor. Import it after the test file has mocked `vscode`. */
import { commands } from '../../client/commands';
import { registerCommand } from '../../client/commands/command';
import { editor } from '../client/editor';
import { commandsOver } from './life';

export const life = commandsOver(editor, commands, registerCommand);
