import { hostTemplate, type PolicyDescription } from '../../../server/protocol/policies';
import { t } from '../../common/translate';
import type { Difference } from '../../domain/registration';
import { MissingInput } from '../credentials/missingInput';
import {
  applyRequestPolicies,
  type ConnectionValues,
  MissingConnectionParameters,
  type PolicyCall,
  type PolicyOutcome,
  type SkippedPolicy,
} from '../request/policies/policies';

/**
 * Returns a call after its policies, except for the one that sets the base URL, which is applied when that URL is chosen,
 * before everything else. Throws {@link MissingInput} for connection
 * parameters without a value.
 */
export function policedCall(
  call: PolicyCall,
  policies: PolicyDescription[] | undefined,
  values: ConnectionValues,
): PolicyOutcome {
  return withNames(() =>
    applyRequestPolicies(
      call,
      (policies ?? []).filter(({ template }) => template !== hostTemplate),
      values,
    ),
  );
}

/** Returns the base URL that a policy sets for a call, or that of the call without such a policy. */
export function policedBaseUrl(
  call: PolicyCall,
  policies: PolicyDescription[] | undefined,
  values: ConnectionValues,
): string {
  const hostPolicies = (policies ?? []).filter(({ template }) => template === hostTemplate);
  const { request, skipped } = withNames(() => applyRequestPolicies(call, hostPolicies, values));
  const [failed] = skipped;
  if (failed) throw new Error(t('The URL of the service is not known: {0}', failed.reason));
  return request.baseUrl;
}

export const setsBaseUrl = (policies: PolicyDescription[] | undefined): boolean =>
  (policies ?? []).some(({ template }) => template === hostTemplate);

function withNames<Result>(apply: () => Result): Result {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof MissingConnectionParameters)) throw error;
    const quoted = (prefix: string) => error.names.map((name) => `"${prefix}${name}"`).join(', ');
    throw new MissingInput(
      'connectionParameters',
      t('Enter {0}, which policies of the connector read.', quoted('')),
      `Supply ${quoted('connectionParameters.')}.`,
    );
  }
}

/** The policies that were not carried out, as differences from what Power Automate sends. */
export const policyDifferences = (skipped: SkippedPolicy[]): Difference[] =>
  skipped.map(({ title, reason }) => ({
    code: 'policy-not-applied',
    message: t('The policy "{0}" was not applied. {1}', title, reason),
  }));
