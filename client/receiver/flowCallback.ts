/**
 * The callback of a flow: what it answers, and where this receiver does more. Facts: platform.md of the project's sources:
 * Azure Logic Apps (logic-apps-http-endpoint) for 202; public bug reports for handshakes, which stay without an echo.
 */
import { parseJson } from '../common/json';
import { t } from '../common/translate';
import { type CallbackDamage, callbackDamage } from '../domain/callback';
import type { Difference, WebhookRegistration } from '../domain/registration';
import type { HandshakeResponse } from '../providers/kit/handshake';
import { jsonResponse } from '../providers/kit/responses';

/** A complete request, as far as a flow's callback looks at it. */
interface CallbackRequest {
  /** Upper case. */
  method: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

/** The response of a flow's callback: it knows no handshakes, and accepts every POST before the flow runs. */
export function flowResponse({ method, headers, body }: CallbackRequest): HandshakeResponse {
  if (method !== 'POST') return { status: 404 };
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '');
  if (!isJson || body.length === 0 || parseJson(body.toString('utf8')) !== undefined) return { status: 202 };
  const message = 'The request content is not valid and could not be deserialized.';
  return { ...jsonResponse({ error: { code: 'InvalidRequestContent', message } }), status: 400 };
}

/** Returns the difference of a handshake from a flow; undefined where a flow's 202 without a body would do. */
export function handshakeDifference(
  name: string,
  method: string,
  { body, headers }: HandshakeResponse,
): Difference | undefined {
  if (method === 'POST' && !body && Object.keys(headers ?? {}).length === 0) return undefined;
  return {
    code: 'handshake-not-answered',
    message: t(
      "This service checks the callback URL with a handshake ({0}). Power Automate does not complete it, so this trigger can't be registered from a flow.",
      name,
    ),
  };
}

/** The difference of a delivery to which the service requires a particular response. */
export const responseDifference = (): Difference => ({
  code: 'response-not-accepted',
  message: t(
    'This service requires a particular response to each delivery. A flow responds with 202 and no body, so the service may send it again or stop sending.',
  ),
});

/** Returns the difference that the URL of a request shows; undefined where the callback URL is whole. */
export function formDifference({ callbackUrl }: WebhookRegistration, seen: string): Difference | undefined {
  const damage = callbackDamage(callbackUrl, seen);
  return damage && { code: 'callback-form', message: describeDamage(damage) };
}

export function describeDamage(damage: CallbackDamage): string {
  switch (damage) {
    case 'query-lost':
      return t(
        "The service drops the query of the callback URL. A flow's callback URL has its signature there, so its deliveries are rejected.",
      );
    case 'cut':
      return t(
        "The service cuts the callback URL. A flow's callback URL has about 290 characters, so its deliveries get lost.",
      );
    case 'decoded':
      return t(
        "The service decodes the callback URL (%2F becomes /). A flow's callback URL is signed as it is, so check whether a flow gets its deliveries.",
      );
  }
}
