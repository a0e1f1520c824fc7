import { createHash, createHmac } from 'node:crypto';
import { decodeText, unpackBody } from '../../common/bodyText';
import { isObject } from '../../common/json';
import { t } from '../../common/translate';
import { equalTexts } from '../signatures/hmac';
import { acknowledgeAdobeSign } from './acknowledgements';
import type { Handshake, HandshakeContext, HandshakeResponse, IncomingRequest } from './handshake';
import { jsonResponse, textResponse } from './responses';

const empty: HandshakeResponse = { status: 200 };

/** Maximum size in bytes of a body that is parsed to recognise a handshake: anything longer is a delivery. */
const maxHandshakeBytes = 64 * 1024;

function parse(incoming: IncomingRequest): unknown {
  const { body } = incoming;
  if (body.length === 0 || body.length > maxHandshakeBytes) return undefined;
  incoming.parsed ??= { value: tryParse(incoming, body) };
  return incoming.parsed.value;
}

function tryParse({ headers }: Pick<IncomingRequest, 'headers'>, plain: Buffer): unknown {
  try {
    return JSON.parse(decodeText(plain, headers['content-type'] ?? '') ?? '');
  } catch {
    return undefined;
  }
}

/** The request with its body unpacked and parsed for the handshakes that read it. */
export async function unpackForHandshake<T extends IncomingRequest>(incoming: T): Promise<T> {
  const { headers, body } = incoming;
  const encoding = headers['content-encoding'];
  if (encoding === undefined || body.length === 0 || body.length > maxHandshakeBytes) return incoming;
  const plain = await unpackBody(body, encoding, maxHandshakeBytes).catch(() => body);
  return { ...incoming, parsed: { value: tryParse(incoming, plain) } };
}

/** GitHub docs, "Webhook events and payloads", ping: any 2xx. */
const githubPing: Handshake = {
  name: 'GitHub ping',
  secret: 'signs',
  respond: ({ headers }) => (headers['x-github-event'] === 'ping' ? empty : undefined),
};

/** Microsoft Graph docs, "Receive change notifications through webhooks"; SharePoint writes it in lower case. */
const microsoftValidation: Handshake = {
  name: 'Microsoft validation token',
  secret: 'none',
  respond({ method, query }) {
    const token = query.get('validationToken') ?? query.get('validationtoken');
    return method === 'POST' && token ? textResponse(token) : undefined;
  },
};

/** Slack docs, "url_verification". Lark docs, "Send events to a server": the same request, but a JSON response. */
const slackVerification: Handshake = {
  name: 'Slack URL verification',
  secret: 'none',
  respond(incoming, { hosts }) {
    const body = parse(incoming);
    if (!isObject(body) || body.type !== 'url_verification' || typeof body.challenge !== 'string') return undefined;
    const isLark =
      Object.keys(incoming.headers).some((name) => name.startsWith('x-lark-')) ||
      hosts.some((host) => /(^|\.)(larksuite\.com|feishu\.cn|larkoffice\.com)$/i.test(host));
    return isLark ? jsonResponse({ challenge: body.challenge }) : textResponse(body.challenge);
  },
};

/** Meta docs, "Webhooks: verification requests"; W3C WebSub, section 5.3. Strava: the same request, but a JSON response. */
const hubChallenge: Handshake = {
  name: 'hub.challenge',
  secret: 'none',
  respond({ method, query }, { hosts }) {
    const challenge = query.get('hub.challenge');
    if (method !== 'GET' || !query.has('hub.mode') || !challenge) return undefined;
    const isStrava = hosts.some((host) => /(^|\.)strava\.com$/i.test(host));
    return isStrava ? jsonResponse({ 'hub.challenge': challenge }) : textResponse(challenge);
  },
};

/** CloudEvents 1.0, "HTTP 1.1 Web Hooks for Event Delivery", section 4. */
const cloudEventsOptions: Handshake = {
  name: 'CloudEvents validation',
  secret: 'none',
  respond({ method, headers }) {
    const origin = headers['webhook-request-origin'];
    if (method !== 'OPTIONS' || !origin) return undefined;
    return {
      status: 200,
      headers: {
        Allow: 'POST',
        'WebHook-Allowed-Origin': origin,
        'WebHook-Allowed-Rate': headers['webhook-request-rate'] ?? '*',
      },
    };
  },
};

/** Azure docs, "Event Grid webhook event delivery: endpoint validation". */
const eventGridValidation: Handshake = {
  name: 'Event Grid validation',
  secret: 'none',
  respond(incoming) {
    const body = parse(incoming);
    const event: unknown = Array.isArray(body) ? body[0] : undefined;
    if (
      !isObject(event) ||
      event.eventType !== 'Microsoft.EventGrid.SubscriptionValidationEvent' ||
      !isObject(event.data)
    )
      return undefined;
    const { validationCode, validationUrl } = event.data;
    if (typeof validationCode !== 'string') return undefined;
    const response = jsonResponse({ validationResponse: validationCode });
    if (typeof validationUrl !== 'string') return response;
    return {
      ...response,
      problem: t(
        'The handshake was completed with its code. Its validationUrl is not opened: {0}',
        shown(validationUrl),
      ),
    };
  },
};

/** A text of a stranger for a message, without blanks and control characters. */
const shown = (value: string) => value.replace(/[\s\u0000-\u001f\u007f]+/g, '').slice(0, 2048);

/**
 * AWS docs, "Amazon SNS: confirm the subscription". Only the user may decide to open a URL from a payload: it could lead
 * into the network of this machine.
 */
const snsConfirmation: Handshake = {
  name: 'Amazon SNS confirmation',
  secret: 'none',
  respond(incoming) {
    if (!/^(Unsubscribe|Subscription)Confirmation$/.test(incoming.headers['x-amz-sns-message-type'] ?? ''))
      return undefined;
    const body = parse(incoming);
    if (!isObject(body) || typeof body.SubscribeURL !== 'string') return undefined;
    const problem = t(
      'Amazon SNS sends no deliveries until its SubscribeURL was opened. If you trust it, open {0}',
      shown(body.SubscribeURL),
    );
    return { ...empty, problem };
  },
};

/** Dropbox docs, "Webhooks: the verification request"; Nylas the same. Onfleet docs, "Webhook validation": `check`. */
const getChallenge: Handshake = {
  name: 'challenge',
  secret: 'none',
  respond({ method, query }) {
    const challenge = query.get('challenge') ?? (query.size === 1 ? query.get('check') : null);
    return method === 'GET' && challenge ? textResponse(challenge) : undefined;
  },
};

/** Mailchimp docs, "Sync audience data with webhooks": a GET without a query or body. It carries nothing to verify. */
const probe: Handshake = {
  name: 'GET',
  secret: 'none',
  respond: ({ method, query, body }) => (method === 'GET' && query.size === 0 && body.length === 0 ? empty : undefined),
};

/** Trello docs, "Webhooks": a HEAD before the webhook is created. */
const head: Handshake = {
  name: 'HEAD',
  secret: 'none',
  respond: ({ method }) => (method === 'HEAD' ? empty : undefined),
};

/** Asana docs, "Webhooks: the handshake". */
const hookSecretEcho: Handshake = {
  name: 'X-Hook-Secret',
  secret: 'delivers',
  respond({ method, headers }) {
    const secret = headers['x-hook-secret'];
    if (method !== 'POST' || !secret) return undefined;
    return { status: 200, headers: { 'X-Hook-Secret': secret }, secret };
  },
};

/** RingCentral docs, "Creating webhooks": without a body. Later deliveries may carry a token of that name as well. */
const validationToken: Handshake = {
  name: 'Validation-Token',
  secret: 'none',
  respond({ headers, body }) {
    const token = headers['validation-token'];
    return token && body.length === 0 ? { status: 200, headers: { 'Validation-Token': token } } : undefined;
  },
};

/** Adobe docs, "Acrobat Sign webhooks: verification of intent". Every delivery requires the same: see acknowledgements.ts. */
const adobeSign: Handshake = {
  name: 'Acrobat Sign client id',
  secret: 'none',
  respond: ({ method, headers }) => (method === 'GET' ? acknowledgeAdobeSign(headers) : undefined),
};

/** Front docs, "Application webhook validation". */
const frontChallenge: Handshake = {
  name: 'Front challenge',
  secret: 'signs',
  respond({ headers }) {
    const challenge = headers['x-front-challenge'];
    return challenge ? jsonResponse({ challenge }) : undefined;
  },
};

/** Other services with a challenge in a header: the response has it in the same header and in the body. */
const headerChallenge: Handshake = {
  name: 'challenge header',
  secret: 'none',
  respond({ headers }) {
    const [name, challenge] = Object.entries(headers).find(([name]) => /^x-[a-z\d-]*challenge$/.test(name)) ?? [];
    if (!name || !challenge) return undefined;
    const response = textResponse(challenge);
    return { ...response, headers: { ...response.headers, [name]: challenge } };
  },
};

const isForm = ({ headers }: IncomingRequest) =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

/** ServiceM8 docs, "Webhooks: handling verification requests". */
const formChallenge: Handshake = {
  name: 'ServiceM8 challenge',
  secret: 'none',
  respond(incoming) {
    if (!isForm(incoming) || incoming.body.length > maxHandshakeBytes) return undefined;
    const form = new URLSearchParams(incoming.body.toString('utf8'));
    const challenge = form.get('challenge');
    return form.get('mode') === 'subscribe' && challenge ? textResponse(challenge) : undefined;
  },
};

/** WooCommerce, `WC_Webhook::deliver_ping`: not signed; WooCommerce disables the webhook unless it is accepted. */
const wooPing: Handshake = {
  name: 'WooCommerce ping',
  secret: 'none',
  respond: (incoming) =>
    isForm(incoming) && incoming.body.length < 64 && /^webhook_id=\d+$/.test(incoming.body.toString('latin1'))
      ? empty
      : undefined,
};

/** Gusto docs, "Verify a webhook subscription": the token must be sent back by a separate call, and signs deliveries. */
const gustoToken: Handshake = {
  name: 'Gusto verification token',
  secret: 'delivers',
  respond(incoming) {
    const body = parse(incoming);
    if (incoming.method !== 'POST' || !isObject(body) || typeof body.webhook_subscription_uuid !== 'string')
      return undefined;
    const { verification_token: token } = body;
    if (typeof token !== 'string' || token === '') return undefined;
    return {
      ...empty,
      secret: token,
      problem: t('Verify the webhook at the service with this token: {0}', shown(token)),
    };
  },
};

/** Salesforce docs, "Event Notification Service: verify callback": the key must be sent back by a separate call. */
const salesforceKey: Handshake = {
  name: 'Salesforce verification key',
  secret: 'none',
  respond(incoming) {
    const body = parse(incoming);
    if (!isObject(body) || typeof body.verificationKey !== 'string' || typeof body.callbackId !== 'string')
      return undefined;
    const problem = t('Verify the webhook at the service with this token: {0}', shown(body.verificationKey));
    return { ...empty, problem };
  },
};

/** Notion docs, "Webhooks: verify the subscription". The user must paste the token at Notion. */
const notionToken: Handshake = {
  name: 'Notion verification token',
  secret: 'delivers',
  respond(incoming) {
    const body = parse(incoming);
    if (incoming.method !== 'POST' || !isObject(body) || Object.keys(body).length !== 1) return undefined;
    const { verification_token: token } = body;
    if (typeof token !== 'string' || token === '') return undefined;
    return { ...empty, secret: token, problem: t('Paste this verification token at Notion: {0}', shown(token)) };
  },
};

const createHmacOf = (secret: string, text: string) => createHmac('sha256', secret).update(text);

/** The response to a handshake that cannot be answered without a secret. */
const withoutSecret = (what: string, status = 401): HandshakeResponse => ({
  status,
  problem: t(
    "The handshake can't be completed without {0}. Register the webhook again and enter it as the signing secret.",
    what,
  ),
});

/** Zoom docs, "Webhooks: validate your webhook endpoint". */
const zoomValidation: Handshake = {
  name: 'Zoom URL validation',
  secret: 'answers',
  respond(incoming, { secrets: [secret] }) {
    const body = parse(incoming);
    if (!isObject(body) || body.event !== 'endpoint.url_validation' || !isObject(body.payload)) return undefined;
    const { plainToken } = body.payload;
    if (typeof plainToken !== 'string') return undefined;
    if (secret === undefined) return withoutSecret(t('the secret token of the app'));
    return jsonResponse({ plainToken, encryptedToken: createHmacOf(secret, plainToken).digest('hex') });
  },
};

/** X docs, "Account Activity API: challenge-response checks". */
const xChallenge: Handshake = {
  name: 'X challenge-response check',
  secret: 'answers',
  respond({ method, query }, { secrets: [secret] }) {
    const token = query.get('crc_token');
    if (method !== 'GET' || !token) return undefined;
    if (secret === undefined) return withoutSecret(t('the consumer secret of the app'));
    return jsonResponse({ response_token: `sha256=${createHmacOf(secret, token).digest('base64')}` });
  },
};

/** eBay docs, "Marketplace account deletion: subscribe": a digest of code, verification token and endpoint. */
const ebayChallenge: Handshake = {
  name: 'eBay challenge',
  secret: 'answers',
  respond({ method, query }, { secrets: [secret], callbackUrl = '' }) {
    const code = query.get('challenge_code');
    if (method !== 'GET' || !code) return undefined;
    if (secret === undefined) return withoutSecret(t('the verification token of the subscription'));
    const digest = createHash('sha256').update(code).update(secret).update(callbackUrl).digest('hex');
    return jsonResponse({ challengeResponse: digest });
  },
};

/** Fitbit docs, "Subscriptions: verify a subscriber": 204 for the right code, 404 for any other. */
const fitbitVerification: Handshake = {
  name: 'Fitbit verification',
  secret: 'answers',
  respond({ method, query }, { secrets }) {
    const code = query.get('verify');
    if (method !== 'GET' || !code) return undefined;
    if (secrets.length === 0) return withoutSecret(t('the verification code of the subscriber'), 404);
    // The client secret, which signs deliveries, may be saved next to the code.
    const fits = secrets.map((secret) => equalTexts(code, secret));
    return { status: fits.includes(true) ? 204 : 404 };
  },
};

/** Okta docs, "Event hooks: one-time verification request". */
const oktaVerification: Handshake = {
  name: 'Okta verification',
  secret: 'none',
  respond({ method, headers }) {
    const challenge = headers['x-okta-verification-challenge'];
    return method === 'GET' && challenge ? jsonResponse({ verification: challenge }) : undefined;
  },
};

/** Smartsheet docs, "Webhook verification". */
const smartsheetChallenge: Handshake = {
  name: 'Smartsheet challenge',
  secret: 'none',
  respond({ headers }) {
    const challenge = headers['smartsheet-hook-challenge'];
    if (!challenge) return undefined;
    const response = jsonResponse({ smartsheetHookResponse: challenge });
    return { ...response, headers: { ...response.headers, 'Smartsheet-Hook-Response': challenge } };
  },
};

/** Twitch docs, "Handling webhook events: responding to a challenge request". */
const twitchVerification: Handshake = {
  name: 'Twitch callback verification',
  secret: 'signs',
  respond(incoming) {
    if (incoming.headers['twitch-eventsub-message-type'] !== 'webhook_callback_verification') return undefined;
    const body = parse(incoming);
    return isObject(body) && typeof body.challenge === 'string' ? textResponse(body.challenge) : undefined;
  },
};

/** The warning for providers that also send a wrong signature and accept only a callback that refuses it. */
const unverifiedWarning = (what: string) =>
  t(
    'A wrong signature must get the response 401, which requires {0}. Register the webhook again and enter it as the signing secret.',
    what,
  );

/** A signed request of Discord with a type of its own in the body. */
const discord = (name: string, type: number, response: HandshakeResponse): Handshake => ({
  name,
  secret: 'signs',
  respond(incoming, { secrets: [secret] }) {
    if (incoming.headers['x-signature-ed25519'] === undefined) return undefined;
    const body = parse(incoming);
    if (!isObject(body) || body.type !== type) return undefined;
    return {
      ...response,
      ...(secret === undefined && { problem: unverifiedWarning(t('the public key of the application')) }),
    };
  },
});

/** Discord docs, "Interactions: setting up an endpoint". */
const discordPing = discord('Discord ping', 1, jsonResponse({ type: 1 }));

/** Discord docs, "Webhook events: preparing for events". The response must have a content type although it has no content. */
const discordEventPing = discord('Discord event ping', 0, {
  status: 204,
  headers: { 'Content-Type': 'application/json' },
});

/** Xero docs, "Webhooks: intent to receive": no events yet, and an empty response. */
const xeroIntent: Handshake = {
  name: 'Xero intent to receive',
  secret: 'signs',
  respond(incoming, { secrets: [secret] }) {
    if (incoming.headers['x-xero-signature'] === undefined) return undefined;
    const body = parse(incoming);
    if (!isObject(body) || !Array.isArray(body.events) || body.events.length > 0) return undefined;
    return {
      ...empty,
      ...(secret === undefined && { problem: unverifiedWarning(t('the signing key of the webhook')) }),
    };
  },
};

/** monday.com docs, "Webhooks: URL verification"; Miro and Lark do the same. Only where the body holds nothing else. */
const bareChallenge: Handshake = {
  name: 'challenge echo',
  secret: 'none',
  respond(incoming) {
    const body = parse(incoming);
    if (!isObject(body) || Object.keys(body).length !== 1 || typeof body.challenge !== 'string') return undefined;
    return jsonResponse({ challenge: body.challenge });
  },
};

/** Other services whose event name says that the request is a verification. */
const namedChallenge: Handshake = {
  name: 'named challenge',
  secret: 'none',
  respond(incoming) {
    const body = parse(incoming);
    if (!isObject(body) || typeof body.challenge !== 'string') return undefined;
    const names = [body.type, body.event, body.event_type, body.eventType, body.action, body.topic];
    const asks = names.some((name) => typeof name === 'string' && /verif|validat|challenge|handshake/i.test(name));
    return asks ? jsonResponse({ challenge: body.challenge }) : undefined;
  },
};

/** All handshakes, in the order in which they are tried: specific headers and names before general shapes. */
export const handshakes: Handshake[] = [
  githubPing,
  twitchVerification,
  discordPing,
  discordEventPing,
  frontChallenge,
  adobeSign,
  xeroIntent,
  oktaVerification,
  smartsheetChallenge,
  snsConfirmation,
  microsoftValidation,
  hubChallenge,
  xChallenge,
  cloudEventsOptions,
  ebayChallenge,
  getChallenge,
  fitbitVerification,
  head,
  hookSecretEcho,
  validationToken,
  headerChallenge,
  formChallenge,
  wooPing,
  slackVerification,
  zoomValidation,
  eventGridValidation,
  gustoToken,
  salesforceKey,
  notionToken,
  bareChallenge,
  namedChallenge,
  probe,
];

/** The handshake that a request is, with the response to it; undefined for an ordinary delivery. */
export function findHandshake(
  incoming: IncomingRequest,
  context: HandshakeContext,
): { handshake: Handshake; response: HandshakeResponse } | undefined {
  for (const handshake of handshakes) {
    const response = handshake.respond(incoming, context);
    if (response) return { handshake, response };
  }
  return undefined;
}
