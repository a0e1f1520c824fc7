/** Documents are found by each name of their file, as the platform of the client compares names. */
import { describe, expect, it } from 'vitest';
import { LoadedSchemas } from '../../server/features/loadedSchemas';
import type { Files } from '../../server/files';
import { Workspace } from '../../server/workspace';

const on = (platform: string): Files => ({
  rules: { platform },
  isNextTo: () => false,
  readNextTo: () => undefined,
  headNextTo: () => undefined,
  namesNextTo: () => [],
});

const definition = JSON.stringify({
  swagger: '2.0',
  info: { title: 'Orders', version: '1.0' },
  paths: { '/orders': { get: { operationId: 'List', responses: {} } } },
});
const properties = JSON.stringify({
  properties: { policyTemplateInstances: [{ templateId: 'setheader', title: 'Header', parameters: {} }] },
});

describe.each([
  ['win32', true],
  ['darwin', true],
  ['linux', false],
])('ApiProperties.json next to a definition, on %s', (platform, found) => {
  const workspace = new Workspace(on(platform));
  const entry = workspace.open('file:///Shop/apiDefinition.swagger.json', 'json', 1, definition);
  const next = workspace.open('file:///shop/ApiProperties.json', 'json', 1, properties);
  if (!('model' in entry) || !('model' in next)) throw new Error('Neither is a script.');

  it(`belongs to it: ${found}`, () => {
    expect(workspace.propertiesFile(next)?.file !== undefined).toBe(found);
    expect(workspace.definition(entry)?.properties?.policies.length ?? 0).toBe(found ? 1 : 0);
    expect(workspace.dependentsOf('file:///shop/APIDefinition.swagger.json')).toEqual(found ? [next] : []);
  });

  it(`has it checked again after an edit: ${found}`, () => {
    expect(workspace.forgetProperties('file:///SHOP/apiProperties.json')).toEqual(found ? [entry] : []);
  });
});

it.each(['file:///C:/Repo/a.swagger.json', 'file:///c%3a/repo/A.swagger.json'])(
  'a document that was opened under another name than %s is the same one',
  (name) => {
    const workspace = new Workspace(on('win32'));
    workspace.open('file:///c%3A/repo/a.swagger.json', 'json', 1, definition);
    expect(workspace.get(name)?.document.uri).toBe('file:///c%3A/repo/a.swagger.json');
    workspace.update(name, 2, [{ text: '{}' }]);
    expect(workspace.get(name)?.document.version).toBe(2);
    expect(workspace.close(name)).toBe(true);
    expect(workspace.get('file:///c%3A/repo/a.swagger.json')).toBeUndefined();
  },
);

it('a schema that a service gave is found by each name of the definition', () => {
  const loaded = new LoadedSchemas({ platform: 'win32' });
  const report = { uri: 'file:///c%3A/Repo/a.swagger.json', operationId: 'Watch' };
  loaded.note({ ...report, schema: { type: 'object' } });
  expect(loaded.of('file:///C:/repo/a.swagger.json')('Watch')).toBeDefined();
});
