import type { RemoteOutcome, WebhookRegistration } from '../../domain/registration';
import { type BuiltRequest, serialize } from '../request/buildRequest';
import type { ConnectionValues, PolicyOutcome } from '../request/policies/policies';
import type { Authorization, Service } from '../services/services';
import type { ConnectedCall } from './authorization';
import type { DeleteTarget } from './deleteTarget';
import { policedCall } from './policedCall';

/** The calls to a webhook's own URL, with the policies that Power Automate applies to them. */
export interface PolicedService {
  delete(target: DeleteTarget, call: ConnectedCall): Promise<RemoteOutcome>;
  /** Returns the HTTP status of a GET. */
  status(url: string, call: ConnectedCall): Promise<number>;
}

export function createPolicedService(service: Service, registration: WebhookRegistration): PolicedService {
  return {
    delete(target, { authorization, values }) {
      const { request, authorization: policed } = policedDelete(registration, target, authorization, values);
      const { headers, body } = serialize(request);
      return service.delete(request.url, headers, policed, { method: request.method, body });
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

/** Returns the DELETE call as it is sent: after the policies of its operation. */
export function policedDelete(
  registration: WebhookRegistration,
  { url, headers, policies, pathParameters }: DeleteTarget,
  authorization: Authorization,
  values: ConnectionValues,
): PolicyOutcome {
  const request = bare(registration, { url, headers, pathParameters, method: 'DELETE' });
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
