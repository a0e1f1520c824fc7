import * as vscode from 'vscode';
import type { ChangeReport, OlderText } from '../../server/protocol/compare';
import { t } from '../common/translate';
import { readOlderVersion } from '../editor/olderVersion';
import { type Command, type CommandContext, inBackground, optionalProperty, requireProperty } from './command';
import { askText } from './prompts/askText';
import { allDefinitions, definitionStep, isDefinition } from './prompts/definitions';
import { type Choice, pickOne } from './prompts/pick';
import { askInSteps, Canceled, type Step } from './prompts/steps';

export interface CompareInput {
  uri: string;
  /** A git revision, or the path or URI of a file. Defaults to `HEAD`. */
  against?: string;
}

/** A change that breaks flows, as scripts get it. */
export type ComparedChange = Pick<ChangeReport, 'code' | 'severity' | 'message' | 'operationId' | 'path'>;

const title = () => t('Compare with Older Version');

/** Lists what breaks flows that use the connector since an older version. */
export const compare: Command<CompareInput, ComparedChange[]> = {
  id: 'flowWebhooks.compare',

  async act(context, input) {
    const uri = vscode.Uri.parse(requireProperty(input, 'uri'), true);
    const old = await readOlderVersion(uri, optionalProperty(input, 'against') ?? 'HEAD');
    return (await changesSince(context, uri, old)).map(toResult);
  },

  async ask(context, given) {
    const { uri, against } = await askWhat(context, given);
    const old = await readOlderVersion(uri, against);
    const refresh = () => changesSince(context, uri, old);
    const changes = await refresh();
    inBackground(context.showComparison({ uri, old, changes, refresh }));
    return changes.map(toResult);
  },
};

async function changesSince({ server }: CommandContext, uri: vscode.Uri, old: OlderText): Promise<ChangeReport[]> {
  return (await server.compare(uri, old)).changes;
}

const toResult = ({ code, severity, message, operationId, path }: ChangeReport): ComparedChange => ({
  code,
  severity,
  message,
  ...(operationId !== undefined && { operationId }),
  path,
});

async function askWhat(
  { server }: CommandContext,
  given: Partial<CompareInput>,
): Promise<{ uri: vscode.Uri; against: string }> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const known = given.uri ?? (active && (await isDefinition(server, active)) ? active?.toString() : undefined);
  const definitions = known ? [known] : await allDefinitions(server);
  if (definitions.length === 0) throw new Error(t('There is no connector definition in this workspace.'));
  const answers = await askInSteps(title(), async (sofar) => {
    const steps: Step[] = definitions.length > 1 ? [definitionStep(definitions)] : [];
    if (given.against !== undefined) return steps;
    steps.push(againstStep());
    if (sofar.get('against') === 'revision') steps.push(revisionStep());
    return steps;
  });
  const uri = vscode.Uri.parse((answers.get('definition') as string | undefined) ?? definitions[0]!, true);
  const chosen = given.against ?? (answers.get('against') as string);
  if (chosen === 'file') return { uri, against: await pickFile(uri) };
  return { uri, against: chosen === 'revision' ? (answers.get('revision') as string) : chosen };
}

function againstStep(): Step {
  const choices: Choice<string>[] = [
    { value: 'HEAD', label: t('$(git-commit) The last commit'), description: 'HEAD' },
    {
      value: 'revision',
      label: t('$(git-branch) Another git revision…'),
      description: t('a branch, a tag or a commit'),
    },
    { value: 'file', label: t('$(file-code) A file…') },
  ];
  return {
    key: 'against',
    ask: (frame) => pickOne(frame, t('Compare with which older version?'), choices),
  };
}

function revisionStep(): Step {
  return {
    key: 'revision',
    ask: async (frame) => {
      const text = await askText(frame, {
        prompt: t('A branch, a tag or a commit, such as main or HEAD~1'),
        validate: (typed) => (typed.trim() === '' ? t('Enter a git revision.') : undefined),
      });
      return text.trim();
    },
  };
}

async function pickFile(uri: vscode.Uri): Promise<string> {
  const files = await vscode.window.showOpenDialog({
    title: title(),
    defaultUri: vscode.Uri.joinPath(uri, '..'),
    filters: { JSON: ['json', 'jsonc'], YAML: ['yaml', 'yml'] },
  });
  const file = files?.[0];
  if (!file) throw new Canceled();
  return file.toString();
}
