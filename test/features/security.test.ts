// How people sign in: what apiProperties.json says comes first, then securityDefinitions.
import { describe, expect, it } from 'vitest';
import { definition } from '../life/life';
import { readTriggers } from '../support/requests';

const inDefinition = {
  type: 'oauth2',
  flow: 'accessCode',
  authorizationUrl: 'https://old.example.com/authorize',
  tokenUrl: 'https://old.example.com/token',
  scopes: { old: 'Old' },
};

const setting = (identityProvider: string, customParameters: Record<string, string>, more: object = {}) => ({
  type: 'oauthSetting',
  oAuthSettings: {
    identityProvider,
    clientId: '[[DUMMY]]',
    scopes: ['hooks'],
    redirectMode: 'Global',
    customParameters: Object.fromEntries(Object.entries(customParameters).map(([name, value]) => [name, { value }])),
    ...more,
  },
});

const text = (displayName: string, constraints: object = {}, type = 'string') => ({
  type,
  uiDefinition: { displayName, constraints },
});

/** The ways to sign in of a trigger, for the parameters of a connection and more members of `properties`. */
const security = (connectionParameters: object | undefined, scheme?: object, more: object = {}) =>
  readTriggers(
    'file:///apiDefinition.swagger.json',
    definition({ host: 'api.example.com', security: scheme }),
    JSON.stringify({ properties: { connectionParameters, ...more } }),
  ).triggers[0]!.security;

describe('an OAuth sign-in', () => {
  it('uses the addresses and scopes of the connection before those of the definition', () => {
    const custom = {
      authorizationUrl: 'https://login.example.com/authorize',
      TokenUrl: 'https://login.example.com/token',
      refreshUrl: 'https://login.example.com/refresh',
    };
    const redirectUrl = 'https://global.consent.azure-apim.net/redirect';
    expect(security({ token: setting('oauth2', custom, { redirectUrl }) }, inDefinition)).toEqual([
      {
        name: 'account',
        type: 'oauth2',
        flow: 'accessCode',
        authorizationUrl: 'https://login.example.com/authorize',
        tokenUrl: 'https://login.example.com/token',
        refreshUrl: 'https://login.example.com/refresh',
        scopes: ['hooks'],
        redirectUrl,
      },
    ]);
  });

  it('takes what the connection leaves out from the definition', () => {
    const [scheme] = security({ token: setting('facebook', {}, { scopes: [''] }) }, inDefinition);
    expect(scheme).toMatchObject({
      authorizationUrl: 'https://old.example.com/authorize',
      tokenUrl: 'https://old.example.com/token',
      scopes: ['old'],
    });
  });

  it('is one without any security in the definition', () => {
    const custom = { authorizationUrl: 'https://login.example.com/a', tokenUrl: 'https://login.example.com/t' };
    expect(security({ token: setting('oauth2', custom) })).toMatchObject([{ type: 'oauth2', flow: 'accessCode' }]);
  });

  it('asks for the placeholders of templates by the titles of the connection', () => {
    const custom = {
      authorizationUrlTemplate: 'https://accounts.example.{CustomHost}/{tenant}/authorize',
      authorizationUrlQueryStringTemplate: '?response_type=code&client_id={clientId}&state={State}&access_type=offline',
      tokenUrlTemplate: 'https://accounts.example.{CustomHost}/{tenant}/token',
      scopeListDelimiter: ',',
    };
    const [scheme] = security({
      token: setting('oauth2generic', custom),
      'token:customHost': text('Region', { allowedValues: [{ text: 'Europe', value: 'eu' }] }),
    });
    expect(scheme?.asks).toMatchObject([
      { name: 'token:customHost', title: 'Region', choices: [{ value: 'eu' }], placeholder: 'CustomHost' },
      { name: 'tenant', title: 'tenant', placeholder: 'tenant' },
    ]);
    expect(scheme).toMatchObject({ authorizationQuery: { access_type: 'offline' }, scopeDelimiter: ',' });
  });

  it('asks for an address that belongs to the connection', () => {
    const custom = { authorizationUrl: '/Authorization', tokenUrl: '/oauth/token' };
    const [scheme] = security({
      token: setting('oauth2', custom),
      'token:authorizationUrl': text('Authorization URL'),
      'token:tokenUrl': text('Token URL'),
    });
    expect(scheme).toMatchObject({ authorizationUrl: '{authorizationUrl}', tokenUrl: '{tokenUrl}' });
    expect(scheme?.asks?.map(({ title }) => title)).toEqual(['Authorization URL', 'Token URL']);
  });

  it('goes to the tenant and asks for the resource of a Microsoft sign-in', () => {
    const custom = {
      loginUri: 'https://login.windows.net',
      tenantId: 'common',
      resourceUri: 'https://api.example.com',
    };
    expect(security({ token: setting('aad', custom) }, inDefinition)).toMatchObject([
      {
        authorizationUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
        tokenUrl: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
        scopes: ['https://api.example.com/.default', 'offline_access'],
      },
    ]);
  });

  it.each([
    ['[[DUMMY]]', undefined],
    ['<Enter Your Client ID>', undefined],
    ['****CLIENT_ID****', undefined],
    ['power-platform-integration', 'power-platform-integration'],
  ])('offers the client id %s as %s', (clientId, offered) => {
    expect(security({ token: setting('oauth2', {}, { clientId }) }, inDefinition)[0]?.clientId).toBe(offered);
  });
});

describe('a key or a password', () => {
  it('is asked for by the title of the connection', () => {
    const key = { type: 'apiKey', in: 'header', name: 'Authorization' };
    const [scheme] = security({ api_key: text('Key, with Bearer before it', {}, 'securestring') }, key);
    expect(scheme).toMatchObject({
      type: 'apiKey',
      parameterName: 'Authorization',
      asks: [{ name: 'api_key', title: 'Key, with Bearer before it', secure: true }],
    });
  });
});

describe('several ways to connect', () => {
  const custom = { authorizationUrl: 'https://login.example.com/a', tokenUrl: 'https://login.example.com/t' };
  const set = (name: string, parameters: object) => ({ name, uiDefinition: { displayName: name }, parameters });
  const sets = {
    connectionParameterSets: {
      values: [
        set('basic-auth', { username: text('E-mail'), password: text('Password', {}, 'securestring') }),
        set('oauth', { token: setting('oauth2', custom) }),
        set('key', { api_key: text('Key', {}, 'securestring') }),
        set('none', { region: text('Region') }),
      ],
    },
  };

  it('each have a sign-in of their own', () => {
    const found = security(undefined, { type: 'apiKey', in: 'header', name: 'X-Key' }, sets);
    expect(found.map(({ set, type, parameterName }) => [set, type, parameterName])).toEqual([
      ['basic-auth', 'basic', undefined],
      ['oauth', 'oauth2', undefined],
      ['key', 'apiKey', 'X-Key'],
    ]);
    expect(found[1]).toMatchObject(custom);
  });

  it('leave a key without a place in the definition to the policies', () => {
    expect(security(undefined, undefined, sets).map(({ set }) => set)).toEqual(['basic-auth', 'oauth']);
  });
});
