import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { CheckState, Delivery } from '../../../client/domain/delivery';
import type { RegistrationResult } from '../../../client/domain/registration';
import type { JsonObject } from '../../../server/protocol/json';
import { remoteControls } from '../controls';
import { eventually } from '../eventually';
import { definitionFile, type PublishedControls, type PublishedName, published } from '../published';
import { fileUri } from './editor';
import { suite, test } from './harness';

const services = remoteControls<PublishedControls>('published');

async function run<T>(name: string, input: object): Promise<T> {
  return vscode.commands.executeCommand<T>(`flowWebhooks.${name}`, input);
}

async function register(name: PublishedName, more: object): Promise<RegistrationResult> {
  return run('register', {
    uri: fileUri(definitionFile(name)).toString(),
    operationId: published[name].operationId,
    baseUrl: await services.baseUrl(name),
    ...more,
  });
}

/** @param conforms null for a delivery that nothing is checked against */
const delivery = (id: string, conforms: boolean | null): Promise<Delivery> =>
  eventually('a delivery', async () =>
    (await run<(Delivery & CheckState)[]>('deliveries', { id })).find(
      (one) => one.kind === 'delivery' && one.conforms === conforms && one.check !== 'pending',
    ),
  );

interface Case {
  name: PublishedName;
  habits: string;
  parameters?: JsonObject;
  credentials: object;
  /** The create call, and what its body holds beside the callback, in one line each. */
  create: string;
  sent: string;
  /** What the registration says of the answer. */
  location: RegExp | undefined;
  warnings: RegExp;
  conforming: object;
  /** A payload that does not conform, and where; undefined where the schema is only known at run time. */
  wrong?: [payload: object, pointer: string];
  /** The schema comes from the service, and this one does not give it. */
  isUnchecked?: true;
  remove: string;
}

const oauth2 = { type: 'oauth2', accessToken: 'oauth-access-token' };

const person = { id: 'p', updated_at: '', created_at: '', first_name: 'Mona', middle_name: '', last_name: 'Lisa' };
const cases: Case[] = [
  {
    name: 'trueDialog',
    habits: 'basic, a relative Location',
    parameters: { AccountId: '42' },
    credentials: { type: 'basic', username: 'mona', password: 'pa:ss wörd' },
    create: 'POST /api/v2.1/account/42/callback application/json',
    sent: '"Active":true',
    location: /^http:\/\/127\.0\.0\.1:\d+\/api\/v2\.1\/account\/42\/callback\/hook-1$/,
    warnings: /^$/,
    conforming: { CallbackType: 0, CallbackTimestamp: '2024-01-02T03:04:05' },
    wrong: [{ CallbackType: 'zero' }, '/CallbackType'],
    remove: 'DELETE /api/v2.1/account/42/callback/hook-1',
  },
  {
    name: 'showcase',
    habits: 'an API key in the query, DELETE elsewhere',
    parameters: { workshop_uid: 'w 1' },
    credentials: { type: 'apiKey', key: 'key-in-query' },
    create: 'POST /main/integrations/ms_create_webhook/shared_page_download application/json',
    sent: '',
    location: undefined,
    warnings: /no "Location"/,
    conforming: {
      event_summary: 's',
      event_datetime: '2024-01-02T03:04:05Z',
      shared_by_email: 'a@example.com',
      share_recipient_email: 'b@example.com',
    },
    wrong: [
      { event_summary: 's', event_datetime: 'd', shared_by_email: 'a@example.com', share_recipient_email: 5 },
      '/share_recipient_email',
    ],
    remove: 'DELETE /main/integrations/ms_delete_webhook/hook-1',
  },
  {
    name: 'autoPylot',
    habits: 'OAuth, a body of depth 3, the address in the body',
    credentials: oauth2,
    create: 'POST /webhooks application/vnd.api+json',
    sent: '"type":"webhooks"',
    location: undefined,
    warnings: /no "Location"/,
    conforming: { data: { id: '1', attributes: { from: '+1', body: 'hello' } } },
    wrong: [{ data: { id: '1', attributes: { from: 1 } } }, '/data/attributes/from'],
    remove: 'DELETE /webhooks/hook-1',
  },
  {
    name: 'leadinfo',
    habits: 'OAuth, created by PUT, 200 with the id only in the body',
    credentials: oauth2,
    create: 'PUT /v1/webhook application/json',
    sent: '"integration":"microsoftpowerautomate"',
    location: undefined,
    warnings: /returned 200.*no "Location"/,
    conforming: { id: 1, name: 'Contoso' },
    wrong: [{ id: 'one' }, '/id'],
    remove: 'DELETE /v1/webhook/hook-1',
  },
  {
    name: 'charles',
    habits: 'an API key in a header, DELETE elsewhere',
    credentials: { type: 'apiKey', key: 'key-in-header' },
    create: 'POST /api/v0/webhooks/incoming/power_automate/person_create/webhook application/json',
    sent: '"event":"api/people/*/create"',
    location: undefined,
    warnings: /no "Location"/,
    conforming: { person },
    wrong: [{ person: { ...person, first_name: 1 } }, '/person/first_name'],
    remove: 'DELETE /api/v0/webhooks/hook-1',
  },
  {
    name: 'powerForm',
    habits: 'a schema of its own, which the stand-in does not tell',
    parameters: { WP_SITEURL: 'https://blog.example', form_id: '7' },
    credentials: { type: 'apiKey', key: 'license-key' },
    create: 'POST /pf7/proxy/power-form-7/v1/webhooks/7 application/json',
    sent: '',
    location: /\/pf7\/proxy\/power-form-7\/v1\/webhooks\/7\/hook-1$/,
    warnings: /The schema comes from the service and was not loaded/,
    conforming: { anything: 1 },
    isUnchecked: true,
    remove: 'DELETE /pf7/proxy/power-form-7/v1/webhooks/7/hook-1',
  },
];

suite('a published connector', () => {
  for (const one of cases) {
    const { name } = one;
    test(`${published[name].connector}: registers, receives and deletes (${one.habits})`, async () => {
      const webhook = await register(name, { parameters: one.parameters, credentials: one.credentials });
      assert.match(webhook.warnings.join(' '), one.warnings);
      if (one.location) assert.match(webhook.location ?? '', one.location);
      else assert.equal(webhook.location, undefined);
      const [hook] = await services.hooks(name);
      assert.equal(hook?.callback, webhook.callbackUrl);
      assert.ok(JSON.stringify(hook?.body).includes(one.sent), JSON.stringify(hook?.body));

      assert.equal(await services.notify(name, one.conforming), 200);
      await delivery(webhook.id, one.isUnchecked ? null : true);
      if (one.wrong) {
        const [payload, pointer] = one.wrong;
        assert.equal(await services.notify(name, payload), 200);
        const { problems } = await delivery(webhook.id, false);
        assert.deepEqual(
          problems.map((problem) => problem.pointer),
          [pointer],
        );
      }

      assert.deepEqual(await run('delete', { id: webhook.id }), { id: webhook.id, remote: 'deleted' });
      assert.deepEqual(await services.hooks(name), []);
      // Nothing else was called, but for the schema.
      const calls = (await services.calls(name)).filter((call) => !(one.isUnchecked && call.startsWith('GET ')));
      assert.deepEqual(calls, [one.create, one.remove]);
      assert.equal((await fetch(webhook.callbackUrl, { method: 'POST', body: '{}' })).status, 410);
    });
  }
});
