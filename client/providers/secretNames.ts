/**
 * The names that hold a secret itself, as the verifiers know them: one list for what is verified and for what is masked
 * wherever requests are shown or exported. `client/common` cannot import it; what masks is given it.
 */
import { providers } from './index';
import type { SecretNames } from './kit/provider';

/** True for the name of a header (lower case) that may hold a secret, of a known provider or by its form. */
export const mayHoldSecret = (name: string): boolean =>
  !/cookie/.test(name) && (namedHeaders.has(name) || secretHeaderForm.test(name));

const secretHeaderForm =
  /secret|passw|passcode|passphrase|token|verif|hash$|credential|jwt|^(proxy-)?auth(orization)?$|(^|-)auth(entication|orization)?(-(token|key|secret|code))?$|(api|access|private|webhook|shared|subscription|functions|auth|app)[-_]?key$|^x-key$/;

/** Members of a body, and fields of a form, that hold a secret at many services. */
export const generalSecretMembers = [
  'clientState',
  'passcode',
  'secret',
  'token',
  'verification_token',
  'verificationToken',
  'webhook_secret',
  'webhookSecret',
  'shared_secret',
  'sharedSecret',
  'api_key',
  'apiKey',
  'password',
  'pass',
];

/** True for the name of a member, or of a field of a form, that usually holds a secret, or says so: `webhook_token`. */
export const mayBeSecretMember = (name: string): boolean =>
  generalSecretMembers.includes(name) || secretMemberForm.test(name);

const secretMemberForm =
  /(^|[_-])(token|secret|passcode|password|api[_-]?key)$|[a-z\d](Token|Secret|Passcode|Password|ApiKey)$/;

/** Query parameters (lower case) that hold a secret at many services. */
export const generalSecretQuery = ['secret', 'token', 'key', 'code', 'api_key', 'apikey', 'auth', 'password', 'pass'];

const namesOf = (kind: keyof SecretNames): string[] => providers.flatMap(({ secrets }) => secrets?.[kind] ?? []);

const namedHeaders = new Set(namesOf('headers'));
const namedQuery = new Set([...namesOf('query'), ...generalSecretQuery].map((name) => name.toLowerCase()));
const namedMembers = new Set([...namesOf('body'), ...generalSecretMembers].map((name) => name.toLowerCase()));

/** What masks requests: each is asked with a name in any case, and knows every name that a verifier reads a secret from. */
interface SecretNameLists {
  isHeader(name: string): boolean;
  isQuery(name: string): boolean;
  isMember(name: string): boolean;
}

export const secretNames: SecretNameLists = {
  isHeader: (name) => mayHoldSecret(name.toLowerCase()),
  isQuery: (name) => namedQuery.has(name.toLowerCase()),
  isMember: (name) => namedMembers.has(name.toLowerCase()),
};
