import { isSecretName } from './redact';

/** Headers of one connection and not of the message (RFC 9110, 7.6.1), and those that a transport sets itself. */
const hopByHop =
  /^(connection|proxy-connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|proxy-authenticate|proxy-authorization)$/i;

export const isHopByHop = (name: string): boolean => hopByHop.test(name);

/** Carry credentials as they are; a signature does not give its key away. */
export const isSecretHeader = (name: string): boolean =>
  /^(proxy-authorization|(set-)?cookie|verif-hash)$/i.test(name) || isSecretName(name);
