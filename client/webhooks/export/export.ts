import { type Shell, toCurl } from '../../common/curl';
import { mask, type Redactor } from '../../common/redact';
import { maxInCommand } from '../../common/shells/curlCommand';
import { createSlices, type Slices } from '../../common/slices';
import { callbackPath } from '../../domain/callback';
import type { FixtureFile, StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { exportedHeaders, exportedQuery } from '../../receiver/masking';
import { readBody } from '../../receiver/store/readBody';
import { type Context, requireDeliveriesOf } from '../context';
import { isOfService } from '../deliveries/origin';
import { bodyText, decodeBody } from '../deliveries/payload';
import { findDelivery } from '../deliveries/replay';
import type { ExportOptions } from '../webhooksApi';
import { type Fixture, fixtureFiles, toFixture } from './fixtures';
import { type HarBody, type HarInput, toHar } from './har';
import { inLines } from './lines';
import { scrubBody } from './scrubBody';

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

export async function curlOf(context: Context, id: string, deliveryId: string, shell: Shell): Promise<string> {
  const registration = requireDeliveriesOf(context, id);
  const delivery = await findDelivery(context, id, deliveryId);
  await loadSecrets(context, registration);
  const { method, bytes } = delivery;
  const headers = exportedHeaders(delivery.headers, context.redactor, { withSignatures: true });
  const body = bytes > maxInCommand ? { ...delivery.body, bytes } : await bodyToSend(context, delivery);
  const request = { method, url: exportedUrl(registration, delivery), headers, ...(bytes > 0 && { body }) };
  return toCurl(request, context.redactor, shell);
}

/** The body with its secrets masked; as it was sent where it has none, or is no text. */
async function bodyToSend({ redactor }: Context, delivery: StoredDelivery): Promise<Buffer> {
  const bytes = await readBody(delivery);
  const text = await bodyText(delivery.headers, bytes);
  if (text === undefined) return bytes;
  const { text: masked } = await scrubBody(delivery.headers, text, redactor, createSlices());
  return masked === text ? bytes : Buffer.from(masked);
}

export async function harOf(
  context: Context,
  id: string,
  version: string,
  { signal, progress }: ExportOptions = {},
): Promise<string> {
  const registration = requireDeliveriesOf(context, id);
  await loadSecrets(context, registration);
  const { redactor, store } = context;
  const inputs: HarInput[] = [];
  const deliveries = await store.list(id);
  const slices = createSlices(signal, progressOf(deliveries, progress));
  let total = 0;
  for (const delivery of deliveries) {
    const fits = delivery.bytes <= maxInArchive && total + delivery.bytes <= maxArchive;
    if (fits) total += delivery.bytes;
    await slices.pause();
    inputs.push({
      delivery,
      url: exportedUrl(registration, delivery),
      headers: exportedHeaders(delivery.headers, redactor, { withSignatures: true }),
      body: fits ? await harBody(delivery, redactor, slices) : { omitted: `${delivery.bytes} bytes were left out` },
    });
  }
  return toHar(inputs, version);
}

/** Returns the body as it was sent, with its secrets masked. */
async function harBody(delivery: StoredDelivery, redactor: Redactor, slices: Slices): Promise<HarBody> {
  const bytes = await readBody(delivery).catch(() => undefined);
  if (!bytes) return { omitted: 'no longer kept' };
  const text = await bodyText(delivery.headers, bytes);
  if (text !== undefined) return { text: (await scrubBody(delivery.headers, text, redactor, slices)).text };
  const latin = bytes.toString('latin1');
  return { base64: Buffer.from(redactor.text(latin), 'latin1').toString('base64') };
}

/** Tells how much of the bodies is done, from 0 to 1. */
function progressOf(deliveries: Pick<StoredDelivery, 'bytes'>[], progress: ExportOptions['progress']) {
  const total = deliveries.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  return (amount: number) => {
    done += amount;
    progress?.(Math.min(done / Math.max(total, 1), 1));
  };
}

/** Returns fixtures of the named deliveries; by default of all that the service sent, without handshakes and refused ones. */
export async function fixturesOf(
  context: Context,
  id: string,
  deliveryIds?: string[],
  { signal, progress }: ExportOptions = {},
): Promise<{ files: FixtureFile[]; skipped: string[] }> {
  const registration = requireDeliveriesOf(context, id);
  await loadSecrets(context, registration);
  const chosen = deliveryIds
    ? await Promise.all(deliveryIds.map((deliveryId) => findDelivery(context, id, deliveryId)))
    : (await context.store.list(id)).filter(isOfService);
  const slices = createSlices(signal, progressOf(chosen, progress));
  const fixtures: Fixture[] = [];
  const skipped: string[] = [];
  for (const delivery of chosen) {
    await slices.pause();
    const text = await bodyText(delivery.headers, await readBody(delivery));
    const body =
      text === undefined || text.trim() === ''
        ? undefined
        : await scrubBody(delivery.headers, text, context.redactor, slices);
    if (body) fixtures.push(toFixture(registration, delivery, body, context.redactor));
    else skipped.push(delivery.id);
  }
  return { files: fixtureFiles(fixtures), skipped };
}

/** Loads the signing secret, so that the redactor masks it. */
async function loadSecrets({ signing }: Context, registration: WebhookRegistration): Promise<void> {
  await signing.of(registration).catch(() => {});
}

/** The URL that was called, without the token and other secrets. */
function exportedUrl({ callbackUrl }: WebhookRegistration, { query = '' }: StoredDelivery): string {
  const { origin } = new URL(callbackUrl);
  const shown = exportedQuery(query);
  return `${origin}${callbackPath(mask)}${shown && `?${shown}`}`;
}
