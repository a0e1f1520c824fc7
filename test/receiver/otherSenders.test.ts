/**
 * Senders that no provider declares, as their documentation says that they sign: what a maker sees of them. Each recipe is
 * written by hand with `node:crypto`, from the page that it names.
 */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../client/receiver/headers';
import { type CheckedSignature, checkSignature, streamSignature } from '../../client/receiver/signatures/verify';

const callback = 'https://tunnel.example/hook/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const secret = '5f2c1e8a-secret-of-this-webhook';
const now = Date.now();
const seconds = String(Math.floor(now / 1000));
const ms = String(now);
const isoTime = new Date(now).toISOString();

type Encoding = 'hex' | 'base64' | 'base64url';
const hmac = (text: string, encoding: Encoding, hash = 'sha256', key: string | Buffer = secret) =>
  createHmac(hash, key).update(text).digest(encoding);

interface Sender {
  docs: string;
  headers?(body: string): Record<string, string>;
  body?: string;
  /** The query of the callback. */
  query?(body: string): string;
  secret?: string;
  signature: CheckedSignature['signature'];
  event?: string | null;
  /** Of the service, where only that tells where its event is. */
  host?: string;
}

const body = '{"event":"deal.won","id":"d_81","amount":120.50}';

const senders: Record<string, Sender> = {
  'Qonto (bank)': {
    docs: 'https://docs.qonto.com/api-reference/business-api/webhooks/overview',
    headers: (text) => ({ 'x-qonto-signature': `t=${seconds},v1=${hmac(`${seconds}.${text}`, 'hex')}` }),
    signature: 'valid',
  },
  'Zoho Payments': {
    docs: 'https://zoho.com/in/payments/developerdocs/webhooks/verification',
    headers: (text) => ({ 'x-zoho-webhook-signature': `t=${ms},v=${hmac(`${ms}.${text}`, 'hex')}` }),
    signature: 'valid',
  },
  'Podium (reviews)': {
    docs: 'https://docs.podium.com/docs/verifying-webhook-signatures',
    headers: (text) => ({ 'podium-timestamp': ms, 'podium-signature': hmac(`${ms}.${text}`, 'hex') }),
    signature: 'valid',
  },
  'Worldpay (payment)': {
    docs: 'https://developer.worldpay.com/products/access/events/signature/',
    headers: (text) => ({ 'event-signature': `1/SHA256/${hmac(text, 'hex')}` }),
    signature: 'valid',
  },
  SavvyCal: {
    docs: 'https://developers.savvycal.com/webhooks',
    headers: (text) => ({
      'x-savvycal-signature': `sha256=${hmac(text, 'hex').toUpperCase()}`,
      'x-savvycal-webhook-id': 'wh_1',
    }),
    body: '{"type":"event.created","id":"payload_1"}',
    signature: 'valid',
    event: 'event.created',
  },
  'AfterShip Warranty (logistics)': {
    docs: 'https://www.aftership.com/docs/warranty/webhook/webhook-signature',
    headers: (text) => ({ 'as-signature-hmac-sha256': hmac(text, 'base64') }),
    signature: 'valid',
  },
  'Cal.com': {
    docs: 'https://cal.com/docs/developing/guides/automation/webhooks',
    headers: (text) => ({ 'x-cal-signature-256': hmac(text, 'hex') }),
    body: '{"triggerEvent":"BOOKING_CREATED","payload":{"title":"Call"}}',
    signature: 'valid',
    event: 'BOOKING_CREATED',
  },
  'Cronofy (calendars)': {
    docs: 'https://docs.cronofy.com/developers/api/push-notifications/',
    headers: (text) => ({ 'cronofy-hmac-sha256': `${hmac(text, 'base64', 'sha256', 'old')},${hmac(text, 'base64')}` }),
    body: '{"notification":{"type":"change","changes_since":"2026-11-30T07:00:00Z"},"channel":{"channel_id":"chn_1"}}',
    signature: 'valid',
    event: 'change',
  },
  Smartlook: {
    docs: 'https://integrations.smartlook.com/docs/webhooks',
    headers: (text) => ({ 'smartlook-signature-256': `sha256=${hmac(text, 'hex')}` }),
    signature: 'valid',
  },
  'Gainsight CE (learning)': {
    docs: 'https://support.gainsight.com/docs/webhook-verification',
    headers: (text) => ({ 'x-northpass-hmac-sha256': hmac(text, 'base64') }),
    signature: 'valid',
  },
  Datasaur: {
    docs: 'https://docs.datasaur.ai/integrations/webhook-notifications/webhook-signature',
    headers: (text) => ({ 'x-datasaur-signature': hmac(text, 'hex') }),
    signature: 'valid',
  },
  '360Learning': {
    docs: 'https://360learning.readme.io/docs/security-and-signature-verification',
    headers: (text) => ({
      'webhook-id': 'msg_7',
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${hmac('another', 'base64')} v1,${hmac(`msg_7.${seconds}.${text}`, 'base64')}`,
    }),
    signature: 'valid',
  },
  'Survicate (surveys), signed': {
    docs: 'https://developers.survicate.com/webhooks/security/',
    headers: (text) => ({ hmac: hmac(text, 'hex') }),
    signature: 'valid',
  },
  'Survicate (surveys), by token': {
    docs: 'https://developers.survicate.com/webhooks/security/',
    headers: () => ({ token: secret }),
    signature: 'token',
  },
  Iron: {
    docs: 'https://docs.iron.xyz/reference-2026-07-01/webhooks/',
    headers: (text) => ({
      'webhook-id': '2f9f4b06-96b0-4b4e-9a0d-7a6f3f2a9d11',
      'webhook-timestamp': seconds,
      'webhook-signature': `v1=${hmac(seconds + text, 'hex')}`,
    }),
    signature: 'valid',
  },
  'PandaDoc (e-signing)': {
    docs: 'https://developers.pandadoc.com/docs/webhook-verification',
    query: (text) => `signature=${hmac(text, 'hex')}`,
    body: '[{"event":"document_state_changed","data":{"id":"h1","status":"document.completed"}}]',
    signature: 'valid',
    event: 'document_state_changed',
  },
  'Notch Pay': {
    docs: 'https://developer.notchpay.co/get-started/webhooks/verify',
    headers: (text) => ({ 'x-notch-signature': hmac(text, 'hex') }),
    signature: 'valid',
  },
  'BambooHR (HR)': {
    docs: 'https://documentation.bamboohr.com/docs/webhooks',
    headers: (text) => ({ 'x-bamboohr-timestamp': seconds, 'x-bamboohr-signature': hmac(text + seconds, 'hex') }),
    body: '{"employees":[{"id":"1","action":"Updated"}]}',
    signature: 'valid',
    event: null,
  },
  'Greenhouse (HR)': {
    docs: 'https://developers.greenhouse.io/webhooks.html#authentication',
    headers: (text) => ({ signature: `sha256 ${hmac(text, 'hex')}` }),
    body: '{"action":"candidate_hired","payload":{"application":{"id":46194062}}}',
    signature: 'valid',
    event: 'candidate_hired',
  },
  'Lever (HR)': {
    docs: 'https://hire.lever.co/developer/documentation#webhooks',
    body: JSON.stringify({
      event: 'candidateHired',
      token: '0a1b2c',
      triggeredAt: 1796026040946,
      signature: hmac('0a1b2c1796026040946', 'hex'),
    }),
    signature: 'token',
    event: 'candidateHired',
  },
  'Autotask (PSA)': {
    docs: 'https://www.autotask.net/help/developerhelp/Content/APIs/Webhooks/SecretKeyPayloadVerification.htm',
    headers: (text) => ({ 'x-hook-signature': `sha1=${hmac(text, 'base64', 'sha1')}` }),
    body: '{"Action":"Update","Guid":"g1","EntityType":"Ticket","Id":7}',
    signature: 'valid',
    event: 'Update',
  },
  'Exact Online (ERP)': {
    docs: 'https://support.exactonline.com/community/s/knowledge-base#All-All-DNO-Content-webhooksc',
    body: `{"Content":{"Topic":"Accounts","Action":"Update","Key":"a1"},"HashCode":"${hmac(
      '{"Topic":"Accounts","Action":"Update","Key":"a1"}',
      'hex',
    ).toUpperCase()}"}`,
    signature: 'valid',
    event: 'Accounts',
    host: 'start.exactonline.nl',
  },
  'Moneybird (bookkeeping)': {
    docs: 'https://developer.moneybird.com/webhooks',
    body: JSON.stringify({ action: 'contact_created', webhook_id: '1', webhook_token: secret, entity: { id: '2' } }),
    signature: 'token',
    event: 'contact_created',
  },
  'Aircall (telephony)': {
    docs: 'https://developer.aircall.io/api-references/#webhooks',
    body: JSON.stringify({ resource: 'call', event: 'call.ended', timestamp: 1, token: secret, data: { id: 1 } }),
    signature: 'token',
    event: 'call.ended',
  },
  'Mattermost (chat)': {
    docs: 'https://developers.mattermost.com/integrate/webhooks/outgoing/',
    headers: () => ({ 'content-type': 'application/x-www-form-urlencoded' }),
    body: new URLSearchParams({ token: secret, team_id: 't', text: 'hello', trigger_word: 'hello' }).toString(),
    signature: 'token',
    event: null,
  },
  'Pipedrive (CRM)': {
    docs: 'https://pipedrive.readme.io/docs/guide-for-webhooks-v2',
    headers: () => ({ authorization: `Basic ${Buffer.from(`hook:${secret}`).toString('base64')}` }),
    body: '{"meta":{"action":"change","entity":"deal","id":"m1"},"data":{"id":1}}',
    signature: 'token',
    event: 'change',
  },
  'Klaviyo (e-mail)': {
    docs: 'https://developers.klaviyo.com/en/docs/working_with_system_webhooks',
    headers: (text) => ({ 'klaviyo-timestamp': isoTime, 'klaviyo-signature': hmac(text + isoTime, 'base64') }),
    body: '{"data":[{"topic":"event:klaviyo.sent_sms"}],"meta":{"timestamp":"x"}}',
    signature: 'valid',
    event: 'event:klaviyo.sent_sms',
  },
  'Customer.io': {
    docs: 'https://docs.customer.io/journeys/webhooks/#securely-verify-requests',
    headers: (text) => ({ 'x-cio-timestamp': seconds, 'x-cio-signature': hmac(`v0:${seconds}:${text}`, 'hex') }),
    body: '{"metric":"opened","object_type":"email","event_id":"01E4C4CT6YDC7Y5M7FE1GWWPQJ"}',
    signature: 'valid',
    event: 'opened',
  },
  'Tally (forms)': {
    docs: 'https://tally.so/help/webhooks',
    headers: (text) => ({ 'tally-signature': hmac(text, 'base64') }),
    body: '{"eventId":"a4cb","eventType":"FORM_RESPONSE","createdAt":"2026-11-30T07:00:00.000Z","data":{}}',
    signature: 'valid',
    event: 'FORM_RESPONSE',
  },
  'Paystack (payment)': {
    docs: 'https://paystack.com/docs/payments/webhooks/',
    headers: (text) => ({ 'x-paystack-signature': hmac(text, 'hex', 'sha512') }),
    signature: 'valid',
  },
  'Flutterwave (payment)': {
    docs: 'https://developer.flutterwave.com/docs/webhooks',
    headers: () => ({ 'verif-hash': secret }),
    signature: 'token',
  },
  'Mollie (payment)': {
    docs: 'https://docs.mollie.com/reference/webhooks-best-practices',
    headers: (text) => ({ 'x-mollie-signature': `sha256=${hmac(text, 'hex')}` }),
    body: '{"resource":"event","id":"event_1","type":"payment-link.paid","entityId":"pl_1"}',
    signature: 'valid',
    event: 'payment-link.paid',
  },
  'Terraform Cloud (DevOps)': {
    docs: 'https://developer.hashicorp.com/terraform/cloud-docs/api-docs/notification-configurations',
    headers: (text) => ({ 'x-tfe-notification-signature': hmac(text, 'hex', 'sha512') }),
    body: '{"payload_version":1,"run_id":"run-1","notifications":[{"trigger":"run:completed"}]}',
    signature: 'valid',
    event: 'run:completed',
  },
  'SonarQube (DevOps)': {
    docs: 'https://docs.sonarsource.com/sonarqube-server/project-administration/webhooks',
    headers: (text) => ({ 'x-sonar-webhook-hmac-sha256': hmac(text, 'hex') }),
    body: '{"serverUrl":"http://localhost","status":"SUCCESS"}',
    signature: 'valid',
    event: null,
  },
  'Samsara (IoT)': {
    docs: 'https://developers.samsara.com/docs/webhooks',
    secret: Buffer.from('a key of some bytes').toString('base64'),
    headers: (text) => ({
      'x-samsara-timestamp': seconds,
      'x-samsara-signature': `v1=${hmac(`v1:${seconds}:${text}`, 'hex', 'sha256', Buffer.from('a key of some bytes'))}`,
    }),
    body: '{"eventId":"5e6f","eventType":"AlertIncident","data":{}}',
    signature: 'valid',
    event: 'AlertIncident',
  },
  'Sendcloud (logistics)': {
    docs: 'https://sendcloud.dev/docs/webhooks/',
    headers: (text) => ({ 'sendcloud-signature': hmac(text, 'hex') }),
    body: '{"action":"parcel_status_changed","timestamp":1525271885993,"parcel":{"id":1}}',
    signature: 'valid',
    event: 'parcel_status_changed',
  },
  'Close (CRM)': {
    docs: 'https://developer.close.com/resources/webhook-subscriptions/',
    secret: Buffer.from('32 bytes that Close writes in hex').toString('hex'),
    headers: (text) => ({
      'close-sig-timestamp': seconds,
      'close-sig-hash': hmac(seconds + text, 'hex', 'sha256', Buffer.from('32 bytes that Close writes in hex')),
    }),
    body: '{"event":{"action":"created","object_type":"lead","id":"ev_1"},"subscription_id":"whsub_1"}',
    signature: 'valid',
    event: 'created',
  },
  'Jobber (field service)': {
    docs: 'https://developer.getjobber.com/docs/using_jobbers_api/setting_up_webhooks/',
    headers: (text) => ({ 'x-jobber-hmac-sha256': hmac(text, 'base64') }),
    body: '{"data":{"webHookEvent":{"topic":"CLIENT_CREATE","appId":"a","itemId":"i"}}}',
    signature: 'valid',
    event: 'CLIENT_CREATE',
  },
  'Sinch (messages)': {
    docs: 'https://developers.sinch.com/docs/conversation/callbacks/',
    headers: (text) => ({
      'x-sinch-webhook-signature-timestamp': seconds,
      'x-sinch-webhook-signature-nonce': '01FJA8B4A7BM43YGWSG9GBV067',
      'x-sinch-webhook-signature-algorithm': 'HmacSHA256',
      'x-sinch-webhook-signature': hmac(`${text}.01FJA8B4A7BM43YGWSG9GBV067.${seconds}`, 'base64'),
    }),
    signature: 'valid',
  },
  'Ghost (publishing)': {
    docs: 'https://docs.ghost.org/webhooks/',
    headers: (text) => ({ 'x-ghost-signature': `sha256=${hmac(text + ms, 'hex')}, t=${ms}` }),
    body: '{"post":{"current":{"id":"1"}}}',
    signature: 'valid',
    event: null,
  },
  Discourse: {
    docs: 'https://meta.discourse.org/t/configure-webhooks/49045',
    headers: (text) => ({
      'x-discourse-event-signature': `sha256=${hmac(text, 'hex')}`,
      'x-discourse-event': 'post_created',
    }),
    signature: 'valid',
    event: 'post_created',
  },
  'Cloudinary (media)': {
    docs: 'https://cloudinary.com/documentation/notification_signatures',
    headers: (text) => ({
      'x-cld-timestamp': seconds,
      'x-cld-signature': createHash('sha1')
        .update(text + seconds + secret)
        .digest('hex'),
    }),
    body: '{"notification_type":"upload","public_id":"p"}',
    signature: 'valid',
    event: 'upload',
  },
  'Coinbase Developer Platform': {
    docs: 'https://docs.cdp.coinbase.com/api-reference/payment-apis/webhooks/verification',
    headers: (text) => ({
      'content-type': 'application/json',
      'x-event-id': 'e-1',
      'x-hook0-signature': `t=${seconds},h=content-type x-event-id,v1=${hmac(
        `${seconds}.content-type x-event-id.application/json.e-1.${text}`,
        'hex',
      )}`,
    }),
    signature: 'valid',
  },
};

describe.each(Object.entries(senders))('%s', (_, sender) => {
  const text = sender.body ?? body;
  const request = (sent: string) => ({
    method: 'POST',
    url: callback + (sender.query ? `?${sender.query(text)}` : ''),
    headers: { 'content-type': 'application/json', ...sender.headers?.(text) },
    body: Buffer.from(sent),
    now,
  });
  const keys = { secrets: [sender.secret ?? secret] };

  it('is judged as its documentation says', () => {
    expect(checkSignature(request(text), keys).signature).toBe(sender.signature);
  });

  it('is refused with another secret, and with another body not valid', () => {
    expect(checkSignature(request(text), { secrets: ['another secret of another webhook'] }).signature).toMatch(
      /^(invalid|absent)$/,
    );
    const changed = text.replace(/(?<=["\d=])(\w)(?=\w)/, (one) => (one === 'x' ? 'y' : 'x'));
    for (const other of [changed, `${text} `, text.slice(0, -1), `[${text}]`]) {
      expect(checkSignature(request(other), keys).signature, other).not.toBe('valid');
    }
  });

  it('shows its event', () => {
    expect(eventOf(request(text).headers, Buffer.from(text), sender.host ? [sender.host] : [])).toBe(
      sender.event === undefined ? 'deal.won' : sender.event,
    );
  });

  it.runIf(sender.signature === 'valid' && !/Exact|Cloudinary|Coinbase/.test(_))(
    'is valid as a body that comes in, too',
    () => {
      const { headers, url } = request(text);
      const running = streamSignature({ method: 'POST', url, headers }, keys);
      running.update(Buffer.from(text));
      expect(running.verdict().signature).not.toBe('absent');
    },
  );
});
