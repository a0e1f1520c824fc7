// The create calls of published connectors with policies, as `register` sends them, against text that was written by hand.
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readDefinition } from '../documents/connectors';
import { life } from '../life/over';
import { callbackUrl, type Expected, expected } from './expected';

afterEach(() => vi.unstubAllGlobals());

/** Returns the text of a connector's file. */
const fileOf = (connector: string, name: string) =>
  readDefinition(join(import.meta.dirname, 'connectors', connector, name));

/**
 * Registers a trigger, and returns its create call and what `register` returned. The services are real ones, so that
 * nothing is sent: the call ends where Node's `fetch` has accepted it.
 */
async function register({ connector, operationId, parameters, connection, credentials }: Expected) {
  const here = await life(fileOf(connector, 'apiDefinition.swagger.json'), {
    properties: fileOf(connector, 'apiProperties.json'),
    settings: { receiverPublicUrl: new URL(callbackUrl).origin },
  });
  const calls: Request[] = [];
  vi.stubGlobal('fetch', async (url: string | URL, init: RequestInit) => {
    calls.push(new Request(url, init));
    return Response.json({ id: 'h1' }, { status: 201 });
  });
  const argument = { operationId, parameters, connectionParameters: connection, credentials, exposure: 'custom' };
  const registration = await here.register(argument);
  expect(calls).toHaveLength(1);
  return { call: calls[0]!, registration };
}

describe('a published connector sends what Power Automate sends', () => {
  it.each(expected)('$connector: $because', async (one) => {
    const { call, registration } = await register(one);
    const sent = (await call.text()).replaceAll(registration.callbackUrl, callbackUrl);
    const headers = Object.keys(one.headers).map((name) => [
      name,
      [...call.headers].find(([sentName]) => sentName === name)?.[1] ?? null,
    ]);
    expect(`${call.method} ${call.url}`).toBe(one.line);
    expect(Object.fromEntries(headers)).toEqual(one.headers);
    expect(JSON.parse(sent)).toEqual(JSON.parse(one.body));
    if (one.location !== undefined) expect(registration.location).toBe(one.location);
  });

  it('carries out every policy, and names the one that no client could', async () => {
    const differences: [string, string][] = [];
    for (const one of expected) {
      const { registration } = await register(one);
      for (const { code, message } of registration.differences)
        differences.push([one.connector, `${code}: ${message}`]);
    }
    expect(differences).toEqual([
      [
        'Assently E-Sign',
        'policy-not-applied: The policy "[[Dummy]]" was not applied. The header "[[Dummy]]" can\'t be set here.',
      ],
    ]);
  });

  it('is looked at for at least 25 connectors', () => {
    expect(new Set(expected.map(({ connector }) => connector)).size).toBeGreaterThanOrEqual(25);
  });
});
