import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../eventually';
import { codeOf, fileUri, findings, lensTitles, open, ours, placeOf, waitForFindings } from './editor';
import { suite, test } from './harness';

const execute = async <T>(name: string, ...args: unknown[]): Promise<T> =>
  vscode.commands.executeCommand<T>(`vscode.execute${name}`, ...args);

suite('activation', () => {
  test('comes with the first definition', async () => {
    const extension = vscode.extensions.getExtension('flow-webhooks.flow-webhooks');
    assert.ok(extension);
    await open('github.swagger.json');
    await eventually('the extension to be active', () => extension.isActive);
  });
});

suite('findings', () => {
  test("of the tutorial's sample are no errors", async () => {
    const { document } = await open('github.swagger.json');
    await waitForFindings(document);
    const severities = ours(document.uri).map(({ severity }) => severity);
    assert.ok(!severities.includes(vscode.DiagnosticSeverity.Error));
    assert.ok(findings(document).includes('location-undocumented at "201"'), findings(document).join('; '));
  });

  for (const name of ['orders.swagger.json', 'orders.swagger.yaml']) {
    test(`are at the mistake (${name})`, async () => {
      const { document } = await open(name);
      const found = await waitForFindings(document, (all) => all.some((one) => one.startsWith('trigger-value')));
      const mistake = ours(document.uri).find(({ code }) => codeOf(code) === 'trigger-value')!;
      assert.equal(mistake.severity, vscode.DiagnosticSeverity.Error);
      assert.match(document.getText(mistake.range), /^"?sinlge"?$/);
      assert.match(mistake.message, /single/);
      const { target } = mistake.code as { target: vscode.Uri };
      assert.match(target.toString(), /^https:.*trigger-value/);
      assert.equal(new Set(found).size, found.length, 'one is reported twice');
    });
  }

  test('follow what is typed', async () => {
    const { document } = await open('orders.swagger.json');
    await replace(document, '"sinlge"', '"single"');
    await waitForFindings(document, (all) => !all.some((one) => one.startsWith('trigger-value')));
    await replace(document, '"single"', '"sinlge"');
    await waitForFindings(document, (all) => all.some((one) => one.startsWith('trigger-value')));
  });

  test('leave to VS Code what it reports of .json itself', async () => {
    const { document } = await open('broken.swagger.json');
    await waitForFindings(document, (all) => all.some((one) => one.startsWith('trigger-value')));
    const known = await eventually("VS Code's own findings", () => {
      const others = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source !== 'flow-webhooks');
      return others.length >= 2 && others.map(({ message }) => message).join('; ');
    });
    assert.match(known, /Duplicate object key/);
    assert.match(known, /Trailing comma/);
    const codes = ours(document.uri).map(({ code }) => codeOf(code));
    assert.ok(!codes.includes('syntax') && !codes.includes('duplicate-key'), codes.join());
  });

  test('there are none in other files', async () => {
    const { document } = await open('package.json');
    // Findings of a document that was changed after it show that the server is past it.
    const { document: later } = await open('orders.swagger.json');
    await replace(later, '"sinlge"', '"sinle"');
    await waitForFindings(later, (all) => all.includes('trigger-value at "sinle"'));
    assert.deepEqual(findings(document), []);
    await replace(later, '"sinle"', '"sinlge"');
  });
});

suite('completion', () => {
  for (const [name, before, partial, completed] of [
    ['orders.swagger.json', '"x-ms-trigger"', '"x-ms-"', /"x-ms-trigger-hint": ".*",\n/],
    ['orders.swagger.yaml', 'x-ms-trigger:', 'x-ms-', /x-ms-trigger-hint: /],
  ] as const) {
    test(`offers the keys that have effect, and inserts them (${name})`, async () => {
      const editor = await open(name);
      const { document } = editor;
      const original = document.getText();
      const isYaml = document.languageId === 'yaml';
      const place = placeOf(document, before);
      const indent = ' '.repeat(place.character);
      await insert(document, place, `${partial}${isYaml ? '' : ','}\n${indent}`);
      const position = place.translate(0, isYaml ? partial.length : partial.length - 1);
      const hint = await eventually('the key to be offered', async () => {
        const { items } = await execute<vscode.CompletionList>('CompletionItemProvider', document.uri, position);
        return items.find((item) => labelOf(item).replaceAll('"', '') === 'x-ms-trigger-hint');
      });
      assert.match(documentationOf(hint), /hint/i);
      await apply(editor, hint, position);
      assert.match(document.getText(), completed);
      if (!isYaml) assert.doesNotThrow(() => JSON.parse(document.getText()), document.getText());
      await replace(document, document.getText(), original);
    });
  }
});

suite('a hover', () => {
  for (const name of ['orders.swagger.json', 'orders.swagger.yaml']) {
    test(`explains an extension (${name})`, async () => {
      const { document } = await open(name);
      const place = placeOf(document, 'x-ms-notification-url').translate(0, 5);
      const text = await eventually('a hover', async () => {
        const hovers = await execute<vscode.Hover[]>('HoverProvider', document.uri, place);
        const parts = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]).map(({ value }) => value);
        return parts.find((part) => /callback/i.test(part));
      });
      assert.match(text, /x-ms-notification-url/);
    });
  }
});

suite('code lenses', () => {
  const lensesOf = (document: vscode.TextDocument) =>
    eventually('lenses', async () => {
      const lenses = await execute<vscode.CodeLens[]>('CodeLensProvider', document.uri);
      return lenses.length > 0 && lenses;
    });

  test('are above the webhook trigger', async () => {
    const { document } = await open('github.swagger.json');
    const lenses = await lensesOf(document);
    const register = lenses.find(({ command }) => command?.command === 'flowWebhooks.register');
    assert.match(document.lineAt(register!.range.start).text, /"post"/);
    assert.deepEqual(await lensTitles(document.uri), ['Register webhook', 'Preview']);
  });

  test('lead to the uses of a shared object', async () => {
    const { document } = await open('github.swagger.json');
    const lenses = await lensesOf(document);
    const uses = lenses.find(({ range }) => document.lineAt(range.start).text.includes('"WebhookPushResponse": {'));
    const [uri, , locations] = uses!.command!.arguments as [vscode.Uri, vscode.Position, vscode.Location[]];
    assert.equal(uri.toString(), document.uri.toString());
    assert.deepEqual(
      locations.map(({ range }) => document.getText(range)),
      ['"#/definitions/WebhookPushResponse"'],
    );
  });

  test('there are none in other files', async () => {
    await open('package.json');
    assert.deepEqual(await lensTitles(fileUri('package.json')), []);
  });
});

suite('quick fixes', () => {
  test('repair a finding', async () => {
    const { document } = await open('orders.swagger.json');
    await waitForFindings(document, (all) => all.includes('trigger-value at "sinlge"'));
    const mistake = ours(document.uri).find(({ code }) => codeOf(code) === 'trigger-value')!;
    const actions = await execute<vscode.CodeAction[]>('CodeActionProvider', document.uri, mistake.range);
    const fix = actions.find(({ title }) => title.includes('single'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join('; '));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText().match(/"x-ms-trigger": (.*),/)?.[1], '"single"');
    await waitForFindings(document, (all) => !all.some((one) => one.startsWith('trigger-value')));
  });
});

suite('navigation', () => {
  test('has an outline of triggers, actions and definitions', async () => {
    const { document } = await open('github.swagger.json');
    const outline = await eventually('an outline', async () => {
      const symbols = await execute<vscode.DocumentSymbol[]>('DocumentSymbolProvider', document.uri);
      return symbols.some(({ name }) => name === 'Triggers') && symbols;
    });
    const triggers = outline.find(({ name }) => name === 'Triggers')!;
    assert.deepEqual(
      triggers.children.map(({ name }) => name),
      ['Triggers when a PUSH event occurs'],
    );
  });

  test('leads from a $ref to what it names', async () => {
    const { document } = await open('github.swagger.json');
    const place = placeOf(document, '"#/definitions/WebhookPushResponse"').translate(0, 20);
    const found = await eventually('a definition', async () => {
      const locations = await execute<(vscode.Location | vscode.LocationLink)[]>(
        'DefinitionProvider',
        document.uri,
        place,
      );
      return locations[0];
    });
    const range = 'targetRange' in found ? (found.targetSelectionRange ?? found.targetRange) : found.range;
    assert.match(document.lineAt(range.start).text, /"WebhookPushResponse": \{/);
  });
});

const labelOf = ({ label }: vscode.CompletionItem) => (typeof label === 'string' ? label : label.label);

function documentationOf({ documentation }: vscode.CompletionItem): string {
  return typeof documentation === 'string' ? documentation : (documentation?.value ?? '');
}

async function apply(editor: vscode.TextEditor, item: vscode.CompletionItem, position: vscode.Position): Promise<void> {
  const { range = new vscode.Range(position, position), insertText = labelOf(item) } = item;
  const at = 'inserting' in range ? range.inserting : range;
  const snippet = typeof insertText === 'string' ? new vscode.SnippetString().appendText(insertText) : insertText;
  await editor.insertSnippet(snippet, at);
}

async function insert(document: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function replace(document: vscode.TextDocument, text: string, by: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const start = placeOf(document, text);
  edit.replace(document.uri, new vscode.Range(start, placeOf(document, text, 'after')), by);
  assert.ok(await vscode.workspace.applyEdit(edit));
}
