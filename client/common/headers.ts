import { isSecretName } from './redact';

/** Names of headers that describe a connection (RFC 9110, 7.6.1) or that a transport sets itself. */
const hopByHop =
  /^(connection|proxy-connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|proxy-authenticate|proxy-authorization)$/i;

export const isHopByHop = (name: string): boolean => hopByHop.test(name);

/** True for the name of a header that holds credentials. A signature does not reveal its key. */
export const isSecretHeader = (name: string): boolean =>
  /^(proxy-authorization|(set-)?cookie|verif-hash)$/i.test(name) || isSecretName(name);
