import { format } from 'jsonc-parser';
import type { DeliveryFixture } from '../../../server/protocol/payloads';
import { toCurl } from '../../common/curl';
import { isSecretHeader } from '../../common/headers';
import { mask, maskUrl, type Redactor } from '../../common/redact';
import { scrub, scrubText } from '../../common/scrub';
import { callbackPath } from '../../domain/callback';
import type { FixtureFile, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { readBody } from '../../receiver/store/readBody';
import { type Context, requireDeliveriesOf, tokenIn } from '../context';
import { isOfService } from '../deliveries/origin';
import { type DecodedBody, decodeBody } from '../deliveries/payload';
import { findDelivery } from '../deliveries/replay';
import { fixtureFiles, toFixture } from './fixtures';
import { type HarBody, type HarInput, toHar } from './har';

/** Maximum size of a body in a command, in bytes: a command line takes about 128 KB. Larger bodies are named as files. */
const maxInCommand = 64 * 1024;

/** Maximum size of a body, and of all bodies, in a HAR, in bytes: no viewer opens larger files. */
const maxInArchive = 2 * 1024 * 1024;
const maxArchive = 128 * 1024 * 1024;

export async function payloadText(
  context: Context,
  id: string,
  deliveryId: string,
): Promise<{ text: string; isJson: boolean } | undefined> {
  const delivery = await findDelivery(context, requireDeliveriesOf(context, id).id, deliveryId);
  const decoded = await decodeBody(delivery.headers, await readBody(delivery));
  if (decoded.kind === 'binary') return undefined;
  if (decoded.kind === 'json') return { text: inLines(decoded.text), isJson: true };
  return { text: decoded.kind === 'empty' ? '' : decoded.text, isJson: false };
}

/** Maximum depth of JSON that is formatted: the indentation grows with each level. */
const deepestInLines = 100;

/** Formats JSON in one line. Only whitespace is added: a number such as 1.0 stays as it is. */
function inLines(text: string): string {
  if (text.trim().includes('\n') || text.length > maxInArchive || depthOf(text) > deepestInLines) return text;
  const pieces: string[] = [];
  let end = 0;
  for (const { offset, length, content } of format(text, undefined, { tabSize: 2, insertSpaces: true, eol: '\n' })) {
    pieces.push(text.slice(end, offset), content);
    end = offset + length;
  }
  return pieces.join('') + text.slice(end);
}

/** Returns the depth of arrays and objects in a JSON text. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}

export async function curlOf(context: Context, id: string, deliveryId: string): Promise<string> {
  const registration = requireDeliveriesOf(context, id);
  const delivery = await findDelivery(context, id, deliveryId);
  await loadSecrets(context, registration);
  const { method, headers, bytes } = delivery;
  const body = bytes > maxInCommand ? { ...delivery.body, bytes } : await readBody(delivery);
  return toCurl({ method, url: urlOf(registration, delivery), headers, ...(bytes > 0 && { body }) }, context.redactor);
}

export async function harOf(context: Context, id: string, version: string): Promise<string> {
  const registration = requireDeliveriesOf(context, id);
  await loadSecrets(context, registration);
  const { redactor, store } = context;
  const inputs: HarInput[] = [];
  let total = 0;
  for (const delivery of await store.list(id)) {
    const fits = delivery.bytes <= maxInArchive && total + delivery.bytes <= maxArchive;
    if (fits) total += delivery.bytes;
    const headers = Object.entries(delivery.headers).map(([name, value]): [string, string] => [
      name,
      isSecretHeader(name) ? mask : redactor.text(value),
    ]);
    inputs.push({
      delivery,
      url: maskUrl(redactor, urlOf(registration, delivery)),
      headers: Object.fromEntries(headers),
      body: fits ? await harBody(delivery, redactor) : { omitted: `${delivery.bytes} bytes were left out` },
    });
  }
  return toHar(inputs, version);
}

/** Returns the body as it was sent, with its secrets masked. */
async function harBody(delivery: StoredDelivery, redactor: Redactor): Promise<HarBody> {
  const bytes = await readBody(delivery).catch(() => undefined);
  if (!bytes) return { omitted: 'no longer kept' };
  const decoded = await decodeBody(delivery.headers, bytes);
  if (decoded.kind === 'empty') return { text: '' };
  if (decoded.kind !== 'binary') return { text: withoutSecrets(decoded, redactor) };
  const latin = bytes.toString('latin1');
  return { base64: Buffer.from(redactor.text(latin), 'latin1').toString('base64') };
}

function withoutSecrets(decoded: Exclude<DecodedBody, { kind: 'empty' | 'binary' }>, redactor: Redactor): string {
  if (decoded.kind === 'text') return scrubText(decoded.text, redactor);
  const value = decoded.kind === 'json' ? decoded.value : Object.fromEntries(decoded.fields);
  const scrubbed = scrub(value, redactor);
  const isClean = JSON.stringify(scrubbed) === JSON.stringify(value);
  if (decoded.kind === 'form')
    return isClean ? decoded.text : new URLSearchParams(scrubbed as Record<string, string>).toString();
  return isClean ? decoded.text : JSON.stringify(scrubbed);
}

/** Returns fixtures of the named deliveries; by default of all that the service sent, without handshakes and refused ones. */
export async function fixturesOf(
  context: Context,
  id: string,
  deliveryIds?: string[],
): Promise<{ files: FixtureFile[]; skipped: string[] }> {
  const registration = requireDeliveriesOf(context, id);
  await loadSecrets(context, registration);
  const chosen = deliveryIds
    ? await Promise.all(deliveryIds.map((deliveryId) => findDelivery(context, id, deliveryId)))
    : (await context.store.list(id)).filter(isOfService);
  const fixtures: DeliveryFixture[] = [];
  const skipped: string[] = [];
  for (const delivery of chosen) {
    const decoded = await decodeBody(delivery.headers, await readBody(delivery));
    const fixture = toFixture(registration, delivery, decoded, context.redactor);
    if (fixture) fixtures.push(fixture);
    else skipped.push(delivery.id);
  }
  return { files: fixtureFiles(fixtures), skipped };
}

/** Loads the signing secret, so that the redactor masks it. */
async function loadSecrets({ signing }: Context, registration: WebhookRegistration): Promise<void> {
  await signing.of(registration).catch(() => {});
}

/** Returns the URL that was called. Whoever shows it masks the token. */
function urlOf(registration: WebhookRegistration, { query }: StoredDelivery): string {
  const { origin } = new URL(registration.callbackUrl);
  return `${origin}${callbackPath(tokenIn(registration))}${query ? `?${query}` : ''}`;
}
