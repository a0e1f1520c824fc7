import type { ParameterDescription, TriggerDescription, UnsubscribeCandidate } from '../../server/protocol';
import { mask } from './redact';
import { fillPath, headersOf, withQuery } from './request';
import { t } from './text';
import type { Registration } from './types';

/** Where a webhook is deleted, with the headers that the definition asks for. */
export interface DeleteTarget {
  url: string;
  headers: Record<string, string>;
}

/**
 * Where to send the DELETE: the create answer's `Location`; else the `url` in its body; else the one plausible
 * unsubscribe operation of the definition. Throws, saying what to do, where there is none.
 */
export function deleteTarget(registration: Registration): DeleteTarget {
  const known = registration.location ?? registration.remoteUrl;
  if (known !== undefined) return { url: known, headers: {} };
  const { candidate, problem } = plausible(registration);
  if (!candidate) throw new Error(`${problem} ${byHand()}`);
  return fill(candidate, registration);
}

const byHand = () => t('Delete the webhook at the service, then delete it here with "forget": true.');

/** From the most plausible place to the least. */
const relations = ['same-path', 'child', 'sibling', 'descendant', 'elsewhere'];

function plausible({ trigger, remoteId, request }: Registration): {
  candidate?: UnsubscribeCandidate;
  problem?: string;
} {
  const none = t(
    'The create answer had no usable "Location" and no "url", and the definition has no unsubscribe operation that would fit.',
  );
  const fitting = trigger.unsubscribe.filter(
    (candidate) => relations.includes(candidate.relation) && identifies(candidate, remoteId, request.method),
  );
  const best = Math.min(...fitting.map(({ relation }) => relations.indexOf(relation)));
  const candidates = fitting.filter(({ relation }) => relations.indexOf(relation) === best);
  if (candidates.length === 1) return { candidate: candidates[0] };
  if (candidates.length === 0) return { problem: lacksId(trigger, remoteId) ?? none };
  const names = candidates.map(({ operationId, path }) => operationId ?? path).join(', ');
  return {
    problem: t(
      'The create answer had no usable "Location" and no "url", and several operations could be the unsubscribe: {0}.',
      names,
    ),
  };
}

/** Where an id is all that is missing. */
function lacksId({ unsubscribe }: TriggerDescription, remoteId: string | undefined): string | undefined {
  const [best] = unsubscribe.filter(
    (candidate) => relations.includes(candidate.relation) && identifies(candidate, 'any'),
  );
  if (remoteId !== undefined || !best) return undefined;
  return t(
    'The create answer had no usable "Location" and no "url", and no id for the unsubscribe operation {0}.',
    best.operationId ?? best.path,
  );
}

/**
 * Whether a candidate would delete this webhook and no other one. An operation that takes no id but exists for
 * webhooks that have one could delete all of them, unless the webhook was put at that very address (Typeform); one whose
 * body says what to delete cannot be filled.
 */
function identifies(candidate: UnsubscribeCandidate, remoteId: string | undefined, method = ''): boolean {
  if (candidate.hasBody) return false;
  const takesId = candidate.idParameter !== undefined || idQuery(candidate) !== undefined;
  if (takesId) return remoteId !== undefined;
  return candidate.relation === 'same-path' && (remoteId === undefined || method === 'PUT');
}

const idQuery = ({ parameters }: UnsubscribeCandidate): ParameterDescription | undefined =>
  parameters.find(({ in: place, required, name }) => place === 'query' && required && /(^|[a-z_-])id$/i.test(name));

function fill(candidate: UnsubscribeCandidate, { parameters, remoteId, baseUrl, trigger }: Registration): DeleteTarget {
  const idName = candidate.idParameter ?? idQuery(candidate)?.name;
  const filled = candidate.parameters.map((parameter) => {
    const own =
      Object.hasOwn(parameters, parameter.name) && parameters[parameter.name] !== mask
        ? parameters[parameter.name]
        : undefined;
    const shared = trigger.parameters.find(({ name }) => name === parameter.name)?.default;
    if (parameter.name === idName) return { parameter, value: remoteId, untouched: false };
    // As the create call sent them: what nobody touched goes in as it is.
    return { parameter, value: own ?? shared ?? parameter.default, untouched: own === undefined };
  });
  const missing = filled.filter(
    ({ parameter, value }) => value === undefined && (parameter.required || parameter.in === 'path'),
  );
  const name = candidate.operationId ?? candidate.path;
  if (missing.length > 0) {
    const names = missing.map(({ parameter }) => parameter.name).join(', ');
    throw new Error(
      t(
        'The unsubscribe operation {0} needs {1}, which neither the create answer nor its parameters had. {2}',
        name,
        names,
        byHand(),
      ),
    );
  }
  return { url: baseUrl + withQuery(fillPath(candidate.path, filled), filled), headers: headersOf(filled) };
}
