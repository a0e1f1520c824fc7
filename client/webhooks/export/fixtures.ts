/** Deliveries as files for a repository; docs/deliveries.md describes the format. */
import { readForm } from '../../../server/protocol/body';
import type { DeliveryFixture } from '../../../server/protocol/payloads';
import { safeFileName } from '../../common/fileName';
import { isHopByHop } from '../../common/headers';
import type { Redactor } from '../../common/redact';
import type { FixtureFile, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { exportedHeaders } from '../../receiver/masking';
import { inLines } from './lines';
import type { ScrubbedBody } from './scrubBody';

/** Matches the headers about the sender and the proxies, which say nothing about the payload. */
const isRouting =
  /^(host|content-length|content-encoding|forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-.*|cdn-loop)$/;

/** A fixture whose body is still text: it may be as deep and as long as a sender likes. */
export type Fixture = Omit<DeliveryFixture, 'body'> & { bodyText: string };

export function toFixture(
  registration: Pick<WebhookRegistration, 'operationId'>,
  { headers, event, receivedAt }: Pick<StoredDelivery, 'headers' | 'event' | 'receivedAt'>,
  body: ScrubbedBody,
  redactor: Redactor,
): Fixture {
  const kept = Object.entries(headers).filter(([name]) => !isHopByHop(name) && !isRouting.test(name));
  const shown = exportedHeaders(Object.fromEntries(kept), redactor, { withSignatures: false });
  return { trigger: registration.operationId, event, receivedAt, headers: shown, bodyText: jsonOf(body) };
}

/** JSON as it is; the fields of a form as an object; any other text as a string. */
function jsonOf({ kind, text, payload }: ScrubbedBody): string {
  if (payload !== undefined) return payload;
  if (kind === 'json') return text;
  return JSON.stringify(kind === 'form' ? readForm(text).value : text);
}

/** Returns one file for each fixture, `<trigger>/<event>-<time>.json`; a name that is taken gets a number. */
export function fixtureFiles(fixtures: Fixture[]): FixtureFile[] {
  const taken = new Set<string>();
  return fixtures.map((fixture) => {
    const time = fixture.receivedAt.replace(/[:.]/g, '-');
    const base = `${fileName(fixture.trigger)}/${fileName(fixture.event ?? '')}-${time}`;
    let path = `${base}.json`;
    for (let count = 2; taken.has(path.toLowerCase()); count++) path = `${base}-${count}.json`;
    taken.add(path.toLowerCase());
    return { path, content: contentOf(fixture) };
  });
}

/** The fixture as JSON; its body in lines where it is not too long or too deep for that. */
function contentOf({ bodyText, ...about }: Fixture): string {
  const text = JSON.stringify(about, null, 2);
  const body = inLines(bodyText.trim()).replaceAll('\n', '\n  ');
  return `${text.slice(0, -2)},\n  "body": ${body}\n}\n`;
}

const fileName = (text: string): string => safeFileName(text, 'delivery');
