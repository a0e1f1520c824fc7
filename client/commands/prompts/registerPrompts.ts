import type { TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { LastAnswers } from '../../editor/answerMemory';
import { exposure } from '../../editor/settings';
import type { RegisterRequest, Webhooks } from '../../webhooks/webhooksApi';
import type { CommandContext, Given } from '../command';
import { addressSteps, addressValues, otherAddress } from './addressSteps';
import { collectConnection, connectionSteps, setStep } from './connectionSteps';
import { collectCredentials, credentialSteps } from './credentialSteps';
import { definitionStep, findDefinitions, noDefinition, shortName, triggerStep, webhookTriggers } from './definitions';
import { type Completed, createDynamicBodies, type DynamicBodies, isAsked, withDefaults } from './dynamicBody';
import { type CredentialConsents, createCredentialConsents, valuesFromService } from './dynamicChoices';
import { needsService, parametersFrom, questionSteps } from './questionSteps';
import { findTrigger, type RegisterInput } from './registerInput';
import { type Answers, askInSteps, Canceled, type Step } from './steps';

interface AskingOptions {
  /** False asks for credentials only where the service has to say what there is to choose or to fill in. */
  signIn?: boolean;
  consents?: CredentialConsents;
  /** The trigger of a webhook that is registered again, with the fields that the service described. */
  trigger?: TriggerDescription;
}

/** Asks for everything that the definition and the given input leave open. */
export async function askForRequest(
  title: string,
  context: CommandContext,
  given: Given<RegisterInput>,
  { signIn = true, consents = createCredentialConsents(), trigger: registered }: AskingOptions = {},
): Promise<RegisterRequest> {
  const webhooks = await context.webhooks.get();
  const definitions = given.uri ? [given.uri] : await findDefinitions(context.server);
  if (definitions.length === 0) throw noDefinition();
  const bodies = createDynamicBodies(context, consents);
  let request: RegisterRequest | undefined;
  await askInSteps(
    title,
    async (answers) => {
      const steps: Step[] = [];
      if (definitions.length > 1) steps.push(definitionStep(definitions));
      const uri = definitions.length > 1 ? (answers.get('definition') as string | undefined) : definitions[0];
      if (!uri) return steps;
      // The demo's own values, so that its tutorial never asks for an account of the real GitHub.
      const known: Given<RegisterInput> = { ...context.demo.triggerIn(uri), ...given };

      const triggers = await webhookTriggers(context.server, uri);
      if (triggers.length === 0) throw new Error(t('There is no webhook trigger in {0}.', shortName(uri)));
      if (!known.operationId && triggers.length > 1) steps.push(triggerStep(triggers));
      const operationId =
        known.operationId ?? answers.get('trigger') ?? (triggers.length === 1 && triggers[0]!.operationId);
      const trigger = registered ?? triggers.find((one) => one.operationId === operationId);
      if (!trigger) {
        if (known.operationId) await findTrigger(context, uri, known.operationId);
        return steps;
      }

      const last = context.answerMemory.recall(uri, trigger.operationId);
      const complete = await stepsOfTrigger({
        webhooks,
        oauth: context.oauth,
        uri,
        last,
        trigger,
        given: known,
        answers,
        consents,
        bodies,
        signIn,
      });
      request = complete.request;
      return [...steps, ...complete.steps];
    },
    otherAddress,
  );
  if (!request) throw new Canceled();
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
  consents: CredentialConsents;
  bodies: DynamicBodies;
  /** False asks for credentials only if the service must list values, or say which fields there are. */
  signIn: boolean;
}

/** The steps for one trigger, and the request once the answers determine the base URL. */
async function stepsOfTrigger(asking: Asking): Promise<{ steps: Step[]; request?: RegisterRequest }> {
  const { webhooks, oauth, uri, last, trigger: described, given, answers, consents, bodies, signIn } = asking;
  const parameters = given.parameters ?? {};
  const address = addressSteps(described, given.baseUrl, answers, last);
  const { baseUrl } = address;
  // Where the service is may depend on the way to connect.
  const first = setStep(described);
  const steps = [...(first ? [first] : []), ...address.steps];
  if (!baseUrl)
    return {
      steps: [...steps, ...questionSteps({ trigger: described, given: parameters, last: last?.parameters, answers })],
    };

  const hasSaved = !given.credentials && hasSavedCredentials(webhooks, baseUrl);
  const known = {
    given: { ...addressValues(described, answers), ...given.connectionParameters },
    last: last?.connectionParameters,
    hasSaved,
  };
  steps.push(...connectionSteps(described, answers, known));
  const connectionParameters = collectConnection(described, answers, known.given);
  const isDynamic = isAsked(described, parameters);
  const listing = isDynamic || needsService(described, parameters, answers);
  const asksCredentials = !given.credentials && !hasSaved && (signIn || listing);
  const target = { trigger: described, baseUrl, connectionParameters };
  const signInSteps = asksCredentials ? credentialSteps(target, answers, oauth) : [];
  const credentials = given.credentials ?? (hasSaved ? undefined : collectCredentials(target, answers));
  // The service is asked for fields of the body once all is answered that the call needs.
  const canAsk = isDynamic && [...steps, ...signInSteps].every(({ key }) => answers.has(key));
  const completed: Completed = canAsk
    ? await bodies.complete(
        { ...target, credentials, parameters: parametersFrom(described, parameters, answers) },
        answers.size,
      )
    : { trigger: described, ...(isDynamic && { otherwise: described }) };
  const stepsFor = (trigger: TriggerDescription): Step[] => {
    const lists = valuesFromService(webhooks, { trigger, baseUrl, credentials, connectionParameters }, consents);
    return questionSteps({ trigger, given: parameters, last: last?.parameters, answers, lists });
  };
  const { trigger, questions } = questionsOf(completed, stepsFor, answers);
  // Listing values from the service needs credentials, so they are asked for first.
  steps.push(...(listing ? [...signInSteps, ...questions] : [...questions, ...signInSteps]));
  const request: RegisterRequest = {
    uri,
    trigger,
    parameters: withDefaults(parametersFrom(trigger, parameters, answers), completed),
    baseUrl,
    credentials,
    connectionParameters,
    exposure: given.exposure ?? exposure(),
    callback: given.callback,
    secret: given.secret,
    signature: given.signature,
    handshakeAnswer: given.handshakeAnswer ?? last?.handshakeAnswer,
  };
  return { steps, request };
}

/** The questions about a trigger, and the trigger that they are about: see {@link Completed.otherwise}. */
function questionsOf(
  { trigger, otherwise }: Completed,
  stepsFor: (trigger: TriggerDescription) => Step[],
  answers: Answers,
): { trigger: TriggerDescription; questions: Step[] } {
  const questions = stepsFor(trigger);
  if (!otherwise) return { trigger, questions };
  const isOver = questions.every(({ key }) => answers.has(key));
  if (isOver) return { trigger: otherwise, questions: stepsFor(otherwise) };
  // More questions follow from the answers.
  return { trigger, questions: questions.map((step) => ({ ...step, isLeaf: false })) };
}

/** True when an earlier webhook of this origin saved credentials. They may be gone by the time they are used. */
function hasSavedCredentials(webhooks: Webhooks, baseUrl: string): boolean {
  const { origin } = new URL(baseUrl);
  return webhooks.list().some((one) => new URL(one.baseUrl).origin === origin && one.credentials.account !== undefined);
}
