/** The commands with the fake editor, which replaces `vscode`: see `replaceEditor.ts`. */
import { commands } from '../../client/commands';
import { editor } from '../client/editor';
import { registerCommand } from '../client/registerCommand';
import { commandsOver } from './life';

export const life = commandsOver(editor, commands, registerCommand);
