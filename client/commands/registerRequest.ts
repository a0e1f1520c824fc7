import * as vscode from 'vscode';
import type { JsonObject, TriggerDescription } from '../../server/protocol';
import { exposure, rememberPublicUrl, webhookSettings } from '../settings';
import { chooseBaseUrl, isLoopback } from '../webhooks/baseUrl';
import type { Credentials, Exposure, RegisterRequest, Webhooks } from '../webhooks/types';
import { type Given, messageOf, need, optional, type Services } from './command';
import { credentialSteps, credentialsFrom } from './credentials';
import { findDefinitions, webhookTriggers } from './definitions';
import { type Answers, askInSteps, askText, Cancelled, type Choice, confirm, pickOne, type Step } from './prompts';
import { parametersFrom, questionSteps } from './questionSteps';
import { destinationOf } from './questions';
import { rejectedFor } from './rejections';

/** What the commands take that make a webhook. */
export interface RegisterInput {
  uri: string;
  operationId: string;
  parameters?: JsonObject;
  baseUrl?: string;
  credentials?: Credentials;
  exposure?: Exposure | 'auto';
  secret?: string | false;
}

/** The request of a script's object. Rejects, naming the property, where one is missing or wrong. */
export async function requestFrom(services: Services, input: RegisterInput): Promise<RegisterRequest> {
  const uri = vscode.Uri.parse(need(input, 'uri'), true).toString();
  const trigger = await findTrigger(services, uri, need(input, 'operationId'));
  return {
    uri,
    trigger,
    parameters: optional(input, 'parameters', 'object') ?? {},
    baseUrl: baseUrlOf(trigger, optional(input, 'baseUrl')),
    credentials: optional(input, 'credentials', 'object'),
    exposure: optional(input, 'exposure') ?? exposure(),
    secret: input.secret,
  };
}

async function findTrigger({ server }: Services, uri: string, operationId: string): Promise<TriggerDescription> {
  const triggers = await webhookTriggers(server, uri);
  const trigger = triggers.find((one) => one.operationId === operationId);
  if (trigger) return trigger;
  const names = triggers.map((one) => one.operationId).join(', ');
  throw new Error(
    names
      ? vscode.l10n.t(
          'There is no webhook trigger "{0}" in this definition. Supply as "operationId" one of: {1}.',
          operationId,
          names,
        )
      : vscode.l10n.t('There is no webhook trigger in {0}.', uri),
  );
}

/** Throws, naming `baseUrl`, where the definition leaves it open or what is given is no address. */
const baseUrlOf = ({ endpoint }: TriggerDescription, baseUrl: string | undefined) =>
  chooseBaseUrl({ baseUrl, endpoint, githubApiUrl: webhookSettings().githubApiUrl });

function knownBaseUrl(trigger: TriggerDescription, given: string | undefined): string | undefined {
  try {
    return baseUrlOf(trigger, given);
  } catch {
    return undefined;
  }
}

/** Asks for whatever the definition and what is given leave open. */
export async function askForRequest(
  title: string,
  services: Services,
  given: Given<RegisterInput>,
): Promise<RegisterRequest> {
  const webhooks = await services.webhooks.get();
  const definitions = given.uri ? [given.uri] : await findDefinitions(services.server);
  if (definitions.length === 0) throw new Error(noDefinition());
  let request: RegisterRequest | undefined;
  await askInSteps(title, async (answers) => {
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

    const known = knownBaseUrl(trigger, given.baseUrl);
    if (!known) steps.push(baseUrlStep(trigger));
    steps.push(...questionSteps(trigger, given.parameters ?? {}, answers));
    const baseUrl = known ?? knownBaseUrl(trigger, answers.get('baseUrl') as string | undefined);
    if (!baseUrl) return steps;

    const kept = hasKept(webhooks, baseUrl);
    if (!given.credentials && !kept) steps.push(...credentialStepsFor(trigger, baseUrl, answers));
    request = {
      uri,
      trigger,
      parameters: parametersFrom(trigger, given.parameters ?? {}, answers),
      baseUrl,
      credentials: given.credentials ?? (kept ? undefined : credentialsFor(trigger, baseUrl, answers)),
      exposure: given.exposure ?? exposure(),
      secret: given.secret,
    };
    return steps;
  });
  if (!request) throw new Cancelled();
  return request;
}

const noDefinition = () =>
  vscode.l10n.t(
    'No definition with a webhook trigger was found. Open one (such as apiDefinition.swagger.json) and try again.',
  );

/** An earlier webhook for this origin left credentials; whether they are still there shows when they are used. */
function hasKept(webhooks: Webhooks, baseUrl: string): boolean {
  const { origin } = new URL(baseUrl);
  return webhooks.list().some((one) => new URL(one.baseUrl).origin === origin && one.credentials.account !== undefined);
}

const destinationFor = (baseUrl: string) => destinationOf(baseUrl, webhookSettings().githubApiUrl);

const credentialStepsFor = ({ security }: TriggerDescription, baseUrl: string, answers: Answers) =>
  credentialSteps(security, destinationFor(baseUrl), new URL(baseUrl).origin, answers);

const credentialsFor = ({ security }: TriggerDescription, baseUrl: string, answers: Answers) =>
  credentialsFrom(security, destinationFor(baseUrl), answers);

const shortName = (uri: string) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri));

const notAnAddress = () => vscode.l10n.t('Type an address that begins with https:// or http://.');

function definitionStep(uris: string[]): Step {
  const choices = uris.map((uri): Choice<string> => ({ value: uri, label: shortName(uri) }));
  return { key: 'definition', ask: (frame) => pickOne(frame, vscode.l10n.t('Which definition?'), choices) };
}

function triggerStep(triggers: TriggerDescription[]): Step {
  const choices = triggers.map(
    (trigger): Choice<string> => ({
      value: trigger.operationId,
      label: trigger.title,
      description: `${trigger.method.toUpperCase()} ${trigger.path}`,
      detail: trigger.description,
    }),
  );
  return { key: 'trigger', ask: (frame) => pickOne(frame, vscode.l10n.t('Which trigger?'), choices) };
}

function baseUrlStep(trigger: TriggerDescription): Step {
  const ask: Step['ask'] = (frame) =>
    askText(frame, {
      prompt: vscode.l10n.t('Address of the service: the definition leaves it open'),
      placeholder: 'https://api.example.com',
      validate: (text) => (text.trim() && knownBaseUrl(trigger, text) ? undefined : notAnAddress()),
    });
  return { key: 'baseUrl', ask };
}

/** One of the calls that make a webhook, as the person sees it. */
export interface Call<Result> {
  /** Of the prompts. */
  title: string;
  /** Of the progress. */
  doing: string;
  act(webhooks: Webhooks, request: RegisterRequest, signal: AbortSignal): Promise<Result>;
}

/** Makes the call, and asks on where the service or the network turns out to need more than was known. */
export async function callAsking<Result>(
  services: Services,
  first: RegisterRequest,
  { title, doing, act }: Call<Result>,
): Promise<Result> {
  const webhooks = await services.webhooks.get();
  let request = first;
  await confirmRelay(request);
  await confirmSending(request);
  for (;;) {
    try {
      return await withProgress(doing, (signal) => act(webhooks, request, signal));
    } catch (error) {
      if (rejectedFor(error, 'exposure') && request.exposure === 'auto') {
        request = { ...request, exposure: await askExposure(title, services.webhooks.port) };
        await confirmRelay(request);
        continue;
      }
      if (request.credentials) throw error;
      if (!rejectedFor(error, 'credentials')) await offerOtherCredentials(error);
      request = { ...request, credentials: await askCredentials(title, request) };
      await confirmSending(request);
    }
  }
}

/** Kept credentials may have expired or lack a permission, and are no longer asked for. */
async function offerOtherCredentials(error: unknown): Promise<void> {
  const other = vscode.l10n.t('Use Other Credentials…');
  if ((await vscode.window.showErrorMessage(messageOf(error), other)) !== other) throw new Cancelled();
}

async function askCredentials(title: string, { trigger, baseUrl }: RegisterRequest): Promise<Credentials> {
  const answers = await askInSteps(title, async (known) => credentialStepsFor(trigger, baseUrl, known));
  return credentialsFor(trigger, baseUrl, answers);
}

/** Credentials about to go somewhere for the first time. Kept ones went there before. */
async function confirmSending({ credentials, baseUrl, trigger, parameters }: RegisterRequest): Promise<void> {
  if (!credentials || credentials.type === 'none') return;
  const path = trigger.path.replace(/\{([^{}]+)\}/g, (placeholder, name: string) => {
    const value = parameters[name];
    return value === undefined ? placeholder : encodeURIComponent(String(value));
  });
  await confirm(
    vscode.l10n.t('Send your credentials to {0}?', new URL(baseUrl).origin),
    `${trigger.method.toUpperCase()} ${baseUrl}${path}`,
    vscode.l10n.t('Send'),
  );
}

/** Payloads are about to pass through a third party; a relay on this machine is none. */
async function confirmRelay({ exposure: chosen }: RegisterRequest): Promise<void> {
  const server = webhookSettings().smeeServer;
  // One that is no address is refused, with the reason, where it would be used.
  if (chosen !== 'smee' || !URL.canParse(server)) return;
  const { hostname, host } = new URL(server);
  if (isLoopback(hostname)) return;
  await confirm(
    vscode.l10n.t('Let deliveries pass through {0}?', host),
    vscode.l10n.t(
      'Whoever runs this relay can read every payload. It takes JSON of up to 1 MiB only and re-serialises it, so that signatures may not fit any more.',
    ),
    vscode.l10n.t('Use the Relay'),
  );
}

async function askExposure(title: string, port: number | undefined): Promise<Exposure> {
  const server = webhookSettings().smeeServer;
  const host = URL.canParse(server) ? new URL(server).host : server;
  const choices: Choice<Exposure>[] = [
    { value: 'custom', label: vscode.l10n.t('A public address of your own') },
    { value: 'smee', label: vscode.l10n.t('The relay {0}', host), detail: vscode.l10n.t('Payloads pass through it') },
  ];
  const question = vscode.l10n.t('The service cannot reach this computer by itself. How should it?');
  if ((await pickOne({ title }, question, choices)) === 'smee') return 'smee';
  const receiver = `http://127.0.0.1:${port ?? ''}`;
  const url = await askText(
    { title },
    {
      prompt: vscode.l10n.t(
        'Type the public address that leads to {0} (of a dev tunnel, ngrok, cloudflared or a proxy). It is kept in the setting flowWebhooks.receiver.publicUrl.',
        receiver,
      ),
      placeholder: 'https://…',
      validate: (text) => (/^https?:\/\/[^/\s]+/i.test(text.trim()) ? undefined : notAnAddress()),
    },
  );
  await rememberPublicUrl(url.trim());
  return 'custom';
}

function withProgress<T>(title: string, act: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(options, (_, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return act(controller.signal);
  });
}
