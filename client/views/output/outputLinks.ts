import * as vscode from 'vscode';
import { t } from '../../common/translate';
import type { OutputEntry } from './outputModel';
import type { OutputPanel } from './outputPanel';

const selector: vscode.DocumentSelector = { language: 'flow-webhooks-log', scheme: 'output' };

/** Number of lines at the end that have links, which are computed on every change. Older lines have them in the hover. */
const maxLinked = 500;

/** The first columns of a line, two spaces apart: time, trigger, event. */
const columns = /^(\S+ {2})((?:(?! {2}).)+)( {2})((?:(?! {2}).)+)/;

/**
 * Adds links and hovers to the output panel: the trigger column opens the definition, the event column the delivery, or
 * the log if something failed; the hover shows the details.
 */
export function outputLinks(panel: OutputPanel, details: (entry: OutputEntry) => Promise<string[]>): vscode.Disposable {
  const links: vscode.DocumentLinkProvider = {
    provideDocumentLinks(document) {
      const found: vscode.DocumentLink[] = [];
      for (let line = Math.max(0, document.lineCount - maxLinked); line < document.lineCount; line++) {
        const { text } = document.lineAt(line);
        const entry = panel.find(text);
        if (entry) found.push(...linksOf(entry, text, line));
      }
      return found;
    },
  };
  const hover: vscode.HoverProvider = {
    async provideHover(document, { line }) {
      const entry = panel.find(document.lineAt(line).text);
      return entry && new vscode.Hover(await hoverOf(entry, details), document.lineAt(line).range);
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentLinkProvider(selector, links),
    vscode.languages.registerHoverProvider(selector, hover),
  );
}

function linksOf(entry: OutputEntry, text: string, line: number): vscode.DocumentLink[] {
  const [, time = '', trigger = '', blanks = '', event = ''] = columns.exec(text) ?? [];
  const start = time.length;
  const eventStart = start + trigger.length + blanks.length;
  const link = (from: number, length: number, [label, target]: Target) => {
    const found = new vscode.DocumentLink(new vscode.Range(line, from, line, from + length), vscode.Uri.parse(target));
    found.tooltip = label;
    return found;
  };
  const { definition, delivery, log } = targetsOf(entry);
  const onEvent = delivery ?? log;
  return [
    ...(definition ? [link(start, trigger.length, definition)] : []),
    ...(onEvent ? [link(eventStart, event.length, onEvent)] : []),
  ];
}

type Target = [label: string, uri: string];

function targetsOf({ registrationId: id, deliveryId, isFailed }: OutputEntry): Record<string, Target | undefined> {
  const command = (name: string, about: object) =>
    `command:${name}?${encodeURIComponent(JSON.stringify([{ ask: true, ...about }]))}`;
  return {
    delivery:
      id && deliveryId ? [t('Open delivery'), command('flowWebhooks.openDelivery', { id, deliveryId })] : undefined,
    definition: id ? [t('Open definition'), command('flowWebhooks.openDefinition', { id })] : undefined,
    log: isFailed ? [t('Open log'), command('flowWebhooks.openLog', {})] : undefined,
  };
}

async function hoverOf(entry: OutputEntry, details: (entry: OutputEntry) => Promise<string[]>) {
  const text = new vscode.MarkdownString();
  text.isTrusted = {
    enabledCommands: ['flowWebhooks.openDelivery', 'flowWebhooks.openDefinition', 'flowWebhooks.openLog'],
  };
  for (const line of await details(entry)) text.appendText(line).appendMarkdown('\n\n');
  const targets = Object.values(targetsOf(entry)).filter((target) => target !== undefined);
  return text.appendMarkdown(targets.map(([label, uri]) => `[${label}](${uri})`).join(' · '));
}
