import { randomUUID } from 'node:crypto';
import type { Json } from '../../../server/protocol/json';
import { isObject, mergeOver, read } from '../../common/json';
import type { StoredDelivery } from '../../domain/delivery';
import type { WebhookRegistration } from '../../domain/registration';
import { providers } from '../../providers';
import { gitea } from '../../providers/gitea';
import { github } from '../../providers/github';
import { gitlab } from '../../providers/gitlab';
import type { Provider } from '../../providers/kit/provider';
import { findEventHeader } from '../../receiver/headers';
import { schemeNameOf } from '../../receiver/signatures/sign';

const commonScheme = 'X-Hub-Signature-256';

/**
 * Returns the headers (names in lower case) and the signature scheme of a delivery that is made here: those of the
 * service's last delivery, those of a known provider, or the most common ones.
 */
export function imitateService(
  registration: WebhookRegistration,
  earlier: StoredDelivery | undefined,
  event: string | undefined,
  body: string,
): { headers: Record<string, string>; scheme: string } {
  const isGithub = registration.service === 'github';
  const { hostname } = new URL(registration.baseUrl);
  const known = isGithub ? github : providerAt(hostname);
  const eventName = event ?? (isGithub ? soleEvent(registration) : undefined);
  const eventHeader = findEventHeader(earlier?.headers ?? {}) ?? eventHeaderOf(known) ?? 'x-event-type';
  const headers = {
    'content-type': earlier?.headers['content-type'] ?? contentType(registration, body),
    'user-agent': earlier?.headers['user-agent'] ?? (isGithub ? 'GitHub-Hookshot/example' : 'Flow-Webhooks'),
    ...(eventName !== undefined && { [eventHeader]: eventName }),
    ...(isGithub && { 'x-github-delivery': randomUUID(), ...hookHeaders(registration) }),
  };
  return { headers, scheme: (earlier && schemeNameOf(earlier.headers)) ?? signableScheme(known) ?? commonScheme };
}

/** The provider with an API at a host; self-hosted ones by their name in it. Undefined for an unknown one. */
function providerAt(hostname: string): Provider | undefined {
  const [byName] = [
    [/gitlab/, gitlab],
    [/gitea|forgejo/, gitea],
  ].flatMap(([name, provider]) => ((name as RegExp).test(hostname) ? [provider as Provider] : []));
  return (
    providers.find(({ hosts = [] }) => hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`))) ??
    byName
  );
}

const eventHeaderOf = (provider: Provider | undefined): string | undefined =>
  provider?.event && 'header' in provider.event ? provider.event.header : undefined;

/** The first scheme of a provider that a shared secret can sign by. */
const signableScheme = (provider: Provider | undefined): string | undefined =>
  provider?.signatures?.find(({ facts }) => !/Ed25519|ECDSA|RSA/.test(facts.algorithm))?.name;

function hookHeaders({ remoteId, github }: WebhookRegistration): Record<string, string> {
  const target = github?.org === undefined ? 'repository' : 'organization';
  return {
    ...(remoteId !== undefined && { 'x-github-hook-id': remoteId }),
    'x-github-hook-installation-target-type': target,
  };
}

/** Returns the content type: GitHub sends a form unless the hook asks for JSON. */
function contentType(registration: WebhookRegistration, body: string): string {
  if (registration.service === 'github' && read(createBody(registration), ['config', 'content_type']) !== 'json') {
    return 'application/x-www-form-urlencoded';
  }
  return isJson(body) ? 'application/json' : 'text/plain; charset=utf-8';
}

/** Returns the event of a hook that subscribes to one event only. */
function soleEvent(registration: WebhookRegistration): string | undefined {
  const events = read(createBody(registration), ['events']);
  const [only] = Array.isArray(events) && events.length === 1 ? events : [];
  return typeof only === 'string' && only !== '*' ? only : undefined;
}

/** Returns the body of the create call without the callback. */
function createBody({ trigger, parameters }: WebhookRegistration): Json | undefined {
  if (!trigger.body) return undefined;
  const merged = mergeOver(trigger.body.defaults, parameters[trigger.body.name]);
  return isObject(merged) ? merged : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
