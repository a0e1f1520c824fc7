import * as vscode from 'vscode';
import type { PlaceExpression } from '../../server/protocol/expression';
import { copyText } from '../editor/clipboard';
import type { Command, CommandContext, Given } from './command';
import { findPlace, type PlaceInput } from './prompts/payloadPlace';

/** Copies the expression with which a flow reads a place of a payload. */
export const copyExpression: Command<PlaceInput, { expression: string }> = {
  id: 'flowWebhooks.copyExpression',

  async act(context, input) {
    const found = await expressionOf(context, input);
    if (found.expression === null) throw new Error(found.reason);
    return { expression: found.expression };
  },

  async ask(context, given) {
    const found = await expressionOf(context, given);
    if (found.expression === null) {
      void vscode.window.showWarningMessage(found.reason);
      return undefined;
    }
    await copyText(found.expression);
    return { expression: found.expression };
  },
};

async function expressionOf(context: CommandContext, input: Given<PlaceInput>): Promise<PlaceExpression> {
  const { delivery, place } = await findPlace(context, input);
  const { uri, operationId } = (await context.webhooks.get()).find(delivery.registrationId)!;
  const { body, path } = place;
  return context.server.expression(vscode.Uri.parse(uri, true), { operationId, body, path });
}
