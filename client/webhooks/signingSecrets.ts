import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../server/protocol';
import { isObject, put } from './json';
import { type BuiltRequest, bodyObject, serialize } from './request';
import type { Registration, SecretStore } from './types';

/** Keys that services sign with: in SecretStorage, and in memory because each delivery needs one. */
export class SigningSecrets {
  private readonly cached = new Map<string, string>();

  constructor(
    private readonly secrets: SecretStore,
    private readonly found: (secret: string) => void,
  ) {}

  async keep(id: string, secret: string): Promise<void> {
    this.cached.set(id, secret);
    this.found(secret);
    await this.secrets.set(keyOf(id), secret);
  }

  /** Undefined for a registration that is not signed. Rejects where the key should be there and is not. */
  async of({ id, signed }: Registration): Promise<string | undefined> {
    if (!signed) return undefined;
    const secret = this.cached.get(id) ?? (await this.secrets.get(keyOf(id)));
    if (secret === undefined) throw new Error('The signing secret of this webhook is no longer kept.');
    this.cached.set(id, secret);
    this.found(secret);
    return secret;
  }

  async drop({ id, signed }: Registration): Promise<void> {
    this.cached.delete(id);
    if (signed) await this.secrets.delete(keyOf(id));
  }
}

const keyOf = (id: string) => `signing:${id}`;

/**
 * The secret that the service is to sign with, put where a GitHub hook takes it. One that is in the body already is
 * used; without any, a random one is made. `false` takes it out.
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

/** Whether a request tells the service the secret that it is to sign with. */
export function sendsSecret(request: BuiltRequest, secret: string): boolean {
  const { body } = serialize(request);
  const sent = typeof body === 'string' ? body : JSON.stringify(request.content);
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)].some((form) =>
    `${request.url} ${sent}`.includes(form),
  );
}
