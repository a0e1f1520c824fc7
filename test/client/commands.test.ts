import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '../../client/common/transport';
import type { MissedDelivery } from '../../client/domain/delivery';
import type { ForwardChange } from '../../client/domain/forwarding';
import type {
  CheckStep,
  Credentials,
  OAuthClient,
  SavedCredentials,
  WebhookRegistration,
} from '../../client/domain/registration';
import { AnswerMemory } from '../../client/editor/answerMemory';
import type { DemoTrigger } from '../../client/editor/demo';
import { MissingInput } from '../../client/webhooks/credentials/missingInput';
import type { ForwardStateWithUrl } from '../../client/webhooks/deliveries/forwarding';
import type { Reach } from '../../client/webhooks/exposure/reach';
import type { DeletePreview, RegisterRequest, SignatureChange, Webhooks } from '../../client/webhooks/webhooksApi';
import type { TriggerDescription } from '../../server/protocol/triggers';
import { back, closed, type Reply } from './fakeVscode';

vi.mock('vscode', async () => (await import('./editor')).editor.module);
vi.mock('vscode-languageclient/node', () => ({ LanguageClient: class {}, TransportKind: {} }));

const { commands } = await import('../../client/commands');
const { registerCommand } = await import('./registerCommand');
const { ChangeReporter } = await import('../../client/commands/prompts/reportChanges');
const { reportMissed } = await import('../../client/commands/missed');
const { editor: vscode } = await import('./editor');
const { delivery } = await import('./storedDelivery');

const uri = 'file:///work/apiDefinition.swagger.json';
const position = { line: 0, character: 0 };
const range = { start: position, end: position };
const callbackUrl = 'https://tunnel.example/hook/token';

const trigger: TriggerDescription = {
  operationId: 'webhook-trigger',
  kind: 'webhook',
  title: 'When a push happens',
  range,
  selectionRange: range,
  method: 'post',
  path: '/repos/{owner}/hooks',
  endpoint: { schemes: ['https'], host: 'api.github.com', basePath: '' },
  consumes: [],
  parameters: [
    { name: 'owner', in: 'path', title: 'Owner', required: true, type: 'string', visibility: 'none' },
    { name: 'limit', in: 'query', title: 'limit', required: true, type: 'integer', visibility: 'none' },
    { name: 'kind', in: 'query', title: 'Kind', required: false, type: 'string', enum: ['a', 'b'], visibility: 'none' },
  ],
  unsubscribe: [],
  unsubscribeVerdict: { kind: 'none', unlikely: false },
  security: [],
  answers: [],
};

const registration = {
  id: 'one',
  operationId: trigger.operationId,
  uri,
  title: trigger.title,
  status: 201,
  state: 'active',
  callbackUrl,
  warnings: [],
  createdAt: '2024-01-02T03:04:05Z',
  service: 'github',
  baseUrl: 'https://api.github.com',
  request: { method: 'POST', url: 'https://api.github.com/repos/me/hooks' },
  credentials: { type: 'bearer', account: 'bearer 1' },
  trigger,
} as unknown as WebhookRegistration;

let registered: WebhookRegistration[];
/** Errors that the next calls reject with, one each. */
let rejections: Error[];
/** What becomes of the next probes of the public URL that a request would use. */
let reaches: Reach[];
const unreachable: Reach = { problem: 'nothing-there', message: 'Nothing answers there.' };
let steps: CheckStep[];
let renewalIsComplete = true;
/** The request of a trigger after an edit that changes it. */
let changed: string | undefined;
let requests: RegisterRequest[];
let deletePreview: DeletePreview;
let deletions: [string, object | undefined][];
let shown: (string | undefined)[];
let missed: MissedDelivery[];
let signatures: [string, SignatureChange][];
let redelivered: [string, string][];
let supplied: [string, Credentials][];
let fetched: [string, string][];
let seen: [string, number][];
let handshakeAnswers: [string, object | null][] = [];
let forwarded: [string, ForwardChange][] = [];
let cleared: string[] = [];
let deletedWebhooks: { registration: WebhookRegistration; deletedAt: string }[] = [];
let targets: ForwardStateWithUrl[] = [];

function rejectNext(): void {
  const rejection = rejections.shift();
  if (rejection) throw rejection;
}

let list: Webhooks['listValues'] = async () => [];
let triggers: TriggerDescription[];

const webhooks: Webhooks = {
  storageFolder: '/storage',
  register: async (request) => {
    requests.push(request);
    rejectNext();
    return registration;
  },
  renewal: async (_, of, given = {}) => ({
    request: { uri, trigger: of, parameters: given, baseUrl: 'https://api.example.com', exposure: 'local' },
    isComplete: renewalIsComplete,
  }),
  changedRequest: () => changed,
  loadSchema: async () => registration,
  previewDelete: () => deletePreview,
  delete: async (id, options) => {
    deletions.push([id, options]);
    rejectNext();
    return options?.forget ? 'forgotten' : 'deleted';
  },
  checkUnsubscribe: async (request) => {
    requests.push(request);
    rejectNext();
    return { steps, differences: [] };
  },
  checkRegistrations: async (ids) =>
    (ids ?? ['one']).map((id) => ({
      id,
      operationId: trigger.operationId,
      remote: 'gone',
      detail: 'A GET returns 404.',
    })),
  shown: () => {},
  probe: async (url) => (url.includes('nothing.example') ? unreachable : { problem: undefined }),
  reach: async () => reaches.shift(),
  preview: async ({ baseUrl, trigger: { method, path } }) => ({
    method: method.toUpperCase(),
    url: baseUrl + path,
    headers: [['Authorization', 'Bearer ***']],
    body: Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n'),
    callback: { parameter: 'parameters.body.url', url: 'https://tunnel.example/hook/***' },
    curl: (shell) => `curl https://api.example.com for ${shell}`,
    applied: [],
    differences: [],
  }),
  curlOfRequest: async ({ baseUrl }, shell) => `curl ${baseUrl} for ${shell}`,
  listValues: (request, signal) => list(request, signal),
  loadBodySchema: async () => ({}),
  list: () => registered,
  get: (id) => registered.find((one) => one.id === id),
  deleted: () => deletedWebhooks,
  find: (id) => (id === registration.id ? registration : undefined),
  clearDeliveries: async (_, ids) => {
    cleared.push(...(ids ?? ['all']));
    return ids?.length ?? 1;
  },
  clearAllDeliveries: async () => 0,
  deliveries: async () => [
    delivery({ id: 'd1', body: { file: '/secret/place', start: 0 }, receivedAt: '2024-01-02T03:04:05Z' }),
  ],
  summaries: async () => [],
  stored: async () => ({
    length: 0,
    tally: { deliveries: 0, differing: 0, refused: 0 },
    at: () => undefined,
    indexOf: () => -1,
  }),
  delivery: async (_, id) => {
    if (id !== 'd1') throw new Error('"deliveryId"');
    return delivery({ id, event: null, receivedAt: new Date(2024, 0, 2, 3, 4, 5).toISOString() });
  },
  supplyCredentials: async (id, credentials) => void supplied.push([id, credentials]),
  ping: async () => {
    rejectNext();
    return { status: 204 };
  },
  redeliver: async (id, deliveryId) => {
    rejectNext();
    redelivered.push([id, deliveryId]);
    return { status: 202 };
  },
  setHandshakeAnswer: async (id, answer) => {
    handshakeAnswers.push([id, answer]);
    return { id, ...(answer && { handshakeAnswer: answer }) };
  },
  keyHost: async () => undefined,
  confirmSubscription: async () => ({ status: 200 }),
  setSignature: async (id, change) => {
    signatures.push([id, change]);
    return { ...registration, signed: change.secret !== false };
  },
  missed: async () => {
    rejectNext();
    return missed;
  },
  missedSeen: async (id, found) => {
    seen.push([id, found.length]);
  },
  fetchDelivery: async (id, deliveryId) => {
    fetched.push([id, deliveryId]);
    return delivery({ id: 'd2' });
  },
  replay: async () => ({ status: 200 }),
  send: async () => ({ status: 200 }),
  forward: async (id, change) => {
    forwarded.push([id, change]);
    return targets;
  },
  forwards: async () => targets,
  forwardStates: () => targets,
  payloadText: async () => undefined,
  curl: async (id, deliveryId, shell) => `curl ${id} ${deliveryId} for ${shell}`,
  har: async () => '',
  fixtures: async () => ({ files: [], skipped: [] }),
  credentials: async () => kept,
  removeCredentials: async (origin) => {
    rejectNext();
    forgotten.push(origin);
    return kept.map((one) => one.origin);
  },
  orphans: () => [],
  onEvent: () => () => {},
  start: async () => {},
  close: async () => {},
};

const context = {
  server: { listTriggers: async () => ({ uri, version: 1, isDefinition: true, triggers }) },
  webhooks: { get: async () => webhooks, current: webhooks, port: 4711 },
  showPanel: async (id?: string) => void shown.push(id),
  clearPanel: () => {},
  demo: { triggerIn: (of: string) => (of === uri ? demoTrigger : undefined) },
  showDelivery: async () => {},
  oauth: {
    redirectUri: async () => 'vscode://flow-webhooks.flow-webhooks/oauth',
    clientId: () => 'known-id',
    signIn: async (client: OAuthClient): Promise<Credentials> => {
      signIns.push(client);
      return { type: 'oauth2', accessToken: 'from-the-browser' };
    },
  },
  get answerMemory() {
    return memory;
  },
};

let memory: AnswerMemory;
/** What the demo knows of the definition, when it is the demo's. */
let demoTrigger: DemoTrigger | undefined;
let signIns: OAuthClient[];
let kept: SavedCredentials[];
let forgotten: (string | undefined)[];

const deleteCall = (url: string): DeletePreview['calls'][number] => ({
  method: 'DELETE',
  url,
  shown: url,
  headers: [],
  applied: [],
});

beforeEach(() => {
  Object.assign(vscode, {
    replies: [],
    buttons: [],
    asked: [],
    messages: [],
    details: [],
    clipboard: '',
    executed: [],
    trusted: true,
    configuration: {},
  });
  vscode.commands.clear();
  const state = new Map<string, unknown>();
  memory = new AnswerMemory({
    get: (key: string) => state.get(key) as never,
    // Stored as JSON, as the editor does.
    update: async (key: string, value: unknown) => void state.set(key, JSON.parse(JSON.stringify(value))),
  });
  demoTrigger = undefined;
  signIns = [];
  kept = [];
  forgotten = [];
  triggers = [trigger];
  list = async () => [];
  registered = [];
  renewalIsComplete = true;
  changed = undefined;
  rejections = [];
  reaches = [];
  steps = [];
  requests = [];
  deletePreview = {
    calls: [deleteCall('https://api.example.com/hooks/1')],
  };
  deletions = [];
  shown = [];
  missed = ['1', '2'].map((deliveryId) => ({
    deliveryId,
    guid: deliveryId,
    event: 'push',
    deliveredAt: '2024-01-02T03:04:05Z',
    status: 502,
  }));
  redelivered = [];
  supplied = [];
  signatures = [];
  fetched = [];
  seen = [];
  // A partial context: only the members that these commands use.
  for (const command of commands) registerCommand(context as unknown as Parameters<typeof registerCommand>[0], command);
});

const run = (name: string, argument?: unknown) => vscode.commands.get(`flowWebhooks.${name}`)!(argument);
const ask = (name: string, replies: Reply[], given: object = { uri }) => {
  vscode.replies = replies;
  return run(name, { ask: true, ...given });
};

describe('a command from a script', () => {
  it.each([
    ['register', {}, 'uri'],
    ['register', { uri }, 'operationId'],
    ['checkUnsubscribe', {}, 'uri'],
    ['delete', {}, 'id'],
    ['deleteAll', {}, 'scope'],
    ['deliveries', {}, 'id'],
    ['ping', {}, 'id'],
    ['loadSchema', {}, 'id'],
    ['redeliver', { id: 'one' }, 'deliveryId'],
    ['missed', {}, 'id'],
    ['setSignature', { id: 'one' }, 'secret'],
    ['fetchDelivery', { id: 'one' }, 'deliveryId'],
  ])('%s names the property that %j lacks', async (name, argument, property) => {
    registered = [registration];
    await expect(run(name, argument)).rejects.toThrow(`"${property}": Supply this property.`);
    expect(vscode.asked).toEqual([]);
  });

  it('lists the triggers of the definition when none matches', async () => {
    await expect(run('register', { uri, operationId: 'other' })).rejects.toThrow(
      'Its webhook triggers: webhook-trigger',
    );
  });

  it('accepts exactly one object', async () => {
    await expect(run('register', [uri])).rejects.toThrow('one object');
    await expect(run('register', uri)).rejects.toThrow('one object');
    await expect(run('register', { uri, operationId: 'webhook-trigger', parameters: 'x' })).rejects.toThrow(
      '"parameters"',
    );
  });

  it('registers and returns only the documented members', async () => {
    const credentials = { type: 'bearer', token: 't' };
    const result = await run('register', {
      uri,
      operationId: 'webhook-trigger',
      parameters: { owner: 'me' },
      credentials,
    });
    expect(result).toEqual({
      id: 'one',
      operationId: 'webhook-trigger',
      status: 201,
      state: 'active',
      callbackUrl,
      warnings: [],
      differences: [],
    });
    expect(requests[0]).toMatchObject({
      parameters: { owner: 'me' },
      baseUrl: 'https://api.github.com',
      credentials,
      exposure: 'auto',
    });
    expect(vscode.asked).toEqual([]);
    expect(vscode.messages).toEqual([]);
  });

  it('checks the unsubscribe contract with the input of register', async () => {
    steps = [{ name: 'create', ok: true, detail: 'made' }];
    const given = { uri, operationId: 'webhook-trigger', parameters: { owner: 'me' }, exposure: 'local' };
    expect(await run('checkUnsubscribe', given)).toEqual({ steps, differences: [] });
    expect(requests[0]).toMatchObject({ parameters: { owner: 'me' }, exposure: 'local' });
    expect(vscode.asked).toEqual([]);
  });

  it('deletes all webhooks in the given scope', async () => {
    registered = [registration, { ...registration, id: 'two', uri: 'file:///other/apiDefinition.json' }];
    await expect(run('deleteAll', { scope: 'all' })).rejects.toThrow('"scope"');
    expect(await run('deleteAll', { scope: 'workspace' })).toEqual([
      { id: 'one', operationId: 'webhook-trigger', remote: 'deleted' },
    ]);
    expect(await run('deleteAll', { scope: 'everywhere' })).toHaveLength(2);
    expect(vscode.asked).toEqual([]);
  });

  it('returns deliveries without the place where they are stored', async () => {
    registered = [registration];
    const [delivery] = (await run('deliveries', { id: 'one' })) as object[];
    expect(Object.keys(delivery!).sort()).toEqual(
      [
        'answered',
        'check',
        'conforms',
        'differences',
        'event',
        'headers',
        'id',
        'kind',
        'method',
        'problems',
        'reason',
        'receivedAt',
        'signature',
      ].sort(),
    );
  });

  it('rejects in a workspace that is not trusted', async () => {
    vscode.trusted = false;
    for (const name of vscode.commands.keys()) {
      await expect(vscode.commands.get(name)!({ id: 'one' })).rejects.toThrow('Trust this workspace');
    }
  });
});

describe('a command with prompts', () => {
  beforeEach(() => {
    vscode.buttons = [
      [/^Send your credentials to https:\/\/api\.github\.com\?$/, 'Send'],
      [/^Send this request to https:\/\/api\.github\.com\?$/, 'Send'],
    ];
  });

  it('asks for what the definition leaves open, and registers', async () => {
    await ask('register', ['me', '7', [], 'Personal access token', ' ghp_x\n']);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      uri,
      parameters: { owner: 'me', limit: 7 },
      credentials: { type: 'bearer', token: 'ghp_x' },
    });
    expect(vscode.asked.map(({ step }) => step)).toEqual(['1/', '2/', '3/', '4/', '5/5']);
    expect(vscode.asked.map(({ password }) => password)).toEqual([false, false, false, false, true]);
    expect(vscode.messages.at(-1)).toContain('is registered');
    expect(vscode.messages.join()).not.toContain(callbackUrl);
  });

  describe('whose schema comes from the service', () => {
    const operation = {
      operationId: 'GetSchema',
      title: 'Get the schema',
      method: 'get' as const,
      path: '/schema',
      consumes: [],
      parameters: [],
    };
    const replies: Reply[] = ['me', '7', [], 'Personal access token', 't'];

    beforeEach(() => {
      const dynamicSchemas = [{ operation, arguments: [], valuePath: [], at: [] }];
      triggers = [{ ...trigger, notification: { ...trigger.notification!, dynamic: true, dynamicSchemas } }];
    });

    it('asks before the credentials are sent for it, and names the call', async () => {
      await ask('register', [...replies]);
      expect(vscode.details).toContain(
        'This request loads the schema of the deliveries: GET https://api.github.com/schema',
      );
      expect(requests[0]).not.toHaveProperty('withoutSchema');
    });

    it('registers without it when the person does not want that', async () => {
      vscode.buttons = [[/^Send your credentials/, 'Send', 'once']];
      await ask('register', [...replies]);
      expect(requests[0]).toMatchObject({ withoutSchema: 'Your credentials were not sent.' });
    });

    it('loads it with saved credentials without asking', async () => {
      registered = [registration];
      vscode.buttons = [[/^Send this request/, 'Send']];
      await ask('register', replies.slice(0, 3));
      expect(requests[0]).not.toHaveProperty('withoutSchema');
    });
  });

  it('asks for the selected options', async () => {
    await ask('register', ['me', '7', ['Kind'], 'b', 'Personal access token', 't']);
    expect(requests[0]?.parameters).toEqual(expect.objectContaining({ kind: 'b' }));
  });

  it('checks the unsubscribe contract and reports the first violation', async () => {
    steps = [{ name: 'location', ok: false, detail: 'There is no Location.' }];
    expect(await ask('checkUnsubscribe', ['me', '7', [], 'Personal access token', 't'])).toEqual({
      steps,
      differences: [],
    });
    expect(requests).toHaveLength(1);
    expect(vscode.messages.at(-1)).toMatch(/does not fulfill.*There is no Location\./);
    steps = [{ name: 'create', ok: true, detail: '' }];
    await ask('checkUnsubscribe', ['me', '7', [], 'Personal access token', 't']);
    expect(vscode.messages.at(-1)).toContain('fulfills the unsubscribe contract');
  });

  it('reports an invalid answer and asks again', async () => {
    await ask('register', ['', 'me', 'seven', '7', [], 'Personal access token', 't']);
    expect(vscode.asked.map(({ complaint }) => complaint).filter(Boolean)).toEqual([
      'The definition requires a value.',
      'Enter a whole number.',
    ]);
    expect(requests[0]?.parameters).toEqual(expect.objectContaining({ owner: 'me', limit: 7 }));
  });

  it('goes back', async () => {
    await ask('register', ['typo', back, 'me', '7', [], 'Personal access token', 't']);
    expect(requests[0]?.parameters).toEqual(expect.objectContaining({ owner: 'me' }));
  });

  it('does nothing after Escape, or without consent to send credentials', async () => {
    await ask('register', ['me', closed]);
    vscode.buttons = [];
    await ask('register', ['me', '7', [], 'Personal access token', 't']);
    expect(requests).toEqual([]);
  });

  describe('for a sign-in with the browser', () => {
    const server = {
      authorizationUrl: 'https://login.example.com/authorize',
      tokenUrl: 'https://login.example.com/token',
    };
    beforeEach(() => {
      triggers = [
        {
          ...trigger,
          parameters: [],
          endpoint: { schemes: ['https'], host: 'api.example.com', basePath: '' },
          security: [{ name: 'o', type: 'oauth2', flow: 'accessCode', ...server, scopes: ['hooks'] }],
        },
      ];
    });
    const replies = ['Sign in with the browser (OAuth 2.0)', ' my-app ', 'app-secret'];

    it('uses the person’s client id, shows where everything is sent, and registers with the token', async () => {
      vscode.buttons = [
        [/^Sign in at https:\/\/login\.example\.com\?$/, 'Open Browser'],
        [/^Send your credentials to https:\/\/api\.example\.com\?$/, 'Send'],
      ];
      await ask('register', [...replies]);
      expect(signIns).toEqual([{ ...server, scopes: ['hooks'], id: 'my-app', secret: 'app-secret' }]);
      expect(requests[0]?.credentials).toEqual({ type: 'oauth2', accessToken: 'from-the-browser' });
      expect(vscode.asked.map(({ password, value }) => [password, value])).toEqual([
        [false, undefined],
        [false, 'known-id'],
        [true, undefined],
      ]);
      expect(vscode.asked[1]?.text).toContain('vscode://flow-webhooks.flow-webhooks/oauth');
      expect(vscode.details[0]).toBe(
        'The code that the browser brings back goes to https://login.example.com, with the client secret. The token goes only to https://api.example.com.',
      );
    });

    it('opens no browser without consent', async () => {
      await ask('register', [...replies]);
      expect(signIns).toEqual([]);
      expect(requests).toEqual([]);
    });

    it('asks for the placeholders of its addresses, by the connection’s titles, and sends none', async () => {
      const region = { name: 'token:region', title: 'Region', optional: false };
      Object.assign(triggers[0]!.security[0]!, {
        authorizationUrl: 'https://login.{Region}.example.com/authorize',
        tokenUrl: 'https://login.{Region}.example.com/token',
        refreshUrl: 'https://login.{Region}.example.com/refresh',
        asks: [{ ...region, placeholder: 'Region' }],
        clientId: 'app-of-the-connector',
        redirectUrl: 'https://global.consent.azure-apim.net/redirect',
      });
      vscode.buttons = [
        [/^Sign in at https:\/\/login\.eu\.example\.com\?$/, 'Open Browser'],
        [/^Send your credentials/, 'Send'],
      ];
      await ask('register', [replies[0]!, 'eu', ' my-app ', 'app-secret']);
      expect(vscode.asked[1]?.text).toContain('Region');
      expect(signIns).toEqual([
        {
          authorizationUrl: 'https://login.eu.example.com/authorize',
          tokenUrl: 'https://login.eu.example.com/token',
          refreshUrl: 'https://login.eu.example.com/refresh',
          scopes: ['hooks'],
          id: 'my-app',
          secret: 'app-secret',
        },
      ]);
      expect(requests[0]?.credentials).toEqual({ type: 'oauth2', accessToken: 'from-the-browser' });
    });

    it('offers the ways to connect by name, and then what that way needs', async () => {
      triggers[0]!.security = [
        {
          name: 'basic',
          type: 'basic',
          set: 'a',
          asks: [{ name: 'username', title: 'E-mail of Shop', optional: false }],
        },
        { ...triggers[0]!.security[0]!, set: 'b' },
      ];
      triggers[0]!.connectionParameterSets = [
        { name: 'a', title: 'E-mail and password', parameters: [] },
        { name: 'b', title: 'Sign in at Example', parameters: [] },
      ];
      vscode.buttons = [[/^Send your credentials/, 'Send']];
      await ask('register', ['E-mail and password', 'mona', 'secret']);
      expect(requests[0]?.credentials).toEqual({ type: 'basic', username: 'mona', password: 'secret' });
      expect(vscode.asked[1]?.text).toContain('E-mail of Shop');
    });

    it('is not offered when the definition names an insecure URL', async () => {
      triggers[0]!.security[0]!.tokenUrl = 'http://login.example.com/token';
      vscode.buttons = [[/^Send your credentials/, 'Send']];
      await ask('register', ['an-access-token']);
      expect(requests[0]?.credentials).toEqual({ type: 'oauth2', accessToken: 'an-access-token' });
    });
  });

  it('lists saved credentials without their values, and removes the chosen ones once confirmed', async () => {
    kept = [
      { origin: 'https://api.example.com', type: 'basic', user: 'mona', webhooks: 2 },
      { origin: 'https://hooks.example.com', type: 'apiKey', webhooks: 1 },
    ];
    expect(await run('listCredentials', {})).toEqual(kept);
    expect(vscode.asked).toEqual([]);
    vscode.buttons = [[/^Remove the credentials saved for https:\/\/hooks\.example\.com\?$/, 'Remove']];
    expect(await ask('listCredentials', ['https://hooks.example.com'])).toEqual(kept);
    await vi.waitFor(() => expect(forgotten).toEqual(['https://hooks.example.com']));
    expect(vscode.asked[0]?.labels).toEqual(kept.map(({ origin }) => origin));
    rejections = [new Error('The keyring is locked.')];
    await ask('listCredentials', ['https://hooks.example.com']);
    await vi.waitFor(() => expect(vscode.messages).toContain('The keyring is locked.'));
  });

  describe('for the address of a connection', () => {
    const site = { name: 'site', title: 'Site', description: 'Of your shop', optional: false };
    beforeEach(() => {
      triggers = [
        {
          ...trigger,
          parameters: [],
          endpoint: { schemes: ['https'], host: 'api.example.com', basePath: '/v1' },
          addresses: [{ template: 'https://{site}.example.com/v1', parameters: [site] }],
        },
      ];
      vscode.buttons = [[/^Send this request to/, 'Send']];
    });

    it('offers the base URLs of apiProperties.json and the definition', async () => {
      await ask('register', ['https://{site}.example.com/v1', '', 'not a host/ ?', 'shop']);
      expect(vscode.asked[0]?.labels).toEqual([
        'https://{site}.example.com/v1',
        'https://api.example.com/v1',
        '$(edit) Enter another URL',
      ]);
      expect(vscode.asked.map(({ complaint }) => complaint).filter(Boolean)).toEqual([
        'Enter a value.',
        'Enter a URL that begins with https:// or http://.',
      ]);
      await ask('register', ['https://api.example.com/v1']);
      await ask('register', ['$(edit) Enter another URL', 'https://test.example.com/']);
      expect(requests.map(({ baseUrl }) => baseUrl)).toEqual([
        'https://shop.example.com/v1',
        'https://api.example.com/v1',
        'https://test.example.com',
      ]);
    });

    it('does not ask for a given base URL', async () => {
      await ask('register', [], { uri, baseUrl: 'https://given.example.com' });
      expect(vscode.asked).toEqual([]);
      expect(requests[0]?.baseUrl).toBe('https://given.example.com');
    });
  });

  it('offers the values of an enum by their titles', async () => {
    const enumTitles = [
      { value: 'a', title: 'The first' },
      { value: 'b', title: 'b' },
    ];
    const kind = { in: 'query' as const, type: 'string', visibility: 'none' as const, required: true };
    triggers = [{ ...trigger, parameters: [{ ...kind, name: 'kind', title: 'Kind', enum: ['a', 'b'], enumTitles }] }];
    await ask('register', ['The first', 'Personal access token', 't']);
    expect(vscode.asked[0]!.labels).toEqual(['The first', 'b']);
    expect(requests[0]?.parameters).toEqual({ kind: 'a' });
  });

  it('offers the last answers of the trigger, without its secrets', async () => {
    triggers = [
      {
        ...trigger,
        parameters: [
          ...trigger.parameters,
          {
            name: 'pin',
            in: 'header',
            title: 'Pin',
            required: true,
            type: 'string',
            format: 'password',
            visibility: 'none',
          },
        ],
      },
    ];
    await ask('register', ['me', '7', '1234', ['Kind'], 'b', 'Personal access token', 't']);
    expect(memory.recall(uri, 'webhook-trigger')).toEqual({
      uri,
      operationId: 'webhook-trigger',
      baseUrl: 'https://api.github.com',
      parameters: { owner: 'me', limit: 7, kind: 'b' },
    });
    vscode.asked = [];
    await ask('register', ['me', '8', '1234', ['Kind'], 'a', 'Personal access token', 't']);
    expect(vscode.asked.slice(0, 5).map(({ value }) => value)).toEqual(['me', '7', undefined, 'Kind', 'b']);
    // Each trigger has its own answers, and unsent ones are not saved.
    await ask('register', ['you', '9', closed]);
    expect(memory.recall(uri, 'webhook-trigger')?.parameters).toEqual({ owner: 'me', limit: 8, kind: 'a' });
    expect(memory.recall(uri, 'another')).toBeUndefined();
  });

  it('shows the request before it is sent, and copies it any number of times', async () => {
    vscode.buttons.unshift([/^Send your credentials/, 'Copy as cURL', 'once']);
    await ask('register', ['me', '7', [], 'Personal access token', 't', 'cmd']);
    expect(vscode.clipboard).toBe('curl https://api.example.com for cmd');
    expect(requests).toHaveLength(1);
    const detail = vscode.details.at(-1)!.split('\n');
    expect(detail.slice(0, 3)).toEqual([
      'POST https://api.github.com/repos/{owner}/hooks',
      'Authorization: Bearer ***',
      '',
    ]);
    expect(detail.slice(-3)).toEqual([
      '… 24 more lines',
      '',
      'Deliveries go to https://tunnel.example/hook/*** (parameters.body.url).',
    ]);
  });

  it('copies a request as a curl command without credentials, and sends nothing', async () => {
    await ask('copyAsCurl', ['me', '7', [], 'PowerShell']);
    expect(vscode.clipboard).toBe('curl https://api.github.com for powershell');
    const input = { uri, operationId: 'webhook-trigger', parameters: { owner: 'me', limit: 7 } };
    expect(await run('copyAsCurl', { ...input, shell: 'cmd' })).toEqual({
      command: 'curl https://api.github.com for cmd',
    });
    await expect(run('copyAsCurl', { ...input, shell: 'fish' })).rejects.toThrow(/"shell".*bash, powershell, cmd/);
    expect(requests).toEqual([]);
  });

  describe('answers handshakes with a response of the person', () => {
    const answer = { status: 201, headers: { 'X-Echo': '{header.x-challenge}' }, body: '{"c":"{body.challenge}"}' };
    const typed = ['201', JSON.stringify(answer.headers), answer.body];

    it('for a webhook, and for one that is to be registered', async () => {
      registered = [registration];
      handshakeAnswers = [];
      await ask('answerHandshakes', [...typed], { id: 'one' });
      expect(handshakeAnswers).toEqual([['one', answer]]);
      registered = [];
      await ask('answerHandshakes', [...typed], { uri, operationId: 'webhook-trigger' });
      expect(memory.recall(uri, 'webhook-trigger')?.handshakeAnswer).toEqual(answer);
      await ask('register', ['me', '7', [], 'Personal access token', 't']);
      expect(requests.at(-1)!.handshakeAnswer).toEqual(answer);
    });

    it('for a script', async () => {
      registered = [registration];
      handshakeAnswers = [];
      expect(await run('answerHandshakes', { id: 'one', handshakeAnswer: answer })).toEqual({
        id: 'one',
        handshakeAnswer: answer,
      });
      await run('answerHandshakes', { id: 'one', handshakeAnswer: null });
      expect(handshakeAnswers.map(([, given]) => given)).toEqual([answer, null]);
      await expect(run('answerHandshakes', { id: 'one' })).rejects.toThrow('"handshakeAnswer"');
    });
  });

  describe('forwards deliveries', () => {
    const target: ForwardStateWithUrl = {
      ...{ id: 't', to: 'http://localhost:3000/in', label: 'localhost:3000/in', on: true, retries: 'briefly' },
      ...{ since: '2024-01-02T03:04:05Z', forwarded: 2, failed: 1, waiting: 0 },
    };
    beforeEach(() => {
      registered = [registration];
      forwarded = [];
      targets = [];
    });

    it('to an address on this computer at once, to another one after a yes with its host', async () => {
      await ask('forward', ['http://localhost:3000/in', 'Try again until it is accepted'], { id: 'one' });
      vscode.buttons.unshift([/^Forward every delivery to flows\.example/, 'Forward']);
      await ask('forward', ['https://flows.example/run?sig=x', 'Go on with the next one'], { id: 'one' });
      expect(forwarded.map(([, change]) => change)).toEqual([
        { to: ['http://localhost:3000/in'], on: true, retries: 'always', confirmHosts: ['localhost:3000'] },
        { to: ['https://flows.example/run?sig=x'], on: true, retries: 'never', confirmHosts: ['flows.example'] },
      ]);
      vscode.buttons.shift();
      await ask('forward', ['https://flows.example/run'], { id: 'one' });
      expect(forwarded).toHaveLength(2);
    });

    it('and switches a target off and on, or removes it', async () => {
      targets = [target];
      await ask('forward', ['$(pass-filled) localhost:3000/in', '$(circle-slash) Switch off'], { id: 'one' });
      targets = [{ ...target, on: false }];
      await ask('forward', ['$(circle-slash) localhost:3000/in', '$(pass) Switch on', 'Go on with the next one'], {
        id: 'one',
      });
      await ask('forward', ['$(circle-slash) localhost:3000/in', '$(trash) Remove'], { id: 'one' });
      expect(forwarded.map(([, change]) => change)).toEqual([
        { to: [target.to], on: false },
        { to: [target.to], on: true, retries: 'never' },
        { to: [target.to], on: false, remove: true },
      ]);
    });

    it('for a script without asking', async () => {
      targets = [target];
      const input = { id: 'one', to: [target.to], on: true };
      expect(await run('forward', input)).toEqual([{ to: target.to, on: true, forwarded: 2, failed: 1 }]);
      await expect(run('forward', { id: 'one', to: [target.to] })).rejects.toThrow('"on": Supply this property.');
      await expect(run('forward', { ...input, to: target.to })).rejects.toThrow('"to": It must be a list of strings');
      await expect(run('forward', { ...input, id: 'none' })).rejects.toThrow('none');
    });
  });

  it('copies a delivery as a curl command for the shell that is picked', async () => {
    registered = [registration];
    await ask('copyAsCurl', ['bash'], { id: 'one', deliveryId: 'd1' });
    expect(vscode.clipboard).toBe('curl one d1 for bash');
    const input = { id: 'one', deliveryId: 'd1', shell: 'powershell' };
    expect(await run('copyAsCurl', input)).toEqual({ command: 'curl one d1 for powershell' });
    await expect(run('copyAsCurl', { ...input, id: 'none' })).rejects.toThrow('There is no webhook none');
  });

  it('uses saved credentials silently, and asks when they are gone', async () => {
    registered = [registration];
    await ask('register', ['me', '7', []]);
    expect(requests.map(({ credentials }) => credentials)).toEqual([undefined]);

    rejections = [new MissingInput('credentials', 'Supply "credentials": the ones kept are gone.')];
    await ask('register', ['me', '7', [], 'Personal access token', 'again']);
    expect(requests.at(-1)?.credentials).toEqual({ type: 'bearer', token: 'again' });
  });

  it.each([
    [404, 2],
    [503, 1],
    [0, 1],
  ])('offers other credentials when the saved ones may be at fault: status %i', async (status, calls) => {
    registered = [registration];
    const { CreateFailed } = await import('../../client/webhooks/registration/register');
    rejections = [new CreateFailed('No webhook.', { ...registration, status })];
    vscode.buttons = [
      [/^Send /, 'Send'],
      [/^No webhook/, 'Sign In Again'],
    ];
    await ask('register', ['me', '7', [], 'Personal access token', 'other']);
    expect(requests).toHaveLength(calls);
    expect(vscode.messages).toContain('No webhook.');
  });

  describe('that fails', () => {
    const fail = async (status: number, property?: string, state: 'active' | 'orphan' = 'active') => {
      const { CreateFailed } = await import('../../client/webhooks/registration/register');
      rejections = [new CreateFailed('No webhook.', { ...registration, status, state }, property)];
    };
    const press = (button: string) => {
      vscode.buttons = [
        [/^Send /, 'Send'],
        [/^No webhook/, button],
      ];
    };
    const answers = (): Reply[] => ['me', '7', [], 'Personal access token', 't'];

    it.each([0, 408, 429, 502, 503])('with status %i can be tried again, with the same answers', async (status) => {
      await fail(status);
      press('Try Again');
      await ask('register', answers());
      expect(requests).toHaveLength(2);
      expect(requests[1]).toEqual(requests[0]);
    });

    it('where nothing is there can be made at another address', async () => {
      await fail(0, 'baseUrl');
      press('Use Another Address');
      await ask('register', [...answers(), 'https://other.example/v2/']);
      expect(requests.map(({ baseUrl }) => baseUrl)).toEqual([registration.baseUrl, 'https://other.example/v2']);
    });

    it('for wrong credentials can be made with others', async () => {
      await fail(401, 'credentials');
      press('Sign In Again');
      await ask('register', [...answers(), 'Personal access token', 'other']);
      expect(requests.at(-1)).toMatchObject({ credentials: { type: 'bearer', token: 'other' } });
    });

    it('in doubt is not made a second time', async () => {
      await fail(0, undefined, 'orphan');
      press('Try Again');
      await ask('register', answers());
      expect(requests).toHaveLength(1);
    });

    it('in doubt can be made sure of by deleting the webhook', async () => {
      await fail(0, undefined, 'orphan');
      press('Delete Webhook…');
      await ask('register', answers());
      expect(vscode.executed).toContainEqual(['flowWebhooks.delete', { ask: true, id: registration.id }]);
    });
  });

  it('clears one delivery only after a confirmation that names it, from a row as from the inspector', async () => {
    cleared = [];
    const row = { id: registration.id, deliveryId: 'd1', deliveryIds: ['d1'] };
    await ask('clearDelivery', [], row);
    expect(vscode.messages.at(-1)).toContain('Clear the delivery "POST" of 2024-01-02 03:04:05?');
    await ask('clearDeliveries', [], row);
    expect(cleared).toEqual([]);
    vscode.buttons = [[/^Clear the delivery "POST"/, 'Clear']];
    await ask('clearDelivery', [], row);
    expect(cleared).toEqual(['d1']);
  });

  it.each([
    [1, 'Clear 0 deliveries of "When a push happens"?'],
    [2, 'Clear 0 deliveries of 2 deleted webhooks?'],
  ])('says what is cleared of %i deleted webhooks', async (count, question) => {
    cleared = [];
    const deleted = { registration, deletedAt: '2024-01-02T03:04:05Z' };
    deletedWebhooks = Array.from({ length: count }, () => deleted);
    vscode.buttons = [[/^Clear /, 'Clear']];
    await ask('clearDeliveries', [], { kind: 'deletedWebhooks' });
    deletedWebhooks = [];
    expect(vscode.messages.at(-1)).toContain(question);
    expect(cleared).toHaveLength(count);
  });

  it('offers to register the first webhook', async () => {
    vscode.buttons = [[/^No webhooks yet\.$/, 'Register Webhook…']];
    await ask('ping', []);
    await vi.waitFor(() => expect(vscode.executed).toContainEqual(['flowWebhooks.register']));
  });

  it('asks for a public URL when the service cannot reach the receiver, and saves it', async () => {
    rejections = [new MissingInput('exposure', 'Supply "exposure": nothing fits.')];
    await ask('register', [
      'me',
      '7',
      [],
      'Personal access token',
      't',
      '$(globe) My own public URL (dev tunnel, ngrok, cloudflared…)',
      'nowhere',
      'https://tunnel.example/',
    ]);
    expect(vscode.asked.at(-1)?.text).toContain('http://127.0.0.1:4711');
    expect(requests.at(-1)?.exposure).toBe('custom');
    expect(vscode.configuration['flowWebhooks.receiver.publicUrl']).toBe('https://tunnel.example');
  });

  it.each([
    ['$(terminal) Dev tunnels', 'devtunnel host -p 4711 --allow-anonymous'],
    ['$(terminal) cloudflared', 'cloudflared tunnel --url http://127.0.0.1:4711'],
    ['$(terminal) ngrok', 'ngrok http 4711'],
  ])('copies the command that opens a tunnel: %s', async (label, command) => {
    rejections = [new MissingInput('exposure', 'nothing fits.')];
    await ask('register', ['me', '7', [], 'Personal access token', 't', label, 'https://tunnel.example']);
    expect(vscode.clipboard).toBe(command);
    expect(vscode.asked.at(-1)?.text).toContain(`"${command}"`);
    expect(requests.at(-1)?.exposure).toBe('custom');
  });

  it('leads to the Ports view for the port forwarding of the editor', async () => {
    rejections = [new MissingInput('exposure', 'nothing fits.')];
    const label = '$(plug) Port forwarding of VS Code';
    await ask('register', ['me', '7', [], 'Personal access token', 't', label, 'https://tunnel.example']);
    expect(vscode.executed).toContainEqual(['~remote.forwardedPorts.focus']);
    expect(requests.at(-1)?.exposure).toBe('custom');
  });

  it('keeps no public URL that leads elsewhere, and registers nothing', async () => {
    rejections = [new MissingInput('exposure', 'nothing fits.')];
    await ask('register', [
      'me',
      '7',
      [],
      'Personal access token',
      't',
      '$(terminal) ngrok',
      'https://nothing.example',
      closed,
    ]);
    expect(vscode.configuration).not.toHaveProperty('flowWebhooks.receiver.publicUrl');
    expect(requests.map(({ exposure }) => exposure)).toEqual(['auto']);
  });

  it('tests the public URL that is set before anything is sent, and says what is wrong with it', async () => {
    reaches = [unreachable, { problem: undefined }];
    vscode.buttons = [
      [/^Send /, 'Send'],
      [/^Nothing answers there\.$/, 'Try Again'],
    ];
    await ask('register', ['me', '7', [], 'Personal access token', 't']);
    expect(vscode.messages).toContain('Nothing answers there.');
    expect(requests).toHaveLength(1);
    requests = [];
    reaches = [unreachable];
    vscode.buttons = [[/^Send /, 'Send']];
    await ask('register', ['me', '7', [], 'Personal access token', 't']);
    expect(requests).toEqual([]);
  });

  it('uses a relay only with consent, or on this machine', async () => {
    const replies = ['me', '7', [], 'Personal access token', 't'];
    await ask('register', [...replies], { uri, exposure: 'smee' });
    expect(requests).toEqual([]);
    vscode.buttons.push([/^Let deliveries pass through smee\.io\?$/, 'Use the Relay']);
    await ask('register', [...replies], { uri, exposure: 'smee' });
    expect(requests.at(-1)?.exposure).toBe('smee');
    rejections = [new MissingInput('exposure', 'Supply "exposure": nothing fits.')];
    await ask('register', [...replies, '$(broadcast) The relay smee.io']);
    expect(requests.at(-1)?.exposure).toBe('smee');
    vscode.buttons.pop();
    vscode.configuration['flowWebhooks.smee.server'] = 'http://127.0.0.1:3000';
    await ask('register', [...replies], { uri, exposure: 'smee' });
    expect(requests).toHaveLength(4);
  });

  it("uses GitHub's relay only with consent", async () => {
    const replies = ['me', '7', [], 'Personal access token', 't'];
    await ask('register', [...replies], { uri, exposure: 'github' });
    expect(requests).toEqual([]);
    vscode.buttons.push([/^Receive deliveries through GitHub's development relay\?$/, 'Use the Relay']);
    rejections = [new MissingInput('exposure', 'Supply "exposure": nothing fits.')];
    await ask('register', [...replies, "$(github) GitHub's development relay"]);
    expect(requests.map(({ exposure }) => exposure)).toEqual(['auto', 'github']);
  });

  describe('for values that the service knows', () => {
    const dynamic = (...from: string[][]) => ({
      operation: {
        operationId: 'List',
        title: 'List',
        method: 'get' as const,
        path: '/lists',
        consumes: [],
        parameters: [],
      },
      arguments: from.map((path) => ({ path: ['of'], from: path })),
      itemsPath: [],
      valuePath: [],
    });
    const text = { in: 'query' as const, required: true, type: 'string', visibility: 'none' as const };
    const lists: Record<string, [unknown, string][]> = {
      site: [
        ['a', 'Site A'],
        ['b', 'Site B'],
      ],
      form: [[7, 'Contact']],
    };
    beforeEach(() => {
      const security = [{ name: 'key', type: 'apiKey' as const, in: 'header' as const, parameterName: 'X-Key' }];
      triggers = [
        {
          ...trigger,
          endpoint: { schemes: ['https'], host: 'api.example.com', basePath: '' },
          security,
          // The dependent parameter comes first in the definition.
          parameters: [
            { ...text, name: 'form', title: 'Form', dynamic: dynamic(['site']) },
            { ...text, name: 'site', title: 'Site', dynamic: dynamic() },
          ],
        },
      ];
      vscode.buttons = [[/^Send your credentials to https:\/\/api\.example\.com\?$/, 'Send']];
      list = async ({ dynamic: { arguments: needed } }) =>
        lists[needed.length > 0 ? 'form' : 'site']!.map(
          ([value, title]) => ({ value, title }) as { value: string; title: string },
        );
    });

    it('offers each list after the answers that it depends on', async () => {
      const asked: unknown[] = [];
      const offered = list;
      list = (request) => {
        asked.push([{ ...request.parameters }, request.credentials]);
        return offered(request);
      };
      await ask('register', ['the-key', 'Site B', 'Contact']);
      const credentials = { type: 'apiKey', key: 'the-key' };
      expect(asked).toEqual([
        [{}, credentials],
        [{ site: 'b' }, credentials],
      ]);
      expect(vscode.asked.map(({ labels }) => labels)).toEqual([
        [],
        ['Site A', 'Site B', '$(edit) Enter a value instead'],
        ['Contact', '$(edit) Enter a value instead'],
      ]);
      // The definition declares a string.
      expect(requests[0]?.parameters).toEqual(expect.objectContaining({ site: 'b', form: '7' }));
    });

    it('opens a tree level by level', async () => {
      const folders: Record<string, { value: string; title: string; opens?: string }[]> = {
        roots: [
          { value: '/a', title: 'A', opens: 'a' },
          { value: '/b', title: 'B', opens: 'b' },
        ],
        a: [{ value: '/a/x', title: 'x' }],
        b: [
          { value: '/b/c', title: 'C', opens: 'c' },
          { value: '/b/y', title: 'y' },
        ],
        c: [],
      };
      list = async ({ below }) => folders[String(below ?? 'roots')]!;
      const tree = { browse: dynamic(), parents: true, canSelectParents: true, canSelectLeaves: true };
      triggers = [
        {
          ...triggers[0]!,
          parameters: [{ ...text, name: 'folder', title: 'Folder', dynamic: { ...dynamic(), tree } }],
        },
      ];
      await ask('register', ['the-key', '$(folder) A', '$(arrow-up) Up one level', '$(folder) B', '$(file) y']);
      expect(requests[0]?.parameters).toEqual({ folder: '/b/y' });
      expect(vscode.asked.slice(1).map(({ labels }) => labels.slice(0, -1))).toEqual([
        ['$(folder) A', '$(folder) B'],
        ['$(check) Choose "A"', '$(arrow-up) Up one level', '$(file) x'],
        ['$(folder) A', '$(folder) B'],
        ['$(check) Choose "B"', '$(arrow-up) Up one level', '$(folder) C', '$(file) y'],
      ]);
      await ask('register', ['the-key', '$(folder) B', '$(folder) C', '$(check) Choose "C"']);
      expect(requests[1]?.parameters).toEqual({ folder: '/b/c' });
      expect(vscode.asked.at(-1)?.text).toBe('Folder (folder): B › C');
    });

    it('lets the person type a value, and gives the reason', async () => {
      list = async ({ dynamic: { arguments: needed } }) => {
        if (needed.length > 0) throw new Error('api.example.com returned 500.');
        return [];
      };
      await ask('register', ['the-key', 'b', 'Form 7']);
      expect(vscode.asked.map(({ text: prompt }) => prompt)).toEqual([
        'API key for https://api.example.com. It is sent as it is in the header "X-Key".',
        'Site (site). The values could not be listed. The service has none.',
        'Form (form). The values could not be listed. api.example.com returned 500.',
      ]);
      list = async () => [{ value: 'a', title: 'Site A' }];
      await ask('register', ['the-key', '$(edit) Enter a value instead', 'c', '$(edit) Enter a value instead', '9']);
      expect(requests[1]?.parameters).toEqual(expect.objectContaining({ site: 'c', form: '9' }));
    });

    it('calls the service only with consent, and never for a script', async () => {
      const asked: unknown[] = [];
      list = async (request) => {
        asked.push(request);
        return [];
      };
      vscode.buttons = [];
      await ask('register', ['the-key', 'b', '7']);
      expect(vscode.asked.at(-1)?.text).toContain('Your credentials were not sent.');
      await run('register', {
        uri,
        operationId: 'webhook-trigger',
        parameters: { site: 'b' },
        credentials: { type: 'none' },
      });
      expect(asked).toEqual([]);
      expect(requests).toHaveLength(1);
    });

    it('loads from another base URL without sending credentials typed for the first', async () => {
      const origins: [string, unknown][] = [];
      list = async ({ baseUrl, credentials }) => {
        origins.push([baseUrl, credentials]);
        return [{ value: 'a', title: 'A' }];
      };
      vscode.buttons = [
        [/^Send your credentials to https:\/\/api\.example\.com\?$/, 'Send'],
        [/^Send your credentials to https:\/\/test\.example\.com\?$/, 'Send'],
      ];
      const other = { button: 'Use another URL' };
      await ask('register', ['first-key', other, 'https://test.example.com/v2/', 'second-key', 'A', 'A']);
      const elsewhere = ['https://test.example.com/v2', { type: 'apiKey', key: 'second-key' }];
      const first = ['https://api.example.com', { type: 'apiKey', key: 'first-key' }];
      expect(origins).toEqual([first, elsewhere, elsewhere]);
      expect(requests[0]).toMatchObject({ baseUrl: elsewhere[0], credentials: elsewhere[1] });
      expect(vscode.asked.map(({ value }) => value)).toContain('https://api.example.com');
    });

    it('cancels loading when the prompt is closed', async () => {
      let signal: AbortSignal | undefined;
      list = (_, canceled) => {
        signal = canceled;
        return new Promise(() => {});
      };
      await ask('register', ['the-key', closed]);
      expect(signal?.aborted).toBe(true);
      expect(requests).toEqual([]);
    });
  });

  it('shows a failure instead of rejecting', async () => {
    rejections = [new Error('404: the token lacks admin:repo_hook.')];
    await ask('register', ['me', '7', [], 'Personal access token', 't']);
    expect(vscode.messages.at(-1)).toBe('404: the token lacks admin:repo_hook.');
  });

  it('deletes once confirmed', async () => {
    registered = [registration];
    await ask('delete', [], { uri, operationId: 'webhook-trigger' });
    expect(deletions).toEqual([]);
    vscode.buttons = [[/^Delete the webhook/, 'Delete']];
    expect(await ask('delete', [], { uri, operationId: 'webhook-trigger' })).toEqual({ id: 'one', remote: 'deleted' });
  });

  it('shows the exact delete calls, and the doubt about the first', async () => {
    registered = [registration];
    const url = 'https://api.example.com/projects/42?token=sesame';
    deletePreview = {
      calls: [
        { ...deleteCall(url), shown: 'https://api.example.com/projects/42?token=***' },
        deleteCall('https://api.example.com/hooks/1'),
      ],
      doubt: 'A DELETE there may remove something else.',
    };
    vscode.buttons = [[/^Delete the webhook/, 'Delete']];
    await ask('delete', [], { id: 'one' });
    const shownText = vscode.details.at(-1)!;
    expect(shownText).toContain('It was created with POST https://api.github.com/repos/me/hooks.');
    expect(shownText).toContain('This request is sent: DELETE https://api.example.com/projects/42?token=***');
    expect(shownText).toContain('this request follows: DELETE https://api.example.com/hooks/1');
    expect(shownText).toContain('may remove something else');
    expect(shownText).not.toContain('sesame');
    expect(deletions).toMatchObject([['one', { confirmUrl: url }]]);
  });

  it('shows the method and the body of a call that is no DELETE', async () => {
    registered = [registration];
    const url = 'https://api.example.com/channels/stop';
    deletePreview = {
      calls: [{ ...deleteCall(url), method: 'POST', body: '{"id":"c1"}' }],
      doubt: 'Power Automate would not call this.',
    };
    await ask('delete', [], { id: 'one' });
    expect(deletions).toEqual([]);
    expect(vscode.details.at(-1)).toMatch(
      /This request is sent: POST https:\/\/api\.example\.com\/channels\/stop\n\{"id":"c1"\}\n\nPower Automate would not/,
    );
    vscode.buttons = [[/^Delete the webhook/, 'Delete']];
    await ask('delete', [], { id: 'one' });
    expect(deletions).toMatchObject([['one', { confirmUrl: url }]]);
  });

  it('shows where an orphan is searched', async () => {
    registered = [registration];
    deletePreview = { calls: [], searched: 'https://api.github.com/repos/me/hooks' };
    vscode.buttons = [[/^Delete the webhook/, 'Delete']];
    await ask('delete', [], { id: 'one' });
    expect(vscode.details.at(-1)).toMatch(
      /looked up at https:\/\/api\.github\.com\/repos\/me\/hooks by its callback URL/,
    );
  });

  it('offers only to forget a webhook that no call can delete, with the reason', async () => {
    registered = [registration];
    deletePreview = { calls: [], problem: 'The create answer had no id.' };
    expect(await ask('delete', [], { id: 'one' })).toBeUndefined();
    expect(deletions).toEqual([]);
    vscode.buttons = [[/can't be deleted from here\. Remove it from the list\?/, 'Remove from List']];
    expect(await ask('delete', [], { id: 'one' })).toEqual({ id: 'one', remote: 'forgotten' });
    expect(vscode.details.at(-1)).toMatch(/had no id\..*Delete it at the service yourself/s);
    expect(deletions).toEqual([['one', { forget: true }]]);
  });

  it('offers to forget a webhook that the service does not delete', async () => {
    registered = [registration];
    rejections = [new Error('500.')];
    vscode.buttons = [
      [/^Delete the webhook/, 'Delete'],
      [/was not deleted: 500\./, 'Remove from List'],
    ];
    expect(await ask('delete', [], { id: 'one' })).toEqual({ id: 'one', remote: 'forgotten' });
  });

  it('asks for credentials that a delete needs', async () => {
    registered = [registration];
    rejections = [new MissingInput('credentials', 'Supply "credentials": the ones kept are gone.')];
    vscode.buttons = [[/^Delete the webhook/, 'Delete']];
    await ask('delete', ['Personal access token', 'again'], { id: 'one' });
    expect(deletions.at(-1)?.[1]).toMatchObject({ credentials: { type: 'bearer', token: 'again' } });
  });

  it('deletes with other credentials when the service rejects the saved ones', async () => {
    registered = [registration];
    rejections = [new ServiceError('The token is wrong or expired.', 401, false)];
    vscode.buttons = [
      [/^Delete the webhook/, 'Delete'],
      [/wrong or expired/, 'Sign In Again'],
    ];
    await ask('delete', ['Personal access token', 'again'], { id: 'one' });
    expect(deletions.at(-1)?.[1]).toMatchObject({ credentials: { type: 'bearer', token: 'again' } });
  });

  it.each([
    ['ping', []],
    ['redeliver', []],
    ['missed', [['push'], '$(redo) Redeliver']],
    ['fetchDelivery', ['push']],
  ])('asks again for credentials that %s needs, and keeps them', async (name, further) => {
    registered = [registration];
    const given = { id: 'one', ...(name === 'redeliver' && { deliveryId: 'd1' }) };
    rejections = [
      new MissingInput('credentials', 'The credentials of this webhook are no longer kept.'),
      new ServiceError('The token is wrong or expired.', 401, false),
    ];
    vscode.buttons = [[/wrong or expired/, 'Sign In Again']];
    const typed = ['Personal access token', 'first', 'Personal access token', 'second'];
    expect(await ask(name, [...typed, ...further] as Reply[], given)).toBeTruthy();
    expect(supplied).toEqual([
      ['one', { type: 'bearer', token: 'first' }],
      ['one', { type: 'bearer', token: 'second' }],
    ]);
  });

  it('stops when other credentials are declined, and on other errors', async () => {
    registered = [registration];
    rejections = [new ServiceError('The token is wrong or expired.', 401, false)];
    expect(await ask('ping', [], { id: 'one' })).toBeUndefined();
    rejections = [new ServiceError('Something else.', 500, true)];
    expect(await ask('ping', [], { id: 'one' })).toBeUndefined();
    expect(vscode.messages.at(-1)).toContain('Something else.');
    expect(vscode.asked).toEqual([]);
    expect(supplied).toEqual([]);
  });

  const elsewhere = { ...registration, id: 'two', uri: 'file:///other/apiDefinition.json' };

  it('checks whether webhooks still exist, and offers to delete the entry of one that is gone', async () => {
    registered = [registration];
    expect(await run('checkRegistrations', {})).toEqual([
      { id: 'one', operationId: 'webhook-trigger', remote: 'gone', detail: 'A GET returns 404.' },
    ]);
    await expect(run('checkRegistrations', { id: 'two' })).rejects.toThrow('two');
    vscode.buttons = [[/Gone: 1.*webhook-trigger is gone/, 'Delete']];
    await ask('checkRegistrations', [], {});
    await vi.waitFor(() => expect(vscode.executed).toContainEqual(['flowWebhooks.delete', { ask: true, id: 'one' }]));
  });

  it('deletes all webhooks of this workspace or of all workspaces, once confirmed', async () => {
    registered = [registration, elsewhere];
    await ask('deleteAll', ['Those of this workspace (1)'], {});
    expect(deletions).toEqual([]);
    vscode.buttons = [[/^Delete (the webhook|2 webhooks)/, 'Delete']];
    expect(await ask('deleteAll', ['Those of this workspace (1)'], {})).toMatchObject([
      { id: 'one', remote: 'deleted' },
    ]);
    expect(vscode.asked.at(-1)?.labels).toHaveLength(2);
    expect(await ask('deleteAll', ['All of them, including other workspaces (2)'], {})).toHaveLength(2);
    expect(deletions.map(([id]) => id)).toEqual(['one', 'one', 'two']);
  });

  it('shows the call for each webhook, and confirms only URLs that were shown', async () => {
    registered = Array.from({ length: 12 }, (_, index) => ({ ...registration, id: `w${index}`, title: `T${index}` }));
    vscode.buttons = [[/^Delete 12 webhooks/, 'Delete']];
    await ask('deleteAll', [], {});
    const lines = vscode.details.at(-1)!.split('\n');
    expect(lines[0]).toBe('T0: DELETE https://api.example.com/hooks/1');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toContain('2 more');
    const confirmedIds = deletions.flatMap(([id, options]) =>
      (options as { confirmUrl?: string }).confirmUrl ? [id] : [],
    );
    expect(confirmedIds).toHaveLength(10);
  });

  it('lists webhooks that no call can delete, with the reason', async () => {
    registered = [registration];
    deletePreview = { calls: [], problem: 'The create answer had no id.' };
    await ask('deleteAll', [], {});
    expect(vscode.details.at(-1)).toMatch(/remains, because no request can delete it\. The create answer had no id\./);
    deletePreview = {
      calls: [deleteCall('https://a.example/1')],
      doubt: 'It may be another.',
    };
    await ask('deleteAll', [], {});
    expect(vscode.details.at(-1)).toContain('DELETE https://a.example/1. It may be another.');
  });

  it('continues after a failed deletion and names the webhook', async () => {
    registered = [registration, { ...registration, id: 'three' }];
    rejections = [new Error('500.')];
    vscode.buttons = [[/^Delete 2 webhooks/, 'Delete']];
    const problem = { id: 'one', operationId: 'webhook-trigger', problem: '500.' };
    expect(await ask('deleteAll', [], {})).toEqual([
      problem,
      { ...problem, id: 'three', problem: undefined, remote: 'deleted' },
    ]);
    expect(vscode.messages.at(-1)).toContain('500.');
    expect(vscode.asked).toEqual([]);
  });

  it('lists missed deliveries and redelivers or fetches the chosen ones', async () => {
    registered = [registration];
    expect(await ask('missed', [['push'], '$(redo) Redeliver'], {})).toEqual(missed);
    expect(redelivered).toEqual([
      ['one', '1'],
      ['one', '2'],
    ]);
    await ask('missed', [['push'], '$(cloud-download) Fetch'], {});
    expect(fetched).toHaveLength(2);
    missed = [];
    await ask('missed', [], {});
    expect(vscode.messages.at(-1)).toContain('has arrived');
  });

  it.each([
    ['Redeliver', 2, 0],
    ['Fetch', 0, 2],
  ])('of what was found by itself, %s is one action', async (button, redeliveries, fetches) => {
    vscode.buttons = [[/^2 deliveries .* did not arrive/, button]];
    await reportMissed(webhooks, registration, missed);
    expect([redelivered.length, fetched.length]).toEqual([redeliveries, fetches]);
    expect(seen).toEqual([['one', 2]]);
    vscode.buttons = [[/did not arrive/, 'Show…']];
    await reportMissed(webhooks, registration, missed.slice(1));
    expect(vscode.executed).toEqual([['flowWebhooks.missed', { ask: true, id: 'one' }]]);
  });

  it('sets one secret, an additional secret, or a custom HMAC', async () => {
    registered = [{ ...registration, signed: true }];
    await ask('setSignature', ['With a signing secret', '', 's1'], {});
    await ask('setSignature', ['With a new signing secret and the saved ones', 's2'], {});
    const described = ['X-Sig', 'sha512', 'base64', 'v1=', 'A timestamp, a period and the body', 'no header', 'X-At'];
    await ask('setSignature', ['Custom HMAC…', ...described, 's3'], {});
    await ask('setSignature', ["Don't verify"], {});
    const signature = {
      header: 'X-Sig',
      algorithm: 'sha512',
      encoding: 'base64',
      prefix: 'v1=',
      signs: 'timestamp.body',
      timestampHeader: 'X-At',
    };
    expect(signatures.map(([, change]) => change)).toEqual([
      { secret: 's1', signature: null },
      { addSecret: 's2' },
      { secret: 's3', signature },
      { secret: false, signature: null },
    ]);
    expect(vscode.asked.filter(({ password }) => password)).toHaveLength(4);
    expect(vscode.messages.join()).not.toMatch(/s[123]/);
  });

  it('returns the list at once, whatever happens to its prompt', async () => {
    registered = [registration];
    expect(await run('list')).toHaveLength(1);
    await vi.waitFor(() => expect(vscode.asked).toHaveLength(1));
  });

  it('copies a callback URL on request only, and never shows it', async () => {
    registered = [registration];
    await ask('copyCallbackUrl', [], {});
    expect(vscode.clipboard).toBe(callbackUrl);
    expect(vscode.messages.join()).not.toContain(callbackUrl);
  });

  it('opens the page on workspace trust, and continues once the workspace is trusted', async () => {
    vscode.trusted = false;
    await ask('list', []);
    await ask('copyCallbackUrl', [], {});
    expect(vscode.executed).toEqual([['workbench.trust.manage'], ['workbench.trust.manage']]);
    expect(vscode.messages[0]).toMatch(/^Webhooks are registered and received only in trusted workspaces/);
    expect(vscode.clipboard).toBe('');
    registered = [registration];
    vscode.trust();
    await vi.waitFor(() => expect(vscode.clipboard).toBe(callbackUrl));
    // Only the latest command does.
    expect(vscode.asked).toEqual([]);
  });
});

describe('renewing a webhook', () => {
  const active = { ...registration, id: 'old', callbackUrl };

  it('shows the request, registers again, and deletes the old webhook without asking again', async () => {
    registered = [active];
    vscode.buttons = [[/^Send this request to/, 'Send']];
    const result = await ask('renew', [], { id: 'old' });
    expect(requests).toHaveLength(1);
    expect(deletions.map(([id]) => id)).toEqual(['old']);
    expect(result).toMatchObject({ id: 'one', replaced: { id: 'old', remote: 'deleted' } });
    expect(vscode.messages).toContain('The webhook of "When a push happens" is registered again.');
  });

  it('neither registers nor deletes anything without consent', async () => {
    registered = [active];
    await ask('renew', [], { id: 'old' });
    expect(requests).toEqual([]);
    expect(deletions).toEqual([]);
  });

  it('asks for the values that are not kept', async () => {
    registered = [active];
    renewalIsComplete = false;
    vscode.buttons = [[/^Send/, 'Send']];
    await ask('renew', ['me', '7', [], 'token'], { id: 'old' });
    expect(requests[0]?.parameters).toMatchObject({ owner: 'me' });
    expect(deletions).toHaveLength(1);
  });
});

describe('a saved edit that changes the request of a webhook', () => {
  const text =
    /^The trigger now describes another request than the one that registered the webhook of "When a push happens"/;
  const reporter = () => new ChangeReporter(context.server as never, { current: webhooks } as never);
  const announced = () => vscode.messages.filter((message) => text.test(message)).length;
  const neighbor = 'file:///work/apiProperties.json';

  beforeEach(() => {
    registered = [{ ...registration, state: 'active' }];
    changed = 'POST /v2';
  });

  it('is announced once, and again after another change', async () => {
    const changes = reporter();
    await changes.saved(uri);
    await changes.saved(uri);
    await changes.saved(neighbor);
    expect(announced()).toBe(1);
    changed = 'POST /v3';
    await changes.saved(neighbor);
    expect(announced()).toBe(2);
  });

  it('is not announced for another file, another folder, or a request that stays', async () => {
    const changes = reporter();
    await changes.saved('file:///work/readme.md');
    await changes.saved('file:///other/apiProperties.json');
    changed = undefined;
    await changes.saved(uri);
    expect(announced()).toBe(0);
  });

  it('offers to register again', async () => {
    vscode.buttons = [[text, 'Register Again']];
    await reporter().saved(uri);
    expect(vscode.executed).toContainEqual(['flowWebhooks.renew', { ask: true, id: 'one' }]);
  });
});

describe("the definition of the demo, whose host is GitHub's", () => {
  const baseUrl = 'http://127.0.0.1:4712';
  const credentials: Credentials = { type: 'bearer', token: 'demo-token' };

  beforeEach(() => {
    const parameters = { owner: 'contoso', repo: 'inventory' };
    demoTrigger = { uri, operationId: 'webhook-trigger', baseUrl, credentials, parameters };
  });

  it('leads a script to the demo', async () => {
    await run('register', { uri, operationId: 'webhook-trigger', parameters: { owner: 'me' }, credentials });
    expect(requests).toMatchObject([{ baseUrl, credentials, parameters: { owner: 'me' } }]);
  });

  it('leaves a script that names an address to that address', async () => {
    const other = 'https://github.example/api/v3';
    await run('register', { uri, operationId: 'webhook-trigger', baseUrl: other, credentials });
    expect(requests).toMatchObject([{ baseUrl: other }]);
  });

  it('asks a person neither for an account nor for an address', async () => {
    vscode.buttons = [[/Send your credentials/, 'Send']];
    await ask('checkUnsubscribe', ['7', []]);
    expect(requests).toMatchObject([{ baseUrl, credentials, parameters: { owner: 'contoso' } }]);
    expect(vscode.asked.filter(({ password }) => password)).toEqual([]);
    expect(vscode.asked).toHaveLength(2);
    expect(vscode.messages.join('\n')).not.toContain('api.github.com');
  });
});
