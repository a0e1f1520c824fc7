import * as vscode from 'vscode';
import { t } from '../common/translate';
import { type Command, optionalProperty, requireProperty } from './command';
import { allDefinitions, definitionStep, isDefinition } from './prompts/definitions';
import { askInSteps } from './prompts/steps';

export interface PreviewInput {
  uri: string;
  operationId?: string;
}

/** Shows a trigger as flow makers see it, next to the editor. */
export const preview: Command<PreviewInput, void> = {
  id: 'flowWebhooks.preview',

  async act({ showPreview }, input) {
    await showPreview(requireProperty(input, 'uri'), optionalProperty(input, 'operationId'));
  },

  async ask({ server, showPreview }, { uri, operationId }) {
    const active = vscode.window.activeTextEditor?.document.uri;
    if (uri) await showPreview(uri, operationId);
    else if (active && (await isDefinition(server, active))) await showPreview(active.toString());
    else await showPreview(await choose(await allDefinitions(server)));
  },
};

async function choose(uris: string[]): Promise<string> {
  if (uris.length === 0) throw new Error(t('There is no connector definition in this workspace.'));
  if (uris.length === 1) return uris[0]!;
  const title = t('Preview What Flow Makers See');
  const answers = await askInSteps(title, async () => [definitionStep(uris)]);
  return answers.get('definition') as string;
}
