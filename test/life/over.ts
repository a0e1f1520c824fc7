/** The commands with the fake editor. Import it after the test file has mocked `vscode`. */
import { commands } from '../../client/commands';
import { editor } from '../client/editor';
import { registerCommand } from '../client/registerCommand';
import { commandsOver } from './life';

export const life = commandsOver(editor, commands, registerCommand);
