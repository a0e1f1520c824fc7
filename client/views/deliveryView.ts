/** Turns a delivery into the data that the inspector's page shows. Pure. */
import { STATUS_CODES } from 'node:http';
import { mask } from '../common/redact';
import { formatClockExactly, formatMoment } from '../common/time';
import type { Translate } from '../common/translate';
import type { StoredDelivery } from '../domain/delivery';
import { isForwarded } from '../domain/forwarding';
import type { WebhookRegistration } from '../domain/registration';
import { type DeliveryVerdict, verdictIcons, verdictOf } from '../domain/verdict';
import { isMaskedHeader } from '../receiver/masking';
import { findVerifiers } from '../receiver/signatures/verifiers';
import { deliveryName } from '../webhooks/deliveries/deliveryName';
import type { Action, DeliveryView, Fact, Mood } from './messages/delivery';
import { formatMilliseconds, formatSize, forwardText, maskCallback, originText } from './render';

export function viewOf(
  registration: WebhookRegistration,
  delivery: StoredDelivery,
  actions: Action[],
  t: Translate,
): DeliveryView {
  const verdict = verdictOf(delivery);
  const facts = factsOf(delivery, registration, t);
  return {
    id: delivery.id,
    registrationId: delivery.registrationId,
    title: deliveryName(delivery),
    subtitle: [registration.title, new URL(registration.baseUrl).host, formatMoment(delivery.receivedAt)].join(' · '),
    verdict: { icon: verdictIcons[verdict], text: verdictText(delivery, t), mood: moods[verdict] },
    facts,
    summary: facts
      .slice(0, summarized)
      .map(({ value }) => value)
      .join(' · '),
    headers: headersOf(delivery),
    problems: verdict === 'differs' ? problemsOf(delivery, registration) : [],
    body: { size: formatSize(delivery.bytes), contentType: delivery.headers['content-type'] ?? '' },
    actions,
  };
}

const moods: Record<DeliveryVerdict, Mood> = {
  matches: 'good',
  differs: 'bad',
  refused: 'bad',
  handshake: 'good',
  unchecked: 'neutral',
};

export function verdictText(delivery: Pick<StoredDelivery, 'kind' | 'conforms' | 'problems'>, t: Translate): string {
  switch (verdictOf(delivery)) {
    case 'matches':
      return t('matches the schema');
    case 'differs':
      return delivery.problems.length === 1 ? t('1 problem') : t('{0} problems', delivery.problems.length);
    case 'refused':
      return t('refused');
    case 'handshake':
      return t('handshake');
    case 'unchecked':
      return t('not checked');
  }
}

/** Number of facts in the summary: the schema's verdict, the signature and the response come first. */
const summarized = 3;

function factsOf(delivery: StoredDelivery, registration: WebhookRegistration, t: Translate): Fact[] {
  const response = `${delivery.answered} ${STATUS_CODES[delivery.answered] ?? ''}`.trim();
  const [why] = verdictOf(delivery) === 'differs' ? [] : problemsOf(delivery, registration);
  const detail = why && { detail: why.message };
  const isDelivery = delivery.kind === 'delivery';
  const schema: Fact[] = isDelivery
    ? [{ label: t('Schema'), value: verdictText(delivery, t), mood: moods[verdictOf(delivery)], ...detail }]
    : [];
  return [
    ...schema,
    signatureFact(delivery, t),
    {
      label: t('Response'),
      value: response,
      mood: delivery.answered < 400 ? 'neutral' : 'bad',
      ...(!isDelivery && detail),
    },
    ...originFact(delivery, t),
    ...forwardFacts(delivery, registration, t),
    { label: t('Received'), value: formatClockExactly(new Date(delivery.receivedAt)), mood: 'neutral' },
    { label: t('Response time'), value: formatMilliseconds(delivery.milliseconds), mood: 'neutral' },
    { label: t('Method'), value: delivery.method, mood: 'neutral' },
    { label: t('Size'), value: formatSize(delivery.bytes), mood: 'neutral' },
  ];
}

/** The fact about the origin; empty for deliveries sent by the service. */
function originFact({ origin }: StoredDelivery, t: Translate): Fact[] {
  if (!origin) return [];
  const detail = origin.by === 'replay' ? { detail: t('of delivery {0}', origin.of) } : {};
  return [{ label: t('Origin'), value: originText(origin, t), mood: 'neutral', ...detail }];
}

/** A fact for each target that the delivery was forwarded to. */
function forwardFacts({ forwards = [] }: StoredDelivery, registration: WebhookRegistration, t: Translate): Fact[] {
  return forwards.map((outcome) => {
    const label = registration.forwards?.find(({ id }) => id === outcome.target)?.label;
    const attempts = outcome.attempts > 1 ? [t('{0} attempts', outcome.attempts)] : [];
    return {
      label: label === undefined ? t('Forwarded') : t('Forwarded to {0}', label),
      value: [withoutMark(forwardText(outcome, t)), ...attempts, formatMilliseconds(outcome.milliseconds)].join(' · '),
      mood: isForwarded(outcome) ? 'good' : 'bad',
      ...(outcome.problem !== undefined && { detail: maskCallback(outcome.problem, registration.callbackUrl) }),
    };
  });
}

/** The sign that a line of the output begins with; here, an icon takes its place. */
const withoutMark = (text: string): string => text.replace(/^[✔✘⚠] /, '');

function signatureFact(delivery: StoredDelivery, t: Translate): Fact {
  const label = t('Signature');
  const signing = Object.keys(delivery.headers).filter((name) => /signature|hmac/.test(name));
  // GitHub also sends a SHA-1 signature.
  const header = signing.find((name) => name.includes('256')) ?? signing[0];
  const name = delivery.scheme ?? header;
  const named = name && { detail: name };
  switch (delivery.signature) {
    case 'valid':
      return { label, value: t('valid'), mood: 'good', ...named };
    case 'token':
      return {
        label,
        value: t('token valid, body not covered'),
        mood: 'warning',
        detail: t('It shows who sent the delivery, but not that its body arrived unchanged.'),
      };
    case 'invalid':
      return { label, value: t('invalid'), mood: 'bad', ...named };
    case 'absent':
      return { label, value: t('not signed'), mood: 'neutral' };
    case 'unknown':
      return { label, value: t('not verified'), mood: 'warning', detail: unverifiedDetail(delivery, t) };
  }
}

const unverifiedDetail = ({ headers }: StoredDelivery, t: Translate): string =>
  findVerifiers(headers).some(({ published }) => published)
    ? t('The service publishes the key that verifies it. "Verify Signatures" asks whether to fetch it.')
    : t('It is signed, but no signing secret is saved for this webhook.');

const headersOf = ({ headers }: StoredDelivery) =>
  Object.entries(headers).map(([name, value]) => {
    const isMasked = isMaskedHeader(name, value);
    return { name, value: isMasked ? mask : value, isMasked };
  });

const problemsOf = ({ problems }: StoredDelivery, { callbackUrl }: WebhookRegistration) =>
  problems.map(({ pointer, message }) => ({ pointer, message: maskCallback(message, callbackUrl) }));
