import * as vscode from 'vscode';
import { t } from '../common/translate';
import { type Command, inBackground, requireProperty } from './command';
import { definitionStep, findDefinitions, noDefinition } from './prompts/definitions';
import { offerNextSteps } from './prompts/handOver';
import { askInSteps, Canceled } from './prompts/steps';

/** Writes a definition as the JSON that Power Automate imports. The source may be JSON with comments or YAML. */
export const exportDefinition: Command<{ uri: string }, string> = {
  id: 'flowWebhooks.exportDefinition',

  act: ({ server }, input) => server.exportDefinition(vscode.Uri.parse(requireProperty(input, 'uri'), true)),

  async ask(context, given) {
    const { server } = context;
    const definitions = given.uri ? [given.uri] : await findDefinitions(server);
    if (definitions.length === 0) throw noDefinition();
    const title = t('Export for Power Automate');
    const [only] = definitions;
    const answers =
      definitions.length > 1 ? await askInSteps(title, async () => [definitionStep(definitions)]) : undefined;
    const uri = vscode.Uri.parse((answers?.get('definition') as string | undefined) ?? only!, true);
    const text = await server.exportDefinition(uri);
    const target = await vscode.window.showSaveDialog({
      title,
      defaultUri: exportName(uri),
      filters: { JSON: ['json'] },
    });
    if (!target) throw new Canceled();
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(target);
    inBackground(offerNextSteps(context, uri, target));
    return text;
  },
};

/** The proposed file: next to the definition, and never the definition itself. */
function exportName(uri: vscode.Uri): vscode.Uri {
  const name = uri.path.split('/').at(-1)!;
  const plain = name.replace(/\.(jsonc?|ya?ml)$/i, '');
  return vscode.Uri.joinPath(uri, '..', `${plain}${/\.json$/i.test(name) ? '.export' : ''}.json`);
}
