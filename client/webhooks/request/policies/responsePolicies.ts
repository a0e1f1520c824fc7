/** Applies the policies of the response section before the response is read, as Power Automate does. Pure. */
import type { Json } from '../../../../server/protocol/json';
import type { PolicyDescription } from '../../../../server/protocol/policies';
import { type ExpressionScope, evaluateText } from './expressions';
import {
  type AppliedPolicy,
  type ConnectionValues,
  checkHeaderName,
  notCarriedOut,
  type SkippedPolicy,
  setProperty,
  whyNotApplied,
} from './policies';

/** The parts of a response that policies read and set. */
export interface PolicyResponse {
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The parsed body; undefined for one that is not JSON. */
  body: Json | undefined;
}

export interface ResponseOutcome extends PolicyResponse {
  applied: AppliedPolicy[];
  skipped: SkippedPolicy[];
}

/**
 * Returns the response after its policies, in their order. The templates are *set HTTP header* and *set property*; others,
 * and those whose expressions have no value, leave it as it is and are in `skipped`.
 */
export function applyResponsePolicies(
  response: PolicyResponse,
  policies: PolicyDescription[],
  values: ConnectionValues,
): ResponseOutcome {
  const outcome: ResponseOutcome = { ...response, headers: { ...response.headers }, applied: [], skipped: [] };
  for (const policy of policies) {
    if (policy.section !== 'response') continue;
    const { template, title, settings } = policy;
    try {
      if (template === 'setheader') {
        const name = evaluateText(String(settings.name ?? ''), scopeOf(outcome, values));
        checkHeaderName(name);
        const isSet = setResponseHeader(outcome, policy, name, values);
        if (isSet) outcome.applied.push({ title, targets: [{ kind: 'header', name }] });
      } else if (template === 'setproperty') {
        const { body, path } = setProperty(outcome.body, policy, scopeOf(outcome, values));
        outcome.body = body;
        outcome.applied.push({ title, targets: [{ kind: 'body', path }] });
      } else if (template !== 'updatenextlink') outcome.skipped.push({ title, reason: notCarriedOut(template) });
    } catch (error) {
      outcome.skipped.push({ title, reason: whyNotApplied(error) });
    }
  }
  return outcome;
}

/** Returns false where the header exists and the policy leaves it. */
function setResponseHeader(
  outcome: ResponseOutcome,
  { settings }: PolicyDescription,
  name: string,
  values: ConnectionValues,
): boolean {
  const key = name.toLowerCase();
  const before = outcome.headers[key];
  const action = String(settings.existsAction ?? 'override').toLowerCase();
  if (before !== undefined && action === 'skip') return false;
  const value = evaluateText(String(settings.value ?? ''), scopeOf(outcome, values));
  outcome.headers[key] = before !== undefined && action === 'append' ? `${before}, ${value}` : value;
  return true;
}

const scopeOf = ({ headers, body }: PolicyResponse, values: ConnectionValues): ExpressionScope => ({
  connectionParameter: (name) => values.get(name),
  header: (name) => headers[name.toLowerCase()],
  query: () => undefined,
  body,
  method: '',
});
