/** The pages that follow from the manifest. `npm run generate` writes them, `test/docs.test.ts` compares. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docsPage } from '../server/protocol/docs';

interface Setting {
  default?: unknown;
  scope?: string;
  description?: string;
  markdownDescription?: string;
  enum?: string[];
  enumDescriptions?: string[];
  markdownEnumDescriptions?: string[];
}

const root = join(import.meta.dirname, '..');
const readJson = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

const manifest: {
  contributes: {
    commands: { command: string; title: string }[];
    configuration: { title: string; properties: Record<string, Setting> }[];
  };
} = readJson('package.json');
const texts: Record<string, string> = readJson('package.nls.json');

const textOf = (key: string | undefined): string => texts[key?.replace(/^%|%$/g, '') ?? ''] ?? key ?? '';

/** The titles of all commands, by id. */
export const commandTitles = new Map(
  manifest.contributes.commands.map(({ command, title }) => [command, textOf(title)]),
);

export const settingIds = manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties));

/** The pages by their path in the project. */
export const manifestPages = (): Map<string, string> => new Map([['docs/settings.md', settingsPage()]]);

function settingsPage(): string {
  const sections = manifest.contributes.configuration.flatMap(({ title, properties }) => [
    `## ${textOf(title)}`,
    ...Object.entries(properties).map(([id, setting]) => settingSection(id, setting)),
  ]);
  return `${[intro, ...sections].join('\n\n')}\n`;
}

const intro = `<!-- Generated from package.json by npm run generate. -->
# Settings

A setting marked *user* is read from your user settings alone, so that a workspace cannot redirect credentials or deliveries.`;

function settingSection(id: string, setting: Setting): string {
  const { scope, default: preset } = setting;
  const where = scope === 'machine' ? ', *user*' : '';
  const facts = `Default \`${JSON.stringify(preset ?? '')}\`${where}.`;
  const text = proseOf(setting.markdownDescription ?? setting.description);
  return [`### \`${id}\``, facts, text, ...choicesOf(setting)].join('\n\n');
}

function choicesOf({ enum: values, enumDescriptions, markdownEnumDescriptions }: Setting): string[] {
  const described = enumDescriptions ?? markdownEnumDescriptions;
  if (!values) return [];
  return [
    values.map((value, at) => `- \`${value}\`${described?.[at] ? `: ${proseOf(described[at])}` : ''}`).join('\n'),
  ];
}

/** A text of the manifest, with links where the editor makes them: to other settings, and to pages of the project. */
const proseOf = (key: string | undefined): string =>
  textOf(key)
    .replace(/`#(flowWebhooks\.[\w.]+)#`/g, (_, id: string) => `[\`${id}\`](#${id.replaceAll('.', '').toLowerCase()})`)
    .replaceAll(`](${docsPage('')}`, '](');
