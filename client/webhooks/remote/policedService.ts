import { t } from '../../common/translate';
import { ServiceError } from '../../common/transport';
import type { RemoteOutcome, WebhookRegistration } from '../../domain/registration';
import { type BuiltRequest, serialize } from '../request/buildRequest';
import type { ConnectionValues, PolicyOutcome } from '../request/policies/policies';
import type { Authorization, Service } from '../services/services';
import type { ConnectedCall } from './authorization';
import type { DeleteTarget } from './deleteTarget';
import { policedCall, policyDifferences } from './policedCall';

/** The calls to a webhook's own URL, with the policies that Power Automate applies to them. */
export interface PolicedService {
  /** Rejects for a 404 or 410 that does not say that the webhook is gone, because the call was not complete. */
  delete(target: DeleteTarget, call: ConnectedCall): Promise<RemoteOutcome>;
  /** Returns the HTTP status of a GET. */
  status(url: string, call: ConnectedCall): Promise<number>;
}

export function createPolicedService(service: Service, registration: WebhookRegistration): PolicedService {
  return {
    async delete(target, { authorization, values }) {
      const { request, authorization: policed, skipped } = policedDelete(registration, target, authorization, values);
      const { headers, body } = serialize(request);
      const outcome = await service.delete(request.url, headers, policed, { method: request.method, body });
      const unproven = target.unproven ?? (skipped[0] && policyDifferences(skipped)[0]!.message);
      if (outcome === 'gone' && unproven !== undefined) throw new ServiceError(notProven(unproven), 404, false);
      return outcome;
    },
    status(url, { authorization, values }) {
      const { commonPolicies } = registration.trigger;
      const policed = policedCall(
        { request: bare(registration, { url, method: 'GET' }), authorization },
        commonPolicies,
        values,
      );
      return service.status(policed.request.url, policed.authorization, policed.request.headers);
    },
  };
}

const notProven = (reason: string) =>
  t('The service has nothing at that URL (404 or 410). {0} Whether the webhook is gone is not known.', reason);

/** Returns the DELETE call as it is sent: after the policies of its operation. */
export function policedDelete(
  registration: WebhookRegistration,
  { method, url, headers, content, policies, pathParameters }: DeleteTarget,
  authorization: Authorization,
  values: ConnectionValues,
): PolicyOutcome {
  const request = bare(registration, { url, headers, content, pathParameters, method });
  return policedCall({ request, authorization }, policies, values);
}

function bare({ baseUrl }: WebhookRegistration, call: Partial<BuiltRequest>): BuiltRequest {
  return {
    baseUrl,
    method: 'GET',
    url: baseUrl,
    headers: {},
    pathParameters: {},
    unknown: [],
    reserved: [],
    outside: [],
    ...Object.fromEntries(Object.entries(call).filter(([, value]) => value !== undefined)),
  };
}
