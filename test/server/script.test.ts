/** The script of a connector is found in the folder of its definition, whatever the case of its name. */
import { expect, it } from 'vitest';
import type { Files } from '../../server/files';
import { Workspace } from '../../server/workspace';

const withFiles = (names: string[]): Files => ({
  rules: { platform: 'linux' },
  isNextTo: () => false,
  readNextTo: () => undefined,
  headNextTo: () => undefined,
  namesNextTo: () => names,
});

it.each([
  [['apiDefinition.swagger.json', 'script.csx'], true],
  [['Script.csx'], true],
  [['myscript.csx', 'script.cs'], false],
])('among the files %j there is one: %s', (names, expected) => {
  expect(new Workspace(withFiles(names)).hasScript('file:///shop/apiDefinition.swagger.json')).toBe(expected);
});

it('is there as soon as it is open in the editor, for its own folder alone', () => {
  const workspace = new Workspace(withFiles([]));
  workspace.open('file:///shop/script.csx', 'csharp', 1, '');
  expect(workspace.hasScript('file:///shop/apiDefinition.swagger.json')).toBe(true);
  expect(workspace.hasScript('file:///other/apiDefinition.swagger.json')).toBe(false);
  expect(workspace.hasScript('untitled:Untitled-1')).toBe(false);
});
