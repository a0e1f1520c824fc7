import { describe, expect, it } from 'vitest';
import { allConnectors } from '../documents/connectors';
import { examineConnector, readTriggers } from '../support/requests';

describe('the request of every webhook trigger here', () => {
  const examined = allConnectors().flatMap(examineConnector);

  it('can be built, and is valid against its own definition, with few answers and with all', () => {
    expect(examined.length).toBeGreaterThan(80);
    expect(examined.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });

  it('is reported when it is not valid', () => {
    const definition = (changes: object) => ({
      name: 'made up',
      uri: 'file:///made-up/apiDefinition.swagger.json',
      text: JSON.stringify({
        swagger: '2.0',
        info: { title: 'Made up', version: '1' },
        host: 'api.example.com',
        paths: {
          '/hooks': {
            'x-ms-notification-content': { schema: { type: 'object' } },
            post: {
              operationId: 'WhenIt',
              'x-ms-trigger': 'single',
              parameters: [
                {
                  name: 'body',
                  in: 'body',
                  schema: {
                    type: 'object',
                    properties: {
                      url: { type: 'string', 'x-ms-notification-url': true, 'x-ms-visibility': 'internal' },
                      state: { type: 'string', 'x-ms-visibility': 'internal', ...changes },
                    },
                  },
                },
              ],
              responses: { 201: { description: 'Created' } },
            },
          },
        },
      }),
    });
    expect(examineConnector(definition({})).flatMap(({ problems }) => problems)).toEqual([]);
    const [problem] = examineConnector(definition({ default: 'b', enum: ['a'] })).flatMap(({ problems }) => problems);
    expect(problem).toContain('/state must be equal to one of the allowed values');
  });

  it('is read from what the definitions say of each value', () => {
    const sign = allConnectors().find(({ name }) => name === 'tegolySIGN')!;
    const [trigger] = readTriggers(sign.uri, sign.text).triggers;
    const [name] = trigger!.body!.fields;
    // Its body says `required: false`, its schema `required: ["delivery_url", "name"]`; its titles are empty.
    expect(name).toMatchObject({ path: ['name'], title: 'name', required: false, expected: true });
  });
});
