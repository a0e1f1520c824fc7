import { randomUUID } from 'node:crypto';
import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';
import { callbackToken, tokenHash, tokenOf } from '../../domain/callback';
import { type ForwardChange, type ForwardTarget, forwardRetries } from '../../domain/forwarding';
import type { WebhookRegistration } from '../../domain/registration';
import { type Context, requireWebhook } from '../context';
import { isLoopback } from '../request/baseUrl';
import { isRemote, parseTarget } from './replayTarget';

/** Maximum number of targets of a webhook: each gets every delivery. */
const maxTargets = 10;

const keyOf = (registrationId: string): string => `forward:${registrationId}`;

/**
 * The targets of webhooks. The ledger has them without their URLs, which may hold a token as the callback of a flow does:
 * those are in SecretStorage, and in memory while they are used.
 */
export class ForwardTargets {
  private readonly urls = new Map<string, string>();

  constructor(private readonly context: Context) {}

  /** The URL of a target. Rejects when it is no longer saved. */
  async urlOf(registrationId: string, { id, label }: ForwardTarget): Promise<string> {
    if (!this.urls.has(id)) await this.load(registrationId);
    const url = this.urls.get(id);
    if (url === undefined) throw new Error(t('The address of {0} is no longer saved. Add it again.', label));
    return url;
  }

  /** Switches, adds or removes targets. Rejects before anything is changed where one of them is not allowed. */
  async change(registrationId: string, change: ForwardChange): Promise<ForwardTarget[]> {
    const registration = requireWebhook(this.context, registrationId);
    await this.load(registrationId);
    const urls = change.to.map((to) => parseTarget(to).href);
    const targets = change.remove ? this.without(registration, urls) : this.switched(registration, urls, change);
    const saved = Object.fromEntries(targets.map(({ id }) => [id, this.urls.get(id)]));
    if (targets.length === 0) await this.context.env.secrets.delete(keyOf(registrationId));
    else await this.context.env.secrets.set(keyOf(registrationId), JSON.stringify(saved));
    await this.context.ledger.put({ ...registration, forwards: targets });
    return targets;
  }

  private without({ forwards = [] }: WebhookRegistration, urls: string[]): ForwardTarget[] {
    return forwards.filter(({ id }) => urls.length > 0 && !urls.includes(this.urls.get(id) ?? ''));
  }

  private switched(registration: WebhookRegistration, urls: string[], change: ForwardChange): ForwardTarget[] {
    const { on, retries } = change;
    if (retries !== undefined && !forwardRetries.includes(retries)) {
      throw new InputError('retries', `It must be one of ${forwardRetries.join(', ')}.`);
    }
    const since = new Date().toISOString();
    const known = registration.forwards ?? [];
    const isNamed = ({ id }: ForwardTarget) => urls.length === 0 || urls.includes(this.urls.get(id) ?? '');
    const changed = known.map((target): ForwardTarget => {
      if (!isNamed(target)) return target;
      const isSwitchedOn = on && !target.on;
      return { ...target, on, retries: retries ?? target.retries, since: isSwitchedOn ? since : target.since };
    });
    const missing = urls.filter((url) => !known.some(({ id }) => this.urls.get(id) === url));
    if (!on && missing.length > 0) {
      throw new InputError('to', t('Deliveries of this webhook are not forwarded to {0}.', new URL(missing[0]!).host));
    }
    for (const url of missing) this.allow(new URL(url), change);
    if (known.length + missing.length > maxTargets) {
      throw new Error(t('A webhook can forward to at most {0} addresses.', maxTargets));
    }
    const added = [...new Set(missing)].map((url): ForwardTarget => {
      const id = randomUUID();
      this.remember(id, url);
      return { id, label: labelOf(new URL(url)), on, retries: retries ?? 'briefly', since };
    });
    return [...changed, ...added];
  }

  /** Throws for this extension itself, and for another machine that nobody has agreed to. */
  private allow(url: URL, { confirmHosts = [] }: ForwardChange): void {
    if (isOwnAddress(this.context, url)) throw new InputError('to', comesBack());
    if (isRemote(url) && !confirmHosts.includes(url.host)) {
      throw new InputError(
        'confirmHosts',
        t('{0} is another computer, and a delivery may contain personal data and secrets.', url.host),
      );
    }
  }

  private async load(registrationId: string): Promise<void> {
    const text = await this.context.env.secrets.get(keyOf(registrationId));
    const saved: Record<string, string> = text === undefined ? {} : JSON.parse(text);
    for (const [id, url] of Object.entries(saved)) this.remember(id, url);
  }

  private remember(id: string, url: string): void {
    this.urls.set(id, url);
    // A token is in the query or the path; short ones, as of a local server, are ordinary words.
    const { pathname, search } = new URL(url);
    this.context.redactor.add(url, ...[search.slice(1), pathname.slice(1)].filter((part) => part.length >= 16));
  }
}

/** Removes the saved URLs of a webhook that is deleted. */
export async function dropForwardUrls({ env }: Context, { id, forwards }: WebhookRegistration): Promise<void> {
  if (forwards) await env.secrets.delete(keyOf(id));
}

export const comesBack = (): string =>
  t('This address leads back to the extension, so each delivery would come again and again.');

/** The host; of a URL on this computer the path as well. */
const labelOf = (url: URL): string =>
  isRemote(url) ? url.host : `${url.host}${url.pathname === '/' ? '' : url.pathname}`;

/**
 * True for a URL that a receiver of this computer or the callback of a webhook answers. All windows count, and so do
 * deleted callbacks.
 */
export function isOwnAddress({ ledger, ports }: Pick<Context, 'ledger' | 'ports'>, url: URL): boolean {
  const registrations = ledger.entries();
  if (isLoopback(url.hostname)) {
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    if (ports.served().has(port) || registrations.some(({ receiverPort }) => receiverPort === port)) return true;
  }
  const token = tokenOf(url.pathname);
  const digest = token === undefined ? undefined : tokenHash(token);
  return (
    registrations.some(({ callbackUrl }) => isSamePlace(url, callbackUrl, token)) ||
    ledger.closed().some((closed) => closed.tokenHash === digest)
  );
}

function isSamePlace(url: URL, callbackUrl: string, token: string | undefined): boolean {
  const callback = new URL(callbackUrl);
  if (token !== undefined && token === callbackToken(callbackUrl)) return true;
  return url.host === callback.host && url.pathname.replace(/\/$/, '') === callback.pathname.replace(/\/$/, '');
}
