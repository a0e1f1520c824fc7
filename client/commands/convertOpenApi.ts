import * as vscode from 'vscode';
import type { ConvertedOpenApi } from '../../server/protocol/requests';
import { t } from '../common/translate';
import { type Command, requireProperty } from './command';
import { Canceled } from './prompts/steps';

/** Converts an OpenAPI 3 definition to OpenAPI 2.0. A person gets a new file, and the list of what could not be kept. */
export const convertOpenApi: Command<{ uri: string }, ConvertedOpenApi> = {
  id: 'flowWebhooks.convertOpenApi',

  act: ({ server }, input) => server.convertOpenApi(vscode.Uri.parse(requireProperty(input, 'uri'), true)),

  async ask({ server }, given) {
    const uri = given.uri ? vscode.Uri.parse(given.uri, true) : vscode.window.activeTextEditor?.document.uri;
    if (!uri) throw new Error(t('Open the OpenAPI 3 definition that you want to convert, then try again.'));
    const converted = await server.convertOpenApi(uri);
    const target = await vscode.window.showSaveDialog({
      title: t('Convert to OpenAPI 2.0'),
      defaultUri: convertedName(uri),
      filters: { JSON: ['json'], YAML: ['yaml', 'yml'] },
    });
    if (!target) throw new Canceled();
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(converted.text));
    await vscode.window.showTextDocument(target);
    await showLosses(uri, converted.losses);
    return converted;
  },
};

/** The proposed file, next to the OpenAPI 3 definition; its name is one that the extension recognizes. */
function convertedName(uri: vscode.Uri): vscode.Uri {
  const extension = /\.ya?ml$/i.test(uri.path) ? 'yaml' : 'json';
  const name = uri.path
    .split('/')
    .at(-1)!
    .replace(/(\.swagger)?\.(jsonc?|ya?ml)$/i, '');
  const isTaken = /\.swagger\.[^.]+$/i.test(uri.path);
  return vscode.Uri.joinPath(uri, '..', `${name || 'apiDefinition'}${isTaken ? '.v2' : ''}.swagger.${extension}`);
}

/** Shows how much was lost; the list opens next to the new file. */
async function showLosses(source: vscode.Uri, losses: ConvertedOpenApi['losses']): Promise<void> {
  if (losses.length === 0) {
    void vscode.window.showInformationMessage(t('Converted to OpenAPI 2.0. Everything could be carried over.'));
    return;
  }
  const show = t('Show List');
  const chosen = await vscode.window.showWarningMessage(
    losses.length === 1
      ? t('Converted to OpenAPI 2.0. One detail needs your attention.')
      : t('Converted to OpenAPI 2.0. {0} details need your attention.', losses.length),
    show,
  );
  if (chosen !== show) return;
  const heading = t("What OpenAPI 2.0 can't express ({0})", vscode.workspace.asRelativePath(source));
  const rows = losses.map(({ pointer, message }) => `- \`${pointer || '/'}\`: ${message}`);
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: [`# ${heading}`, '', ...rows, ''].join('\n'),
  });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}
