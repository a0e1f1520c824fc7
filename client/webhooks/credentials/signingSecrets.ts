import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../../server/protocol/json';
import { isObject, put } from '../../common/json';
import { t } from '../../common/translate';
import type { WebhookRegistration } from '../../domain/registration';
import type { SecretStore } from '../environment';
import { type BuiltRequest, bodyObject, serialize } from '../request/buildRequest';

/** The first character of the stored text for several secrets: no secret begins with it. */
const several = '\u0000';

/** The secrets that services sign with, in SecretStorage, and in memory because every delivery needs one. */
export class SigningSecrets {
  private readonly cached = new Map<string, string[]>();
  private readonly offers = new Map<string, string>();

  constructor(
    private readonly secrets: SecretStore,
    private readonly found: (...secrets: string[]) => void,
  ) {}

  /** @param given the secret in use first, then those that are valid as well while a key is rotated */
  async keep(id: string, given: string | string[]): Promise<void> {
    const kept = [given].flat();
    const [first = ''] = kept;
    this.cached.set(id, kept);
    this.found(...kept);
    await this.secrets.set(secretKey(id), kept.length > 1 ? several + JSON.stringify(kept) : first);
  }

  /** The secret in use; undefined for a webhook that is not signed. Rejects when the saved secret is missing. */
  async of(registration: WebhookRegistration): Promise<string | undefined> {
    return (await this.allOf(registration))[0];
  }

  /** All valid secrets; empty for a webhook that is not signed. Rejects when the saved secrets are missing. */
  async allOf({ id, signed }: WebhookRegistration): Promise<string[]> {
    if (!signed) return [];
    const cached = this.cached.get(id);
    if (cached) return cached;
    const text = await this.secrets.get(secretKey(id));
    if (text === undefined) throw new Error(t('The signing secret of this webhook is no longer saved.'));
    const kept: string[] = text.startsWith(several) ? JSON.parse(text.slice(several.length)) : [text];
    this.cached.set(id, kept);
    this.found(...kept);
    return kept;
  }

  /** Saves the secret that a service named, until a delivery shows that it signs with it. */
  async offer(id: string, secret: string): Promise<void> {
    this.offers.set(id, secret);
    this.found(secret);
    await this.secrets.set(offerOf(id), secret);
  }

  async offered({ id, signed, offersSecret }: WebhookRegistration): Promise<string | undefined> {
    if (signed || !offersSecret) return undefined;
    const known = this.offers.get(id) ?? (await this.secrets.get(offerOf(id)));
    if (known === undefined) return undefined;
    this.offers.set(id, known);
    this.found(known);
    return known;
  }

  async drop({ id, signed, offersSecret }: WebhookRegistration): Promise<void> {
    this.cached.delete(id);
    this.offers.delete(id);
    if (signed) await this.secrets.delete(secretKey(id));
    if (offersSecret) await this.secrets.delete(offerOf(id));
  }
}

const secretKey = (id: string) => `signing:${id}`;
const offerOf = (id: string) => `offered:${id}`;

/**
 * Puts the signing secret where a GitHub hook takes it: the wanted one, the one that the body has, or a random one.
 * `false` removes it.
 */
export function githubSecret(
  request: BuiltRequest,
  wanted: string | false | undefined,
): { request: BuiltRequest; secret?: string } {
  const body = bodyObject(request);
  if (!body || request.content?.kind !== 'json') return { request };
  const config: JsonObject = isObject(body.config) ? body.config : {};
  if (wanted === false) {
    const { secret: _, ...rest } = config;
    return { request: withConfig(request, body, rest) };
  }
  const given = typeof config.secret === 'string' && config.secret !== '' ? config.secret : undefined;
  const secret = wanted ?? given ?? randomBytes(32).toString('hex');
  return { request: withConfig(request, body, put({ ...config }, ['secret'], secret) as JsonObject), secret };
}

function withConfig(request: BuiltRequest, body: JsonObject, config: JsonObject): BuiltRequest {
  if (request.content?.kind !== 'json') return request;
  return { ...request, content: { ...request.content, value: { ...body, config } } };
}

/** True when a request holds the signing secret in its URL or body. */
export function sendsSecret(request: BuiltRequest, secret: string): boolean {
  const { body } = serialize(request);
  const sent = typeof body === 'string' ? body : JSON.stringify(request.content);
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)].some((form) =>
    `${request.url} ${sent}`.includes(form),
  );
}
