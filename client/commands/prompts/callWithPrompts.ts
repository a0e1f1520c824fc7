import { t } from '../../common/translate';
import { withProgress } from '../../editor/progress';
import { webhookSettings } from '../../editor/settings';
import { isLoopback } from '../../webhooks/request/baseUrl';
import type { RegisterRequest, Webhooks } from '../../webhooks/webhooksApi';
import type { CommandContext } from '../command';
import { askBaseUrl } from './addressSteps';
import { confirm } from './confirm';
import { confirmRequest } from './confirmRequest';
import { askConnection, withoutSecureValues } from './connectionSteps';
import { askCredentials } from './credentialSteps';
import { rejectedFor } from './errorKinds';
import { offerNextStep } from './nextStep';
import { withoutSecrets } from './planQuestions';
import { askPublicAccess, checkPublicAccess } from './publicAccess';
import { Canceled } from './steps';

/** A call that creates a webhook, with the texts shown around it. */
export interface Call<Result> {
  /** Title of the prompts. */
  title: string;
  /** Title of the progress notification. */
  doing: string;
  /** Asks for what the call needs beyond the request, once the person has confirmed it. */
  complete?(request: RegisterRequest): Promise<RegisterRequest>;
  act(webhooks: Webhooks, request: RegisterRequest, signal: AbortSignal): Promise<Result>;
}

/** Makes the call, and asks for exposure or credentials whenever they turn out to be needed. */
export async function callWithPrompts<Result>(
  context: CommandContext,
  first: RegisterRequest,
  { title, doing, complete = async (request) => request, act }: Call<Result>,
): Promise<Result> {
  const webhooks = await context.webhooks.get();
  let request: RegisterRequest = { ...first, interactive: true };
  await confirmRelay(request);
  for (;;) {
    try {
      const shown = await webhooks.preview(request);
      const checked = await checkPublicAccess(title, request, webhooks, portOf(context));
      if (checked !== request) {
        request = checked;
        await confirmRelay(request);
        continue;
      }
      await confirmRequest(shown, request);
      await remember(context, request);
      const completed = await complete(request);
      return await withProgress(doing, (signal) => act(webhooks, completed, signal), { waits: true });
    } catch (error) {
      if (error instanceof Canceled) throw error;
      if (rejectedFor(error, 'exposure') && request.exposure === 'auto') {
        request = { ...request, exposure: await askPublicAccess(title, request, webhooks, portOf(context)) };
        await confirmRelay(request);
        continue;
      }
      if (rejectedFor(error, 'connectionParameters')) {
        request = { ...request, connectionParameters: await askConnection(title, request) };
        continue;
      }
      request = await afterFailure(context, title, request, error);
    }
  }
}

/** Asks what to do after a failure, and returns the request to try next. Rejects when there is none. */
async function afterFailure(
  context: CommandContext,
  title: string,
  request: RegisterRequest,
  error: unknown,
): Promise<RegisterRequest> {
  const signIn = async () => ({ ...request, credentials: await askCredentials(title, request, context) });
  if (rejectedFor(error, 'credentials') && !request.credentials) return signIn();
  switch (await offerNextStep(context, error, ['again', 'signIn', 'address', 'exposure'], request.uri)) {
    case 'again':
      return request;
    case 'signIn':
      return signIn();
    case 'address':
      return { ...request, baseUrl: await askBaseUrl({ title }, request.trigger, request.baseUrl) };
    case 'exposure': {
      const chosen = await askPublicAccess(title, request, await context.webhooks.get(), portOf(context));
      const changed = { ...request, exposure: chosen };
      await confirmRelay(changed);
      return changed;
    }
  }
}

/** The receiver's port; it listens once a request has been prepared. */
const portOf = ({ webhooks }: CommandContext): number => webhooks.port ?? 0;

const remember = (
  { answerMemory }: CommandContext,
  { uri, trigger, parameters, baseUrl, connectionParameters, handshakeAnswer }: RegisterRequest,
) =>
  answerMemory.remember(uri, trigger.operationId, {
    parameters: withoutSecrets(trigger, parameters),
    baseUrl,
    ...(handshakeAnswer && { handshakeAnswer }),
    ...(connectionParameters && { connectionParameters: withoutSecureValues(trigger, connectionParameters) }),
  });

/** Asks for consent before deliveries pass through a third party. A relay on this machine needs none. */
async function confirmRelay({ exposure: chosen, baseUrl }: RegisterRequest): Promise<void> {
  if (chosen === 'github' && !isLoopback(new URL(baseUrl).hostname)) return confirmGithubRelay();
  const server = webhookSettings().smeeServer;
  // An invalid URL is rejected, with the reason, when the relay is started.
  if (chosen !== 'smee' || !URL.canParse(server)) return;
  const { hostname, host } = new URL(server);
  if (isLoopback(hostname)) return;
  await confirm(
    t('Let deliveries pass through {0}?', host),
    t(
      'Whoever runs this relay can read every payload. It takes JSON of up to 1 MiB only and serializes it again, so signatures may no longer match.',
    ),
    t('Use the Relay'),
  );
}

/** GitHub has the payloads anyway; the person must know that this relay is undocumented. */
const confirmGithubRelay = () =>
  confirm(
    t("Receive deliveries through GitHub's development relay?"),
    t(
      'This is what `gh webhook forward` uses: not documented, one webhook for each repository or organization, and your token is sent to it. Nothing arrives while this editor is closed.',
    ),
    t('Use the Relay'),
  );
