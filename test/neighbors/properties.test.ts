import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { propertiesActions } from '../../server/features/neighborActions';
import { validateProperties } from '../../server/features/validateProperties';
import { policyTemplates } from '../../server/model/policyTemplates';
import { iconOf } from '../../server/model/propertiesFile';
import { connectorWith, forOperations, inConnector, inProperties, openProperties, policy } from './support';

const policies = (...list: object[]): object => ({ policyTemplateInstances: list });
const setHeader = { name: 'X-Tenant', value: 'acme' };

describe('a file as published ones are', () => {
  test.each(['custom', 'certification'] as const)('has no finding in the profile %s', (profile) => {
    const members = {
      capabilities: ['actions', 'triggers'],
      ...policies(
        policy(
          'setHeader',
          { ...setHeader, existsAction: 'override' },
          { 'x-ms-apimTemplate-policySection': 'Request' },
        ),
        policy('DynamicHostUrl', { urlTemplate: "https://@connectionParameters('Region').example.com/v2" }),
        policy('dynamichosturl', { urlTemplate: "https://@connectionParameters('plan', 'basic').example.com/v2" }),
        policy(
          'routerequesttoendpoint',
          { newPath: '/places/{desk}?all=true', httpMethod: '@Request.OriginalHTTPMethod' },
          forOperations('GetDesk'),
        ),
        policy('setproperty', {
          newPropertyParentPathTemplate: '@body()',
          newPropertySubPathTemplate: 'topic',
          propertyValuePathTemplate: '[{@body().topic}]',
        }),
        policy('moveproperties', { srcParentPath: '@body()', anything: 1 }),
        {
          ...policy(
            'pollingtrigger',
            { triggerConfig: { since: '@{1}' }, triggerDataPath: '@triggerBody()' },
            forOperations('OnNewParcel'),
          ),
          type: 'PollingTrigger',
        },
      ),
      scriptOperations: ['OnParcel'],
    };
    expect(inConnector(members, { profile, icon: { size: { width: 230, height: 230 } } })).toEqual([]);
  });

  test.each([...policyTemplates])(
    'may have a policy %s with all that it takes',
    (templateId, { parameters, sections }) => {
      const settings = Object.entries(parameters).map(([key, { values = ['1'] }]) => [key, values[0]!]);
      const section = sections[0] && { 'x-ms-apimTemplate-policySection': sections[0] };
      const one = policy(templateId, Object.fromEntries(settings), { ...section });
      expect(inConnector(policies(one))).toEqual([]);
    },
  );
});

test('a syntax error is reported, and nothing that only it makes seem missing', () => {
  expect(inProperties('{ "properties": { "iconBrandColor": "#2b579a", } ')).toEqual([
    expect.stringMatching(/^error syntax/),
  ]);
});

describe('properties-structure', () => {
  it.each([
    ['[]', 'error properties-structure: ['],
    ['{}', 'error properties-structure: {'],
    ['{ "properties": [] }', 'error properties-structure: "properties"'],
  ])('reports that %s says nothing about a connector', (text, finding) => {
    expect(inProperties(text)).toEqual([finding]);
  });

  it.each([
    [{ scriptOperation: ['OnParcel'] }, 'warning properties-structure: "scriptOperation"'],
    [{ remark: 'new' }, 'information properties-structure: "remark"'],
    [{ capabilities: 'actions' }, 'warning properties-structure: "actions"'],
    [{ connectionParameters: { key: { uiDefinition: {} } } }, 'warning properties-structure: "key"'],
    [
      { connectionParameters: { token: { type: 'oauthSetting', oAuthSettings: {} } } },
      'warning properties-structure: "oAuthSettings"',
    ],
    [{ connectionParameterSets: {} }, 'warning properties-structure: "connectionParameterSets"'],
    [policies({ title: 'Rule' }), 'warning properties-structure: {'],
    [policies({ templateId: 7 }), 'warning properties-structure: 7'],
  ])('marks the narrowest place in %j', (members, finding) => {
    expect(inConnector(members)).toEqual([finding]);
  });

  it('accepts texts, numbers and booleans where published files have them', () => {
    const constraints = {
      required: 'true',
      hidden: false,
      clearText: true,
      tabIndex: 2,
      allowedValues: [{ value: 'a', text: 'A' }],
    };
    const connectionParameters = {
      a: { type: 'securestring', uiDefinition: { displayName: 'A', constraints } },
      b: { type: 'string', uiDefinition: null, allowedValues: [{ value: 'x' }], defaultValue: 'x' },
    };
    expect(inConnector({ connectionParameters, script: { operationIds: [] } })).toEqual([]);
  });
});

describe('what certification asks for', () => {
  const text = (members: object): string => JSON.stringify({ properties: members });

  it('is the publisher and the owner of the service', () => {
    const without = text({ iconBrandColor: '#2b579a', connectionParameters: {}, stackOwner: ' ' });
    expect(inProperties(without)).toEqual([]);
    expect(inProperties(without, { profile: 'certification' })).toEqual(['warning publisher-missing: "properties"']);
  });

  it.each([
    [undefined, 'warning brand-color: "properties"', 'error brand-color: "properties"'],
    ['blue', 'warning brand-color: "blue"', 'error brand-color: "blue"'],
    ['#fff', 'warning brand-color: "#fff"', 'error brand-color: "#fff"'],
    ['#FFFFFF', undefined, 'error brand-color: "#FFFFFF"'],
    ['#007EE5', undefined, 'error brand-color: "#007EE5"'],
    ['#DA3B01', undefined, undefined],
  ])('is a color of the brand: %s', (iconBrandColor, custom, certification) => {
    expect(inConnector({ iconBrandColor })).toEqual([custom].filter(Boolean));
    expect(inConnector({ iconBrandColor }, { profile: 'certification' })).toEqual([certification].filter(Boolean));
  });

  it('is one color of independent publishers', () => {
    const folder = 'independent-publisher-connectors/Parcels';
    const found = inConnector({ iconBrandColor: '#2b579a' }, { profile: 'certification', folder });
    expect(found).toEqual(['error brand-color: "#2b579a"']);
    expect(inConnector({ iconBrandColor: '#DA3B01' }, { profile: 'certification', folder })).toEqual([]);
  });

  it.each([
    [{ size: { width: 230, height: 230 } }, []],
    [{ size: { width: 300, height: 120 } }, ['warning connector-icon: "iconBrandColor"']],
    [{ size: undefined }, ['warning connector-icon: "iconBrandColor"']],
  ])('is an icon of the right form: %j', (icon, found) => {
    expect(inConnector({}, { icon })).toEqual([]);
    expect(inConnector({}, { icon, profile: 'certification' })).toEqual(found);
  });
});

test('the size of a PNG is read from its first bytes, and of nothing else', () => {
  const icon = readFileSync(join(import.meta.dirname, '../../media/icon.png'));
  expect(iconOf(icon.subarray(0, 24)).size).toMatchObject({ width: expect.any(Number), height: expect.any(Number) });
  expect(iconOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toEqual({ size: undefined });
  expect(iconOf(icon.subarray(0, 20))).toEqual({ size: undefined });
});

describe('names of operations', () => {
  it.each([
    [{ scriptOperations: ['OnParcel', 'OnLetter'] }, 'warning policy-operation-unknown: "OnLetter"'],
    [
      policies(policy('setheader', setHeader, forOperations('OnParcel', 'OnParcle'))),
      'warning policy-operation-unknown: "OnParcle"',
    ],
    [
      policies(
        policy('pollingtrigger', { triggerConfig: {}, triggerDataPath: '@triggerBody()' }, forOperations('OnParcel')),
      ),
      'warning policy-polling-trigger: "OnParcel"',
    ],
  ])('are compared with the definition: %j', (members, finding) => {
    expect(inConnector(members)).toEqual([finding]);
  });

  it('are not unknown while the definition has a fault', () => {
    expect(
      inConnector({ scriptOperations: ['OnLetter'] }, { definition: '{ "swagger": "2.0", "paths": { "/a": {' }),
    ).toEqual([]);
  });
});

describe('connection parameters', () => {
  const uses = (expression: string): object => policies(policy('setheader', { name: 'X', value: expression }));

  it.each([
    ["@connectionParameters('regoin')", 'parameters of sets do not count here'],
    ["@ConnectionParameters('regoin', '')", 'an empty default'],
    ["Token @{connectionParameters('regoin')}", 'in a text'],
  ])('that are not declared are reported: %s', (expression) => {
    expect(inConnector(uses(expression))).toEqual([
      `warning policy-connection-parameter: ${JSON.stringify(expression)}`,
    ]);
  });

  it('of a set count, and so do those of signing in and those with a default', () => {
    const connectionParameterSets = {
      values: [{ name: 'key', parameters: { apiKey: { type: 'securestring' } } }],
    };
    for (const name of ["'apikey'", "'token:tenant'", "'plan', 'basic'"])
      expect(inConnector({ connectionParameterSets, ...uses(`@connectionParameters(${name})`) })).toEqual([]);
  });
});

describe('policies', () => {
  it.each([
    [policy('setheaders', setHeader), 'warning policy-template-unknown: "setheaders"'],
    [policy('setheader', { name: 'X' }), 'warning policy-template-parameter: "parameters"'],
    [
      policy('dynamichosturl', { urlTemplat: 'https://example.com' }),
      'warning policy-template-parameter: "x-ms-apimTemplateParameter.urlTemplat"',
    ],
    [
      policy('setheader', { ...setHeader, explanation: 'x' }),
      'information policy-template-parameter: "x-ms-apimTemplateParameter.explanation"',
    ],
    [policy('setheader', { ...setHeader, existsAction: 'overide' }), 'warning policy-template-parameter: "overide"'],
    [
      policy('setheader', setHeader, { 'x-ms-apimTemplate-policySection': 'Inbound' }),
      'warning policy-template-parameter: "Inbound"',
    ],
    [policy('routerequesttoendpoint', { newPath: '/v2/places' }), 'warning policy-expression: "/v2/places"'],
    [
      policy('routerequesttoendpoint', { newPath: '/places/{id}' }, forOperations('GetDesk')),
      'warning policy-expression: "/places/{id}"',
    ],
    [
      policy('setproperty', {
        newPropertyParentPathTemplate: '@body()',
        newPropertySubPathTemplate: 'region',
        propertyValuePathTemplate: "@connectionParameters('region')",
      }),
      'warning policy-expression: "@connectionParameters(\'region\')"',
    ],
  ])('%j have their finding', (one, finding) => {
    expect(inConnector(policies(one))).toEqual([finding]);
  });
});

describe('OAuth', () => {
  const signIn = (identityProvider: string, keys: string[], others: object = {}): object => ({
    connectionParameters: {
      token: {
        type: 'oauthSetting',
        oAuthSettings: {
          identityProvider,
          customParameters: Object.fromEntries(keys.map((key) => [key, { value: 'https://example.com' }])),
          ...others,
        },
      },
    },
  });
  const secret = '3f9bQ7kP2mZx8LdW5aRt';

  it('addresses have the keys of their provider', () => {
    const plain = ['authorizationUrl', 'tokenUrl', 'refreshUrl'];
    const templates = plain.map((key) => `${key}Template`);
    expect(inConnector(signIn('oauth2', plain))).toEqual([]);
    expect(inConnector(signIn('oauth2', ['AuthorizationUrl']))).toEqual([]);
    expect(inConnector(signIn('oauth2generic', templates))).toEqual([]);
    expect(inConnector(signIn('oauth2generic', [...plain, ...templates]))).toEqual([]);
    expect(inConnector(signIn('oauth2generic', plain), { profile: 'certification' })).toEqual(
      plain.map((key) => `error oauth-settings: "${key}"`),
    );
    expect(inConnector(signIn('OAuth2', templates), { profile: 'certification' })).toEqual(
      templates.map((key) => `warning oauth-settings: "${key}"`),
    );
  });

  it('in a set is checked, too', () => {
    const { connectionParameters: parameters } = signIn('oauth2generic', ['tokenUrl']) as {
      connectionParameters: object;
    };
    const connectionParameterSets = { values: [{ name: 'oauth', parameters }] };
    expect(inConnector({ connectionParameterSets })).toEqual(['warning oauth-settings: "tokenUrl"']);
  });

  it.each([
    '<<Enter your client secret>>',
    '',
    '[[DUMMY]]',
    'CLIENT_SECRET',
    '{{ secret }}',
    '****************',
    'xxxxxxxxxxxxxxxx',
    '12345',
    'none',
  ])('secret %j is a placeholder', (clientSecret) => {
    expect(inConnector(signIn('oauth2', [], { clientSecret }))).toEqual([]);
  });

  it('secret that is real is reported without its value', () => {
    const text = JSON.stringify({ properties: connectorWith(signIn('oauth2', [], { ClientSecret: secret })) });
    const { document, file } = openProperties(text);
    const found = validateProperties(document, file, {});
    expect(found.map(({ code }) => code)).toEqual(['client-secret']);
    expect(JSON.stringify(found)).not.toContain(secret);
  });
});

describe('quick fixes', () => {
  function fixed(members: object, setting?: Parameters<typeof openProperties>[1]): string[] {
    const text = JSON.stringify({ properties: connectorWith(members) }, null, 2);
    const { document, file } = openProperties(text, setting);
    const options = { profile: setting?.profile ?? 'custom' } as const;
    const diagnostics = validateProperties(document, file, options);
    return diagnostics.map((diagnostic) => {
      const asked = { range: diagnostic.range, diagnostics: [diagnostic], only: ['quickfix'], options };
      const [action] = propertiesActions(document, file, asked);
      const edits = action?.edit?.changes?.[document.uri] ?? [];
      const after = TextDocument.applyEdits(TextDocument.create(document.uri, 'json', 1, text), edits);
      // The fix removes its finding and makes no other one.
      expect(inProperties(after, setting).length).toBe(diagnostics.length - 1);
      return action!.title;
    });
  }

  it.each([
    [{ iconBrandColor: '2b579a' }, 'Change to "#2b579a"'],
    [{ iconBrandColor: '#ABC' }, 'Change to "#aabbcc"'],
    [{ scriptOperations: ['OnParcle'] }, 'Change to "OnParcel"'],
    [{ scriptOperation: ['OnParcel'] }, 'Change to "scriptOperations"'],
    [policies(policy('setHeaders', setHeader)), 'Change to "setheader"'],
    [policies(policy('setheader', { name: 'X', valeu: '1' })), 'Change to "x-ms-apimTemplateParameter.value"'],
    [policies(policy('setheader', { ...setHeader, existsAction: 'skipp' })), 'Change to "skip"'],
    [policies(policy('routerequesttoendpoint', { newPath: '/v2/places' })), 'Change to "/places"'],
    [
      {
        connectionParameters: {
          token: {
            type: 'oauthSetting',
            oAuthSettings: {
              identityProvider: 'oauth2generic',
              customParameters: { tokenUrl: { value: 'https://a.b' } },
            },
          },
        },
      },
      'Change to "tokenUrlTemplate"',
    ],
  ])('remove the finding of %j', (members, title) => {
    expect(fixed(members)).toEqual([title]);
  });

  it("write the contact's name as the publisher", () => {
    expect(fixed({ publisher: undefined }, { profile: 'certification' })).toEqual(['Add "publisher": "Desk"']);
  });
});
