// Defaults that a registration sends, and a flow may not.
import { expect, it } from 'vitest';
import { definition, json, odd } from './life';
import { life } from './over';

it('a default inside an internal object is sent, and the result says that a flow may not', async () => {
  const there = await odd((_, response) => json(response, 201, { id: 'h1' }, { Location: '/hooks/h1' }));
  const kind = { type: 'string', default: 'order' };
  const options = { type: 'object', 'x-ms-visibility': 'internal', properties: { kind } };
  const here = await life(definition({ host: there.host, properties: { options } }));
  const registered: { differences: unknown } = await here.register();
  expect(there.requests[0]!.json).toMatchObject({ options: { kind: 'order' } });
  expect(registered.differences).toEqual([
    {
      code: 'default-not-sent',
      message:
        'A flow may not send "options.kind": some designers drop the defaults of properties in an internal object. Give the object itself a default.',
    },
  ]);
});
