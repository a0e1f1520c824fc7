import * as vscode from 'vscode';
import type { Exposure } from '../../domain/registration';
import { withProgress } from '../../editor/progress';
import { rememberPublicUrl, webhookSettings } from '../../editor/settings';
import { isLoopback } from '../../webhooks/request/baseUrl';
import type { RegisterRequest, Webhooks } from '../../webhooks/webhooksApi';
import type { CommandContext } from '../command';
import { askText, notAnAddress } from './askText';
import { confirm } from './confirm';
import { confirmRequest } from './confirmRequest';
import { askConnection, withoutSecureValues } from './connectionSteps';
import { askCredentials } from './credentialSteps';
import { isUnavailable, rejectedFor } from './errorKinds';
import { type Choice, pickOne } from './pick';
import { withoutSecrets } from './planQuestions';
import { offerOtherCredentials } from './signInAgain';
import { Cancelled } from './steps';

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
      await confirmRequest(await webhooks.preview(request), request);
      await remember(context, request);
      const completed = await complete(request);
      return await withProgress(doing, (signal) => act(webhooks, completed, signal), { cancellable: true });
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      if (rejectedFor(error, 'exposure') && request.exposure === 'auto') {
        request = { ...request, exposure: await askExposure(title, request, context.webhooks.port) };
        await confirmRelay(request);
        continue;
      }
      if (rejectedFor(error, 'connectionParameters')) {
        request = { ...request, connectionParameters: await askConnection(title, request) };
        continue;
      }
      if (request.credentials || isUnavailable(error)) throw error;
      if (!rejectedFor(error, 'credentials')) await offerOtherCredentials(error);
      request = { ...request, credentials: await askCredentials(title, request, context) };
    }
  }
}

const remember = (
  { answerMemory }: CommandContext,
  { uri, trigger, parameters, baseUrl, connectionParameters }: RegisterRequest,
) =>
  answerMemory.remember(uri, trigger.operationId, {
    parameters: withoutSecrets(trigger, parameters),
    baseUrl,
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
    vscode.l10n.t('Let deliveries pass through {0}?', host),
    vscode.l10n.t(
      'Whoever runs this relay can read every payload. It takes JSON of up to 1 MiB only and serializes it again, so signatures may no longer match.',
    ),
    vscode.l10n.t('Use the Relay'),
  );
}

/** GitHub has the payloads anyway; the person must know that this relay is undocumented. */
const confirmGithubRelay = () =>
  confirm(
    vscode.l10n.t("Receive deliveries through GitHub's development relay?"),
    vscode.l10n.t(
      'This is what `gh webhook forward` uses: not documented, one webhook for each repository or organization, and your token is sent to it. Nothing arrives while this editor is closed.',
    ),
    vscode.l10n.t('Use the Relay'),
  );

async function askExposure(title: string, { baseUrl }: RegisterRequest, port: number | undefined): Promise<Exposure> {
  const server = webhookSettings().smeeServer;
  const host = URL.canParse(server) ? new URL(server).host : server;
  const choices: Choice<Exposure>[] = [
    { value: 'custom', label: vscode.l10n.t('My own public URL (dev tunnel, ngrok, cloudflared…)') },
    { value: 'smee', label: vscode.l10n.t('The relay {0}', host), detail: vscode.l10n.t('Payloads pass through it') },
  ];
  if (new URL(baseUrl).origin === 'https://api.github.com') {
    const detail = vscode.l10n.t('Exact bytes and no public URL, but not documented');
    choices.push({ value: 'github', label: vscode.l10n.t("GitHub's development relay"), detail });
  }
  const question = vscode.l10n.t('The service cannot reach this computer by itself. How should it?');
  const chosen = await pickOne({ title }, question, choices);
  if (chosen !== 'custom') return chosen;
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
