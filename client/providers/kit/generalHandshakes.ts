/** Handshakes of a shape that several providers use, or that unknown ones may use. */
import { isObject } from '../../common/json';
import type { Handshake } from './handshake';
import { carriesEvents, emptyResponse, handshakeForm, parseHandshake } from './handshakeBody';
import { jsonResponse, textResponse } from './responses';

/** Meta's verification request; W3C WebSub, section 5.3. Strava wants JSON: see strava.ts. */
export const hubChallenge: Handshake = {
  name: 'hub.challenge',
  secret: 'none',
  isGeneral: true,
  about: { request: 'GET with `hub.challenge`', response: 'the challenge as text' },
  respond({ method, query }) {
    const challenge = query.get('hub.challenge');
    return method === 'GET' && query.has('hub.mode') && challenge ? textResponse(challenge) : undefined;
  },
};

/** A GET with `challenge`; Onfleet calls it `check` and sends nothing else. */
export const getChallenge: Handshake = {
  name: 'challenge',
  secret: 'none',
  isGeneral: true,
  about: { request: 'GET with `challenge` or `check`', response: 'its value as text' },
  respond({ method, query }) {
    const challenge = query.get('challenge') ?? (query.size === 1 ? query.get('check') : null);
    return method === 'GET' && challenge ? textResponse(challenge) : undefined;
  },
};

/** A GET without a query or body, which carries nothing to verify. */
export const getProbe: Handshake = {
  name: 'GET',
  secret: 'none',
  isGeneral: true,
  about: { request: 'a bare GET', response: '200' },
  respond: ({ method, query, body }) =>
    method === 'GET' && query.size === 0 && body.length === 0 ? emptyResponse : undefined,
};

export const headProbe: Handshake = {
  name: 'HEAD',
  secret: 'none',
  isGeneral: true,
  about: { request: 'HEAD', response: '200' },
  respond: ({ method }) => (method === 'HEAD' ? emptyResponse : undefined),
};

/** RFC 9110, sections 9.3.7 and 9.3.8: neither method carries an event. TRACE would echo the request, secrets included. */
const otherMethods: Handshake = {
  name: 'OPTIONS and TRACE',
  secret: 'none',
  isGeneral: true,
  about: { request: 'OPTIONS, TRACE', response: '204 with `Allow`; 405' },
  respond({ method }) {
    if (method !== 'OPTIONS' && method !== 'TRACE') return undefined;
    return { status: method === 'OPTIONS' ? 204 : 405, headers: { Allow: 'POST, PUT, GET, HEAD, OPTIONS' } };
  },
};

/** A body of a challenge alone. */
export const bareChallenge: Handshake = {
  name: 'challenge echo',
  secret: 'none',
  isGeneral: true,
  isUnsigned: true,
  about: { request: 'a body of `challenge` alone', response: 'the same as JSON' },
  respond(incoming) {
    const body = parseHandshake(incoming);
    if (!isObject(body) || Object.keys(body).length !== 1 || typeof body.challenge !== 'string') return undefined;
    return jsonResponse({ challenge: body.challenge });
  },
};

/** Event names that say that the callback itself is verified, rather than a person or a payment. */
const verifiesCallback =
  /^((url|endpoint|webhook|callback|subscription|hook)[._\s-]?)?(verif\w*|validat\w*|challenge|handshake)([._\s-](request|challenge|url|endpoint))?$/i;

/** Other services whose event name says that the request is a verification. */
const namedChallenge: Handshake = {
  name: 'named challenge',
  secret: 'none',
  isGeneral: true,
  isUnsigned: true,
  about: { request: '`challenge` with a type that says so, and no event', response: 'the challenge as JSON' },
  respond(incoming) {
    const body = parseHandshake(incoming);
    if (!isObject(body) || typeof body.challenge !== 'string' || carriesEvents(incoming)) return undefined;
    const names = [body.type, body.event, body.event_type, body.eventType, body.action, body.topic];
    const asks = names.some((name) => typeof name === 'string' && verifiesCallback.test(name));
    return asks ? jsonResponse({ challenge: body.challenge }) : undefined;
  },
};

/** Other services with a challenge in a header: the response has it in the same header and in the body. */
const headerChallenge: Handshake = {
  name: 'challenge header',
  secret: 'none',
  isGeneral: true,
  isUnsigned: true,
  about: { request: '`X-…-Challenge` without an event', response: 'its value in the same header and in the body' },
  respond(incoming) {
    const [name, challenge] =
      Object.entries(incoming.headers).find(([name]) => /^x-[a-z\d-]*challenge$/.test(name)) ?? [];
    if (!name || !challenge || carriesEvents(incoming)) return undefined;
    const response = textResponse(challenge);
    return { ...response, headers: { ...response.headers, [name]: challenge } };
  },
};

/** `mode=subscribe&challenge=…` in a form. */
export const formChallenge: Handshake = {
  name: 'ServiceM8 challenge',
  secret: 'none',
  isUnsigned: true,
  about: { request: '`mode=subscribe&challenge=…` in a form', response: 'the challenge as text' },
  respond(incoming) {
    const form = handshakeForm(incoming);
    const challenge = form?.get('challenge');
    return form?.get('mode') === 'subscribe' && challenge ? textResponse(challenge) : undefined;
  },
};

/** What no provider declares, in the order in which it is tried, after everything else. */
export const unnamedHandshakes: Handshake[] = [headerChallenge, namedChallenge, getProbe, otherMethods];
