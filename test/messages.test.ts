/** What people read is plain: no property of a command's object, no word that language has a better one for. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { serverTexts } from './support/serverTexts';

const root = new URL('..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const files = readdirSync(new URL('client', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => posix.join('client', file.replaceAll('\\', '/')));
const sources = files.map((file) => ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true));

function nodes<T extends ts.Node>(isKind: (node: ts.Node) => node is T, of: readonly ts.Node[]): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (isKind(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  for (const node of of) visit(node);
  return found;
}

const textOf = (node: ts.Node | undefined) => (node && ts.isStringLiteralLike(node) ? node.text : undefined);

/** The messages, prompts, labels and titles of the client, and the texts of the manifest. */
const messages: string[] = [
  ...nodes(ts.isCallExpression, sources)
    .filter(({ expression }) => expression.getText() === 't')
    .flatMap(({ arguments: [message] }) => textOf(message) ?? []),
  ...Object.values<string>(JSON.parse(read('package.nls.json'))),
];

/** The commands' objects: their interfaces, and what they read by name. */
const ofCommands = sources.filter(({ fileName }) => fileName.startsWith('client/commands/'));
const inputs = nodes(ts.isInterfaceDeclaration, ofCommands).filter(({ name }) => /Input$/.test(name.text));
const properties = new Set([
  ...inputs.flatMap(({ members }) => members.flatMap(({ name }) => name?.getText() ?? [])),
  ...nodes(ts.isCallExpression, ofCommands)
    .filter(({ expression }) => /^(require|optional)Property$/.test(expression.getText()))
    .flatMap(({ arguments: [, name] }) => textOf(name) ?? []),
  ...['username', 'password', 'token', 'key', 'accessToken', 'clientId', 'clientSecret'],
]);

/** Words for one thing where another one is used everywhere else, by the word to use. */
const words: [RegExp, string][] = [
  [/\b(connector |flow )?makers?\b(?<!(connector|flow) makers?)/i, 'flow maker or connector maker'],
  [/\bregistrations?\b/i, 'webhook'],
  [/(?<!\/)\bhooks?\b(?<!(repo|org)_hook)/i, 'webhook'],
  [/(?<!x-ms-)\bnotifications?\b(?! (schema|content))/i, 'delivery'],
  [
    /\b(the|an|our|its|create) answers?\b|\banswers (it|the|\{|\d)|\banswered\b(?! with (a web page|something))/i,
    'response',
  ],
  [/\b(public|callback|receiver) address\b|\breceiver URL\b/i, 'public URL or callback URL'],
  [/(?<![.])\breceiver\b(?!\.)/i, 'callback server'],
  [/\bexposure\b/i, 'public access'],
  [/\b(kept|keep|keeps) (the )?credentials\b|\bcredentials (that )?(are|is) (no longer )?kept\b/i, 'saved credentials'],
  [/\bmend(s|ed|ing)?\b|\brepair/i, 'fix'],
  [/\btold\b|\btells? of\b/i, 'report, show, announce'],
  [/\b(demands?|demanded|wants|has to|have to|had to)\b/i, 'requires or must'],
  [/\bstands? (in|at|for|before|after|behind|above|below|there|here|where)\b|\bwhat stands\b/i, 'is in, appears'],
  [/\bbeside\b/i, 'next to, besides'],
  [/\banew\b/i, 'again'],
  [/(?<!there )\bis none\b|\bnone of (ours|its)\b/i, 'is not a'],
  [/\bsigns of\b/i, 'characters'],
  [/\bcall(s|ed)? (was|is|were) (made|answered)\b|\b(create|delete) call\b/i, 'request'],
  [/\bcannot\b/i, "can't"],
  [/\bre-?serialis|\borganisation|\bcancelled\b|\bcolour/i, 'American spelling'],
];

describe('what people read', () => {
  it('is found', () => {
    expect(messages.length).toBeGreaterThan(800);
    for (const name of ['baseUrl', 'credentials', 'exposure', 'confirmUrl', 'forget', 'deliveryId', 'operationId'])
      expect(properties).toContain(name);
  });

  it('names no property of the object that a script passes to a command', () => {
    const quoted = (name: string) => new RegExp(`["\`](credentials\\.|parameters\\.)?${name}["\`]`);
    const named = messages.flatMap((message) =>
      [...properties]
        .filter(
          (name) =>
            quoted(name).test(message) || (/[a-z][A-Z]/.test(name) && new RegExp(`\\b${name}\\b`).test(message)),
        )
        .map((name) => `${name}: ${message}`),
    );
    expect(named).toEqual([]);
  });

  it.each(words)('has no %s: write %s', (pattern) => {
    expect(messages.filter((message) => pattern.test(message))).toEqual([]);
  });

  it('says the same in findings, hovers and completions as in messages about who reads and what is received', () => {
    const server = [...serverTexts()];
    expect(server.length).toBeGreaterThan(800);
    const shared = words.filter(([, better]) => ['flow maker or connector maker', 'response'].includes(better));
    expect(shared).toHaveLength(2);
    for (const [pattern] of shared) expect(server.filter((text) => pattern.test(text))).toEqual([]);
  });

  it('is a whole message: none begins or ends with a place for a translated piece', () => {
    const glued = sources.flatMap((source) =>
      nodes(ts.isCallExpression, [source])
        .filter(({ expression }) => expression.getText() === 't')
        .filter(({ arguments: [, ...values] }) =>
          values.some((value) =>
            nodes(ts.isCallExpression, [value]).some((call) =>
              /^((vscode\.)?l10n\.)?t$/.test(call.expression.getText()),
            ),
          ),
        )
        .map((call) => `${source.fileName}: ${call.arguments[0]?.getText()}`),
    );
    expect(glued).toEqual([]);
  });
});
