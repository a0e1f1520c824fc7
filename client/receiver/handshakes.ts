import { isObject } from '../webhooks/json';

export interface Incoming {
  /** Upper case. */
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  query: URLSearchParams;
  body: Buffer;
}

export interface HandshakeAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * How one provider makes sure that the callback is ours, recognised by the shape of its request. The answers reflect
 * what a stranger sent: always as text that no browser interprets, or as JSON.
 */
export interface Handshake {
  name: string;
  /** The provider signs it like any delivery. */
  signed: boolean;
  /** Undefined where the request is none of its. */
  answer(incoming: Incoming): HandshakeAnswer | undefined;
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

function parse({ body }: Incoming): unknown {
  if (body.length === 0 || body.length > maxHandshakeBytes) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** GitHub docs, "Webhook events and payloads", ping: any 2xx. */
const githubPing: Handshake = {
  name: 'GitHub ping',
  signed: true,
  answer: ({ headers }) => (headers['x-github-event'] === 'ping' ? empty : undefined),
};

/** Microsoft Graph docs, "Receive change notifications through webhooks"; SharePoint spells it in lower case. */
const microsoftValidation: Handshake = {
  name: 'Microsoft validation token',
  signed: false,
  answer({ method, query }) {
    const token = query.get('validationToken') ?? query.get('validationtoken');
    return method === 'POST' && token ? text(token) : undefined;
  },
};

/** Slack docs, "url_verification". */
const slackVerification: Handshake = {
  name: 'Slack URL verification',
  signed: false,
  answer(incoming) {
    const body = parse(incoming);
    const asks = isObject(body) && body.type === 'url_verification' && typeof body.challenge === 'string';
    return asks ? text(String(body.challenge)) : undefined;
  },
};

/** Meta docs, "Webhooks: verification requests"; W3C WebSub, section 5.3. */
const hubChallenge: Handshake = {
  name: 'hub.challenge',
  signed: false,
  answer({ method, query }) {
    const challenge = query.get('hub.challenge');
    return method === 'GET' && query.has('hub.mode') && challenge ? text(challenge) : undefined;
  },
};

/** CloudEvents 1.0, "HTTP 1.1 Web Hooks for Event Delivery", section 4. */
const cloudEventsOptions: Handshake = {
  name: 'CloudEvents validation',
  signed: false,
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
  signed: false,
  answer(incoming) {
    const body = parse(incoming);
    const event: unknown = Array.isArray(body) ? body[0] : undefined;
    if (
      !isObject(event) ||
      event.eventType !== 'Microsoft.EventGrid.SubscriptionValidationEvent' ||
      !isObject(event.data)
    )
      return undefined;
    const { validationCode } = event.data;
    return typeof validationCode === 'string' ? json({ validationResponse: validationCode }) : undefined;
  },
};

/** Dropbox docs, "Webhooks: the verification request". */
const getChallenge: Handshake = {
  name: 'challenge',
  signed: false,
  answer({ method, query }) {
    const challenge = query.get('challenge');
    return method === 'GET' && challenge ? text(challenge) : undefined;
  },
};

/** Trello docs, "Webhooks": a HEAD before the webhook is made. */
const head: Handshake = {
  name: 'HEAD',
  signed: false,
  answer: ({ method }) => (method === 'HEAD' ? empty : undefined),
};

/** Asana docs, "Webhooks: the handshake". */
const hookSecretEcho: Handshake = {
  name: 'X-Hook-Secret',
  signed: false,
  answer({ method, headers }) {
    const secret = headers['x-hook-secret'];
    return method === 'POST' && secret ? { status: 200, headers: { 'X-Hook-Secret': secret } } : undefined;
  },
};

/** monday.com docs, "Webhooks: URL verification"; Miro and Lark do the same. Only a body that holds nothing else. */
const bareChallenge: Handshake = {
  name: 'challenge echo',
  signed: false,
  answer(incoming) {
    const body = parse(incoming);
    if (!isObject(body) || Object.keys(body).length !== 1 || typeof body.challenge !== 'string') return undefined;
    return json({ challenge: body.challenge });
  },
};

export const handshakes: Handshake[] = [
  githubPing,
  microsoftValidation,
  hubChallenge,
  cloudEventsOptions,
  getChallenge,
  head,
  hookSecretEcho,
  slackVerification,
  eventGridValidation,
  bareChallenge,
];

/** The handshake that a request is, with its answer; undefined for an ordinary delivery. */
export function findHandshake(incoming: Incoming): { handshake: Handshake; answer: HandshakeAnswer } | undefined {
  for (const handshake of handshakes) {
    const answer = handshake.answer(incoming);
    if (answer) return { handshake, answer };
  }
  return undefined;
}
