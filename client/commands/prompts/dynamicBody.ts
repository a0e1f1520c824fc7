import type { JsonObject } from '../../../server/protocol/json';
import type { BodyDescription, TriggerDescription } from '../../../server/protocol/triggers';
import { copy, isObject, mergeOver, put, read } from '../../common/json';
import { t } from '../../common/translate';
import { withProgress } from '../../editor/progress';
import { argumentsOf } from '../../webhooks/registration/dynamicCall';
import { dynamicPaths, isDynamicPath, staticFields, withDynamicFields } from '../../webhooks/request/dynamicFields';
import type { AskRequest } from '../../webhooks/webhooksApi';
import type { CommandContext } from '../command';
import { type CredentialConsents, consentToBody } from './dynamicChoices';

/** A body as the service describes it, or why the service could not be asked. */
type Loaded = { body: BodyDescription } | { problem: string };

/** A trigger as far as the answers go. */
export interface Completed {
  /** Its body has the fields that are known. Where the service can't be asked, the part is one field, with the reason. */
  trigger: TriggerDescription;
  /** The defaults of the fields that the service knows, in place. */
  defaults?: JsonObject;
  /** While fields depend on answers that are missing: the trigger in case that nobody gives these. */
  otherwise?: TriggerDescription;
}

/** Completes triggers whose bodies have fields that only the service knows, for one sequence of prompts. */
export interface DynamicBodies {
  /** @param steps the number of answers so far: with fewer than before, somebody has gone back, and may try again */
  complete(request: AskRequest, steps: number): Promise<Completed>;
}

export function createDynamicBodies(
  { webhooks, server }: Pick<CommandContext, 'webhooks' | 'server'>,
  consents: CredentialConsents,
): DynamicBodies {
  /** By what was sent: a step back, and forth again, asks nobody twice. */
  const known = new Map<string, BodyDescription>();
  /** The last failure, and the number of answers at that time. */
  let failed: { key: string; problem: string; steps: number } | undefined;

  const load = async (request: AskRequest, { name, required }: BodyDescription): Promise<Loaded> => {
    const refused = await consentToBody(request, consents);
    if (refused !== undefined) return { problem: refused };
    const { host } = new URL(request.baseUrl);
    try {
      const body = await withProgress(t('Loading the fields of "{0}" from {1}…', name, host), async (signal) => {
        const schema = await (await webhooks.get()).loadBodySchema({ ...request, interactive: true }, signal);
        return server.describeBody({ name, required, schema });
      });
      return { body };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  };

  const loadOnce = async (key: string, request: AskRequest, body: BodyDescription, steps: number): Promise<Loaded> => {
    const before = known.get(key);
    if (before) return { body: before };
    if (failed?.key === key) return failed;
    const loaded = await load(request, body);
    if ('body' in loaded) known.set(key, loaded.body);
    else failed = { key, problem: loaded.problem, steps };
    return loaded;
  };

  return {
    async complete(request, steps) {
      const { trigger, parameters, baseUrl, credentials, connectionParameters } = request;
      const { body } = trigger;
      if (failed && steps < failed.steps) failed = undefined;
      if (!body || !isAsked(trigger, parameters)) return { trigger };
      const sent = argumentsIn(request, body);
      if ('problem' in sent)
        return {
          trigger: { ...trigger, body: { ...body, fields: staticFields(body) } },
          otherwise: withProblem(trigger, body, sent.problem),
        };
      const key = JSON.stringify([trigger.operationId, baseUrl, credentials, connectionParameters, sent.arguments]);
      const loaded = await loadOnce(key, request, body, steps);
      return 'body' in loaded
        ? withBody(trigger, body, loaded.body)
        : { trigger: withProblem(trigger, body, loaded.problem) };
    },
  };
}

/**
 * True where the service is asked for fields of the body: all of them can be found by their place, and are not given.
 *
 * @param given the values that are given or were answered, by parameter name
 */
export function isAsked({ body }: TriggerDescription, given: JsonObject): boolean {
  if (!body?.dynamicSchemas?.every(({ operation }) => operation !== undefined)) return false;
  return dynamicPaths(body)?.some((path) => read(given, [body.name, ...path]) === undefined) ?? false;
}

/** What the operations are called with, or why they can't be called yet. */
function argumentsIn(
  { trigger, parameters }: AskRequest,
  body: BodyDescription,
): { arguments: JsonObject[] } | { problem: string } {
  try {
    return {
      arguments: body.dynamicSchemas!.map((dynamic) => argumentsOf({ dynamic, trigger, parameters })),
    };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** The schema and the defaults stay those of the definition, which may change: the service adds fields and values. */
function withBody(trigger: TriggerDescription, body: BodyDescription, loaded: BodyDescription): Completed {
  const complete = withDynamicFields(body, loaded);
  const callback = complete.fields.find((field) => field.callback);
  const completed = {
    ...trigger,
    body: complete,
    callback: trigger.callback ?? (callback && { path: callback.path, range: trigger.selectionRange }),
  };
  let defaults: JsonObject = {};
  for (const path of dynamicPaths(body)!) {
    const value = read(loaded.defaults, path);
    if (value !== undefined) defaults = put(defaults, [body.name, ...path], copy(value)) as JsonObject;
  }
  return { trigger: completed, defaults };
}

/** Returns the values of a create call: the answers, and the defaults that the service gave. */
export function withDefaults(parameters: JsonObject, { defaults }: Completed): JsonObject {
  const merged = defaults && mergeOver(defaults, parameters);
  return isObject(merged) ? merged : parameters;
}

function withProblem(trigger: TriggerDescription, body: BodyDescription, problem: string): TriggerDescription {
  const description = t('Its fields could not be loaded: {0}', problem);
  const fields = body.fields.map((field) => (isDynamicPath(body, field.path) ? { ...field, description } : field));
  return { ...trigger, body: { ...body, fields } };
}
