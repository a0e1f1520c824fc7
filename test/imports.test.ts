/** The arrows between the parts, as CONTRIBUTING describes them, read from the real import statements. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

interface Import {
  /** `client/extension.ts`, relative to the project. */
  from: string;
  /** `server/protocol.ts` for one of our files, else the package: `@octokit/rest`, `node:fs`. */
  to: string;
  ours: boolean;
  /** Gone after compiling. */
  typeOnly: boolean;
}

interface Arrow {
  says: string;
  broken(one: Import): boolean;
}

const isIn = (file: string, ...folders: string[]) => folders.some((folder) => file.startsWith(`${folder}/`));
const isPackage = (one: Import, ...names: string[]) =>
  !one.ours && names.some((name) => one.to === name || one.to.startsWith(`${name}/`));

/** A part of ours may import from itself and from these, and any package. */
const only = (folder: string, ...allowed: string[]): Arrow => ({
  says: `${folder}/ imports only ${[folder, ...allowed].join(', ')}`,
  broken: ({ from, to, ours }) =>
    ours && isIn(from, folder) && !isIn(to, folder) && !allowed.some((one) => to === one || isIn(to, one)),
});

const onlyFrom = (folder: string, what: string, ...names: string[]): Arrow => ({
  says: `only ${folder} imports ${what}`,
  broken: (one) => isPackage(one, ...names) && one.from !== folder && !isIn(one.from, folder),
});

const leaf = (file: string): Arrow => ({
  says: `${file} is a leaf: it imports types at most`,
  broken: ({ from, ours, typeOnly }) => from === file && ours && !typeOnly,
});

/** What runs in a webview, and the messages between it and the extension. */
const pages = ['client/views/webview', 'client/views/messages'];

const arrows: Arrow[] = [
  {
    says: 'only client/, and there neither webhooks/ nor receiver/ nor the pages of webviews, imports vscode',
    broken: (one) =>
      isPackage(one, 'vscode') &&
      (!isIn(one.from, 'client') || isIn(one.from, 'client/webhooks', 'client/receiver', ...pages)),
  },
  {
    says: 'the server imports nothing of the client',
    broken: ({ from, to }) => isIn(from, 'server') && isIn(to, 'client'),
  },
  {
    says: 'of the server, the client imports protocol.ts alone',
    broken: ({ from, to }) => isIn(from, 'client') && isIn(to, 'server') && to !== 'server/protocol.ts',
  },
  { says: 'server/protocol.ts imports nothing', broken: ({ from }) => from === 'server/protocol.ts' },
  { says: 'what ships does not import tests', broken: ({ to }) => isIn(to, 'test') },
  { says: 'nobody imports client/extension.ts', broken: ({ to }) => to === 'client/extension.ts' },
  {
    says: 'nobody imports the entries of the server',
    broken: ({ to }) => to === 'server/main.ts' || to === 'server/check.ts',
  },
  onlyFrom('server/engine', 'yaml-language-server and ajv', 'yaml-language-server', 'ajv', 'ajv-draft-04'),
  onlyFrom('client/webhooks/services', 'Octokit', '@octokit'),
  onlyFrom('client/receiver', 'express and ws', 'express', 'ws'),
  onlyFrom('client/languageClient.ts', 'vscode-languageclient', 'vscode-languageclient'),
  onlyFrom('client/views/webview', 'web components', 'lit', '@vscode-elements'),
  only('client/views/webview', 'client/views/messages', 'server/protocol.ts'),
  only('client/views/messages', 'server/protocol.ts'),
  {
    says: 'of a page, the extension knows the messages alone',
    broken: ({ from, to }) => isIn(to, 'client/views/webview') && !isIn(from, 'client/views/webview'),
  },
  {
    says: 'the pages of webviews run in a browser: they import nothing of Node',
    broken: ({ from, to, ours }) => isIn(from, ...pages) && !ours && to.startsWith('node:'),
  },
  leaf('client/settings.ts'),
  leaf('client/secrets.ts'),
  {
    says: 'commands and views do not know each other',
    broken: ({ from, to }) =>
      (isIn(from, 'client/views') && isIn(to, 'client/commands')) ||
      (isIn(from, 'client/commands') && isIn(to, 'client/views')),
  },
  {
    says: 'client/webhooks/ and client/receiver/ know each other and server/protocol.ts, nothing else',
    broken: ({ from, to, ours }) =>
      ours &&
      isIn(from, 'client/webhooks', 'client/receiver') &&
      !isIn(to, 'client/webhooks', 'client/receiver') &&
      to !== 'server/protocol.ts',
  },
  only('server/documents', 'server/protocol.ts'),
  only('server/model', 'server/documents', 'server/protocol.ts', 'schemas'),
  only('server/rules', 'server/model', 'server/documents', 'server/protocol.ts', 'schemas'),
  only('server/engine', 'server/model', 'server/documents', 'server/protocol.ts', 'schemas'),
  only(
    'server/features',
    'server/rules',
    'server/model',
    'server/engine',
    'server/documents',
    'server/protocol.ts',
    'schemas',
  ),
];

const root = new URL('..', import.meta.url);

function sources(): [string, string][] {
  return ['client', 'server'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
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
  if (/\.(ts|json)$/.test(path)) return path;
  return known.has(`${path}.ts`) || !known.has(`${path}/index.ts`) ? `${path}.ts` : `${path}/index.ts`;
}

const files = sources();
const known = new Set(files.map(([file]) => file));

function violations(of: [string, string][]): string[] {
  const imports = of.flatMap(([file, text]) => importsOf(file, text));
  return arrows.flatMap(({ says, broken }) =>
    imports.filter(broken).map(({ from, to }) => `${from} imports ${to}: ${says}`),
  );
}

describe('imports', () => {
  it('follow the arrows', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(violations(files)).toEqual([]);
  });

  it.each([
    ['server/features/hover.ts', "import * as vscode from 'vscode';"],
    ['client/webhooks/ledger.ts', "const vscode = require('vscode');"],
    ['client/receiver/receiver.ts', "export { x } from '../settings';"],
    ['server/connection.ts', "import type { Webhooks } from '../client/webhooks/types';"],
    ['client/views/tree.ts', "type Rule = import('../../server/rules/index').Rule;"],
    ['client/views/tree.ts', "import { pickOne } from '../commands/prompts';"],
    ['client/commands/tail.ts', "import { OutputPanel } from '../views/outputPanel';"],
    ['client/views/webview/delivery.ts', "import * as vscode from 'vscode';"],
    ['client/views/webview/delivery.ts', "import { readFile } from 'node:fs';"],
    ['client/views/webview/delivery.ts', "import { renderEvent } from '../render';"],
    ['client/views/webviewPage.ts', "import { t } from './webview/host';"],
    ['client/views/tree.ts', "import { html } from 'lit';"],
    ['client/commands/tail.ts', "import { activate } from '../extension';"],
    ['client/settings.ts', "import { secretStore, type Other } from './secrets';"],
    ['client/webhooks/ledger.ts', "await import('@octokit/rest');"],
    ['server/rules/some-rule.ts', "import { validate } from '../features/validate';"],
    ['server/rules/some-rule.ts', "import Ajv from 'ajv';"],
    ['server/model/triggers.ts', "import { rules } from '../rules';"],
    ['server/engine/yamlService.ts', "import { complete } from '../features/complete';"],
    ['server/protocol.ts', "import { readFile } from 'node:fs';"],
    ['server/connection.ts', "import './main';"],
  ])('of %s would be told of: %s', (file, text) => {
    expect(violations([[file, text]])).not.toEqual([]);
  });
});
