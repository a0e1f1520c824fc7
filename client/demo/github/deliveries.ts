import { createHmac, randomUUID } from 'node:crypto';
import { sendRequest } from '../server';
import type { Hook } from './hooks';

export interface Delivery {
  id: bigint;
  /** Shared by all deliveries of one event: to other hooks, and again to the same. */
  guid: string;
  hookId: number;
  event: string;
  action: string | null;
  redelivery: boolean;
  deliveredAt: string;
  /** Seconds. */
  duration: number;
  status: string;
  statusCode: number;
  repositoryId: number | null;
  url: string;
  /** `json` is the payload before it was encoded as the hook's `content_type` asks. */
  request: { headers: Record<string, string>; body: Buffer; json: string };
  response: { headers: Record<string, string> | null; body: string };
}

/** An event to deliver: JSON text, so that a test decides every byte. */
export interface Event {
  name: string;
  json: string;
  guid: string;
  redelivery?: boolean;
}

/** Delivers to hooks of the name "cli". */
export interface RelayedDeliveries {
  exchange(
    hook: Hook,
    request: Pick<Delivery['request'], 'headers' | 'body'>,
    timeout: number,
  ): ReturnType<typeof sendRequest>;
  /** The URL at which a listener takes the deliveries of a hook; `base` is the URL of the API. */
  urlFor(base: string, hook: Hook): string;
  disconnect(): void;
}

export const newEvent = (name: string, payload: object | string): Event => ({
  name,
  json: typeof payload === 'string' ? payload : JSON.stringify(payload),
  guid: randomUUID(),
});

/** GitHub does not send more than this. */
const maximumBytes = 25 * 1024 * 1024;

const sign = (algorithm: 'sha1' | 'sha256', secret: string, body: Buffer) =>
  `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;

function encode(hook: Hook, event: Event): Delivery['request'] {
  const { content_type, secret } = hook.config;
  const isForm = content_type === 'form';
  const body = Buffer.from(isForm ? new URLSearchParams({ payload: event.json }).toString() : event.json);
  const headers = {
    Accept: '*/*',
    'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    'User-Agent': 'GitHub-Hookshot/5ta4d1n',
    'X-GitHub-Delivery': event.guid,
    'X-GitHub-Event': event.name,
    'X-GitHub-Hook-ID': String(hook.id),
    'X-GitHub-Hook-Installation-Target-ID': String(hook.target.id),
    'X-GitHub-Hook-Installation-Target-Type': hook.target.type.toLowerCase(),
    ...(secret
      ? { 'X-Hub-Signature': sign('sha1', secret, body), 'X-Hub-Signature-256': sign('sha256', secret, body) }
      : {}),
  };
  return { headers, body, json: event.json };
}

/** Sends events to hooks and keeps what became of them. */
export class Deliveries {
  private readonly log: Delivery[] = [];
  private readonly inFlight = new Set<Promise<unknown>>();
  private readonly stopped = new AbortController();

  /** `nextId` numbers the deliveries; `timeout` is in milliseconds. */
  constructor(
    private nextId: bigint,
    private readonly timeout: number,
    private readonly relay: RelayedDeliveries | undefined,
  ) {}

  /** Newest first. */
  of(hookId: number): Delivery[] {
    const own = this.log.filter((delivery) => delivery.hookId === hookId);
    return own.sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  find(hookId: number, id: string): Delivery | undefined {
    return this.log.find((delivery) => delivery.hookId === hookId && String(delivery.id) === id);
  }

  /** Resolves when the receiver has answered or failed to; undefined when GitHub would not have sent it. */
  send(hook: Hook, event: Event): Promise<Delivery | undefined> {
    const sending = this.deliver(hook, event);
    this.inFlight.add(sending);
    return sending.finally(() => this.inFlight.delete(sending));
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  async close(): Promise<void> {
    this.stopped.abort();
    await this.settled();
  }

  private async deliver(hook: Hook, event: Event): Promise<Delivery | undefined> {
    const request = encode(hook, event);
    if (!hook.active || request.body.length > maximumBytes) return undefined;
    const id = this.nextId++;
    const { url, insecure_ssl } = hook.config;
    const begun = Date.now();
    const exchange = () => {
      if (hook.name === 'cli' && this.relay) return this.relay.exchange(hook, request, this.timeout);
      const { headers, body } = request;
      const insecure = insecure_ssl === '1';
      return sendRequest({ url, headers, body, timeout: this.timeout, signal: this.stopped.signal, insecure });
    };
    const { lastResponse, ...outcome } = await this.outcome(exchange);
    hook.lastResponse = lastResponse;
    const payload = JSON.parse(event.json) as { action?: string; repository?: { id: number } };
    const delivery: Delivery = {
      id,
      guid: event.guid,
      hookId: hook.id,
      event: event.name,
      action: payload.action ?? null,
      redelivery: event.redelivery ?? false,
      deliveredAt: new Date(begun).toISOString(),
      duration: (Date.now() - begun) / 1000,
      repositoryId: payload.repository?.id ?? null,
      url,
      request,
      ...outcome,
    };
    this.log.push(delivery);
    return delivery;
  }

  private async outcome(exchange: () => ReturnType<typeof sendRequest>) {
    try {
      const response = await exchange();
      const good = response.status < 400;
      const message = good ? 'OK' : `Invalid HTTP Response: ${response.status}`;
      const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      return {
        status: message,
        statusCode: response.status,
        response: { headers: Object.fromEntries(flat) as Record<string, string>, body: response.body },
        lastResponse: { code: response.status, status: good ? 'active' : 'misc', message },
      };
    } catch (error) {
      const late = (error as Error).name === 'TimeoutError';
      const [statusCode, status] = late ? [504, 'timed out'] : [502, 'failed to connect to host'];
      return {
        status,
        statusCode,
        response: { headers: null, body: '' },
        lastResponse: { code: statusCode, status: late ? 'timeout' : 'connection_error', message: status },
      };
    }
  }
}

export const viewItem = (delivery: Delivery) => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt,
  redelivery: delivery.redelivery,
  duration: delivery.duration,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: null,
  repository_id: delivery.repositoryId,
  throttled_at: null,
});

/** GitHub hands out the payload parsed, with all digits of its integers: here as `toJson` writes bigints. */
const parseExact = (json: string): unknown =>
  JSON.parse(json.replace(/([:[,]\s*)(-?\d{16,})(?=\s*[,\]}])/g, '$1"bigint:$2:"'));

export const viewDelivery = (delivery: Delivery) => ({
  ...viewItem(delivery),
  url: delivery.url,
  request: { headers: delivery.request.headers, payload: parseExact(delivery.request.json) },
  response: { headers: delivery.response.headers, payload: delivery.response.body },
});
