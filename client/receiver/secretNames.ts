/** Which names hold secrets, wherever requests are stored, shown or exported: those that the verifiers read secrets from. */
import { isSecretHeader } from '../common/headers';
import { isSecretName } from '../common/redact';
import { secretNames } from '../providers/secretNames';

/** True for the name of a header, in any case, that holds a secret. */
export const holdsSecret = (name: string): boolean =>
  isSecretHeader(name) || /^x-auth/i.test(name) || secretNames.isHeader(name);

/** True for the name of a query parameter that holds a secret. */
export const isSecretQuery = (name: string): boolean => isSecretName(name) || secretNames.isQuery(name);

/** True for the name of a member of a body, or a field of a form, that holds a secret. */
export const isSecretMember = (name: string): boolean => isSecretName(name) || secretNames.isMember(name);
