// A sign-in with the browser, as a person does it: a published connector whose service and sign-in are on this computer.
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorizationServer';
import { type ServiceStandIn, startService } from '../support/service';
import { eventually } from './eventually';
import { type Host, startHost } from './host';
import { published } from './published';
import { Workbench } from './workbench';
import { createWorkspace } from './workspace';

const root = path.resolve(__dirname, '..', '..');
const file = 'apiDefinition.swagger.json';

let server: AuthorizationServer;
let login: string;
let service: ServiceStandIn;
let workspace: string;
let host: Host;
let workbench: Workbench;

beforeAll(async () => {
  server = await startAuthorizationServer({
    clientId: 'my-app',
    clientSecret: 's3cret',
    redirectUri: '',
    expiresIn: 3600,
  });
  service = await startService(published.leadinfo.options);
  const connector = path.join(root, 'test', 'connectors', published.leadinfo.connector, file);
  const definition = JSON.parse((await readFile(connector, 'utf8')).replace(/^\ufeff/, ''));
  const [scheme] = Object.values<Record<string, unknown>>(definition.securityDefinitions);
  // The workbench would lead the browser to 127.0.0.1 through a proxy of its own.
  login = server.url.replace('127.0.0.1', 'login.localhost');
  Object.assign(scheme!, { authorizationUrl: `${login}/authorize`, tokenUrl: `${server.url}/token` });
  Object.assign(definition, { host: new URL(service.url).host, schemes: ['http'] });
  workspace = await createWorkspace({ [file]: JSON.stringify(definition, null, 2) });
  host = await startHost({ workspace, extension: root });
  workbench = await Workbench.open(host);
  await workbench.openFile(file);
});

afterAll(async () => {
  await workbench?.close();
  await host?.stop();
  await Promise.all([server?.close(), service?.close()]);
  if (workspace) await rm(workspace, { recursive: true, force: true });
});

describe('a sign-in with the browser', () => {
  test('brings the token that registers the webhook', async () => {
    Object.defineProperty(service.options.auth, 'token', { get: () => server.tokens.at(-1) });
    await workbench.runCommand('Flow Webhooks: Register Webhook…');
    await workbench.quickInput(({ items }) => items.includes('share'));
    await workbench.pick('share');
    const kinds = await workbench.quickInput(({ placeholder }) => placeholder.includes('How do you sign in'));
    expect(kinds.items).toEqual(['Sign in with the browser (OAuth 2.0)', 'Access token (OAuth 2.0)']);
    await workbench.pick('Sign in with the browser (OAuth 2.0)');
    const { message } = await workbench.quickInput(({ message }) => message.includes('Redirect URI: '));
    await workbench.screenshot('oauth-client');
    server.options.redirectUri = /Redirect URI: (\S+)/.exec(message)![1]!;
    await workbench.answer('my-app');
    await workbench.quickInput(({ password }) => password);
    await workbench.answer('s3cret');

    const dialog = await workbench.dialog();
    expect(dialog.message).toBe(`Sign in at ${login}?`);
    expect(dialog.detail).toContain(`goes only to ${service.url}`);
    await workbench.screenshot('oauth-consent');
    expect(server.requests).toEqual([]);
    await workbench.clickDialog('Open Browser');
    await eventually('the request', async () => {
      const { message, detail } = await workbench.dialog();
      if (message === dialog.message) return undefined;
      if (detail.includes('Authorization: Bearer ***')) return true;
      // Some versions of the workbench ask for themselves, too.
      expect(detail).toContain(`${login}/authorize?response_type=code`);
      await workbench.clickDialog('Open');
      return undefined;
    });
    await workbench.screenshot('oauth-preview');
    await workbench.clickDialog('Send');
    await workbench.notification('is registered');
    expect(service.hooks()).toHaveLength(1);
    expect(service.requests.at(-1)!.headers.authorization).toBe(`Bearer ${server.tokens[0]}`);
  });
});
