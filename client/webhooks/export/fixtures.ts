/** Deliveries as files for a repository; docs/deliveries.md describes the format. */
import type { Json } from '../../../server/protocol/json';
import type { DeliveryFixture } from '../../../server/protocol/payloads';
import { safeFileName } from '../../common/fileName';
import { isHopByHop, isSecretHeader } from '../../common/headers';
import { mask, type Redactor } from '../../common/redact';
import { scrub, scrubText } from '../../common/scrub';
import type { FixtureFile, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { isSignatureHeader } from '../../receiver/headers';
import type { DecodedBody } from '../deliveries/payload';

/** Matches the headers about the sender and the proxies, which say nothing about the payload. */
const isRouting =
  /^(host|content-length|content-encoding|forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-.*|cdn-loop)$/;

/** Returns undefined for a delivery without a payload to compare. */
export function toFixture(
  registration: Pick<WebhookRegistration, 'operationId'>,
  delivery: StoredDelivery,
  decoded: DecodedBody,
  redactor: Redactor,
): DeliveryFixture | undefined {
  const body = payloadOf(decoded, redactor);
  if (body === undefined) return undefined;
  const { event, receivedAt } = delivery;
  return {
    trigger: registration.operationId,
    event,
    receivedAt,
    headers: fixtureHeaders(delivery.headers, redactor),
    body,
  };
}

function payloadOf(decoded: DecodedBody, redactor: Redactor): Json | undefined {
  switch (decoded.kind) {
    case 'json':
      return scrub(decoded.value, redactor);
    case 'form':
      return scrub(Object.fromEntries(decoded.fields), redactor);
    case 'text':
      return scrubText(decoded.text, redactor);
    default:
      return undefined;
  }
}

function fixtureHeaders(headers: Record<string, string>, redactor: Redactor): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !isHopByHop(name) && !isRouting.test(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      isSecretHeader(name) || isSignatureHeader(name) ? mask : scrubText(value, redactor),
    ]),
  );
}

/** Returns one file for each fixture, `<trigger>/<event>-<time>.json`; a name that is taken gets a number. */
export function fixtureFiles(fixtures: DeliveryFixture[]): FixtureFile[] {
  const taken = new Set<string>();
  return fixtures.map((fixture) => {
    const time = fixture.receivedAt.replace(/[:.]/g, '-');
    const base = `${fileName(fixture.trigger)}/${fileName(fixture.event ?? '')}-${time}`;
    let path = `${base}.json`;
    for (let count = 2; taken.has(path.toLowerCase()); count++) path = `${base}-${count}.json`;
    taken.add(path.toLowerCase());
    return { path, content: `${JSON.stringify(fixture, null, 2)}\n` };
  });
}

const fileName = (text: string): string => safeFileName(text, 'delivery');
