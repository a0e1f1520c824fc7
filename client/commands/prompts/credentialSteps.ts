import { env, l10n } from 'vscode';
import type { TriggerDescription } from '../../../server/protocol/triggers';
import type { Credentials, CredentialType } from '../../domain/registration';
import { webhookSettings } from '../../editor/settings';
import { authorizationServer } from '../../webhooks/credentials/authorizationServer';
import type { CommandContext } from '../command';
import { askText } from './askText';
import { confirm } from './confirm';
import { type Choice, pickOne } from './pick';
import { classifyDestination, credentialFields, type Destination, type SignInKind, signInKinds } from './planQuestions';
import { type Answers, askInSteps, type Step } from './steps';

const destinationFor = (baseUrl: string) => classifyDestination(baseUrl, webhookSettings().githubApiUrl);

/** The service to sign in to. */
interface Target {
  trigger: TriggerDescription;
  baseUrl: string;
}

const kindsFor = ({ trigger, baseUrl }: Target) => signInKinds(trigger.security, destinationFor(baseUrl));

/** The steps that ask for credentials: the kind, if there is a choice, then the values to type. */
export function credentialSteps(target: Target, answers: Answers, oauth: CommandContext['oauth']): Step[] {
  const destination = destinationFor(target.baseUrl);
  const { origin } = new URL(target.baseUrl);
  const kinds = kindsFor(target);
  const steps: Step[] = [];
  if (kinds.length > 1) {
    const choices = kinds.map((kind) => choiceOf(kind, destination));
    const ask: Step['ask'] = (frame) => pickOne(frame, l10n.t('How do you sign in to {0}?', origin), choices);
    steps.push({ key: typeKey(origin), ask });
  }
  const kind = chosenType(kinds, origin, answers);
  if (kind === 'browser') return [...steps, ...browserSteps(target, answers, oauth)];
  for (const field of credentialFields[kind ?? 'none']) steps.push(fieldStep(field, origin, destination));
  return steps;
}

export function collectCredentials(target: Target, answers: Answers): Credentials {
  const { origin } = new URL(target.baseUrl);
  const kind = chosenType(kindsFor(target), origin, answers) ?? 'none';
  if (kind === 'browser') return (answers.get(tokensKey(origin)) as Credentials | undefined) ?? { type: 'none' };
  const typed = credentialFields[kind].map((field) => [field, answers.get(fieldKey(origin, field))]);
  return { type: kind, ...Object.fromEntries(typed) };
}

export async function askCredentials(title: string, target: Target, { oauth }: CommandContext): Promise<Credentials> {
  const answers = await askInSteps(title, async (known) => credentialSteps(target, known, oauth));
  return collectCredentials(target, answers);
}

/** Asks for the person's own app at the authorization server, then signs in with the browser. */
function browserSteps({ trigger, baseUrl }: Target, answers: Answers, oauth: CommandContext['oauth']): Step[] {
  const server = authorizationServer(trigger.security);
  if (!server) return [];
  const { origin } = new URL(baseUrl);
  const { host } = new URL(server.authorizationUrl);
  const copyRedirect = async () => env.clipboard.writeText(await oauth.redirectUri());
  const clientId: Step = {
    key: fieldKey(origin, 'clientId'),
    ask: async (frame) =>
      (
        await askText(frame, {
          prompt: l10n.t('Client id of your app at {0}. Redirect URI: {1}', host, await oauth.redirectUri()),
          value: oauth.clientId(server),
          button: {
            icon: 'copy',
            tooltip: l10n.t('Copy the redirect URI that the app has to be registered with'),
            press: copyRedirect,
          },
          validate: (text) => (text.trim() ? undefined : l10n.t('This cannot be empty.')),
        })
      ).trim(),
  };
  const clientSecret: Step = {
    key: fieldKey(origin, 'clientSecret'),
    ask: async (frame) =>
      (
        await askText(frame, {
          prompt: l10n.t('Client secret of your app at {0}; leave it empty for a public client', host),
          password: true,
        })
      ).trim(),
  };
  const tokens: Step = {
    key: tokensKey(origin),
    async ask() {
      const id = answers.get(clientId.key) as string;
      const secret = (answers.get(clientSecret.key) as string) || undefined;
      await confirmBrowser(server, origin, secret !== undefined);
      return oauth.signIn({ ...server, id, secret });
    },
  };
  return [clientId, clientSecret, tokens];
}

/** Shows where codes and secrets will be sent, because the definition determines it, and asks for consent. */
async function confirmBrowser(
  { authorizationUrl, tokenUrl }: { authorizationUrl: string; tokenUrl: string },
  origin: string,
  withSecret: boolean,
): Promise<void> {
  const token = new URL(tokenUrl).origin;
  const first = withSecret
    ? l10n.t('The code that the browser brings back goes to {0}, with the client secret.', token)
    : l10n.t('The code that the browser brings back goes to {0}.', token);
  await confirm(
    l10n.t('Sign in at {0}?', new URL(authorizationUrl).origin),
    `${first} ${l10n.t('The token that comes of it goes to {0} alone.', origin)}`,
    l10n.t('Open the Browser'),
  );
}

const chosenType = (types: SignInKind[], origin: string, answers: Answers) =>
  types.length === 1 ? types[0] : (answers.get(typeKey(origin)) as SignInKind | undefined);

// Keys include the origin, so that credentials typed for one origin are never sent to another chosen later.
const typeKey = (origin: string) => `credentials ${origin}`;
const fieldKey = (origin: string, field: string) => `credentials ${origin} ${field}`;

const tokensKey = (origin: string) => fieldKey(origin, 'tokens');

type Field = (typeof credentialFields)[CredentialType][number];

function fieldStep(field: Field, origin: string, destination: Destination): Step {
  const { prompt, placeholder } = textsOf(field, origin, destination);
  const password = field !== 'username';
  // Services that take an API key as the user name need no password.
  const mayBeEmpty = field === 'password';
  const validate = (text: string) => (mayBeEmpty || text.trim() ? undefined : l10n.t('This cannot be empty.'));
  return {
    key: fieldKey(origin, field),
    ask: async (frame) => {
      const text = await askText(frame, { prompt, placeholder, password, validate });
      // A pasted token often ends with a line break; a password is used as typed.
      return field === 'password' ? text : text.trim();
    },
  };
}

function textsOf(field: Field, origin: string, destination: Destination): { prompt: string; placeholder?: string } {
  switch (field) {
    case 'username':
      return { prompt: l10n.t('User name for {0}', origin) };
    case 'password':
      return { prompt: l10n.t('Password for {0}', origin) };
    case 'key':
      return { prompt: l10n.t('API key for {0}', origin) };
    case 'accessToken':
      return {
        prompt: l10n.t('Access token for {0}', origin),
        placeholder: l10n.t('An OAuth 2.0 access token, without "Bearer"'),
      };
    case 'token':
      return {
        prompt: l10n.t('Personal access token for {0}', origin),
        ...(destination !== 'other' && {
          placeholder: l10n.t('It needs the scope admin:repo_hook (or admin:org_hook)'),
        }),
      };
  }
}

function choiceOf(type: SignInKind, destination: Destination): Choice<SignInKind> {
  switch (type) {
    case 'github':
      return {
        value: type,
        label: destination === 'github.com' ? l10n.t('Sign in with GitHub') : l10n.t('Sign in with GitHub Enterprise'),
        detail: l10n.t('The sign-in of the editor'),
      };
    case 'microsoft':
      return {
        value: type,
        label: l10n.t('Sign in with Microsoft'),
        detail: l10n.t('The sign-in of the editor'),
      };
    case 'bearer':
      return {
        value: type,
        label: l10n.t('Personal access token'),
        detail: l10n.t('As in the tutorial: with the scope admin:repo_hook'),
      };
    case 'basic':
      return { value: type, label: l10n.t('User name and password') };
    case 'apiKey':
      return { value: type, label: l10n.t('API key') };
    case 'oauth2':
      return { value: type, label: l10n.t('Access token (OAuth 2.0)') };
    case 'browser':
      return {
        value: type,
        label: l10n.t('Sign in with the browser (OAuth 2.0)'),
        detail: l10n.t('With the client id of an app of your own; with PKCE'),
      };
    case 'none':
      return { value: type, label: l10n.t('No credentials') };
  }
}
