import * as vscode from 'vscode';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import type { LastAnswers } from '../../editor/answerMemory';
import { exposure } from '../../editor/settings';
import type { RegisterRequest, Webhooks } from '../../webhooks/webhooksApi';
import type { CommandContext, Given } from '../command';
import { findTrigger, type RegisterInput } from '../registerRequest';
import { addressSteps, otherAddress } from './addressSteps';
import { credentialStepsFor, credentialsFor } from './credentials';
import { definitionStep, findDefinitions, noDefinition, shortName, triggerStep, webhookTriggers } from './definitions';
import { type Consents, createConsents, listsFor } from './dynamicChoices';
import { type Answers, askInSteps, Cancelled, type Step } from './prompts';
import { asksService, parametersFrom, questionSteps } from './questionSteps';

/** Asks for whatever the definition and what is given leave open. */
export async function askForRequest(
  title: string,
  services: CommandContext,
  given: Given<RegisterInput>,
  { signIn = true }: { signIn?: boolean } = {},
): Promise<RegisterRequest> {
  const webhooks = await services.webhooks.get();
  const definitions = given.uri ? [given.uri] : await findDefinitions(services.server);
  if (definitions.length === 0) throw new Error(noDefinition());
  const consents = createConsents();
  let request: RegisterRequest | undefined;
  await askInSteps(
    title,
    async (answers) => {
      const steps: Step[] = [];
      if (definitions.length > 1) steps.push(definitionStep(definitions));
      const uri = definitions.length > 1 ? (answers.get('definition') as string | undefined) : definitions[0];
      if (!uri) return steps;

      const triggers = await webhookTriggers(services.server, uri);
      if (triggers.length === 0) throw new Error(vscode.l10n.t('There is no webhook trigger in {0}.', shortName(uri)));
      if (!given.operationId && triggers.length > 1) steps.push(triggerStep(triggers));
      const operationId =
        given.operationId ?? answers.get('trigger') ?? (triggers.length === 1 && triggers[0]!.operationId);
      const trigger = triggers.find((one) => one.operationId === operationId);
      if (!trigger) {
        if (given.operationId) await findTrigger(services, uri, given.operationId);
        return steps;
      }

      const last = services.answers.recall(uri, trigger.operationId);
      const complete = stepsOfTrigger({
        webhooks,
        oauth: services.oauth,
        uri,
        last,
        trigger,
        given,
        answers,
        consents,
        signIn,
      });
      request = complete.request;
      return [...steps, ...complete.steps];
    },
    otherAddress,
  );
  if (!request) throw new Cancelled();
  return request;
}

interface Asking {
  webhooks: Webhooks;
  oauth: CommandContext['oauth'];
  uri: string;
  last: LastAnswers | undefined;
  trigger: TriggerDescription;
  given: Given<RegisterInput>;
  answers: Answers;
  consents: Consents;
  /** Otherwise credentials are asked for only where the service has to be asked for something. */
  signIn: boolean;
}

/** What is asked about one trigger, and the request as far as the answers go; undefined where they do not go far enough. */
function stepsOfTrigger({ webhooks, oauth, uri, last, trigger, given, answers, consents, signIn }: Asking) {
  const parameters = given.parameters ?? {};
  const { steps, baseUrl } = addressSteps(trigger, given.baseUrl, answers, last);
  if (!baseUrl)
    return { steps: [...steps, ...questionSteps({ trigger, given: parameters, last: last?.parameters, answers })] };

  const kept = !given.credentials && hasKept(webhooks, baseUrl);
  const listing = asksService(trigger, parameters, answers);
  const asksCredentials = !given.credentials && !kept && (signIn || listing);
  const credentialSteps = asksCredentials ? credentialStepsFor({ trigger, baseUrl }, answers, oauth) : [];
  const credentials = given.credentials ?? (kept ? undefined : credentialsFor({ trigger, baseUrl }, answers));
  const lists = listsFor(webhooks, { trigger, baseUrl, credentials }, consents);
  const questions = questionSteps({ trigger, given: parameters, last: last?.parameters, answers, lists });
  // What the service is to list has to be paid for with credentials.
  steps.push(...(listing ? [...credentialSteps, ...questions] : [...questions, ...credentialSteps]));
  const request: RegisterRequest = {
    uri,
    trigger,
    parameters: parametersFrom(trigger, parameters, answers),
    baseUrl,
    credentials,
    exposure: given.exposure ?? exposure(),
    secret: given.secret,
    signature: given.signature,
  };
  return { steps, request };
}

/** An earlier webhook for this origin left credentials; whether they are still there shows when they are used. */
function hasKept(webhooks: Webhooks, baseUrl: string): boolean {
  const { origin } = new URL(baseUrl);
  return webhooks.list().some((one) => new URL(one.baseUrl).origin === origin && one.credentials.account !== undefined);
}
