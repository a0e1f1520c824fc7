import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deployCommand, isConnectorId, targetIn, unwritableNames } from '../../client/webhooks/export/deployCommand';

const guid = '0f8fad5b-d9cb-469f-a165-70867728950e';
const files = { definition: 'apiDefinition.json', properties: 'apiProperties.json' };

describe('the command that hands a connector over', () => {
  it('creates one with pac, as its reference shows', () => {
    expect(deployCommand('pac', { ...files, script: 'script.csx', icon: 'icon.png' }, { environment: guid })).toBe(
      `pac connector create --environment ${guid} --api-definition-file apiDefinition.json --api-properties-file apiProperties.json --script-file script.csx --icon-file icon.png`,
    );
  });

  it('updates one with pac', () => {
    expect(deployCommand('pac', files, { connectorId: guid })).toBe(
      `pac connector update --connector-id ${guid} --api-definition-file apiDefinition.json --api-properties-file apiProperties.json`,
    );
  });

  it('creates and updates one with paconn, by its options', () => {
    expect(deployCommand('paconn', { ...files, icon: 'icon.png', script: 'script.csx' }, {})).toBe(
      'paconn create --api-def apiDefinition.json --api-prop apiProperties.json --script script.csx --icon icon.png',
    );
    const target = { environment: `Default-${guid}`, connectorId: 'shared_contoso-5f06' };
    expect(deployCommand('paconn', { definition: 'a.json' }, target)).toBe(
      `paconn update --cid shared_contoso-5f06 --env Default-${guid} --api-def a.json`,
    );
  });

  it('takes from settings.json what the tool takes, and nothing else', () => {
    const paconn = { environment: guid, connectorId: 'shared_contoso-5f06' };
    expect(targetIn('paconn', paconn)).toEqual(paconn);
    expect(targetIn('pac', paconn)).toEqual({ environment: guid });
    expect(targetIn('pac', { environment: 'https://contoso.crm.dynamics.com/', connectorId: guid })).toEqual({
      environment: 'https://contoso.crm.dynamics.com/',
      connectorId: guid,
    });
    const hostile = [
      { environment: 'ENVIRONMENT-GUID', connectorId: 'CONNECTOR-ID' },
      { environment: `${guid}; rm -rf ~`, connectorId: 'shared_a$(id)' },
      { environment: `${guid}\nid`, connectorId: 'shared_a\nid' },
      { environment: 'https://contoso.example/`id`', connectorId: '--help' },
      { environment: 5, connectorId: null },
      null,
      'text',
    ];
    for (const settings of hostile) {
      for (const tool of ['pac', 'paconn'] as const) expect(targetIn(tool, settings), String(settings)).toEqual({});
    }
    expect(isConnectorId('pac', 'shared_contoso')).toBe(false);
  });

  it('is read by a shell as it was written, and rejects names that none reads alike', () => {
    const written = { definition: 'My API (v2)/a b.json', properties: 'é/apiProperties.json' };
    expect(unwritableNames(written)).toEqual([]);
    const command = deployCommand('paconn', written, {});
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(words).toEqual(['paconn', 'create', '--api-def', written.definition, '--api-prop', written.properties]);
    for (const name of [
      '$(id).json',
      '`id`.json',
      'a"b.json',
      '%PATH%.json',
      'a!b.json',
      "a'b.json",
      '-x.json',
      'a\nb',
    ]) {
      expect(unwritableNames({ definition: name })).toEqual([name]);
    }
  });
});
