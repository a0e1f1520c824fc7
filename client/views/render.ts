/** Renders events as lines of the output panel, colored by syntaxes/flow-webhooks-log.tmLanguage.json. Pure. */

import { formatClockExactly, formatMoment } from '../common/time';
import type { Translate } from '../common/translate';
import { callbackToken } from '../domain/callback';
import type { DeliveryOrigin, DeliverySummary } from '../domain/delivery';
import { newDifferences } from '../domain/differences';
import type { WebhookEvent } from '../domain/events';
import { type ForwardOutcome, isForwarded } from '../domain/forwarding';
import type { CheckStep, RemoteOutcome, WebhookRegistration } from '../domain/registration';

/** Maximum number of problems in a line; the hover and the inspector show more. */
const maxProblems = 3;
/** Maximum number of characters of a problem in a line. */
const maxProblemLength = 160;
const gap = '  ';

/**
 * Returns the lines for one event; empty if it is not shown. The first line has columns two spaces apart: local time,
 * trigger, event, then facts, the first of which is the verdict with ✔, ✘, ⚠ or ○. A delivery is one line ending with its
 * problems; details of other events are indented below them. A delivery is rendered once, after its check if it has one.
 */
export function renderEvent(event: WebhookEvent, at: Date, t: Translate): string[] {
  switch (event.type) {
    case 'registrations':
    case 'cleared':
      return [];
    case 'creating':
      return entry(at, event.registration, t('register'), [`○ ${requestOf(event.registration)}`]);
    case 'created':
      return [
        ...entry(at, event.registration, t('register'), [
          t('✔ registered ({0})', event.registration.status),
          formatMilliseconds(event.milliseconds),
        ]),
        ...event.registration.warnings.map((warning) => indented(`⚠ ${sanitize(warning, event.registration)}`)),
        // A handshake has a line of its own.
        ...(event.registration.differences ?? [])
          .filter(({ code }) => code !== 'handshake-not-answered')
          .map(({ message }) => indented(`⚠ ${sanitize(message, event.registration)}`)),
      ];
    case 'createFailed':
      return entry(at, event.registration, t('register'), failure(event));
    case 'delivery':
      return awaitsVerdict(event.delivery) ? [] : renderDelivery(event.registration, event.delivery, t);
    case 'checked':
      return renderDelivery(event.registration, event.delivery, t);
    case 'forwarded':
      return [forwardLine(event, at, t)];
    case 'deleted':
      return entry(at, event.registration, t('delete'), [
        outcomeFact(event.remote, t),
        formatMilliseconds(event.milliseconds),
      ]);
    case 'deleteFailed':
      return entry(at, event.registration, t('delete'), failure(event));
    case 'unsubscribeChecked':
      return [
        ...entry(at, event.registration, t('unsubscribe'), [
          checkFact(event.steps, t),
          formatMilliseconds(event.milliseconds),
        ]),
        ...event.steps.map((step) => indented(stepLine(step, event.registration, t))),
        ...event.differences.map(({ message }) => indented(`⚠ ${sanitize(message, event.registration)}`)),
      ];
    case 'relay':
      return entry(at, event.registration, t('relay'), [
        event.state === 'lost'
          ? t('⚠ lost: nothing arrives until it is back')
          : t('✔ back after {0} s; deliveries in between are lost', Math.round(event.milliseconds / 1000)),
      ]);
    case 'expired':
      return entry(at, event.registration, t('expired'), [t('⚠ the service ends it now; nothing more arrives')]);
    case 'missed':
      return [
        ...entry(at, event.registration, t('missed'), [t('⚠ {0} sent by GitHub did not arrive', event.missed.length)]),
        ...event.missed
          .slice(0, maxProblems)
          .map(({ event: name, deliveredAt, status }) =>
            indented([oneLine(name), formatMoment(deliveredAt), status].join(gap)),
          ),
      ];
    case 'unsaved':
      return entry(at, event.registration, t('not saved'), [`✘ ${sanitize(event.message, event.registration)}`]);
    case 'saved':
      return entry(at, event.registration, t('not saved'), [t('✔ saved now')]);
    case 'notStored':
      return entry(at, event.registration, t('delivery'), [
        t(
          '✘ could not be stored; most services send it again, because the response was 500: {0}',
          sanitize(event.message, event.registration),
        ),
      ]);
    case 'receiver':
      return [[formatClockExactly(at), t('callback server'), receiverFact(event, t)].join(gap)];
  }
}

function forwardLine(
  { registration, delivery, target, outcome }: Extract<WebhookEvent, { type: 'forwarded' }>,
  at: Date,
  t: Translate,
): string {
  const facts = [
    forwardText(outcome, t),
    ...(outcome.attempts > 1 ? [t('{0} attempts', outcome.attempts)] : []),
    formatMilliseconds(outcome.milliseconds),
    delivery.event ?? delivery.method,
    ...(outcome.problem === undefined ? [] : [sanitize(outcome.problem, registration)]),
  ];
  const [line = ''] = entry(at, registration, `→ ${target.label}`, facts.map(oneLine));
  return line;
}

/** What became of a delivery at a target. */
export function forwardText(outcome: ForwardOutcome, t: Translate): string {
  if (outcome.status === 0) return t('✘ not forwarded');
  if (!isForwarded(outcome)) return t('✘ forwarded, but it returned {0}', outcome.status);
  return outcome.isIncomplete
    ? t('⚠ forwarded without its secret headers ({0})', outcome.status)
    : t('✔ forwarded ({0})', outcome.status);
}

/** True when a `checked` event will follow, once the server has checked the body. */
const awaitsVerdict = ({ kind }: DeliverySummary) => kind === 'delivery';

/** True while the check is running; a check without a verdict has the reason in `problems`. */
export const isBeingChecked = (delivery: DeliverySummary): boolean =>
  awaitsVerdict(delivery) && delivery.conforms === null && delivery.problems.length === 0;

export function renderDelivery(registration: WebhookRegistration, delivery: DeliverySummary, t: Translate): string[] {
  const facts = [
    verdictFact(delivery, registration, t),
    ...(delivery.kind === 'delivery' ? [signatureFact(delivery, t)] : []),
    ...(delivery.origin ? [originText(delivery.origin, t)] : []),
    formatSize(delivery.bytes),
    formatMilliseconds(delivery.milliseconds),
  ];
  const event = delivery.event ?? delivery.method;
  const problems = [
    ...problemFacts(delivery, registration, t),
    // Every further handshake of a webhook says the same.
    ...newDifferences(delivery.differences, registration.differences).map(({ message }) => `⚠ ${message}`),
  ];
  return entry(new Date(delivery.receivedAt), registration, event, [...facts, ...problems]);
}

/** The first problems as one column, each with its pointer. */
function problemFacts(delivery: DeliverySummary, registration: WebhookRegistration, t: Translate): string[] {
  const problems = isUndecided(delivery) ? delivery.problems.slice(1) : delivery.problems;
  const shown = problems.slice(0, maxProblems).map(({ pointer, message }) => {
    const text = [oneLine(pointer), sanitize(message, registration)].filter(Boolean).join(' ');
    return shortened(text);
  });
  const rest = problems.length - shown.length;
  if (rest > 0) shown.push(t('… and {0} more', rest));
  return shown.length > 0 ? [shown.join(' · ')] : [];
}

/** True for a delivery whose check gave no verdict: the first problem is the reason, which the verdict names. */
const isUndecided = ({ kind, conforms }: DeliverySummary) => kind === 'delivery' && conforms === null;

const shortened = (text: string): string =>
  text.length > maxProblemLength ? `${text.slice(0, maxProblemLength)}…` : text;

function verdictFact(delivery: DeliverySummary, registration: WebhookRegistration, t: Translate): string {
  if (delivery.kind === 'handshake') return t('✔ handshake completed ({0})', delivery.answered);
  if (delivery.kind === 'refused') return t('✘ refused ({0})', delivery.answered);
  if (delivery.conforms === true) return t('✔ matches');
  if (delivery.conforms === null) {
    const [first] = delivery.problems;
    return first ? t('○ not checked: {0}', shortened(sanitize(first.message, registration))) : t('○ not checked');
  }
  return delivery.problems.length === 1 ? t('✘ 1 problem') : t('✘ {0} problems', delivery.problems.length);
}

function signatureFact(delivery: DeliverySummary, t: Translate): string {
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

/** The text for a delivery that the service did not send by itself. */
export function originText(origin: DeliveryOrigin, t: Translate): string {
  if (origin.by === 'send') return t('sent from here');
  if (origin.by === 'fetch') return t('fetched from the service');
  return origin.edited ? t('replayed, edited') : t('replayed');
}

function outcomeFact(remote: RemoteOutcome, t: Translate): string {
  switch (remote) {
    case 'deleted':
      return t('✔ deleted');
    case 'gone':
      return t('✔ was already gone');
    case 'forgotten':
      return t('⚠ removed from the list; it may still be at the service');
  }
}

function checkFact(steps: CheckStep[], t: Translate): string {
  const failed = steps.filter(({ ok }) => !ok).length;
  if (failed === 0) return t('✔ contract fulfilled');
  return failed === 1 ? t('✘ 1 problem') : t('✘ {0} problems', failed);
}

const stepLine = ({ name, ok, detail }: CheckStep, registration: WebhookRegistration, t: Translate) =>
  [`${ok ? '✔' : '✘'} ${stepName(name, t)}`, sanitize(detail, registration)].join(gap);

function stepName(name: CheckStep['name'], t: Translate): string {
  switch (name) {
    case 'create':
      return t('created');
    case 'status':
      return t('response is 201');
    case 'location':
      return t('has Location');
    case 'second':
      return t('second webhook created');
    case 'secondLives':
      return t('second webhook left alone');
    case 'deleteWithoutCredentials':
      return t('DELETE requires credentials');
    case 'delete':
      return t('DELETE at the Location');
    case 'gone':
      return t('gone afterwards');
    case 'cleanUp':
      return t('cleaned up');
  }
}

function receiverFact(event: Extract<WebhookEvent, { type: 'receiver' }>, t: Translate): string {
  const { port } = event;
  switch (event.state) {
    case 'listening':
      return t('✔ listening on port {0}', port);
    case 'moved':
      return t("⚠ moved to port {0}; deliveries to the old port don't arrive", port);
    case 'down':
      return t('⚠ lost port {0}, so nothing arrives; new attempts follow automatically', port);
    case 'back':
      return t('✔ port {0} is back after {1}', port, formatMilliseconds(event.milliseconds));
    case 'closed':
      return t('○ closed');
  }
}

const failure = (event: { registration: WebhookRegistration; message: string; milliseconds: number }) => [
  `✘ ${sanitize(event.message, event.registration)}`,
  formatMilliseconds(event.milliseconds),
];

const requestOf = (registration: WebhookRegistration) =>
  sanitize(`${registration.request.method.toUpperCase()} ${registration.request.url}`, registration);

const entry = (at: Date, registration: WebhookRegistration, event: string, facts: string[]) => [
  [formatClockExactly(at), oneLine(registration.operationId), oneLine(event), ...facts].join(gap),
];

const indented = (text: string) => `    ${text}`;

/** Free text as one line, with the callback's token masked. */
const sanitize = (text: string, { callbackUrl }: WebhookRegistration) => oneLine(maskCallback(text, callbackUrl));

/** Masks the token of the callback URL, because whoever has it can deliver. */
export function maskCallback(text: string, callbackUrl: string): string {
  const token = callbackSecret(callbackUrl);
  return (token ? text.replaceAll(token, '…') : text)
    .replace(/\/hook\/[\w~.-]+/g, '/hook/…')
    .replace(/([?&]sig=)[\w-]+/g, '$1…');
}

/** The token of the callback URL, or the last segment of its path where that is not one. */
function callbackSecret(callbackUrl: string): string | undefined {
  if (!callbackUrl || !URL.canParse(callbackUrl)) return undefined;
  return callbackToken(callbackUrl) ?? (new URL(callbackUrl).pathname.split('/').at(-1) || undefined);
}

/** Text from services as one line: no line breaks, columns, control characters or right-to-left overrides. */
function oneLine(text: string): string {
  const flat = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();
  return flat.length > 500 ? `${flat.slice(0, 500)}…` : flat;
}

export const formatMilliseconds = (milliseconds: number) => `${Math.round(milliseconds)} ms`;

export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
