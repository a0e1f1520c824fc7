import { l10n } from 'vscode';
import type { SecurityDescription } from '../../server/protocol';
import type { Credentials, CredentialType } from '../webhooks/types';
import { type Answers, askText, type Choice, pickOne, type Step } from './prompts';
import { credentialFields, credentialTypes, type Destination } from './questions';

/** The steps that lead to credentials for a service: which kind, where there is a choice, then what has to be typed. */
export function credentialSteps(
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
    steps.push({ key: 'credentials', ask });
  }
  for (const field of credentialFields[chosenType(types, answers) ?? 'none'])
    steps.push(fieldStep(field, origin, destination));
  return steps;
}

export function credentialsFrom(
  security: SecurityDescription[],
  destination: Destination,
  answers: Answers,
): Credentials {
  const type = chosenType(credentialTypes(security, destination), answers) ?? 'none';
  const typed = credentialFields[type].map((field) => [field, answers.get(fieldKey(field))]);
  return { type, ...Object.fromEntries(typed) };
}

const chosenType = (types: CredentialType[], answers: Answers) =>
  types.length === 1 ? types[0] : (answers.get('credentials') as CredentialType | undefined);

const fieldKey = (field: string) => `credentials.${field}`;

type Field = (typeof credentialFields)[CredentialType][number];

function fieldStep(field: Field, origin: string, destination: Destination): Step {
  const { prompt, placeholder } = textsOf(field, origin, destination);
  const password = field !== 'username';
  const validate = (text: string) => (text.trim() ? undefined : l10n.t('This cannot be empty.'));
  return {
    key: fieldKey(field),
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
