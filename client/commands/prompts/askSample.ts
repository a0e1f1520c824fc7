import * as vscode from 'vscode';
import { t } from '../../common/translate';
import { type Choice, pickOne } from './pick';
import type { Frame } from './steps';

export interface SampleOptions {
  /** Label of the choice to continue without a sample; undefined if a sample is required. */
  without: string | undefined;
  /** URI of a document that is not a sample: the definition itself. */
  avoid: string | undefined;
  /** Resolves to the problem with a text, or undefined. */
  check(text: string): Promise<string | undefined>;
}

/** The source that a sample is taken from. */
type Source = { text: string } | 'clipboard' | 'file' | 'none';

/** Maximum number of open editors offered as samples. */
const maxEditors = 8;

/** Files of a connector, which are not samples. */
const connectorFile = /\/api(?:Definition|Properties)[^/]*$|\.swagger\.[^/]+$/i;

/** Asks for a sample from the clipboard, an open editor or a file, until one is valid. Undefined to continue without. */
export async function askSample(frame: Frame, question: string, options: SampleOptions): Promise<string | undefined> {
  let placeholder = question;
  for (;;) {
    const source = await pickOne(frame, placeholder, await sources(options));
    if (source === 'none') return undefined;
    const text = await textFrom(source);
    if (text === undefined) continue;
    const problem = await options.check(text);
    if (problem === undefined) return text;
    placeholder = problem;
  }
}

async function textFrom(source: Exclude<Source, 'none'>): Promise<string | undefined> {
  if (source === 'file') return readChosenFile();
  // Read now, because people copy the sample while the prompt is open.
  return source === 'clipboard' ? vscode.env.clipboard.readText() : source.text;
}

async function sources({ without, avoid }: SampleOptions): Promise<Choice<Source>[]> {
  const choices: Choice<Source>[] = [];
  const clipboard = await vscode.env.clipboard.readText();
  choices.push({
    value: 'clipboard',
    label: t('Paste from the clipboard'),
    description: looksLikeSample(clipboard) ? sampleKind(clipboard) : t('Copy the sample first'),
    iconPath: new vscode.ThemeIcon('clippy'),
  });
  for (const { document, selection } of openEditors(avoid)) {
    choices.push({
      value: { text: document.getText(selection) },
      label: t('From {0}', document.uri.path.split('/').at(-1) ?? ''),
      description: sampleKind(document.getText(selection)),
      iconPath: new vscode.ThemeIcon('file-code'),
    });
  }
  choices.push({
    value: 'file',
    label: t('Choose a file…'),
    iconPath: new vscode.ThemeIcon('folder-opened'),
  });
  if (without) choices.push({ value: 'none', label: without, iconPath: new vscode.ThemeIcon('circle-slash') });
  return choices;
}

function openEditors(avoid: string | undefined): { document: vscode.TextDocument; selection?: vscode.Range }[] {
  return vscode.workspace.textDocuments
    .filter(({ uri, isClosed }) => !isClosed && ['file', 'untitled', 'vscode-remote'].includes(uri.scheme))
    .filter(({ uri }) => uri.toString() !== avoid && !connectorFile.test(uri.path))
    .filter((document) => looksLikeSample(document.getText()))
    .slice(0, maxEditors)
    .map((document) => {
      const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
      return { document, ...(editor && !editor.selection.isEmpty && { selection: editor.selection }) };
    });
}

const looksLikeSample = (text: string): boolean => sampleKind(text) !== undefined;

/** The only thing shown about a text: requests hold tokens, and the rest of a clipboard is private. */
export function sampleKind(text: string): string | undefined {
  if (/^\s*[{[]/.test(text)) return 'JSON';
  if (/^\s*(\$\s+)?(:\s.*&&\s+)?((printf|tail)\s[\s\S]*\|\s*)?curl(\.exe)?\s/.test(text)) return 'cURL';
  return /^\s*((GET|POST|PUT|PATCH)\s|HTTP\/\d)/.test(text) ? 'HTTP' : undefined;
}

async function readChosenFile(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: false,
    openLabel: t('Use as Sample'),
    filters: { [t('Samples')]: ['json', 'txt', 'http', 'sh'] },
  });
  const uri = chosen?.[0];
  return uri && new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
