/**
 * One row for each handshake: the request as the provider publishes it, with its response, and a near miss, which is not
 * a handshake or is refused. If a provider publishes no example, the row follows its documentation.
 */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { IncomingRequest } from '../../client/providers/kit/handshake';
import { findHandshake, handshakes } from '../../client/receiver/handshakes/handshakes';

interface Request {
  method?: string;
  headers?: Record<string, string>;
  query?: string;
  body?: unknown;
}

interface Row {
  name: string;
  secrets?: string[];
  hosts?: string[];
  request: Request;
  answer: { status: number; body?: string; headers?: Record<string, string>; secret?: string };
  /** A request that is not this handshake or, with a `status`, is refused with it. */
  nearMiss: Request & { secrets?: string[]; status?: number };
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const callbackUrl = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

const incoming = ({ method = 'POST', headers = {}, query = '', body }: Request): IncomingRequest => ({
  method,
  headers,
  query: new URLSearchParams(query),
  body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
});

const answerTo = (request: Request, secrets: string[] = [], hosts: string[] = []) =>
  findHandshake(incoming(request), { secrets, hosts, callbackUrl });

const slackChallenge = '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P';
const slack = { token: 'Jhj5dZrVaK7ZwHHjRyZWjbDl', challenge: slackChallenge, type: 'url_verification' };
const eventGrid = {
  id: '2d1781af-3a4c-4d7c-bd0c-e34b19da4e66',
  topic: '/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
  subject: '',
  data: { validationCode: '512d38b6-c7b8-40c8-89fe-f46f9e9622b6' },
  eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
  eventTime: '2022-10-28T04:23:35.1981776Z',
  metadataVersion: '1',
  dataVersion: '1',
};
const zoom = {
  payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' },
  event_ts: 1654503849680,
  event: 'endpoint.url_validation',
};
const keyed = (text: string, encoding: 'hex' | 'base64') =>
  createHmac('sha256', 'the-secret').update(text).digest(encoding);
const twitch = {
  challenge: 'pogchamp-kappa-360noscope-vohiyo',
  subscription: { status: 'webhook_callback_verification_pending' },
};
const sns = { Type: 'SubscriptionConfirmation', SubscribeURL: 'https://sns.us-west-2.amazonaws.com/?Token=2336412f37' };

const wrike = { requestType: 'WebHook secret verification' };
const wechat = `timestamp=1714037059&nonce=486452656&signature=${createHash('sha1')
  .update(['weixin', '1714037059', '486452656'].sort().join(''))
  .digest('hex')}`;
const larkEncrypted = (() => {
  const iv = Buffer.alloc(16, 7);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update('test key').digest(), iv);
  const plain = JSON.stringify({ challenge: 'ajls384kdjx98XX', token: 'xxxxxx', type: 'url_verification' });
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64');
})();

const rows: Row[] = [
  {
    name: 'GitHub ping',
    request: { headers: { 'x-github-event': 'ping' }, body: { zen: 'Design for failure.', hook_id: 1 } },
    answer: { status: 200 },
    nearMiss: { headers: { 'x-github-event': 'push' }, body: { zen: 'Design for failure.' } },
  },
  {
    name: 'Microsoft validation token',
    request: { query: 'validationToken=Validation%3A%20Testing%20client%20application%20reachability' },
    answer: { status: 200, body: 'Validation: Testing client application reachability' },
    nearMiss: { method: 'GET', query: 'validationToken=abc' },
  },
  {
    name: 'Microsoft validation token',
    request: { query: 'validationtoken=4a5b6c' },
    answer: { status: 200, body: '4a5b6c' },
    nearMiss: { query: 'validationtoken=' },
  },
  {
    name: 'Event Grid validation',
    request: { body: [eventGrid] },
    answer: { status: 200, body: '{"validationResponse":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6"}' },
    nearMiss: { body: [{ ...eventGrid, eventType: 'Microsoft.Storage.BlobCreated' }] },
  },
  {
    name: 'CloudEvents validation',
    request: {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventemitter.example.com', 'webhook-request-rate': '120' },
    },
    answer: {
      status: 200,
      headers: { 'WebHook-Allowed-Origin': 'eventemitter.example.com', 'WebHook-Allowed-Rate': '120', Allow: 'POST' },
    },
    nearMiss: { method: 'OPTIONS', headers: { origin: 'https://eventemitter.example.com' } },
  },
  {
    name: 'Slack URL verification',
    request: { body: slack },
    answer: { status: 200, body: slackChallenge },
    nearMiss: { body: { ...slack, type: 'event_callback' } },
  },
  {
    name: 'hub.challenge',
    request: { method: 'GET', query: 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock' },
    answer: { status: 200, body: '1158201444' },
    nearMiss: { method: 'GET', query: 'hub.challenge=1158201444' },
  },
  {
    name: 'Strava hub.challenge',
    hosts: ['www.strava.com'],
    request: {
      method: 'GET',
      query: 'hub.verify_token=STRAVA&hub.challenge=15f7d1a91c1f40f8a748fd134752feb3&hub.mode=subscribe',
    },
    answer: { status: 200, body: '{"hub.challenge":"15f7d1a91c1f40f8a748fd134752feb3"}' },
    nearMiss: { query: 'hub.mode=subscribe&hub.challenge=15f7d1a91c1f40f8a748fd134752feb3' },
  },
  {
    name: 'Zoom URL validation',
    secrets: ['the-secret'],
    request: { body: zoom },
    answer: {
      status: 200,
      body: `{"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":"${keyed('qgg8vlvZRS6UYooatFL8Aw', 'hex')}"}`,
    },
    nearMiss: { body: zoom, secrets: [], status: 401 },
  },
  {
    name: 'X challenge-response check',
    secrets: ['the-secret'],
    request: { method: 'GET', query: 'crc_token=challenge_string' },
    answer: { status: 200, body: `{"response_token":"sha256=${keyed('challenge_string', 'base64')}"}` },
    nearMiss: { method: 'GET', query: 'crc_token=challenge_string', secrets: [], status: 401 },
  },
  {
    name: 'Xero intent to receive',
    secrets: ['the-secret'],
    request: {
      headers: { 'x-xero-signature': 'x' },
      body: { events: [], lastEventSequence: 0, firstEventSequence: 0, entropy: 'S0m3r4N0m' },
    },
    answer: { status: 200 },
    nearMiss: { headers: { 'x-xero-signature': 'x' }, body: { events: [{ resourceId: 'a' }], firstEventSequence: 1 } },
  },
  {
    name: 'challenge',
    request: { method: 'GET', query: 'challenge=9ad1ffa8' },
    answer: { status: 200, body: '9ad1ffa8' },
    nearMiss: { method: 'POST', query: 'challenge=9ad1ffa8' },
  },
  {
    name: 'X-Hook-Secret',
    request: { headers: { 'x-hook-secret': 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81' } },
    answer: {
      status: 200,
      headers: { 'X-Hook-Secret': 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81' },
      secret: 'b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81',
    },
    nearMiss: { headers: { 'x-hook-signature': 'b537207f20cbfa02357cf448134da559' }, body: { events: [] } },
  },
  {
    name: 'HEAD',
    request: { method: 'HEAD' },
    answer: { status: 200 },
    nearMiss: { method: 'GET' },
  },
  {
    name: 'Okta verification',
    request: { method: 'GET', headers: { 'x-okta-verification-challenge': 'my verification challenge' } },
    answer: { status: 200, body: '{"verification":"my verification challenge"}' },
    nearMiss: { method: 'POST', headers: { 'x-okta-verification-challenge': 'c' }, body: { eventType: 'x' } },
  },
  {
    name: 'Twitch callback verification',
    request: { headers: { 'twitch-eventsub-message-type': 'webhook_callback_verification' }, body: twitch },
    answer: { status: 200, body: 'pogchamp-kappa-360noscope-vohiyo' },
    nearMiss: { headers: { 'twitch-eventsub-message-type': 'notification' }, body: twitch },
  },
  {
    name: 'challenge echo',
    request: { body: { challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' } },
    answer: { status: 200, body: '{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}' },
    nearMiss: { body: { challenge: 'abc', event: { type: 'update_column_value' } } },
  },
  {
    name: 'Smartsheet challenge',
    request: { headers: { 'smartsheet-hook-challenge': '2d7c5cb2' }, body: { challenge: '2d7c5cb2', webhookId: 7 } },
    answer: {
      status: 200,
      body: '{"smartsheetHookResponse":"2d7c5cb2"}',
      headers: { 'Smartsheet-Hook-Response': '2d7c5cb2' },
    },
    nearMiss: { headers: { 'smartsheet-hmac-sha256': '2d7c5cb2' }, body: { webhookId: 7, events: [] } },
  },
  {
    name: 'Notion verification token',
    request: { body: { verification_token: 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl' } },
    answer: { status: 200, secret: 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl' },
    nearMiss: {
      body: { verification_token: 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl', id: '1', type: 'page.created' },
    },
  },
  {
    name: 'Discord ping',
    secrets: ['00'],
    request: { headers: { 'x-signature-ed25519': 'ab' }, body: { type: 1 } },
    answer: { status: 200, body: '{"type":1}' },
    nearMiss: { headers: { 'x-signature-ed25519': 'ab' }, body: { type: 2 } },
  },
  {
    name: 'Fitbit verification',
    secrets: ['2222fitbit'],
    request: { method: 'GET', query: 'verify=2222fitbit' },
    answer: { status: 204 },
    nearMiss: { method: 'GET', query: 'verify=1111wrong', status: 404 },
  },
  {
    name: 'Amazon SNS confirmation',
    request: { headers: { 'x-amz-sns-message-type': 'SubscriptionConfirmation' }, body: sns },
    answer: { status: 200 },
    nearMiss: { headers: { 'x-amz-sns-message-type': 'Notification' }, body: { ...sns, Type: 'Notification' } },
  },
  {
    name: 'Lark URL verification',
    hosts: ['open.larksuite.com'],
    request: { body: slack },
    answer: { status: 200, body: `{"challenge":"${slackChallenge}"}` },
    nearMiss: { body: { ...slack, challenge: 7 } },
  },
  {
    name: 'Lark URL verification',
    request: { headers: { 'x-lark-request-nonce': 'n' }, body: slack },
    answer: { status: 200, body: `{"challenge":"${slackChallenge}"}` },
    nearMiss: { headers: { 'x-lark-request-nonce': 'n' }, body: { schema: '2.0', header: {}, event: {} } },
  },
  {
    name: 'challenge',
    request: { method: 'GET', query: 'check=example' },
    answer: { status: 200, body: 'example' },
    nearMiss: { method: 'GET', query: 'check=example&orderId=7' },
  },
  {
    name: 'GET',
    request: { method: 'GET' },
    answer: { status: 200 },
    nearMiss: { method: 'GET', query: 'messageId=7' },
  },
  {
    name: 'Validation-Token',
    request: { headers: { 'validation-token': '6d4a8a9c-8ef2-4d2f-8c79-3a8f1a' } },
    answer: { status: 200, headers: { 'Validation-Token': '6d4a8a9c-8ef2-4d2f-8c79-3a8f1a' } },
    nearMiss: { headers: { 'validation-token': 'hello-world' }, body: { uuid: '1', event: '/restapi/v1.0/x' } },
  },
  {
    name: 'Acrobat Sign client id',
    request: { method: 'GET', headers: { 'x-adobesign-clientid': 'CBJCHBCAABAA' } },
    answer: {
      status: 200,
      headers: { 'X-AdobeSign-ClientId': 'CBJCHBCAABAA' },
      body: '{"xAdobeSignClientId":"CBJCHBCAABAA"}',
    },
    nearMiss: { headers: { 'x-adobesign-clientid': 'CBJCHBCAABAA' }, body: { event: 'AGREEMENT_CREATED' } },
  },
  {
    name: 'Front challenge',
    request: { headers: { 'x-front-challenge': 'ab12' }, body: { type: 'sync', authorization: { id: 'cmp_abc' } } },
    answer: { status: 200, body: '{"challenge":"ab12"}' },
    nearMiss: { headers: { 'x-front-signature': 'ab12' }, body: { type: 'inbound_received' } },
  },
  {
    name: 'challenge header',
    request: { headers: { 'x-acme-challenge': 'ab12' } },
    answer: { status: 200, body: 'ab12', headers: { 'x-acme-challenge': 'ab12' } },
    nearMiss: { headers: { 'x-acme-challenge-count': '2' }, body: {} },
  },
  {
    name: 'ServiceM8 challenge',
    request: { headers: form, body: 'mode=subscribe&challenge=8a7f%2B' },
    answer: { status: 200, body: '8a7f+' },
    nearMiss: { headers: form, body: 'mode=update&challenge=8a7f' },
  },
  {
    name: 'WooCommerce ping',
    secrets: ['the-secret'],
    request: { headers: form, body: 'webhook_id=14' },
    answer: { status: 200 },
    nearMiss: { headers: form, body: 'webhook_id=14&arg=7' },
  },
  {
    name: 'eBay challenge',
    secrets: ['the-secret'],
    request: { method: 'GET', query: 'challenge_code=a8628072' },
    answer: {
      status: 200,
      body: `{"challengeResponse":"${createHash('sha256').update(`a8628072the-secret${callbackUrl}`).digest('hex')}"}`,
    },
    nearMiss: { method: 'GET', query: 'challenge_code=a8628072', secrets: [], status: 401 },
  },
  {
    name: 'Discord event ping',
    secrets: ['00'],
    request: {
      headers: { 'x-signature-ed25519': 'ab' },
      body: { version: 1, application_id: '1234560123453231555', type: 0 },
    },
    answer: { status: 204, headers: { 'Content-Type': 'application/json' } },
    nearMiss: { headers: { 'x-signature-ed25519': 'ab' }, body: { version: 1, type: 1, event: {} } },
  },
  {
    name: 'Gusto verification token',
    request: { body: { verification_token: 'abc', webhook_subscription_uuid: 'd0f1b3a4' } },
    answer: { status: 200, secret: 'abc' },
    nearMiss: { body: { webhook_subscription_uuid: 'd0f1b3a4', event_type: 'company.updated' } },
  },
  {
    name: 'Salesforce verification key',
    request: { body: { callbackId: 'c1', verificationKey: 'k1' } },
    answer: { status: 200 },
    nearMiss: { body: [{ eventCategoryType: 'TransactionalSendEvents.EmailSent' }] },
  },
  {
    name: 'Wrike secret verification',
    secrets: ['the-secret'],
    request: { headers: { 'x-hook-secret': 'abc', 'x-hook-signature': 'ab' }, body: wrike },
    answer: { status: 200, headers: { 'X-Hook-Secret': keyed('abc', 'hex') } },
    // Wrike's deliveries have both headers as well.
    nearMiss: { headers: { 'x-hook-secret': 'abc', 'x-hook-signature': 'ab' }, body: [{ eventType: 'TaskCreated' }] },
  },
  {
    name: 'LinkedIn challenge code',
    secrets: ['the-secret'],
    request: { method: 'GET', query: 'challengeCode=890e4665-4dfe-4ab1-b689-ed553bceeed0' },
    answer: {
      status: 200,
      body: `{"challengeCode":"890e4665-4dfe-4ab1-b689-ed553bceeed0","challengeResponse":"${keyed('890e4665-4dfe-4ab1-b689-ed553bceeed0', 'hex')}"}`,
    },
    nearMiss: { method: 'GET', query: 'challengeCode=890e4665', secrets: [], status: 401 },
  },
  {
    name: 'Oura verification',
    request: { method: 'GET', query: 'verification_token=mine&challenge=3f1' },
    answer: { status: 200, body: '{"challenge":"3f1"}' },
    nearMiss: { method: 'GET', query: 'challenge=3f1' },
  },
  {
    name: 'Braintree challenge',
    secrets: ['integration_public_key|integration_private_key'],
    // https://developer.paypal.com/braintree/docs: the example of its libraries' tests.
    request: { method: 'GET', query: 'bt_challenge=20f9f8ed05f77439fe955c977e4c8a53' },
    answer: { status: 200, body: 'integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4' },
    nearMiss: { method: 'GET', query: 'bt_challenge=20f9f8ed', secrets: [], status: 401 },
  },
  {
    name: 'WeChat echostr',
    secrets: ['weixin'],
    request: { method: 'GET', query: `${wechat}&echostr=5948971738` },
    answer: { status: 200, body: '5948971738' },
    nearMiss: { method: 'GET', query: `${wechat}&echostr=5948971738`, secrets: ['another'], status: 401 },
  },
  {
    name: 'Lark encrypted URL verification',
    secrets: ['test key'],
    request: { body: { encrypt: larkEncrypted } },
    answer: { status: 200, body: '{"challenge":"ajls384kdjx98XX"}' },
    nearMiss: { body: { encrypt: larkEncrypted }, secrets: ['another key'] },
  },
  {
    name: 'Oracle Notifications confirmation',
    request: {
      headers: {
        'x-oci-ns-messagetype': 'SubscriptionConfirmation',
        'x-oci-ns-confirmationurl': 'https://cell1.notification.us-ashburn-1.oraclecloud.com/20181201/confirm?token=1',
      },
      body: {},
    },
    answer: { status: 200 },
    nearMiss: { headers: { 'x-oci-ns-messagetype': 'Raw' }, body: {} },
  },
  {
    name: 'Google sync message',
    request: { headers: { 'x-goog-resource-state': 'sync', 'x-goog-channel-id': 'c' } },
    answer: { status: 200 },
    nearMiss: { headers: { 'x-goog-resource-state': 'exists', 'x-goog-channel-id': 'c' } },
  },
  {
    name: 'OPTIONS and TRACE',
    request: { method: 'OPTIONS', headers: { origin: 'https://example.com' } },
    answer: { status: 204 },
    nearMiss: { method: 'POST', headers: { origin: 'https://example.com' } },
  },
  {
    name: 'named challenge',
    request: { body: { type: 'webhook.verification', challenge: 'ab12', id: 'evt_1' } },
    answer: { status: 200, body: '{"challenge":"ab12"}' },
    nearMiss: { body: { type: 'challenge.created', challenge: { id: 7 } } },
  },
];

describe.each(rows)('$name', ({ name, secrets = [], hosts = [], request, answer, nearMiss }) => {
  it('is answered as documented', () => {
    const found = answerTo(request, secrets, hosts);
    expect(found?.response).toMatchObject(answer);
    if (answer.body === undefined) expect(found?.response.body ?? '').toBe('');
    expect(handshakes.map((one) => one.name)).toContain(found?.handshake.name);
    if (handshakes.some((one) => one.name === name)) expect(found?.handshake.name).toBe(name);
  });

  it('is not recognized in a near miss', () => {
    const found = answerTo(nearMiss, nearMiss.secrets ?? secrets, hosts);
    if (nearMiss.status === undefined) expect(found?.handshake.name).not.toBe(name);
    else expect(found?.response.status).toBe(nearMiss.status);
  });
});

describe('what only resembles a handshake is a delivery', () => {
  const events = { events: [{ action: 'changed' }] };
  it.each<[string, Request]>([
    [
      'X-Hook-Secret next to a signature',
      { headers: { 'x-hook-secret': 'a', 'x-hook-signature': 'ab' }, body: events },
    ],
    ['X-Hook-Secret with events', { headers: { 'x-hook-secret': 'a' }, body: events }],
    ['a challenge that is signed', { headers: { 'x-acme-signature': 'ab' }, body: { challenge: 'abc' } }],
    ['an event about a verification', { body: { type: 'identity.verified', challenge: 'abc', user: 7 } }],
    ['a verification with data', { body: { type: 'verification', challenge: 'abc', data: { id: 7 } } }],
    ['a challenge header with an event', { headers: { 'x-acme-challenge': 'abc' }, body: { data: { id: 7 } } }],
    ['a signed challenge header', { headers: { 'x-acme-challenge': 'abc', 'x-acme-signature': 'ab' } }],
    ['an encrypted event that is signed', { headers: { 'x-lark-signature': 'ab' }, body: { encrypt: larkEncrypted } }],
  ])('%s', (_, request) => {
    expect(answerTo(request, ['test key'])).toBeUndefined();
  });
});

it('every handshake has a row', () => {
  const covered = rows.map(({ request, secrets, hosts }) => answerTo(request, secrets, hosts)?.handshake.name);
  expect([...new Set(covered)].sort()).toEqual(handshakes.map(({ name }) => name).sort());
});

it('a delivery is parsed once for all providers', () => {
  const parse = vi.spyOn(JSON, 'parse');
  onTestFinished(() => parse.mockRestore());
  expect(answerTo({ body: { order: 1 } })).toBeUndefined();
  expect(parse).toHaveBeenCalledTimes(1);
});
