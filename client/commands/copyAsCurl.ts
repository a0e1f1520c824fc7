import * as vscode from 'vscode';
import type { Command } from './command';
import { copyCurl } from './prompts/confirmRequest';
import { askForRequest } from './prompts/registerPrompts';
import { type RegisterInput, requestFrom } from './registerRequest';

/** The call that registering would make, for a shell; nothing is sent, and no credentials are needed. */
export const copyAsCurl: Command<RegisterInput, { command: string }> = {
  id: 'flowWebhooks.copyAsCurl',

  async act(services, input) {
    const request = await requestFrom(services, input);
    return { command: await (await services.webhooks.get()).curlOfRequest(request) };
  },

  async ask(services, given) {
    const request = await askForRequest(vscode.l10n.t('Copy Request as cURL'), services, given, { signIn: false });
    const command = await (await services.webhooks.get()).curlOfRequest(request);
    await copyCurl(command);
    return { command };
  },
};
