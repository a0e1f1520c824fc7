import { InputError } from '../../common/inputError';
import type { WebhookRegistration } from '../../domain/registration';
import { parseSignatureDescription } from '../../receiver/signatures/customSignature';
import { publishedKeyOf } from '../../receiver/signatures/publishedKey';
import { findVerifiers, verifiers } from '../../receiver/signatures/verifiers';
import { readBody } from '../../receiver/store/readBody';
import { type Context, requireWebhook } from '../context';
import type { RegisterRequest, SignatureChange } from '../webhooksApi';

/** Maximum number of secrets that are valid at the same time. */
const maxSecrets = 5;

/** Returns the secrets of a request, the one in use first; empty for none. Throws, naming `secret`, for any other value. */
export function secretsIn(given: RegisterRequest['secret']): string[] {
  if (given === undefined || given === false) return [];
  const secrets = [given].flat();
  const isFine = (secret: unknown) => typeof secret === 'string' && secret !== '';
  if (secrets.length === 0 || secrets.length > maxSecrets || !secrets.every(isFine)) {
    throw new InputError('secret', 'It must be a string that is not empty, a list of such strings, or false.');
  }
  return secrets;
}

/** Changes how deliveries are verified from now on. Nothing is sent to the service. */
export async function setSignature(
  context: Context,
  id: string,
  { secret, addSecret, signature, keyHost }: SignatureChange,
): Promise<WebhookRegistration> {
  if (keyHost !== undefined && keyHost !== null) requireDocumented(keyHost);
  const kept = await context.signing.allOf(requireWebhook(context, id)).catch(() => []);
  const secrets = addSecret === undefined ? secretsIn(secret) : secretsIn([addSecret, ...kept].slice(0, maxSecrets));
  const described = signature ? parseSignatureDescription(signature) : undefined;
  if (secrets.length > 0) await context.signing.keep(id, secrets);
  // The current entry: a handshake may have brought a secret in the meantime.
  const registration = requireWebhook(context, id);
  const isKept = secret === undefined && addSecret === undefined;
  const signed = isKept ? registration.signed : secrets.length > 0;
  const { signature: before, offersSecret, keyHosts: trusted, ...rest } = registration;
  const endsKeys = keyHost === null || secret === false;
  const keyHosts = keyHost ? [keyHost] : endsKeys ? undefined : trusted;
  const used = signature === undefined ? before : described;
  // A choice of the secret also replaces the one that the service offered.
  const offer = isKept && offersSecret;
  const changed: WebhookRegistration = {
    ...rest,
    signed,
    ...(used && { signature: used }),
    ...(keyHosts && { keyHosts }),
    ...(offer && { offersSecret }),
  };
  await context.ledger.put(changed);
  if (secret === false) await context.signing.drop(registration);
  else if (offersSecret && !offer) await context.signing.drop({ ...registration, signed: false });
  context.emit({ type: 'registrations' });
  return changed;
}

/** Throws, naming `keyHost`, unless a provider documents that it publishes keys there. */
function requireDocumented(keyHost: string): void {
  if (verifiers.some(({ published }) => published?.hosts.test(keyHost))) return;
  const known = verifiers.flatMap(({ published }) => published?.where ?? []).join(', ');
  throw new InputError('keyHost', `This must be a host at which a service publishes its keys: ${known}.`);
}

/** Number of the latest deliveries that are searched for one that names a published key. */
const searchedDeliveries = 20;

/** Maximum size in bytes of a body in which the address of a key is looked for. */
const maxSearchedBytes = 256 * 1024;

/** The host from which a public key would verify one of the latest deliveries; undefined where none names one. */
export async function keyHostOf(context: Context, id: string): Promise<string | undefined> {
  const list = await context.store.list(requireWebhook(context, id).id);
  for (const delivery of list.slice(-searchedDeliveries).reverse()) {
    const isPublished = findVerifiers(delivery.headers).some(({ published }) => published);
    if (!isPublished || delivery.bytes > maxSearchedBytes) continue;
    const named = publishedKeyOf({ headers: delivery.headers, body: await readBody(delivery) });
    if (named) return named.host;
  }
  return undefined;
}
