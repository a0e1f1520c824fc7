import { InputError } from '../../common/inputError';
import type { WebhookRegistration } from '../../domain/registration';
import { parseSignatureDescription } from '../../receiver/signatures/customSignature';
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
  { secret, addSecret, signature }: SignatureChange,
): Promise<WebhookRegistration> {
  const kept = await context.signing.allOf(requireWebhook(context, id)).catch(() => []);
  const secrets = addSecret === undefined ? secretsIn(secret) : secretsIn([addSecret, ...kept].slice(0, maxSecrets));
  const described = signature ? parseSignatureDescription(signature) : undefined;
  if (secrets.length > 0) await context.signing.keep(id, secrets);
  // The current entry: a handshake may have brought a secret in the meantime.
  const registration = requireWebhook(context, id);
  const isKept = secret === undefined && addSecret === undefined;
  const signed = isKept ? registration.signed : secrets.length > 0;
  const { signature: before, offersSecret, ...rest } = registration;
  const used = signature === undefined ? before : described;
  // A choice of the secret also replaces the one that the service offered.
  const offer = isKept && offersSecret;
  const changed: WebhookRegistration = {
    ...rest,
    signed,
    ...(used && { signature: used }),
    ...(offer && { offersSecret }),
  };
  await context.ledger.put(changed);
  if (secret === false) await context.signing.drop(registration);
  else if (offersSecret && !offer) await context.signing.drop({ ...registration, signed: false });
  context.emit({ type: 'registrations' });
  return changed;
}
