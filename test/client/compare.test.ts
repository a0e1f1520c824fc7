import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangeReport, OlderText } from '../../server/protocol/compare';
import { closed, type Reply } from './fakeVscode';

/** What the fake editor has: files by path, the files of git revisions, and what was done. */
const world = vi.hoisted(() => ({
  files: new Map<string, string>(),
  commits: new Map<string, Map<string, string>>(),
  isGitEnabled: true,
  hasRepository: true,
  problems: new Map<string, { message: string; severity: number; related: string[] }[]>(),
  picked: undefined as string | undefined,
  listed: [] as string[],
  opened: [] as unknown[],
  saved: [] as ((document: unknown) => void)[],
  tabs: [] as ((change: unknown) => void)[],
}));

vi.mock('vscode-languageclient/node', () => ({ LanguageClient: class {}, TransportKind: {} }));
vi.mock('vscode', async () => {
  const { editor } = await import('./editor');
  class Uri {
    constructor(
      readonly scheme: string,
      readonly path: string,
      readonly query = '',
    ) {}
    static parse(text: string): Uri {
      const { protocol, pathname, search } = new URL(text);
      return new Uri(protocol.slice(0, -1), pathname, search.slice(1));
    }
    static file = (path: string) => new Uri('file', path);
    static joinPath = (base: Uri, ...parts: string[]) =>
      new Uri(base.scheme, new URL(parts.join('/'), `file://${base.path}/`).pathname);
    with = ({ scheme = this.scheme, path = this.path, query = this.query }) => new Uri(scheme, path, query);
    get fsPath() {
      return this.path;
    }
    toString = () => `${this.scheme}://${this.path}${this.query && `?${this.query}`}`;
  }
  class TabInputTextDiff {
    constructor(
      readonly original: Uri,
      readonly modified: Uri,
    ) {}
  }
  const disposable = { dispose: () => {} };
  const read = (path: string) => {
    const text = world.files.get(path);
    if (text === undefined) throw new Error('no such file');
    return text;
  };
  const repository = {
    show: async (revision: string, path: string) => {
      const text = world.commits.get(revision)?.get(path);
      if (text === undefined) throw new Error('not there');
      return text;
    },
    getCommit: async (revision: string) => {
      if (!world.commits.has(revision)) throw new Error('no such revision');
    },
  };
  const { module } = editor;
  return {
    ...module,
    Uri,
    TabInputTextDiff,
    FileType: { File: 1, Directory: 2 },
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    Range: class {
      constructor(
        readonly line: number,
        readonly character: number,
      ) {}
    },
    Location: class {
      constructor(
        readonly uri: Uri,
        readonly range: { line: number },
      ) {}
    },
    Diagnostic: class {
      relatedInformation = [];
      constructor(
        readonly range: object,
        readonly message: string,
        readonly severity: number,
      ) {}
    },
    DiagnosticRelatedInformation: class {
      constructor(
        readonly location: { uri: Uri; range: { line: number } },
        readonly message: string,
      ) {}
    },
    extensions: {
      getExtension: () => ({
        isActive: true,
        exports: {
          get enabled() {
            return world.isGitEnabled;
          },
          getAPI: () => ({ getRepository: () => (world.hasRepository ? repository : null) }),
        },
      }),
    },
    languages: {
      createDiagnosticCollection: () => ({
        set: (uri: Uri, problems: Parameters<typeof describeProblem>[0][]) =>
          world.problems.set(uri.toString(), problems.map(describeProblem)),
        clear: () => world.problems.clear(),
        dispose: () => {},
      }),
    },
    workspace: {
      ...module.workspace,
      getWorkspaceFolder: () => ({ uri: new Uri('file', '/work') }),
      asRelativePath: (uri: Uri) => uri.path.replace('/work/', ''),
      registerTextDocumentContentProvider: () => disposable,
      onDidSaveTextDocument: (listener: (document: unknown) => void) => {
        world.saved.push(listener);
        return disposable;
      },
      fs: {
        stat: async (uri: Uri) => ({ type: read(uri.path) === '' ? 2 : 1 }),
        readFile: async (uri: Uri) => new TextEncoder().encode(read(uri.path)),
      },
    },
    window: {
      ...module.window,
      tabGroups: {
        onDidChangeTabs: (listener: (change: unknown) => void) => {
          world.tabs.push(listener);
          return disposable;
        },
      },
      showTextDocument: async (...call: unknown[]) => void world.opened.push(call),
      showQuickPick: async (items: { label: string; detail: string }[]) => {
        world.listed = items.map(({ label, detail }) => `${label}: ${detail}`);
        return items.find(({ label }) => label === world.picked);
      },
      showOpenDialog: async () => [new Uri('file', '/elsewhere/old.yaml')],
    },
  };

  interface Problem {
    message: string;
    severity: number;
    relatedInformation: { location: { uri: Uri; range: { line: number } } }[];
  }
  function describeProblem({ message, severity, relatedInformation }: Problem) {
    return {
      message,
      severity,
      related: relatedInformation.map(({ location: { uri, range } }) => `${uri}:${range.line}`),
    };
  }
});

const { registerCommand } = await import('./registerCommand');
const { compare } = await import('../../client/commands/compare');
const { ComparisonEditor } = await import('../../client/views/comparison');
const { readOlderVersion } = await import('../../client/editor/olderVersion');
const { editor: vscode } = await import('./editor');
const { Uri, TabInputTextDiff } = await import('vscode');

const path = '/work/a/apiDefinition.swagger.json';
const uri = `file://${path}`;

const change: ChangeReport = {
  code: 'breaking-output-removed',
  severity: 'error',
  message: 'id is gone.',
  operationId: 'OnTicket',
  path: 'id',
  range: { start: { line: 4, character: 2 }, end: { line: 4, character: 6 } },
  oldRange: { start: { line: 7, character: 2 }, end: { line: 7, character: 6 } },
  href: 'https://example.com/breaking-output-removed.md',
};

let changes: ChangeReport[];
let compared: OlderText[];
let shown: InstanceType<typeof ComparisonEditor>;

beforeEach(() => {
  Object.assign(vscode, { replies: [], buttons: [], asked: [], messages: [], executed: [], trusted: true });
  vscode.commands.clear();
  Object.assign(world, {
    isGitEnabled: true,
    hasRepository: true,
    picked: undefined,
    listed: [],
    opened: [],
    saved: [],
    tabs: [],
  });
  world.problems.clear();
  world.files = new Map([
    [path, 'now'],
    ['/work/a/old.json', 'old file'],
    ['/elsewhere/old.yaml', 'old yaml'],
  ]);
  world.commits = new Map([
    [
      'HEAD',
      new Map([
        [path, 'committed'],
        ['/work/a/apiProperties.json', 'properties'],
      ]),
    ],
    ['main', new Map([[path, 'on main']])],
    ['v1', new Map()],
  ]);
  changes = [change];
  compared = [];
  shown = new ComparisonEditor();
  const context = {
    server: {
      compare: async (_: unknown, old: OlderText) => {
        compared.push(old);
        return { version: 1, changes };
      },
      listTriggers: async () => ({ isDefinition: true }),
    },
    showComparison: (view: Parameters<typeof shown.show>[0]) => shown.show(view),
  };
  // A partial context: only the members that this command uses.
  registerCommand(context as unknown as Parameters<typeof registerCommand>[0], compare);
});

const run = (argument: unknown) => vscode.commands.get('flowWebhooks.compare')!(argument);
const ask = (replies: Reply[], given: object = { uri }) => {
  vscode.replies = replies;
  return run({ ask: true, ...given });
};

describe('the older version', () => {
  const read = (against: string) => readOlderVersion(Uri.parse(uri), against);

  it('is that of a git revision, with its apiProperties.json', async () => {
    expect(await read('HEAD')).toEqual({
      uri: `flow-webhooks-older://${path}?HEAD`,
      text: 'committed',
      languageId: 'json',
      label: 'HEAD',
      properties: 'properties',
    });
    expect(await read('main')).not.toHaveProperty('properties');
  });

  it.each([
    ['old.json', 'old file'],
    ['a/old.json', 'old file'],
    ['/elsewhere/old.yaml', 'old yaml'],
    ['file:///elsewhere/old.yaml', 'old yaml'],
  ])('is a file: %s', async (against, text) => {
    expect(await read(against)).toMatchObject({ text, languageId: against.endsWith('yaml') ? 'yaml' : 'json' });
  });

  it.each([
    ['v2', '"v2" is neither a file nor a git revision'],
    ['--upload-pack=x', '"--upload-pack=x" is neither a file nor a git revision'],
    ['v1', 'a/apiDefinition.swagger.json is not in git revision v1'],
    ['/none.json', '/none.json'],
  ])('fails with the reason: %s', async (against, message) => {
    await expect(read(against)).rejects.toThrow(message);
  });

  it('fails without git and without a repository', async () => {
    world.hasRepository = false;
    await expect(read('HEAD')).rejects.toThrow('a/apiDefinition.swagger.json is not in a git repository');
    world.isGitEnabled = false;
    await expect(read('HEAD')).rejects.toThrow('Git is turned off');
  });
});

describe('compare from a script', () => {
  it('compares with the last commit by default, and returns the documented members', async () => {
    const { code, severity, message, operationId } = change;
    expect(await run({ uri })).toEqual([{ code, severity, message, operationId, path: 'id' }]);
    expect(compared).toMatchObject([{ label: 'HEAD', text: 'committed' }]);
    expect([vscode.asked, vscode.messages, vscode.executed]).toEqual([[], [], []]);
  });

  it('names the property that is missing or wrong', async () => {
    await expect(run({})).rejects.toThrow('"uri": Supply this property.');
    await expect(run({ uri, against: 3 })).rejects.toThrow('"against"');
  });
});

describe('compare for a person', () => {
  it.each([
    [['$(git-commit) The last commit'], 'committed'],
    [['$(git-branch) Another git revision…', 'main'], 'on main'],
    [['$(file-code) A file…'], 'old yaml'],
  ])('asks what to compare with: %j', async (replies, text) => {
    expect(await ask(replies)).toHaveLength(1);
    expect(compared).toMatchObject([{ text }]);
  });

  it('opens both versions, with the changes as problems and as a list', async () => {
    vscode.buttons = [[/One change in a\/apiDefinition.swagger.json breaks flows: id is gone/, 'Show List']];
    world.picked = '$(error) OnTicket';
    await ask([], { uri, against: 'HEAD' });
    await vi.waitFor(() => expect(world.opened).toHaveLength(1));
    expect(vscode.executed[0]!.map(String).slice(0, 3)).toEqual([
      'vscode.diff',
      `flow-webhooks-older://${path}?HEAD`,
      uri,
    ]);
    expect(shown.provideTextDocumentContent(Uri.parse(`flow-webhooks-older://${path}?HEAD`))).toBe('committed');
    expect(world.listed).toEqual(['$(error) OnTicket: id is gone.']);
    expect([...world.problems]).toEqual([
      [uri, [{ message: 'id is gone.', severity: 0, related: [`flow-webhooks-older://${path}?HEAD:7`] }]],
    ]);
  });

  it('compares again when the definition is saved, and removes the problems with the comparison', async () => {
    await ask([], { uri, against: 'HEAD' });
    await vi.waitFor(() => expect(vscode.messages).toHaveLength(1));
    changes = [change, { ...change, path: 'state', message: 'Also this.' }];
    for (const save of world.saved) save({ uri: Uri.parse(uri) });
    await vi.waitFor(() => expect(world.problems.get(uri)).toHaveLength(2));
    const input = new TabInputTextDiff(Uri.parse(`flow-webhooks-older://${path}?HEAD`), Uri.parse(uri));
    for (const closeTabs of world.tabs) closeTabs({ closed: [{ input }] });
    expect(world.problems.size).toBe(0);
  });

  it('leaves out what is inside an object that is gone', async () => {
    const paths = ['data', 'data/id', 'data/list/[]', 'database', 'id'];
    changes = paths.map((path) => ({ ...change, path, message: `${path} is gone.` }));
    expect(await ask([], { uri, against: 'HEAD' })).toHaveLength(5);
    await vi.waitFor(() => expect(vscode.messages).toHaveLength(1));
    expect(world.problems.get(uri)!.map(({ message }) => message)).toEqual([
      'data is gone.',
      'database is gone.',
      'id is gone.',
    ]);
  });

  it('removes the problems on request', async () => {
    changes = [change, { ...change, path: 'state' }];
    vscode.buttons = [[/2 changes in a\/apiDefinition.swagger.json break flows\./, 'Clear']];
    await ask([], { uri, against: 'HEAD' });
    await vi.waitFor(() => expect(world.problems.size).toBe(0));
  });

  it('says so when nothing breaks, and opens nothing', async () => {
    changes = [];
    expect(await ask([], { uri, against: 'HEAD' })).toEqual([]);
    await vi.waitFor(() =>
      expect(vscode.messages.join()).toContain('Nothing in a/apiDefinition.swagger.json breaks flows'),
    );
    expect(vscode.executed).toEqual([]);
  });

  it('ends without a message when the prompt is closed, and shows why it fails', async () => {
    expect(await ask([closed])).toBeUndefined();
    expect(vscode.messages).toEqual([]);
    expect(await ask([], { uri, against: 'v1' })).toBeUndefined();
    expect(vscode.messages.join()).toContain('not in git revision v1');
  });
});
