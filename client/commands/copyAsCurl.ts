import * as vscode from 'vscode';
import type { Command } from './command';
import { copyCurl } from './prompts/confirmRequest';
import { type RegisterInput, readRegisterInput } from './prompts/registerInput';
import { askForRequest } from './prompts/registerPrompts';

/** Copies the create call as a curl command. Nothing is sent, and no credentials are needed. */
export const copyAsCurl: Command<RegisterInput, { command: string }> = {
  id: 'flowWebhooks.copyAsCurl',

  async act(context, input) {
    const request = await readRegisterInput(context, input);
    return { command: await (await context.webhooks.get()).curlOfRequest(request) };
  },

  async ask(context, given) {
    const request = await askForRequest(vscode.l10n.t('Copy Request as cURL'), context, given, { signIn: false });
    const command = await (await context.webhooks.get()).curlOfRequest(request);
    await copyCurl(command);
    return { command };
  },
};
