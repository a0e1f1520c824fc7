/** The same file by another name, on a Windows that is simulated: registrations, answers and folders are found. */
import { win32 } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { URI as EditorUri } from 'vscode-uri';
import type { WebhookRegistration } from '../../client/domain/registration';

const { opened } = vi.hoisted(() => ({ opened: { folders: [] as string[], files: [] as string[], found: '' } }));

vi.mock('vscode', async () => {
  // The editor's class reads the platform when it is loaded.
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'win32' });
  const { URI } = await import('vscode-uri');
  Object.defineProperty(process, 'platform', { value: platform });
  const { module } = (await import('./editor')).editor;
  // As the editor does it on Windows, which the package's own function does not know.
  const joinPath = (uri: EditorUri, ...parts: string[]) =>
    uri.with({ path: URI.file(win32.join(uri.fsPath, ...parts)).path });
  const Uri = Object.assign(URI, { joinPath });
  return {
    ...module,
    Uri,
    workspace: {
      ...module.workspace,
      // The editor knows a folder by the name under which it was opened.
      getWorkspaceFolder: () => undefined,
      get workspaceFolders() {
        return opened.folders.map((folder) => ({ uri: Uri.parse(folder) }));
      },
      findFiles: async (pattern: string) => {
        opened.found = pattern;
        return opened.files.map((file) => Uri.parse(file));
      },
      asRelativePath: (uri: object) => String(uri),
      fs: { writeFile: async () => {} },
    },
  };
});
vi.mock('vscode-languageclient/node', () => ({ LanguageClient: class {}, TransportKind: {} }));

const { setFileRules } = await import('../../client/common/sameFile');
const { drivesOf } = await import('../../client/editor/drives');
const { AnswerMemory } = await import('../../client/editor/answerMemory');
const { registrationsOf, triggersOf } = await import('../../client/views/tree/nodes');
const { allDefinitions } = await import('../../client/commands/prompts/definitions');
const { chooseRegistration } = await import('../../client/commands/prompts/registrations');
const { saveDeliveries } = await import('../../client/commands/saveDeliveries');
const { readOlderVersion } = await import('../../client/editor/olderVersion');
const vscode = await import('vscode');

beforeAll(() => setFileRules({ platform: 'win32', drives: new Map([['z', '\\\\files\\connectors\\']]) }));
afterAll(() => setFileRules({ platform: process.platform, drives: undefined }));

const there = (uri: string, id = uri): WebhookRegistration =>
  ({
    id,
    uri,
    operationId: 'Watch',
    baseUrl: 'https://shop.example',
    createdAt: '2026-11-30T00:00:00Z',
  }) as WebhookRegistration;

/** Names of one file. */
const names = [
  'file:///c%3A/Repo/a.swagger.json',
  'file:///c%3A/repo/A.swagger.json',
  'file:///C:/REPO/a.Swagger.json',
] as const;

describe('a file that is known by another name', () => {
  it('has one trigger in the view, with all of its webhooks', () => {
    const all = names.map((name) => there(name));
    const triggers = triggersOf(all, 'shop.example');
    expect(triggers).toHaveLength(1);
    expect(registrationsOf(all, triggers[0]!)).toHaveLength(3);
  });

  it('has its last answers', async () => {
    let kept: unknown;
    const memory = new AnswerMemory({
      get: () => kept as never,
      update: async (_, value) => {
        kept = value;
      },
    });
    await memory.remember(names[0], 'Watch', { parameters: { a: 1 }, baseUrl: 'https://shop.example' });
    expect(memory.recall(names[1], 'Watch')?.parameters).toEqual({ a: 1 });
    await memory.remember(names[2], 'Watch', { parameters: { a: 2 }, baseUrl: 'https://shop.example' });
    expect(kept).toHaveLength(1);
  });

  it('has its webhooks chosen', async () => {
    const webhooks = { get: async () => ({ list: () => [there('file:///z%3A/crm/a.json', 'it'), there(names[0])] }) };
    const chosen = chooseRegistration(webhooks as never, '', {
      uri: 'file://Files/connectors/crm/a.json',
      operationId: 'Watch',
    });
    expect((await chosen).id).toBe('it');
  });

  it('is offered once, by the name that it has in its editor', async () => {
    opened.files = [names[1], 'file:///c%3A/repo/x.Swagger.json'];
    vi.spyOn(vscode.workspace, 'textDocuments', 'get').mockReturnValue([{ uri: vscode.Uri.parse(names[0]) }] as never);
    const server = { watches: () => true, listTriggers: async () => ({ isDefinition: true, triggers: [] }) };
    const found = await allDefinitions(server as never);
    expect(found).toHaveLength(2);
    expect(found).toContain(names[0]);
  });

  it('is found whatever the case of its name', async () => {
    const server = { watches: () => true, listTriggers: async () => ({ isDefinition: true, triggers: [] }) };
    await allDefinitions(server as never);
    const [, ...patterns] = /^\*\*\/\{(.*),(.*)\}$/.exec(opened.found)!;
    // The patterns of ripgrep and of the editor: letters in brackets, and stars.
    const expressions = patterns.map((one) => new RegExp(`^${one.replaceAll('.', '\\.').replaceAll('*', '.*')}$`));
    for (const name of ['APIDefinition.json', 'apidefinition.swagger.json', 'x.Swagger.json', 'x.SWAGGER.YAML'])
      expect(expressions.some((one) => one.test(name))).toBe(true);
    expect(expressions.some((one) => one.test('apiProperties.json'))).toBe(false);
  });
});

describe('a folder for saved deliveries', () => {
  const webhooks = {
    get: async () => ({
      get: () => there('file:///c%3A/Repo/a.swagger.json'),
      find: () => there('file:///c%3A/Repo/a.swagger.json'),
      fixtures: async () => ({ files: [{ path: 'a/b.json', content: '' }], skipped: [] }),
    }),
  };
  const save = (folder: string, root: string): Promise<{ files: string[] }> => {
    opened.folders = [root];
    return saveDeliveries.act({ webhooks } as never, { id: 'it', folder });
  };

  it.each([
    ['C:\\repo\\deliveries', 'file:///c%3A/Repo', 'c%3A/repo/deliveries/a/b.json'],
    ['c:/REPO/sub/../deliveries', 'file:///c%3A/Repo', 'c%3A/REPO/deliveries/a/b.json'],
    ['\\\\files\\Connectors\\x', 'file:///z%3A/', 'file://files/Connectors/x/a/b.json'],
    ['Z:\\x', 'file://files/connectors', 'z%3A/x/a/b.json'],
    ['\\\\wsl$\\Ubuntu\\home\\me\\x', 'file://wsl.localhost/Ubuntu/home/me', 'wsl%24/Ubuntu/home/me/x/a/b.json'],
    ['deliveries', 'file:///c%3A/Repo', 'c%3A/Repo/deliveries/a/b.json'],
  ])('%s is in %s', async (folder, root, written) => {
    expect((await save(folder, root)).files[0]).toContain(written);
  });

  it.each([
    ['C:\\other', 'file:///c%3A/Repo'],
    ['C:\\Repo\\..\\other', 'file:///c%3A/Repo'],
    ['C:\\Repository', 'file:///c%3A/Repo'],
    ['C:deliveries', 'file:///c%3A/Repo'],
    ['..\\other', 'file:///c%3A/Repo'],
    ['\\\\files\\connectors\\x', 'file:///c%3A/Repo'],
    ['\\\\wsl$\\Ubuntu\\home\\ME\\x', 'file://wsl.localhost/Ubuntu/home/me'],
  ])('%s is not in %s', async (folder, root) => {
    await expect(save(folder, root)).rejects.toThrow('is not a folder in the workspace');
  });
});

it('compares with an older file that is given as Windows writes it', async () => {
  await expect(readOlderVersion(vscode.Uri.parse(names[0]), '\\\\files\\x\\old.json')).rejects.toThrow(
    "file://files/x/old.json can't be read",
  );
});

describe('the drives', () => {
  it('are asked for what they stand for, those of the files alone', async () => {
    const asked: string[] = [];
    const real: Record<string, string> = { 'c:\\': 'C:\\', 'z:\\': '\\\\files\\connectors\\', 's:\\': 'D:\\src' };
    const found = await drivesOf(
      [names[0], 'file:///z%3A/a.json', 'file:///S:/a.json', 'file:///w%3A/a.json', 'untitled:Untitled-1'],
      async (path) => {
        asked.push(path);
        if (!real[path]) throw new Error('ENOENT');
        return real[path];
      },
    );
    expect(asked).toEqual(['c:\\', 'z:\\', 's:\\', 'w:\\']);
    expect([...found]).toEqual([
      ['z', '\\\\files\\connectors\\'],
      ['s', 'D:\\src'],
    ]);
  });

  it('are not waited for when a share is away', async () => {
    const found = await drivesOf(['file:///z%3A/a.json'], () => new Promise(() => {}), 1);
    expect(found.size).toBe(0);
  });
});
