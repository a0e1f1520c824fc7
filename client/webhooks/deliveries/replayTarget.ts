import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';
import { isLoopback } from '../request/baseUrl';

/**
 * Returns the URL that a delivery is sent to. Throws, naming `to`, unless it is an HTTP or HTTPS URL without credentials,
 * and on this computer or agreed to by the user.
 */
export function replayTarget(to: string, remoteAgreed: boolean): URL {
  const url = parseTarget(to);
  if (!remoteAgreed && isRemote(url)) {
    throw new InputError(
      'to',
      t(
        '{0} is not on this computer, and a delivery may contain personal data. Use a URL on 127.0.0.1 or localhost, or the command Replay Delivery, which asks first.',
        url.host,
      ),
    );
  }
  return url;
}

/** An HTTP or HTTPS URL without credentials and fragment. Throws, naming `to`, for any other text. */
export function parseTarget(to: string): URL {
  const url = URL.canParse(to.trim()) ? new URL(to.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError('to', t('Enter a URL such as http://127.0.0.1:3000/webhook.'));
  }
  if (url.username || url.password) throw new InputError('to', t('The URL must not contain a user name or password.'));
  url.hash = '';
  return url;
}

export const isRemote = ({ hostname }: URL): boolean => !isLoopback(hostname);
