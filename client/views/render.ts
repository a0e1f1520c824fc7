/** What the output panel says about an event. Pure; the grammar that colours it is syntaxes/flow-webhooks-log.tmLanguage.json. */

import type { Translate } from '../common/translate';
import type { DeliveryOrigin, DeliverySummary } from '../domain/delivery';
import type { WebhookEvent } from '../domain/events';
import type { CheckStep, RemoteOutcome, WebhookRegistration } from '../domain/registration';

/** More would not fit a line; the hover over it and the delivery itself show them all. */
const maxProblems = 3;
/** Of a problem's message, in the line. */
const maxProblemLength = 160;
const gap = '  ';

/**
 * Lines for one event, none for an event that is not worth one. The first line has columns two blanks apart: local time,
 * trigger, event, then facts, of which the first is the verdict and begins with ✔, ✘, ⚠ or ○. A delivery is one line,
 * its problems at the end; what belongs to another event is indented below it.
 * A delivery is rendered once: with its verdict where one is due, else at once.
 */
export function renderEvent(event: WebhookEvent, at: Date, t: Translate): string[] {
  switch (event.type) {
    case 'registrations':
      return [];
    case 'creating':
      return entry(at, event.registration, t('register'), [`○ ${requestOf(event.registration)}`]);
    case 'created':
      return [
        ...entry(at, event.registration, t('register'), [
          t('✔ registered ({0})', event.registration.status),
          duration(event.milliseconds),
        ]),
        ...event.registration.warnings.map((warning) => indented(`⚠ ${tidy(warning, event.registration)}`)),
      ];
    case 'createFailed':
      return entry(at, event.registration, t('register'), failure(event));
    case 'delivery':
      return awaitsVerdict(event.delivery) ? [] : renderDelivery(event.registration, event.delivery, t);
    case 'checked':
      return renderDelivery(event.registration, event.delivery, t);
    case 'deleted':
      return entry(at, event.registration, t('delete'), [outcome(event.remote, t), duration(event.milliseconds)]);
    case 'deleteFailed':
      return entry(at, event.registration, t('delete'), failure(event));
    case 'unsubscribeChecked':
      return [
        ...entry(at, event.registration, t('unsubscribe'), [checkFact(event.steps, t), duration(event.milliseconds)]),
        ...event.steps.map((step) => indented(stepLine(step, event.registration, t))),
      ];
    case 'relay':
      return entry(at, event.registration, t('relay'), [
        event.state === 'lost'
          ? t('⚠ lost: nothing arrives until it is back')
          : t('✔ back after {0} s; what was sent meanwhile is lost', Math.round(event.milliseconds / 1000)),
      ]);
    case 'missed':
      return [
        ...entry(at, event.registration, t('missed'), [t('⚠ {0} sent by GitHub did not arrive', event.missed.length)]),
        ...event.missed
          .slice(0, maxProblems)
          .map(({ event: name, deliveredAt, status }) => indented([oneLine(name), deliveredAt, status].join(gap))),
      ];
    case 'receiver':
      return [[clock(at), t('receiver'), receiverFact(event, t)].join(gap)];
  }
}

/** A delivery as its `checked` event will have it comes later, once the server has looked at it. */
const awaitsVerdict = ({ kind }: DeliverySummary) => kind === 'delivery';

/** Its verdict is still to come; a check that could decide nothing says why. */
export const isBeingChecked = (delivery: DeliverySummary): boolean =>
  awaitsVerdict(delivery) && delivery.conforms === null && delivery.problems.length === 0;

export function renderDelivery(registration: WebhookRegistration, delivery: DeliverySummary, t: Translate): string[] {
  const facts = [
    verdict(delivery, t),
    ...(delivery.kind === 'delivery' ? [signature(delivery, t)] : []),
    ...(delivery.origin ? [originText(delivery.origin, t)] : []),
    size(delivery.bytes),
    duration(delivery.milliseconds),
  ];
  const event = delivery.event ?? delivery.method;
  const problems = problemFacts(delivery, registration, t);
  return entry(new Date(delivery.receivedAt), registration, event, [...facts, ...problems]);
}

/** The first problems in one column, each with its place. */
function problemFacts(delivery: DeliverySummary, registration: WebhookRegistration, t: Translate): string[] {
  const shown = delivery.problems.slice(0, maxProblems).map(({ pointer, message }) => {
    const text = [oneLine(pointer), tidy(message, registration)].filter(Boolean).join(' ');
    return text.length > maxProblemLength ? `${text.slice(0, maxProblemLength)}…` : text;
  });
  const rest = delivery.problems.length - shown.length;
  if (rest > 0) shown.push(t('… and {0} more', rest));
  return shown.length > 0 ? [shown.join(' · ')] : [];
}

function verdict(delivery: DeliverySummary, t: Translate): string {
  if (delivery.kind === 'handshake') return t('✔ handshake answered ({0})', delivery.answered);
  if (delivery.kind === 'refused') return t('✘ refused ({0})', delivery.answered);
  if (delivery.conforms === true) return t('✔ matches');
  if (delivery.conforms === null) return t('○ not checked');
  return delivery.problems.length === 1 ? t('✘ 1 problem') : t('✘ {0} problems', delivery.problems.length);
}

function signature(delivery: DeliverySummary, t: Translate): string {
  switch (delivery.signature) {
    case 'valid':
      return t('signature valid');
    case 'token':
      return t('token valid, body not covered');
    case 'invalid':
      return t('signature invalid');
    case 'absent':
      return t('not signed');
    case 'unknown':
      return t('signature not verified');
  }
}

/** How a delivery came about that did not come by itself. */
export function originText(origin: DeliveryOrigin, t: Translate): string {
  if (origin.by === 'send') return t('sent from here');
  if (origin.by === 'fetch') return t('fetched from the service');
  return origin.edited ? t('replayed, edited') : t('replayed');
}

function outcome(remote: RemoteOutcome, t: Translate): string {
  switch (remote) {
    case 'deleted':
      return t('✔ deleted');
    case 'gone':
      return t('✔ was gone already');
    case 'forgotten':
      return t('⚠ forgotten here; it may go on at the service');
  }
}

function checkFact(steps: CheckStep[], t: Translate): string {
  const failed = steps.filter(({ ok }) => !ok).length;
  if (failed === 0) return t('✔ contract kept');
  return failed === 1 ? t('✘ 1 problem') : t('✘ {0} problems', failed);
}

const stepLine = ({ name, ok, detail }: CheckStep, registration: WebhookRegistration, t: Translate) =>
  [`${ok ? '✔' : '✘'} ${stepName(name, t)}`, tidy(detail, registration)].join(gap);

function stepName(name: CheckStep['name'], t: Translate): string {
  switch (name) {
    case 'create':
      return t('created');
    case 'status':
      return t('answer is 201');
    case 'location':
      return t('has Location');
    case 'deleteWithoutCredentials':
      return t('DELETE asks for credentials');
    case 'delete':
      return t('DELETE at Location');
    case 'gone':
      return t('gone afterwards');
    case 'cleanUp':
      return t('tidied up');
  }
}

function receiverFact(event: Extract<WebhookEvent, { type: 'receiver' }>, t: Translate): string {
  const { port } = event;
  switch (event.state) {
    case 'listening':
      return t('✔ listening on port {0}', port);
    case 'moved':
      return t('⚠ moved to port {0}: webhooks made for the old port are not reached', port);
    case 'down':
      return t('⚠ port {0} was lost: nothing arrives. It is tried for again and again', port);
    case 'back':
      return t('✔ port {0} is back after {1}', port, duration(event.milliseconds));
    case 'closed':
      return t('○ closed');
  }
}

const failure = (event: { registration: WebhookRegistration; message: string; milliseconds: number }) => [
  `✘ ${tidy(event.message, event.registration)}`,
  duration(event.milliseconds),
];

const requestOf = (registration: WebhookRegistration) =>
  tidy(`${registration.request.method.toUpperCase()} ${registration.request.url}`, registration);

const entry = (at: Date, registration: WebhookRegistration, event: string, facts: string[]) => [
  [clock(at), oneLine(registration.operationId), oneLine(event), ...facts].join(gap),
];

const indented = (text: string) => `    ${text}`;

/** Free text, for one line and without the capability that a callback URL is. */
const tidy = (text: string, { callbackUrl }: WebhookRegistration) => oneLine(maskCallback(text, callbackUrl));

/** The token in a callback's path is all it takes to deliver. */
export function maskCallback(text: string, callbackUrl: string): string {
  const token = callbackSecret(callbackUrl);
  return (token ? text.replaceAll(token, '…') : text).replace(/\/hook\/[\w~.-]+/g, '/hook/…');
}

/** The last step of the callback's path. */
function callbackSecret(callbackUrl: string): string | undefined {
  const path = callbackUrl && URL.canParse(callbackUrl) ? new URL(callbackUrl).pathname : '';
  return path.split('/').at(-1) || undefined;
}

/** Names and messages come from strangers: neither a line of their own nor columns, nor text that runs backwards. */
function oneLine(text: string): string {
  const flat = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();
  return flat.length > 500 ? `${flat.slice(0, 500)}…` : flat;
}

function clock(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const milliseconds = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${milliseconds}`;
}

export const duration = (milliseconds: number) => `${Math.round(milliseconds)} ms`;

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
