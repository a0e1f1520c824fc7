import { env } from 'vscode';
import type { ConnectionParameter } from '../../../server/protocol/policies';
import type { SecurityDescription, TriggerDescription } from '../../../server/protocol/triggers';
import { t } from '../../common/translate';
import type { Credentials, CredentialType } from '../../domain/registration';
import { webhookSettings } from '../../editor/settings';
import {
  authorizationServer,
  type DescribedServer,
  filledServer,
} from '../../webhooks/credentials/authorizationServer';
import { apiKeyPlace } from '../../webhooks/credentials/credentialStore';
import type { CommandContext } from '../command';
import { askText } from './askText';
import { confirm } from './confirm';
import { chosenSecurity, connectionAnswer, connectionStep, isPreset, setStep } from './connectionSteps';
import { type Choice, pickOne } from './pick';
import { classifyDestination, credentialFields, type Destination, type SignInKind, signInKinds } from './planQuestions';
import { type Answers, askInSteps, type Step } from './steps';

const destinationFor = (baseUrl: string) => classifyDestination(baseUrl, webhookSettings().githubApiUrl);

/** The service to sign in to. */
interface Target {
  trigger: TriggerDescription;
  baseUrl: string;
  /** Values of the connection that are known. */
  connectionParameters?: Record<string, string>;
}

const kindsFor = ({ trigger, baseUrl }: Target, answers: Answers) =>
  signInKinds(chosenSecurity(trigger, answers), destinationFor(baseUrl));

/** The steps that ask for credentials: the kind, if there is a choice, then the values to type. */
export function credentialSteps(target: Target, answers: Answers, oauth: CommandContext['oauth']): Step[] {
  const destination = destinationFor(target.baseUrl);
  const { origin } = new URL(target.baseUrl);
  const kinds = kindsFor(target, answers);
  const steps: Step[] = [];
  if (kinds.length > 1) {
    const choices = kinds.map((kind) => choiceOf(kind, destination));
    const ask: Step['ask'] = (frame) => pickOne(frame, t('How do you sign in to {0}?', origin), choices);
    steps.push({ key: typeKey(origin), ask });
  }
  const kind = chosenType(kinds, origin, answers);
  if (kind === 'browser') return [...steps, ...browserSteps(target, answers, oauth)];
  const security = chosenSecurity(target.trigger, answers);
  for (const field of credentialFields[kind ?? 'none']) steps.push(fieldStep(field, origin, destination, security));
  return steps;
}

export function collectCredentials(target: Target, answers: Answers): Credentials {
  const { origin } = new URL(target.baseUrl);
  const kind = chosenType(kindsFor(target, answers), origin, answers) ?? 'none';
  if (kind === 'browser') return (answers.get(tokensKey(origin)) as Credentials | undefined) ?? { type: 'none' };
  const typed = credentialFields[kind].map((field) => [field, answers.get(fieldKey(origin, field))]);
  return { type: kind, ...Object.fromEntries(typed) };
}

export async function askCredentials(title: string, target: Target, { oauth }: CommandContext): Promise<Credentials> {
  const first = setStep(target.trigger);
  const answers = await askInSteps(title, async (known) => [
    ...(first ? [first] : []),
    ...credentialSteps(target, known, oauth),
  ]);
  return collectCredentials(target, answers);
}

/** Asks for what the server's address depends on and for the person's own app there, then signs in with the browser. */
function browserSteps(target: Target, answers: Answers, oauth: CommandContext['oauth']): Step[] {
  const security = chosenSecurity(target.trigger, answers);
  const described = authorizationServer(security);
  if (!described) return [];
  const { origin } = new URL(target.baseUrl);
  const places = placeholderSteps(described, target, answers);
  const server = filledServer(described, places.valueFor);
  if (!server) return places.steps;
  const { host } = new URL(server.authorizationUrl);
  const { clientId: ownId, redirectUrl } = security.find(({ type }) => type === 'oauth2') ?? {};
  const copyRedirect = async () => env.clipboard.writeText(await oauth.redirectUri());
  const clientId: Step = {
    isLeaf: true,
    key: fieldKey(origin, 'clientId'),
    ask: async (frame) =>
      (
        await askText(frame, {
          prompt: t('Client ID of your app at {0}. Redirect URI: {1}', host, await oauth.redirectUri()),
          placeholder: redirectUrl && t('The redirect URI of flows is {0}', redirectUrl),
          value: oauth.clientId(server) ?? ownId,
          button: {
            icon: 'copy',
            tooltip: t('Copy the redirect URI to register for the app'),
            press: copyRedirect,
          },
          validate: (text) => (text.trim() ? undefined : t('Enter a value.')),
        })
      ).trim(),
  };
  const clientSecret: Step = {
    isLeaf: true,
    key: fieldKey(origin, 'clientSecret'),
    ask: async (frame) =>
      (
        await askText(frame, {
          prompt: t('Client secret of your app at {0} (leave empty for a public client)', host),
          password: true,
        })
      ).trim(),
  };
  const tokens: Step = {
    isLeaf: true,
    key: tokensKey(origin),
    async ask() {
      const id = answers.get(clientId.key) as string;
      const secret = (answers.get(clientSecret.key) as string) || undefined;
      await confirmBrowser(server, origin, secret !== undefined);
      return oauth.signIn({ ...server, id, secret });
    },
  };
  return [...places.steps, clientId, clientSecret, tokens];
}

/** The steps that ask for what fills the placeholders of a server's addresses, and the values so far. */
function placeholderSteps(
  server: DescribedServer,
  { connectionParameters = {} }: Target,
  answers: Answers,
): { steps: Step[]; valueFor(placeholder: string): string | undefined } {
  const known = new Map(Object.entries(connectionParameters).map(([name, value]) => [name.toLowerCase(), value]));
  const valueFor = (parameter: ConnectionParameter) =>
    connectionAnswer(parameter, answers) ??
    known.get(parameter.name.toLowerCase()) ??
    (isPreset(parameter) ? parameter.default : undefined);
  const find = (placeholder: string) =>
    server.asks.find((one) => one.placeholder?.toLowerCase() === placeholder.toLowerCase());
  const asked = server.asks.filter(
    (parameter) => connectionAnswer(parameter, answers) !== undefined || valueFor(parameter) === undefined,
  );
  const steps = asked.map((parameter, index) => {
    const check = (text: string) => {
      const filled = filledServer(server, (placeholder) => {
        const wanted = find(placeholder);
        return wanted === parameter ? text : wanted && valueFor(wanted);
      });
      // Only with the last value is the address complete.
      return index < asked.length - 1 || filled ? undefined : t('With this value, the sign-in page has no https URL.');
    };
    return connectionStep(parameter, { last: undefined }, check);
  });
  return {
    steps,
    valueFor: (placeholder) => {
      const parameter = find(placeholder);
      return parameter && valueFor(parameter);
    },
  };
}

/** Shows where codes and secrets will be sent, because the definition determines it, and asks for consent. */
async function confirmBrowser(
  { authorizationUrl, tokenUrl }: { authorizationUrl: string; tokenUrl: string },
  origin: string,
  withSecret: boolean,
): Promise<void> {
  const token = new URL(tokenUrl).origin;
  const first = withSecret
    ? t('The code that the browser brings back goes to {0}, with the client secret.', token)
    : t('The code that the browser brings back goes to {0}.', token);
  await confirm(
    t('Sign in at {0}?', new URL(authorizationUrl).origin),
    `${first} ${t('The token goes only to {0}.', origin)}`,
    t('Open Browser'),
  );
}

const chosenType = (types: SignInKind[], origin: string, answers: Answers) =>
  types.length === 1 ? types[0] : (answers.get(typeKey(origin)) as SignInKind | undefined);

// Keys include the origin, so that credentials typed for one origin are never sent to another chosen later.
const typeKey = (origin: string) => `credentials ${origin}`;
const fieldKey = (origin: string, field: string) => `credentials ${origin} ${field}`;

const tokensKey = (origin: string) => fieldKey(origin, 'tokens');

type Field = (typeof credentialFields)[CredentialType][number];

function fieldStep(field: Field, origin: string, destination: Destination, security: SecurityDescription[]): Step {
  const { prompt, placeholder } = ownTexts(field, origin, security) ?? textsOf(field, origin, destination, security);
  const password = field !== 'username';
  // Services that take an API key as the user name need no password.
  const mayBeEmpty = field === 'password';
  const validate = (text: string) => (mayBeEmpty || text.trim() ? undefined : t('Enter a value.'));
  return {
    key: fieldKey(origin, field),
    isLeaf: true,
    ask: async (frame) => {
      const text = await askText(frame, { prompt, placeholder, password, validate });
      // A pasted token often ends with a line break; a password is used as typed.
      return field === 'password' ? text : text.trim();
    },
  };
}

/** The texts by which the connector itself asks for a value, such as "API key, with Bearer before it". */
function ownTexts(
  field: Field,
  origin: string,
  security: SecurityDescription[],
): { prompt: string; placeholder?: string } | undefined {
  const name = field === 'key' ? 'api_key' : field;
  if (field !== 'key' && field !== 'username' && field !== 'password') return undefined;
  const own = security.flatMap(({ asks = [] }) => asks).find((one) => one.name.toLowerCase() === name);
  if (!own || own.title === own.name) return undefined;
  const place = field === 'key' ? apiKeyPlace(security) : undefined;
  const prompt =
    place?.in === 'header'
      ? t('{0}, for {1}. It is sent as it is in the header "{2}".', own.title, origin, place.parameterName)
      : t('{0}, for {1}', own.title, origin);
  return { prompt, placeholder: own.description };
}

/** Says where the key goes, because services differ in whether it includes a prefix such as `Bearer `. */
function keyTexts(origin: string, security: SecurityDescription[]): { prompt: string; placeholder?: string } {
  const place = apiKeyPlace(security);
  if (!place) return { prompt: t('API key for {0}', origin) };
  if (place.in === 'query')
    return { prompt: t('API key for {0}. It is sent as "{1}" in the URL.', origin, place.parameterName) };
  if (place.parameterName.toLowerCase() !== 'authorization')
    return { prompt: t('API key for {0}. It is sent as it is in the header "{1}".', origin, place.parameterName) };
  return {
    prompt: t(
      'API key for {0}, with its prefix. It is sent as it is in the header "{1}", so include "Bearer " or "Basic " if the service requires it.',
      origin,
      place.parameterName,
    ),
    placeholder: 'Bearer …',
  };
}

function textsOf(
  field: Field,
  origin: string,
  destination: Destination,
  security: SecurityDescription[],
): { prompt: string; placeholder?: string } {
  switch (field) {
    case 'username':
      return { prompt: t('User name for {0}', origin) };
    case 'password':
      return { prompt: t('Password for {0}', origin) };
    case 'key':
      return keyTexts(origin, security);
    case 'accessToken':
      return {
        prompt: t('Access token for {0}', origin),
        placeholder: t('An OAuth 2.0 access token, without "Bearer"'),
      };
    case 'token':
      return {
        prompt: t('Personal access token for {0}', origin),
        ...(destination !== 'other' && {
          placeholder: t('Requires the scope admin:repo_hook (or admin:org_hook)'),
        }),
      };
  }
}

function choiceOf(type: SignInKind, destination: Destination): Choice<SignInKind> {
  switch (type) {
    case 'github':
      return {
        value: type,
        label: destination === 'github.com' ? t('Sign in with GitHub') : t('Sign in with GitHub Enterprise'),
        detail: t('With your account in this editor'),
      };
    case 'microsoft':
      return {
        value: type,
        label: t('Sign in with Microsoft'),
        detail: t('With your account in this editor'),
      };
    case 'bearer':
      return {
        value: type,
        label: t('Personal access token'),
        detail: t('As in the tutorial, with the scope admin:repo_hook'),
      };
    case 'basic':
      return { value: type, label: t('User name and password') };
    case 'apiKey':
      return { value: type, label: t('API key') };
    case 'oauth2':
      return { value: type, label: t('Access token (OAuth 2.0)') };
    case 'browser':
      return {
        value: type,
        label: t('Sign in with the browser (OAuth 2.0)'),
        detail: t('With the client ID of your own app, with PKCE'),
      };
    case 'none':
      return { value: type, label: t('No credentials') };
  }
}
