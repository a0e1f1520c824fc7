import * as vscode from 'vscode';
import { type Shell, shells } from '../common/shells/curlCommand';

/**
 * The shells in the order in which they are offered: that of the integrated terminal first. Both the terminal and the
 * receiver are where the extension runs, which in a remote window is the other machine.
 */
export function shellsInOrder(platform: NodeJS.Platform = process.platform, terminal = vscode.env.shell): Shell[] {
  const onWindows: Shell[] = /(^|[\\/])cmd(\.exe)?$/i.test(terminal ?? '')
    ? ['cmd', 'powershell']
    : ['powershell', 'cmd'];
  const isBash = /(^|[\\/])(ba|z|da|fi)?sh(\.exe)?$/i.test(terminal ?? '');
  if (platform === 'win32') return isBash ? ['bash', ...onWindows] : [...onWindows, 'bash'];
  return [...shells];
}
