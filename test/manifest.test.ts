/** package.json, the bundles of translations and the documents agree with the code. Each failure names what to repair. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const json = (path: string): Record<string, string> => JSON.parse(read(path));

const manifestText = read('package.json');
const manifest = JSON.parse(manifestText);
const { contributes } = manifest;

const clientFiles = readdirSync(new URL('client', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => posix.join('client', file.replaceAll('\\', '/')));
const client = clientFiles.map((file) => ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true));

function nodes<T extends ts.Node>(isKind: (node: ts.Node) => node is T, of: readonly ts.Node[] = client): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (isKind(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  for (const node of of) visit(node);
  return found;
}

const literal = (node: ts.Node | undefined) => (node && ts.isStringLiteralLike(node) ? node.text : undefined);
const where = (node: ts.Node) => {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
};

const sorted = (values: Iterable<string>) => [...new Set(values)].sort();

interface Keybinding {
  command: string;
  args?: { commands?: string[] };
}

/** A key of a button with a label runs its command by `runCommands`: the editor would write the key into the label. */
const boundCommands = ({ command, args }: Keybinding): string[] =>
  command === 'runCommands' ? (args?.commands ?? []) : [command];

describe('commands', () => {
  const declared: string[] = contributes.commands.map(({ command }: { command: string }) => command);
  const defined = nodes(ts.isPropertyAssignment)
    .filter((property) => property.name.getText() === 'id')
    .flatMap((property) => literal(property.initializer) ?? [])
    .filter((id) => id.startsWith('flowWebhooks.'));

  it('are declared in package.json and defined in client/commands, each once', () => {
    expect(sorted(declared)).toEqual(sorted(defined));
    expect(declared).toHaveLength(new Set(declared).size);
    expect(defined).toHaveLength(new Set(defined).size);
  });

  it('are all in the list of client/commands/index.ts', () => {
    const [list] = nodes(ts.isArrayLiteralExpression, [
      client.find(({ fileName }) => fileName === 'client/commands/index.ts')!,
    ]);
    expect(list?.elements).toHaveLength(defined.length);
  });

  it('that code, menus and views name exist', () => {
    const executed = nodes(ts.isStringLiteralLike)
      .map(({ text }) => text)
      .filter((text) => /^flowWebhooks\.[a-z]\w+$/.test(text) && text !== 'flowWebhooks.receiver');
    const inMenus = Object.values<{ command: string }[]>(contributes.menus).flat();
    const named = [...inMenus.map(({ command }) => command), ...contributes.keybindings.flatMap(boundCommands)];
    for (const id of [...executed, ...named]) expect(declared).toContain(id);
  });

  it('wait for a trusted workspace and have a category', () => {
    for (const { command, enablement, category } of contributes.commands) {
      expect({ command, enablement, category }).toEqual({
        command,
        enablement: 'isWorkspaceTrusted',
        category: 'Flow Webhooks',
      });
    }
  });
});

describe('every action', () => {
  interface Entry {
    command: string;
    when?: string;
    group?: string;
  }
  const menus: Record<string, Entry[]> = contributes.menus;
  const isInline = ({ group = '' }: Entry) => group.startsWith('inline');
  const items = menus['view/item/context']!;

  /** Shown in the palette whenever it can act. */
  const inPalette = (command: string) =>
    !menus.commandPalette!.some(
      (entry) => entry.command === command && /^(false$|resourceScheme)/.test(entry.when ?? ''),
    );
  const inContextMenu = (command: string) =>
    ['view/item/context', 'editor/context'].some((menu) =>
      menus[menu]!.some((entry) => entry.command === command && !isInline(entry)),
    );
  const hasKey = (command: string) =>
    contributes.keybindings.some((binding: Keybinding) => boundCommands(binding).includes(command));

  it('of an inline icon or a title is in the palette or in a context menu, or has a key', () => {
    const icons = [...items.filter(isInline), ...menus['view/title']!, ...menus['editor/title']!];
    for (const { command } of icons) {
      expect([command, inPalette(command) || inContextMenu(command) || hasKey(command)]).toEqual([command, true]);
    }
  });

  it('that deletes is the last of its menu', () => {
    const groups = items.filter((entry) => !isInline(entry)).map(({ command, group }) => [command, group!] as const);
    const others = groups.filter(([command]) => command !== 'flowWebhooks.delete').map(([, group]) => group);
    const [, last] = groups.find(([command]) => command === 'flowWebhooks.delete')!;
    expect([...others, last].sort().at(-1)).toBe(last);
  });

  /** The context menu of a page, which opens with a key on what is selected there. */
  const inPageMenu = (command: string) => menus['webview/context']!.some((entry) => entry.command === command);

  it('that the palette never shows has a key, or is done in another way', () => {
    // `openDelivery` opens deliveries; a row of the view shows more.
    // In the palette, the commands for several deliveries ask which.
    const others = ['deliveries', 'showMoreDeliveries', 'saveDelivery', 'clearDelivery'].map(
      (id) => `flowWebhooks.${id}`,
    );
    const isNeverShown = ({ command, when = '' }: Entry) =>
      when === 'false' || /^resourceScheme == /.test(when) ? [command] : [];
    for (const command of menus.commandPalette!.flatMap(isNeverShown)) {
      expect([command, hasKey(command) || inPageMenu(command) || others.includes(command)]).toEqual([command, true]);
    }
  });

  /** True when a condition of `a`, `!a`, `a == b`, `a =~ /b/`, `&&` and `||` holds. */
  const holds = (when: string, keys: Record<string, boolean | string>): boolean =>
    when.split(' || ').some((all) =>
      all.split(' && ').every((one) => {
        const [, key = '', regExp] = /^([\w.-]+) =~ \/(.*)\/$/.exec(one) ?? [];
        if (regExp !== undefined) return new RegExp(regExp).test(String(keys[key] ?? ''));
        return one.startsWith('!') ? !keys[one.slice(1)] : one === 'true' || keys[one] === true;
      }),
    );
  const palette = (keys: Record<string, boolean | string>): string[] =>
    contributes.commands
      .map(({ command }: { command: string }) => command)
      .filter((command: string) =>
        menus
          .commandPalette!.filter((entry) => entry.command === command)
          .every(({ when = 'true' }) => holds(when, keys)),
      );

  it('in the palette can act: at most 12 with nothing open and nothing registered', () => {
    const nothing = palette({});
    expect(nothing.length).toBeLessThanOrEqual(12);
    expect(nothing).toEqual(expect.arrayContaining(['flowWebhooks.newTrigger', 'flowWebhooks.openSample']));
    const definition = palette({ 'flowWebhooks.hasDefinition': true, 'flowWebhooks.hasTrigger': true });
    expect(definition).toEqual(expect.arrayContaining(['flowWebhooks.register', 'flowWebhooks.preview']));
    for (const id of ['ping', 'forward', 'answerHandshakes', 'clearDeliveries', 'confirmSubscription'])
      expect(definition).not.toContain(`flowWebhooks.${id}`);
    const webhook = { 'flowWebhooks.hasWebhook': true };
    expect(palette(webhook)).toContain('flowWebhooks.delete');
    expect(palette(webhook)).not.toContain('flowWebhooks.ping');
    expect(palette({ ...webhook, 'flowWebhooks.hasGitHub': true })).toContain('flowWebhooks.ping');
  });

  it('to pause or to resume is in the palette, never both, and there is one way to open a delivery', () => {
    const all = Object.fromEntries(
      ['Definition', 'Trigger', 'Webhook', 'GitHub', 'Deliveries'].map((name) => [`flowWebhooks.has${name}`, true]),
    );
    const toggles = (paused: boolean) =>
      palette({ ...all, 'flow-webhooks.outputPaused': paused }).filter((id) => /(pause|resume)Output$/.test(id));
    expect(toggles(false)).toEqual(['flowWebhooks.pauseOutput']);
    expect(toggles(true)).toEqual(['flowWebhooks.resumeOutput']);
    expect(palette(all).filter((id) => /\.(deliveries|openDelivery)$/.test(id))).toEqual(['flowWebhooks.openDelivery']);
  });

  it('on the row of one delivery has a title about one', () => {
    const titles = json('package.nls.json');
    const onOne = items.filter(({ when = '' }) => /viewItem =~ \/\^?\(?(delivery\b|\(delivery\|kept)/.test(when));
    expect(onOne.length).toBeGreaterThan(5);
    for (const { command } of onOne)
      expect([command, titles[command.replace('flowWebhooks', 'command')]]).toEqual([
        command,
        expect.not.stringMatching(/Deliveries/),
      ]);
  });

  it('of editors goes by what the server calls a definition, not by the name of the file', () => {
    const named = Object.values(menus)
      .flat()
      .filter(({ when = '' }) => /resourceFilename|resourceExtname/.test(when));
    expect(named).toEqual([]);
  });

  it('of an inline icon is in the context menu of the same rows', () => {
    for (const { command, when } of items.filter(isInline)) {
      const menu = items.filter((entry) => !isInline(entry) && entry.command === command).map((entry) => entry.when);
      expect(menu, `the menu entry of ${command}`).toContain(when);
    }
  });

  /** What rows of the view say of themselves: see client/views/tree/items.ts. */
  const rows = [
    'service',
    'trigger',
    'more',
    'hint',
    ...['github', 'http'].flatMap((service) =>
      ['creating', 'active', 'unreachable', 'orphan', 'deleting'].map((state) => `registration ${service} ${state}`),
    ),
    'deletedWebhooks',
    'deletedWebhook',
    'registration github active expires',
    'registration http unreachable expires',
    ...['delivery', 'handshake', 'refused'].flatMap((kind) =>
      ['delivery github', 'delivery ', 'kept '].flatMap((row) =>
        ['definition', ''].map((of) => `${row.replace(' ', ` ${kind} `)} ${of}`),
      ),
    ),
  ];

  it.each(rows)('is once in the menu of a row, and its icon is there once: %s', (row) => {
    const shown = items.filter(({ when = '' }) => new RegExp(/viewItem =~ \/(.*)\/$/.exec(when)![1]!).test(row));
    for (const kind of [shown.filter(isInline), shown.filter((entry) => !isInline(entry))]) {
      const commands = kind.map(({ command }) => command);
      expect(commands).toEqual([...new Set(commands)]);
      const places = kind.map(({ group }) => group);
      expect(places).toEqual([...new Set(places)]);
    }
  });
});

describe('settings', () => {
  const declared: Record<string, { scope?: string; default?: unknown }> = Object.assign(
    {},
    ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
  );
  const settings = client.filter(({ fileName }) => fileName === 'client/editor/settings.ts');

  it('are declared in package.json and read in client/editor/settings.ts', () => {
    const readers = new Set(['read', 'url']);
    const names = nodes(ts.isCallExpression, settings)
      .filter(({ expression }) => readers.has(expression.getText().replace(/<.*/, '')))
      .flatMap(({ arguments: [name] }) => literal(name) ?? []);
    // vscode-languageclient reads this one, by the id of the client.
    expect(sorted(Object.keys(declared))).toEqual(
      sorted([...names, 'trace.server'].map((name) => `flowWebhooks.${name}`)),
    );
  });

  it('are read nowhere else', () => {
    const others = client.filter(({ fileName }) => fileName !== 'client/editor/settings.ts');
    const calls = nodes(ts.isPropertyAccessExpression, others).filter(({ name }) => name.text === 'getConfiguration');
    expect(calls.map(where)).toEqual([]);
  });

  it('that say where tokens and deliveries go belong to the machine, never to a workspace', () => {
    const names = Object.keys(declared).filter((name) =>
      /\.(github|receiver|deliveries|smee)\.|\.exposure$/.test(name),
    );
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect([name, declared[name]?.scope]).toEqual([name, 'machine']);
  });

  it('that an untrusted workspace must not set exist', () => {
    for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) {
      expect(Object.keys(declared)).toContain(name);
    }
  });

  it('all have a default', () => {
    for (const [name, setting] of Object.entries(declared)) expect(setting, name).toHaveProperty('default');
  });
});

describe('files', () => {
  it('that package.json names exist', () => {
    const paths: string[] = [manifest.icon, ...contributes.grammars.map(({ path }: { path: string }) => path)];
    for (const path of paths) expect(existsSync(new URL(path, root)), path).toBe(true);
  });

  it('of grammars carry the scope that package.json gives them', () => {
    for (const { path, scopeName } of contributes.grammars) expect(json(path).scopeName).toBe(scopeName);
  });

  it('validate JSON nowhere: VS Code would report everything twice', () => {
    expect(contributes).not.toHaveProperty('jsonValidation');
  });
});

describe('translations', () => {
  const keys = sorted([...manifestText.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!));
  const placeholders = (text: string) => sorted(text.match(/\{\d+\}/g) ?? []);

  it.each(['package.nls.json', 'package.nls.nl.json'])('of package.json are complete in %s', (file) => {
    expect(sorted(Object.keys(json(file)))).toEqual(keys);
    for (const text of Object.values(json(file))) expect(text).not.toBe('');
  });

  /** `t(…)` of `client/common/translate.ts`, or as a parameter. */
  const calls = nodes(ts.isCallExpression).filter(({ expression }) => expression.getText() === 't');

  it('come from the extension itself: those of the editor follow its display language alone', () => {
    const own = nodes(ts.isPropertyAccessExpression).filter(({ name }) => name.text === 'l10n');
    expect(own.map(where)).toEqual([]);
    expect(manifest).not.toHaveProperty('l10n');
  });

  it('take literal messages only', () => {
    expect(calls.filter(({ arguments: [message] }) => literal(message) === undefined).map(where)).toEqual([]);
  });

  it('get the values that their messages have places for', () => {
    for (const call of calls) {
      const [message, ...values] = call.arguments;
      expect(placeholders(literal(message) ?? ''), where(call)).toHaveLength(values.length);
    }
  });

  it('of the code are complete in l10n/bundle.l10n.nl.json, and none is left over', () => {
    const messages = calls.flatMap(({ arguments: [message] }) => literal(message) ?? []);
    const bundle = json('l10n/bundle.l10n.nl.json');
    expect(sorted(Object.keys(bundle))).toEqual(sorted(messages));
    for (const [message, translation] of Object.entries(bundle)) {
      expect(placeholders(translation), message).toEqual(placeholders(message));
      // Icons of labels and marks of the log are not language.
      expect(translation.match(/\$\([\w-]+\)|[✔✘⚠○]/g), message).toEqual(message.match(/\$\([\w-]+\)|[✔✘⚠○]/g));
    }
  });
});

describe('documents', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'docs'].flatMap((path) => {
    if (!existsSync(new URL(path, root))) return [];
    if (path.endsWith('.md')) return [path];
    return readdirSync(new URL(path, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => posix.join(path, file.replaceAll('\\', '/')));
  });
  const npmsOwn = ['ci', 'install', 'i', 'pack', 'outdated', 'audit'];
  /** Code spans and blocks; prose may speak of npm as it likes. */
  const codeOf = (document: string) =>
    [...read(document).matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([code]) => code).join('\n');

  it('name only scripts that exist', () => {
    for (const document of documents) {
      for (const [, run, name] of codeOf(document).matchAll(/\bnpm (run )?([a-z][\w:-]*)/g)) {
        const scripts = Object.keys(manifest.scripts);
        expect(run ? scripts : [...scripts, ...npmsOwn], document).toContain(name);
      }
    }
  });

  it('about the keyboard name every key of ours, and only commands that exist', () => {
    const text = read('docs/keyboard.md');
    const ours = text
      .split('\n')
      .filter((line) => line.includes('**+**'))
      .join('\n')
      .toLowerCase();
    for (const { key } of contributes.keybindings) expect(ours, key).toContain(`\`${key}\``);
    const titles = Object.values(json('package.nls.json')).map((title) => title.replace(/…$/, ''));
    const ofTheEditor = [
      'Show CodeLens Commands for Current Line',
      'Output: Focus on Output View',
      'Open Link',
      'Notifications: Accept Notification Primary Action',
      'Show Notifications',
    ];
    const named = [...text.matchAll(/(?<!\*)\*([^*|]+)\*(?!\*)/g)].map(([, title]) => title);
    for (const title of named) expect([...titles, ...ofTheEditor]).toContain(title);
  });

  it('name only commands and settings that exist', () => {
    const declared = [
      ...contributes.commands.map(({ command }: { command: string }) => command),
      ...contributes.configuration.flatMap(({ properties }: { properties: object }) => Object.keys(properties)),
    ];
    for (const document of documents) {
      for (const [name] of read(document).matchAll(/\bflowWebhooks\.[a-zA-Z]+(?:\.[a-zA-Z]+)?\b/g)) {
        expect(declared, document).toContain(name);
      }
    }
  });
});
