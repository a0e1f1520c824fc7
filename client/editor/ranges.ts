import * as vscode from 'vscode';
import type { Range } from '../../server/protocol/document';

/** Converts a range of the protocol; both count from 0, in UTF-16 code units. */
export const toRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);
