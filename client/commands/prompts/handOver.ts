import { access, constants } from 'node:fs/promises';
import { delimiter, join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { Profile } from '../../../server/protocol/requests';
import { t } from '../../common/translate';
import { readOlderVersion } from '../../editor/olderVersion';
import { toRange } from '../../editor/ranges';
import { offerInTerminal } from '../../editor/terminal';
import {
  type DeployFiles,
  type DeployTarget,
  type DeployTool,
  deployCommand,
  isConnectorId,
  targetIn,
  unwritableNames,
} from '../../webhooks/export/deployCommand';
import type { CommandContext } from '../command';
import { askText } from './askText';
import { confirm } from './confirm';
import { type Choice, pickOne } from './pick';
import { askInSteps, Canceled, type Step } from './steps';

/** Microsoft Learn: how to import an OpenAPI file as a custom connector, step by step. */
const importPage = 'https://learn.microsoft.com/connectors/custom-connectors/define-openapi-definition';
/** Where custom connectors are created and edited. */
const portal = 'https://make.powerautomate.com/';

const title = () => t('Hand Over to Power Automate');

/** Says what to do with an exported definition, and offers the commands of the tools that are installed. */
export async function offerNextSteps(context: CommandContext, source: vscode.Uri, exported: vscode.Uri): Promise<void> {
  const tools = exported.scheme === 'file' ? await installedTools() : [];
  const buttons = new Map<string, () => unknown>();
  for (const tool of tools) buttons.set(t('Use {0}…', tool), () => handOver(context, tool, source, exported));
  buttons.set(t('Open Power Automate'), () => vscode.env.openExternal(vscode.Uri.parse(portal)));
  const name = vscode.workspace.asRelativePath(exported);
  // A link: a notification has room for three buttons.
  const message = t(
    'Exported to {0}. Next, import it in Power Automate: More > Custom connectors > New custom connector > Import an OpenAPI file ([all steps]({1})).',
    name,
    importPage,
  );
  const chosen = await vscode.window.showInformationMessage(message, ...buttons.keys());
  await buttons.get(chosen ?? '')?.();
}

/** The tools on the PATH, the current one first. */
async function installedTools(): Promise<DeployTool[]> {
  const tools: DeployTool[] = ['pac', 'paconn'];
  const found = await Promise.all(tools.map(isOnPath));
  return tools.filter((_, index) => found[index]);
}

async function isOnPath(tool: string): Promise<boolean> {
  const names = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'].map((ending) => tool + ending) : [tool];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = await Promise.all(
    files.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** Checks the definition, says what an update breaks, and puts the command into a terminal, ready to be run. */
async function handOver(
  context: CommandContext,
  tool: DeployTool,
  source: vscode.Uri,
  exported: vscode.Uri,
): Promise<void> {
  const folder = vscode.Uri.joinPath(source, '..');
  const files = await filesIn(folder, exported);
  const [unwritable] = unwritableNames(files);
  if (unwritable !== undefined)
    throw new Error(
      t(
        'The name {0} has characters that shells read differently, so no command can be offered. Rename the file or its folder.',
        unwritable,
      ),
    );
  const known = targetIn(tool, await settingsIn(folder));
  const { profile, connectorId } = await askWhat(tool, known);
  await check(context, source, profile);
  if (connectorId !== undefined) await reportBreaking(context, source);
  const { environment } = known;
  const target: DeployTarget = { ...(environment && { environment }), ...(connectorId && { connectorId }) };
  await offerInTerminal({ name: title(), cwd: folder }, deployCommand(tool, files, target));
}

/** The files of the connector where they lie, as paths from its folder. */
async function filesIn(folder: vscode.Uri, definition: vscode.Uri): Promise<DeployFiles> {
  const present = async (name: string) => ((await isFile(vscode.Uri.joinPath(folder, name))) ? name : undefined);
  const [properties, script, icon] = await Promise.all(['apiProperties.json', 'script.csx', 'icon.png'].map(present));
  return {
    definition: relative(folder.fsPath, definition.fsPath),
    ...(properties && { properties }),
    ...(script && { script }),
    ...(icon && { icon }),
  };
}

const isFile = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    ({ type }) => (type & vscode.FileType.File) !== 0,
    () => false,
  );

/** `settings.json`, in which paconn notes the environment and the connector; undefined without a readable one. */
async function settingsIn(folder: vscode.Uri): Promise<unknown> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'settings.json'));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

async function askWhat(
  tool: DeployTool,
  { connectorId: known }: DeployTarget,
): Promise<{ profile: Profile; connectorId: string | undefined }> {
  const answers = await askInSteps(title(), async (given) => {
    const steps: Step[] = [actionStep(known), profileStep()];
    if (given.get('action') === 'other') steps.push(connectorStep(tool));
    return steps;
  });
  const action = answers.get('action') as Action;
  const connectorId = action === 'known' ? known : (answers.get('connector') as string | undefined);
  return { profile: answers.get('profile') as Profile, connectorId };
}

type Action = 'create' | 'known' | 'other';

function actionStep(known: string | undefined): Step {
  const choices: Choice<Action>[] = [
    ...(known === undefined
      ? []
      : [
          {
            value: 'known' as const,
            label: t('$(cloud-upload) Update the connector of settings.json'),
            description: known,
          },
        ]),
    { value: 'create', label: t('$(add) Create a new connector') },
    { value: 'other', label: t('$(cloud-upload) Update a connector by its ID…') },
  ];
  return { key: 'action', ask: (frame) => pickOne(frame, t('Create or update?'), choices) };
}

function profileStep(): Step {
  const choices: Choice<Profile>[] = [
    { value: 'custom', label: t('For your own organization'), description: t('what import rejects is an error') },
    {
      value: 'certification',
      label: t('To be certified by Microsoft'),
      description: t('what certification rejects is an error, too'),
    },
  ];
  return {
    key: 'profile',
    ask: (frame) => pickOne(frame, t('What is the connector for? It is checked first.'), choices),
  };
}

function connectorStep(tool: DeployTool): Step {
  const prompt =
    tool === 'pac'
      ? t('ID of the connector: `pac connector list` shows it')
      : t('ID of the connector: it begins with "shared_" and is in the URL of its page in the portal');
  const validate = (text: string) =>
    isConnectorId(tool, text.trim()) ? undefined : t('This is not an ID of a connector.');
  return { key: 'connector', ask: async (frame) => (await askText(frame, { prompt, validate })).trim() };
}

/** Checks a definition. With errors, the person decides whether to go on. */
async function check({ server }: CommandContext, source: vscode.Uri, profile: Profile): Promise<void> {
  const { errors, warnings } = await server.checkDefinition(source, profile);
  const [first] = errors;
  if (!first) return;
  const show = t('Show the Error');
  const goOn = t('Continue Anyway');
  const question =
    errors.length === 1 ? t('The definition has an error.') : t('The definition has {0} errors.', errors.length);
  const detail = t('{0}\n\nWarnings: {1}. Power Automate may reject the connector.', first.message, warnings);
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, show, goOn);
  if (chosen === goOn) return;
  if (chosen === show) await vscode.window.showTextDocument(source, { selection: toRange(first.range) });
  throw new Canceled();
}

/** Maximum number of changes in the question. */
const maxChanges = 5;

/** Says what breaks flows in use since the last commit, and asks whether to go on. */
async function reportBreaking({ server }: CommandContext, source: vscode.Uri): Promise<void> {
  let changes: { message: string }[];
  try {
    changes = (await server.compare(source, await readOlderVersion(source, 'HEAD'))).changes;
  } catch (error) {
    const detail = t(
      '{0}\n\nCompare with the version in use by "Compare with Older Version".',
      (error as Error).message,
    );
    return confirm(t('It is not known what this update breaks in flows.'), detail, t('Continue Anyway'));
  }
  if (changes.length === 0) return;
  const shown = changes.slice(0, maxChanges).map(({ message }) => `• ${message}`);
  const rest = changes.length - shown.length;
  const detail = [t('Since the last commit:'), ...shown, ...(rest > 0 ? [t('… and {0} more', rest)] : [])].join('\n');
  await confirm(t('This update breaks flows in use.'), detail, t('Continue Anyway'));
}
