// A connector with script.csx, which Power Automate runs instead of the call and which is not run here.
import { describe, expect, it } from 'vitest';
import { definition, json, odd } from './life';
import { life } from './over';

const listed = {
  name: 'list',
  in: 'query',
  type: 'string',
  default: 'a',
  'x-ms-dynamic-values': { operationId: 'Lists', 'value-path': 'id', 'value-title': 'name' },
};
const lists = { '/lists': { get: { operationId: 'Lists', responses: { 200: { description: 'Lists' } } } } };
const unsubscribe = {
  '/hooks/{id}': {
    delete: {
      operationId: 'Unsubscribe',
      parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
      responses: { 204: { description: 'Deleted' } },
    },
  },
  ...lists,
};

/** The differences of a registration of a connector with a script, by `scriptOperations`. */
async function differences(scriptOperations: string[] | undefined): Promise<string[]> {
  const there = await odd((_, response) => json(response, 201, { id: 'h1' }, { Location: '/hooks/h1' }));
  const here = await life(definition({ host: there.host, parameters: [listed], unsubscribe }), {
    properties: JSON.stringify({ properties: { scriptOperations } }),
    hasScript: true,
  });
  const registered: { code: string; message: string }[] = (await here.register()).differences;
  return registered.map(({ code, message }) => `${code}: ${message}`);
}

const create =
  "script-not-run: In Power Automate, the connector's script runs for the create request, and may change the request and the response. It was not run here.";
const remove =
  "script-not-run: In Power Automate, the connector's script runs for the DELETE, and may change it. It was not run here.";
const both =
  "script-not-run: In Power Automate, the connector's script runs for the create request and the DELETE, and may change requests and responses. It was not run here.";
const values =
  "script-not-run: In Power Automate, the connector's script runs for the requests that list values and schemas (Lists). It was not run here.";

describe('a script that is not run', () => {
  it.each([
    [undefined, [both, values]],
    [[], [both, values]],
    [['Subscribe'], [create]],
    [
      ['Unsubscribe', 'Lists'],
      [remove, values],
    ],
    [['Another'], []],
  ])('is in the result of a registration, for scriptOperations %j', async (operations, expected) => {
    expect(await differences(operations)).toEqual(expected);
  });
});
