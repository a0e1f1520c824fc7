import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isObject } from '../webhooks/json';
import { t } from '../webhooks/text';

export interface Incoming {
  /** Upper case. */
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  query: URLSearchParams;
  body: Buffer;
  /** What it is as JSON, for those that look into it: parsed for the first of them. */
  parsed?: { value: unknown };
}

export interface HandshakeAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** What the person has to know or do. */
  problem?: string;
  /** That the provider will sign with from now on. */
  secret?: string;
}

/** What is known of the registration whose callback is called. */
export interface Known {
  /** The one in use first; empty where there is none. */
  secrets: readonly string[];
  /** Of the service and of the definition. */
  hosts: string[];
}

/**
 * How one provider makes sure that the callback is ours, recognised by the shape of its request. The answers reflect
 * what a stranger sent: always as text that no browser interprets, or as JSON.
 */
export interface Handshake {
  name: string;
  /**
   * What the secret has to do with it: the provider signs it like any delivery (`signs`), the answer is made with it
   * (`answers`), or it comes with it (`delivers`).
   */
  secret: 'none' | 'signs' | 'answers' | 'delivers';
  /** Undefined where the request is none of its. */
  answer(incoming: Incoming, known: Known): HandshakeAnswer | undefined;
}

const text = (body: string): HandshakeAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body,
});
const json = (value: unknown): HandshakeAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});
const empty: HandshakeAnswer = { status: 200 };

/** A parsed handshake is small: anything longer is a delivery and is not parsed before it is answered. */
const maxHandshakeBytes = 64 * 1024;

function parse(incoming: Incoming): unknown {
  const { body } = incoming;
  if (body.length === 0 || body.length > maxHandshakeBytes) return undefined;
  incoming.parsed ??= { value: tryParse(body) };
  return incoming.parsed.value;
}

function tryParse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** GitHub docs, "Webhook events and payloads", ping: any 2xx. */
const githubPing: Handshake = {
  name: 'GitHub ping',
  secret: 'signs',
  answer: ({ headers }) => (headers['x-github-event'] === 'ping' ? empty : undefined),
};

/** Microsoft Graph docs, "Receive change notifications through webhooks"; SharePoint spells it in lower case. */
const microsoftValidation: Handshake = {
  name: 'Microsoft validation token',
  secret: 'none',
  answer({ method, query }) {
    const token = query.get('validationToken') ?? query.get('validationtoken');
    return method === 'POST' && token ? text(token) : undefined;
  },
};

/** Slack docs, "url_verification". */
const slackVerification: Handshake = {
  name: 'Slack URL verification',
  secret: 'none',
  answer(incoming) {
    const body = parse(incoming);
    const asks = isObject(body) && body.type === 'url_verification' && typeof body.challenge === 'string';
    return asks ? text(String(body.challenge)) : undefined;
  },
};

/** Meta docs, "Webhooks: verification requests"; W3C WebSub, section 5.3. Strava asks alike and wants JSON. */
const hubChallenge: Handshake = {
  name: 'hub.challenge',
  secret: 'none',
  answer({ method, query }, { hosts }) {
    const challenge = query.get('hub.challenge');
    if (method !== 'GET' || !query.has('hub.mode') || !challenge) return undefined;
    const isStrava = hosts.some((host) => /(^|\.)strava\.com$/i.test(host));
    return isStrava ? json({ 'hub.challenge': challenge }) : text(challenge);
  },
};

/** CloudEvents 1.0, "HTTP 1.1 Web Hooks for Event Delivery", section 4. */
const cloudEventsOptions: Handshake = {
  name: 'CloudEvents validation',
  secret: 'none',
  answer({ method, headers }) {
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
  answer(incoming) {
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
    const answer = json({ validationResponse: validationCode });
    if (typeof validationUrl !== 'string') return answer;
    return {
      ...answer,
      problem: t('It is answered by its code. Its validationUrl is not opened: {0}', shown(validationUrl)),
    };
  },
};

/** What a stranger wants to be opened or pasted, for a message. */
const shown = (value: string) => value.replace(/[\s\u0000-\u001f\u007f]+/g, '').slice(0, 2048);

/**
 * AWS docs, "Amazon SNS: confirm the subscription". To open a URL that a payload names is for a person to decide: it
 * could lead into the network of this machine.
 */
const snsConfirmation: Handshake = {
  name: 'Amazon SNS confirmation',
  secret: 'none',
  answer(incoming) {
    if (!/^(Unsubscribe|Subscription)Confirmation$/.test(incoming.headers['x-amz-sns-message-type'] ?? ''))
      return undefined;
    const body = parse(incoming);
    if (!isObject(body) || typeof body.SubscribeURL !== 'string') return undefined;
    const problem = t(
      'Amazon SNS sends nothing until its SubscribeURL is opened, which is never done by itself. If you trust it, open {0}',
      shown(body.SubscribeURL),
    );
    return { ...empty, problem };
  },
};

/** Dropbox docs, "Webhooks: the verification request". */
const getChallenge: Handshake = {
  name: 'challenge',
  secret: 'none',
  answer({ method, query }) {
    const challenge = query.get('challenge');
    return method === 'GET' && challenge ? text(challenge) : undefined;
  },
};

/** Trello docs, "Webhooks": a HEAD before the webhook is made. */
const head: Handshake = {
  name: 'HEAD',
  secret: 'none',
  answer: ({ method }) => (method === 'HEAD' ? empty : undefined),
};

/** Asana docs, "Webhooks: the handshake". */
const hookSecretEcho: Handshake = {
  name: 'X-Hook-Secret',
  secret: 'delivers',
  answer({ method, headers }) {
    const secret = headers['x-hook-secret'];
    if (method !== 'POST' || !secret) return undefined;
    return { status: 200, headers: { 'X-Hook-Secret': secret }, secret };
  },
};

/** Notion docs, "Webhooks: verify the subscription". A person has to take the token to Notion. */
const notionToken: Handshake = {
  name: 'Notion verification token',
  secret: 'delivers',
  answer(incoming) {
    const body = parse(incoming);
    if (incoming.method !== 'POST' || !isObject(body) || Object.keys(body).length !== 1) return undefined;
    const { verification_token: token } = body;
    if (typeof token !== 'string' || token === '') return undefined;
    return { ...empty, secret: token, problem: t('Paste this verification token at Notion: {0}', shown(token)) };
  },
};

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text);

const withoutSecret = (what: string, status = 401): HandshakeAnswer => ({
  status,
  problem: t('This cannot be answered without {0}: register the webhook again with it as "secret".', what),
});

/** Zoom docs, "Webhooks: validate your webhook endpoint". */
const zoomValidation: Handshake = {
  name: 'Zoom URL validation',
  secret: 'answers',
  answer(incoming, { secrets: [secret] }) {
    const body = parse(incoming);
    if (!isObject(body) || body.event !== 'endpoint.url_validation' || !isObject(body.payload)) return undefined;
    const { plainToken } = body.payload;
    if (typeof plainToken !== 'string') return undefined;
    if (secret === undefined) return withoutSecret(t('the secret token of the app'));
    return json({ plainToken, encryptedToken: hmac(secret, plainToken).digest('hex') });
  },
};

/** X docs, "Account Activity API: challenge-response checks". */
const xChallenge: Handshake = {
  name: 'X challenge-response check',
  secret: 'answers',
  answer({ method, query }, { secrets: [secret] }) {
    const token = query.get('crc_token');
    if (method !== 'GET' || !token) return undefined;
    if (secret === undefined) return withoutSecret(t('the consumer secret of the app'));
    return json({ response_token: `sha256=${hmac(secret, token).digest('base64')}` });
  },
};

/** Fitbit docs, "Subscriptions: verify a subscriber": 204 for the right code, 404 for any other. */
const fitbitVerification: Handshake = {
  name: 'Fitbit verification',
  secret: 'answers',
  answer({ method, query }, { secrets }) {
    const code = query.get('verify');
    if (method !== 'GET' || !code) return undefined;
    if (secrets.length === 0) return withoutSecret(t('the verification code of the subscriber'), 404);
    const digest = (value: string) => createHash('sha256').update(value).digest();
    // The client secret, which signs what is delivered, may be kept beside the code.
    const fits = secrets.map((secret) => timingSafeEqual(digest(code), digest(secret)));
    return { status: fits.includes(true) ? 204 : 404 };
  },
};

/** Okta docs, "Event hooks: one-time verification request". */
const oktaVerification: Handshake = {
  name: 'Okta verification',
  secret: 'none',
  answer({ method, headers }) {
    const challenge = headers['x-okta-verification-challenge'];
    return method === 'GET' && challenge ? json({ verification: challenge }) : undefined;
  },
};

/** Smartsheet docs, "Webhook verification". */
const smartsheetChallenge: Handshake = {
  name: 'Smartsheet challenge',
  secret: 'none',
  answer({ headers }) {
    const challenge = headers['smartsheet-hook-challenge'];
    if (!challenge) return undefined;
    const answer = json({ smartsheetHookResponse: challenge });
    return { ...answer, headers: { ...answer.headers, 'Smartsheet-Hook-Response': challenge } };
  },
};

/** Twitch docs, "Handling webhook events: responding to a challenge request". */
const twitchVerification: Handshake = {
  name: 'Twitch callback verification',
  secret: 'signs',
  answer(incoming) {
    if (incoming.headers['twitch-eventsub-message-type'] !== 'webhook_callback_verification') return undefined;
    const body = parse(incoming);
    return isObject(body) && typeof body.challenge === 'string' ? text(body.challenge) : undefined;
  },
};

/** These providers send a wrong signature, too, and accept only a callback that refuses it. */
const unproven = (what: string) =>
  t(
    'A wrong signature has to be answered with 401, which takes {0}: register the webhook again with it as "secret".',
    what,
  );

/** Discord docs, "Interactions: setting up an endpoint". */
const discordPing: Handshake = {
  name: 'Discord ping',
  secret: 'signs',
  answer(incoming, { secrets: [secret] }) {
    if (incoming.headers['x-signature-ed25519'] === undefined) return undefined;
    const body = parse(incoming);
    if (!isObject(body) || body.type !== 1) return undefined;
    return {
      ...json({ type: 1 }),
      ...(secret === undefined && { problem: unproven(t('the public key of the application')) }),
    };
  },
};

/** Xero docs, "Webhooks: intent to receive": no events yet, an empty answer. */
const xeroIntent: Handshake = {
  name: 'Xero intent to receive',
  secret: 'signs',
  answer(incoming, { secrets: [secret] }) {
    if (incoming.headers['x-xero-signature'] === undefined) return undefined;
    const body = parse(incoming);
    if (!isObject(body) || !Array.isArray(body.events) || body.events.length > 0) return undefined;
    return { ...empty, ...(secret === undefined && { problem: unproven(t('the signing key of the webhook')) }) };
  },
};

/** monday.com docs, "Webhooks: URL verification"; Miro and Lark do the same. Only a body that holds nothing else. */
const bareChallenge: Handshake = {
  name: 'challenge echo',
  secret: 'none',
  answer(incoming) {
    const body = parse(incoming);
    if (!isObject(body) || Object.keys(body).length !== 1 || typeof body.challenge !== 'string') return undefined;
    return json({ challenge: body.challenge });
  },
};

/** Those with a header or a name of their own come before those that a bare shape tells. */
export const handshakes: Handshake[] = [
  githubPing,
  twitchVerification,
  discordPing,
  xeroIntent,
  oktaVerification,
  smartsheetChallenge,
  snsConfirmation,
  microsoftValidation,
  hubChallenge,
  xChallenge,
  cloudEventsOptions,
  getChallenge,
  fitbitVerification,
  head,
  hookSecretEcho,
  slackVerification,
  zoomValidation,
  eventGridValidation,
  notionToken,
  bareChallenge,
];

/** The handshake that a request is, with its answer; undefined for an ordinary delivery. */
export function findHandshake(
  incoming: Incoming,
  known: Known,
): { handshake: Handshake; answer: HandshakeAnswer } | undefined {
  for (const handshake of handshakes) {
    const answer = handshake.answer(incoming, known);
    if (answer) return { handshake, answer };
  }
  return undefined;
}
