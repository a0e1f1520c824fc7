import { l10n } from 'vscode';
import type { SecurityDescription, TriggerDescription } from '../../server/protocol';
import { webhookSettings } from '../settings';
import type { Credentials, CredentialType } from '../webhooks/types';
import { type Answers, askInSteps, askText, type Choice, pickOne, type Step } from './prompts';
import { credentialFields, credentialTypes, type Destination, destinationOf } from './questions';

const destinationFor = (baseUrl: string) => destinationOf(baseUrl, webhookSettings().githubApiUrl);

export const credentialStepsFor = ({ security }: TriggerDescription, baseUrl: string, answers: Answers) =>
  credentialSteps(security, destinationFor(baseUrl), new URL(baseUrl).origin, answers);

export const credentialsFor = ({ security }: TriggerDescription, baseUrl: string, answers: Answers) =>
  credentialsFrom(security, destinationFor(baseUrl), new URL(baseUrl).origin, answers);

export async function askCredentials(
  title: string,
  { trigger, baseUrl }: { trigger: TriggerDescription; baseUrl: string },
): Promise<Credentials> {
  const answers = await askInSteps(title, async (known) => credentialStepsFor(trigger, baseUrl, known));
  return credentialsFor(trigger, baseUrl, answers);
}

/** The steps that lead to credentials for a service: which kind, where there is a choice, then what has to be typed. */
function credentialSteps(
  security: SecurityDescription[],
  destination: Destination,
  origin: string,
  answers: Answers,
): Step[] {
  const types = credentialTypes(security, destination);
  const steps: Step[] = [];
  if (types.length > 1) {
    const choices = types.map((type) => choiceOf(type, destination));
    const ask: Step['ask'] = (frame) => pickOne(frame, l10n.t('How do you sign in to {0}?', origin), choices);
    steps.push({ key: typeKey(origin), ask });
  }
  for (const field of credentialFields[chosenType(types, origin, answers) ?? 'none'])
    steps.push(fieldStep(field, origin, destination));
  return steps;
}

function credentialsFrom(
  security: SecurityDescription[],
  destination: Destination,
  origin: string,
  answers: Answers,
): Credentials {
  const type = chosenType(credentialTypes(security, destination), origin, answers) ?? 'none';
  const typed = credentialFields[type].map((field) => [field, answers.get(fieldKey(origin, field))]);
  return { type, ...Object.fromEntries(typed) };
}

const chosenType = (types: CredentialType[], origin: string, answers: Answers) =>
  types.length === 1 ? types[0] : (answers.get(typeKey(origin)) as CredentialType | undefined);

// With the origin: what was typed for one address is not sent to another one that is chosen later.
const typeKey = (origin: string) => `credentials ${origin}`;
const fieldKey = (origin: string, field: string) => `credentials ${origin} ${field}`;

type Field = (typeof credentialFields)[CredentialType][number];

function fieldStep(field: Field, origin: string, destination: Destination): Step {
  const { prompt, placeholder } = textsOf(field, origin, destination);
  const password = field !== 'username';
  const validate = (text: string) => (text.trim() ? undefined : l10n.t('This cannot be empty.'));
  return {
    key: fieldKey(origin, field),
    ask: async (frame) => {
      const text = await askText(frame, { prompt, placeholder, password, validate });
      // A pasted token often brings a line's end along; a password is taken as it is typed.
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

function choiceOf(type: CredentialType, destination: Destination): Choice<CredentialType> {
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
    case 'none':
      return { value: type, label: l10n.t('No credentials') };
  }
}
