import type { JsonObject } from '../../../server/protocol/json';
import type { BodyDescription, BodyField, DynamicSchema, TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import { withProgress } from '../../editor/progress';
import { argumentsOf } from '../../webhooks/registration/dynamicCall';
import type { AskRequest } from '../../webhooks/webhooksApi';
import type { CommandContext } from '../command';
import { type CredentialConsents, consentToBody } from './dynamicChoices';

/** What the service said of a body, or why it could not be asked. */
type Loaded = { body: BodyDescription } | { problem: string };

/** Completes triggers whose bodies have fields that only the service knows, for one sequence of prompts. */
export interface DynamicBodies {
  /**
   * Returns the trigger with the fields of its body. While they depend on answers that are missing, they are left out, and it
   * is not complete; where the service can't be asked or says nothing of use, the part is one field again, whose description
   * has the reason.
   */
  complete(request: AskRequest): Promise<{ trigger: TriggerDescription; isComplete: boolean }>;
}

export function createDynamicBodies(
  { webhooks, server }: Pick<CommandContext, 'webhooks' | 'server'>,
  consents: CredentialConsents,
): DynamicBodies {
  /** By what was sent: a step back, and forth again, asks nobody twice. */
  const known = new Map<string, Loaded>();

  const load = async (request: AskRequest, body: BodyDescription): Promise<Loaded> => {
    const refused = await consentToBody(request, consents);
    if (refused !== undefined) return { problem: refused };
    const { host } = new URL(request.baseUrl);
    const { name, required } = body;
    try {
      const schema = await withProgress(t('Loading the fields of "{0}" from {1}…', name, host), async (signal) =>
        (await webhooks.get()).loadBodySchema({ ...request, interactive: true }, signal),
      );
      return { body: await server.describeBody({ name, required, schema }) };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  };

  return {
    async complete(request) {
      const { trigger } = request;
      const { body } = trigger;
      if (!body || !isAsked(trigger)) return { trigger, isComplete: true };
      const sent = argumentsIn(request, body);
      if (sent === undefined)
        return { trigger: { ...trigger, body: { ...body, fields: staticFields(body) } }, isComplete: false };
      const key = JSON.stringify([trigger.operationId, request.baseUrl, request.credentials, sent]);
      const loaded = known.get(key) ?? (await load(request, body));
      known.set(key, loaded);
      const complete =
        'body' in loaded ? withBody(trigger, body, loaded.body) : withProblem(trigger, body, loaded.problem);
      return { trigger: complete, isComplete: true };
    },
  };
}

/** True where the service is asked for fields of the body: all of them must be found by their place. */
export const isAsked = ({ body }: TriggerDescription): boolean =>
  (body?.dynamicSchemas ?? []).length > 0 &&
  body!.dynamicSchemas!.every(({ operation, at }) => operation !== undefined && pathOf(at) !== undefined);

/** The path of the property at a place in a schema; undefined where that is no property of properties. */
function pathOf(at: DynamicSchema['at']): string[] | undefined {
  const isProperty = at.length % 2 === 0 && at.every((key, index) => index % 2 === 1 || key === 'properties');
  return isProperty ? at.filter((_, index) => index % 2 === 1).map(String) : undefined;
}

/** What the operations are called with; undefined while an answer is missing. */
function argumentsIn({ trigger, parameters }: AskRequest, body: BodyDescription): JsonObject[] | undefined {
  try {
    return body.dynamicSchemas!.map((dynamic) => argumentsOf({ dynamic, trigger, parameters }, (names) => names));
  } catch {
    return undefined;
  }
}

const isDynamic = (body: BodyDescription, { path }: BodyField): boolean =>
  body.dynamicSchemas!.some(({ at }) => pathOf(at)!.every((name, index) => path[index] === name));

const staticFields = (body: BodyDescription): BodyField[] => body.fields.filter((field) => !isDynamic(body, field));

function withBody(trigger: TriggerDescription, body: BodyDescription, loaded: BodyDescription): TriggerDescription {
  // Those of the definition also know where their values are listed.
  const own = new Map(staticFields(body).map((field) => [field.path.join('\n'), field]));
  const fields = loaded.fields.map((field) => own.get(field.path.join('\n')) ?? field);
  const callback = fields.find((field) => field.callback);
  return {
    ...trigger,
    body: { ...loaded, fields, dynamicSchemas: body.dynamicSchemas },
    callback: trigger.callback ?? (callback && { path: callback.path, range: trigger.selectionRange }),
  };
}

function withProblem(trigger: TriggerDescription, body: BodyDescription, problem: string): TriggerDescription {
  const description = t('Its fields could not be loaded: {0}', problem);
  const fields = body.fields.map((field) => (isDynamic(body, field) ? { ...field, description } : field));
  return { ...trigger, body: { ...body, fields } };
}
