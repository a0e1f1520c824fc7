/** The arrows between the parts: what docs/architecture.md draws is what the import statements say, types included. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface Import {
  /** `client/extension.ts`, relative to the project. */
  from: string;
  /** `server/protocol/requests.ts` for one of our files, otherwise the package: `@octokit/rest`, `node:fs`. */
  to: string;
  ours: boolean;
  /** Erased by the compiler. */
  typeOnly: boolean;
}

interface Rule {
  says: string;
  broken(one: Import): boolean;
}

const isIn = (file: string, ...folders: string[]) => folders.some((folder) => file.startsWith(`${folder}/`));
const isPackage = (one: Import, ...names: string[]) =>
  !one.ours && names.some((name) => one.to === name || one.to.startsWith(`${name}/`));

/** The files in a folder import, of our own code, only each other and these. */
const only = (folder: string, ...allowed: string[]): Rule => ({
  says: `${folder}/ imports only ${[folder, ...allowed].join(', ')}`,
  broken: ({ from, to, ours }) => ours && isIn(from, folder) && !isIn(to, folder, ...allowed),
});

/** Only these files, and those in these folders, import the packages with these names. */
const onlyFrom = (places: string[], what: string, ...names: string[]): Rule => ({
  says: `only ${places.join(' and ')} imports ${what}`,
  broken: (one) => isPackage(one, ...names) && !places.includes(one.from) && !isIn(one.from, ...places),
});

/** Code that runs in a webview, and its messages to and from the extension. */
const pages = ['client/views/webview', 'client/views/messages'];
/** Client code that runs without an editor. */
const withoutEditor = [
  'client/common',
  'client/demo',
  'client/domain',
  'client/providers',
  'client/receiver',
  'client/webhooks',
];

/** What receives requests and returns results. */
const answering = ['languageRequests', 'customRequests', 'capabilities', 'diagnostics'].map(
  (name) => `server/${name}.ts`,
);

const rules: Rule[] = [
  {
    says: `only client/ imports vscode, and there neither ${withoutEditor.join(', ')} nor the pages of webviews`,
    broken: (one) =>
      isPackage(one, 'vscode') && (!isIn(one.from, 'client') || isIn(one.from, ...withoutEditor, ...pages)),
  },
  only('client/common', 'server/protocol'),
  only('client/demo', 'schemas', 'server/protocol'),
  only('client/domain', 'client/common', 'server/protocol'),
  only('client/providers', 'client/domain', 'client/common'),
  only('client/receiver', 'client/providers', 'client/domain', 'client/common'),
  only('client/webhooks', 'client/receiver', 'client/providers', 'client/domain', 'client/common', 'server/protocol'),
  only('client/views/webview', 'client/views/messages', 'server/protocol'),
  only('client/views/messages', 'server/protocol'),
  only('server', 'schemas', 'l10n'),
  only('server/texts', 'l10n'),
  only('server/protocol'),
  {
    says: 'requests are answered by languageService.ts, never by a feature, a rule or an engine',
    broken: ({ from, to }) => answering.includes(from) && isIn(to, 'server/features', 'server/rules', 'server/engine'),
  },
  {
    says: 'of the server, the client imports server/protocol/ alone',
    broken: ({ from, to }) => isIn(from, 'client') && isIn(to, 'server') && !isIn(to, 'server/protocol'),
  },
  { says: 'what ships does not import tests', broken: ({ to }) => isIn(to, 'test') },
  {
    says: 'the pages of webviews run in a browser and import nothing of Node',
    broken: ({ from, to, ours }) => isIn(from, ...pages) && !ours && to.startsWith('node:'),
  },
  onlyFrom(['server/engine'], 'yaml-language-server and ajv', 'yaml-language-server', 'ajv', 'ajv-draft-04'),
  onlyFrom(['client/webhooks/services'], 'Octokit', '@octokit'),
  onlyFrom(['client/receiver', 'client/demo'], 'express', 'express'),
  onlyFrom(['client/receiver'], 'ws', 'ws'),
  onlyFrom(['client/editor/languageClient.ts'], 'vscode-languageclient', 'vscode-languageclient'),
  onlyFrom(['client/views/webview'], 'web components', 'lit', '@vscode-elements'),
];

const root = new URL('..', import.meta.url);

function sources(): [string, string][] {
  return ['client', 'server'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/(?:^|[\\/])dist[\\/]/.test(file))
      .map((file) => posix.join(folder, file.replaceAll('\\', '/')))
      .map((file): [string, string] => [file, readFileSync(new URL(file, root), 'utf8')]),
  );
}

function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const ours = specifier.text.startsWith('.');
    found.push({ from: file, to: ours ? resolve(file, specifier.text) : specifier.text, ours, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isExternalModuleReference(node)) add(node.expression, false);
    else if (ts.isCallExpression(node)) {
      const { expression } = node;
      const loads = expression.kind === ts.SyntaxKind.ImportKeyword || expression.getText() === 'require';
      if (loads) add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function resolve(file: string, specifier: string): string {
  const path = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '');
  if (/\.(ts|json|css)$/.test(path)) return path;
  return known.has(`${path}.ts`) || !known.has(`${path}/index.ts`) ? `${path}.ts` : `${path}/index.ts`;
}

const files = sources();
const known = new Set(files.map(([file]) => file));
const imports = files.flatMap(([file, text]) => importsOf(file, text));
const architecture = readFileSync(new URL('docs/architecture.md', root), 'utf8');

/** A part of the drawing: `client/commands`, one of {@link pages}, or `client` and `server` for the files at their top. */
function partOf(file: string): string {
  const page = pages.find((folder) => isIn(file, folder));
  return page ?? file.split('/').slice(0, -1).slice(0, 2).join('/');
}

/** Arrows to these are not drawn: they lead there from nearly everywhere. */
const shared = new Set(['client/common', 'client/domain', 'server/protocol', 'server/texts']);

const arrowsOf = (of: Import[]): Set<string> =>
  new Set(
    of
      .filter(({ ours, from, to }) => ours && partOf(from) !== partOf(to) && !shared.has(partOf(to)))
      .map(({ from, to }) => `${partOf(from)} --> ${partOf(to)}`),
  );

/** The solid arrows of the drawing, by the labels of their ends. Dashed ones are not imports. */
function drawnArrows(): Set<string> {
  const [, drawing = ''] = /```mermaid\n([\s\S]*?)```/.exec(architecture) ?? [];
  const labels = new Map(Array.from(drawing.matchAll(/(\w+)\["([^"]+)"\]/g), ([, id, label]) => [id!, label!]));
  const lines = drawing.replaceAll(/\["[^"]+"\]/g, '').split('\n');
  const arrows = lines.flatMap((line) => {
    const [from = [], to = []] = line.split('-->').map((side) => side.split('&').map((id) => id.trim()));
    return from.flatMap((one) => to.map((other) => `${labels.get(one) ?? one} --> ${labels.get(other) ?? other}`));
  });
  return new Set(arrows);
}

const violations = (of: Import[]): string[] => [
  ...rules.flatMap(({ says, broken }) => of.filter(broken).map(({ from, to }) => `${from} imports ${to}: ${says}`)),
  ...[...arrowsOf(of)].filter((arrow) => !drawnArrows().has(arrow)).map((arrow) => `${arrow} is not drawn`),
];

/** Files that reach themselves over imports, each circle once, as a path. */
function circles(of: Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, ours } of of) if (ours) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' > '));
    if (done.has(file) || path.includes(file)) return;
    for (const other of next.get(file) ?? []) visit(other, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return found;
}

describe('imports', () => {
  it('are the arrows that docs/architecture.md draws', () => {
    expect(files.length).toBeGreaterThan(20);
    expect([...arrowsOf(imports)].sort()).toEqual([...drawnArrows()].sort());
    expect(violations(imports)).toEqual([]);
  });

  it('form no circle, not even of types', () => {
    expect(circles(imports)).toEqual([]);
  });

  it.each([
    ['server/features/hover.ts', "import * as vscode from 'vscode';"],
    ['client/webhooks/ledger.ts', "const vscode = require('vscode');"],
    ['client/receiver/receiver.ts', "export { x } from '../editor/settings';"],
    ['client/receiver/receiver.ts', "import type { Ledger } from '../webhooks/ledger';"],
    ['client/receiver/receiver.ts', "import type { Json } from '../../server/protocol/json';"],
    ['client/domain/delivery.ts', "import type { Limits } from '../receiver/listener';"],
    ['client/common/json.ts', "import type { Delivery } from '../domain/delivery';"],
    ['client/demo/orders.ts', "import * as vscode from 'vscode';"],
    ['client/demo/orders.ts', "import { buildRequest } from '../webhooks/request/buildRequest';"],
    ['client/webhooks/webhooks.ts', "import { startDemo } from '../demo/demo';"],
    ['server/connection.ts', "import type { Webhooks } from '../client/webhooks/webhooksApi';"],
    ['client/views/tree.ts', "type Rule = import('../../server/rules/index').Rule;"],
    ['client/views/tree.ts', "import { pickOne } from '../commands/prompts/pick';"],
    ['client/commands/tail.ts', "import { OutputPanel } from '../views/output/outputPanel';"],
    ['client/editor/progress.ts', "import { tail } from '../commands/tail';"],
    ['client/views/webview/delivery.ts', "import * as vscode from 'vscode';"],
    ['client/views/webview/delivery.ts', "import { readFile } from 'node:fs';"],
    ['client/views/webview/delivery.ts', "import { renderEvent } from '../render';"],
    ['client/views/webviewPage.ts', "import { t } from './webview/host';"],
    ['client/views/tree.ts', "import { html } from 'lit';"],
    ['client/commands/tail.ts', "import { activate } from '../extension';"],
    ['client/webhooks/ledger.ts', "await import('@octokit/rest');"],
    ['server/rules/some-rule.ts', "import { validate } from '../features/validate';"],
    ['server/rules/some-rule.ts', "import Ajv from 'ajv';"],
    ['server/model/triggers.ts', "import { rules } from '../rules';"],
    ['server/engine/yamlService.ts', "import { complete } from '../features/complete';"],
    ['server/protocol/requests.ts', "import type { Node } from '../documents/tree';"],
    ['server/features/hover.ts', "import '../main.node';"],
    ['server/languageRequests.ts', "import { hover } from './features/hover';"],
  ])('of %s would be reported: %s', (file, text) => {
    expect(violations(importsOf(file, text))).not.toEqual([]);
  });

  it('report a circle of types', () => {
    const added = importsOf('server/documents/tree.ts', "import type { Lines } from './document';");
    expect(circles([...imports, ...added])).not.toEqual([]);
  });
});

/** The imports that a file reaches, types included. */
function reached(first: string, of: Import[]): Import[] {
  const files = new Set([first]);
  for (const file of files) for (const { from, to, ours } of of) if (ours && from === file) files.add(to);
  return of.filter(({ from }) => files.has(from));
}

describe.each(['server/languageService.ts', 'server/main.browser.ts'])('%s', (entry) => {
  it('reaches nothing of Node', () => {
    const all = reached(entry, imports);
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter(({ to, ours }) => !ours && isBuiltin(to))).toEqual([]);
  });

  it('would be reported if it did', () => {
    const added = importsOf('server/documents/tree.ts', "import type { Buffer } from 'buffer';");
    expect(reached(entry, [...imports, ...added]).filter(({ to, ours }) => !ours && isBuiltin(to))).toEqual(added);
  });
});

describe('each invariant in docs/architecture.md', () => {
  const invariants = architecture.split('\n').filter((line) => line.startsWith('**Invariant:**'));

  it('is one of several', () => {
    expect(invariants.length).toBeGreaterThan(5);
  });

  it.each(invariants)('names the test that holds it: %s', (line) => {
    const [, test] = /\(`(test\/[^`]+)`\)$/.exec(line) ?? [];
    expect(test && existsSync(new URL(test, root))).toBe(true);
  });
});
