import { execFileSync } from 'node:child_process';
import { beforeEach, expect, it, vi } from 'vitest';

type Listener<T> = (value: T) => void;

/** The editor's settings and their listeners. */
const settings: Record<string, unknown> = {};
let settingsChanged: Listener<{ affectsConfiguration(name: string): boolean }>;

/** The client created last. */
let client: FakeClient;

class FakeClient {
  readonly sent: unknown[] = [];
  state = 1;
  private stateChanged: Listener<{ newState: number }> = () => {};

  constructor(
    _id: string,
    _name: string,
    readonly launch: { run: { args: string[]; options: { execArgv: string[] } } },
    readonly options: { initializationOptions: () => object },
  ) {
    client = this;
  }

  isRunning = () => this.state === 2;
  onNotification = () => ({ dispose() {} });
  createDefaultErrorHandler = () => ({});
  sendNotification = async (_: unknown, params: unknown) => void this.sent.push(params);

  onDidChangeState(listener: Listener<{ newState: number }>) {
    this.stateChanged = listener;
    return { dispose() {} };
  }

  become(state: number): void {
    this.state = state;
    this.stateChanged({ newState: state });
  }
}

vi.mock('vscode', async () => {
  const { editor } = await import('./editor');
  const { module } = editor;
  const nothing = () => ({ dispose() {} });
  return {
    ...module,
    workspace: {
      textDocuments: [],
      getConfiguration: () => ({ get: (name: string) => settings[name] }),
      onDidChangeConfiguration: (listener: typeof settingsChanged) => {
        settingsChanged = listener;
        return nothing();
      },
      onDidOpenTextDocument: nothing,
      onDidChangeTextDocument: nothing,
    },
  };
});
vi.mock('vscode-languageclient/node', () => ({
  LanguageClient: FakeClient,
  TransportKind: {},
  State: { Stopped: 1, Running: 2, Starting: 3 },
  DidChangeConfigurationNotification: { type: 'workspace/didChangeConfiguration' },
}));

const { LanguageServer } = await import('../../client/editor/languageClient');

function change(name: string, value: unknown): void {
  settings[name] = value;
  settingsChanged({ affectsConfiguration: (one) => one === `flowWebhooks.${name}` });
}

beforeEach(() => {
  settings.profile = 'custom';
  new LanguageServer('server.js', '/storage/compiled', {} as never);
});

it('starts the server with flags that Node takes', () => {
  const { execArgv } = client.launch.run.options;
  expect(execArgv.length).toBeGreaterThan(0);
  expect(execFileSync(process.execPath, [...execArgv, '--print', '6 * 7'], { encoding: 'utf8' })).toBe('42\n');
});

it('names the folder for the compiled code of the server', () => {
  expect(client.launch.run.args).toEqual(['--compiled-code=/storage/compiled']);
});

it('tells a server that starts late what the settings are by then', () => {
  change('profile', 'certification');
  expect(client.options.initializationOptions()).toMatchObject({ profile: 'certification' });
  client.become(2);
  expect(client.sent).toEqual([]);
});

it('sends settings that change during the start once the server runs, and later ones at once', () => {
  client.become(3);
  expect(client.options.initializationOptions()).toMatchObject({ profile: 'custom' });
  change('profile', 'certification');
  expect(client.sent).toEqual([]);
  client.become(2);
  expect(client.sent).toEqual([{ settings: { flowWebhooks: { profile: 'certification', rules: {} } } }]);
  change('rules', { 'trigger-internal': 'off' });
  expect(client.sent).toHaveLength(2);
});
