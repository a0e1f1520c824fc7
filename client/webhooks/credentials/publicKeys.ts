import { t } from '../../common/translate';
import { parsePublicKey } from '../../providers/kit/publicKeys';
import { verifiers } from '../../receiver/signatures/verifiers';
import { getPublished } from '../remote/publishedDocument';

/** Public keys that providers publish. Calling it takes the person's yes for the host, which the caller has checked. */
export interface PublicKeys {
  /** The text of a key, fetched once. Rejects where it cannot be fetched in time, or is not a key. */
  read(url: string): Promise<string>;
}

/** The service waits for the response: a key that takes longer is asked for with the next delivery. */
const timeoutMs = 2_500;

/** Time in milliseconds for which a key is used, and for which a failure is not repeated. */
const keptMs = 24 * 60 * 60_000;
const failedMs = 10_000;

/** Maximum number of keys in memory: a sender names them, at a host that has many. */
const maxKeys = 32;

export function createPublicKeys(call?: typeof fetch): PublicKeys {
  const known = new Map<string, { key: Promise<string>; until: number }>();
  const get = async (url: string): Promise<string> => {
    const hosts = verifiers.flatMap(({ published }) => published?.hosts ?? []);
    const documented = hosts.find((one) => one.test(new URL(url).hostname)) ?? /^$/;
    const { status, text } = await getPublished(url, documented, { timeoutMs, call });
    if (status !== 200) throw new Error(t('it returned {0}', status));
    if (!parsePublicKey(text)) throw new Error(t('the response is not a public key'));
    return text;
  };
  return {
    read(url) {
      const now = Date.now();
      const kept = known.get(url);
      if (kept && kept.until > now) return kept.key;
      const entry = { key: get(url), until: now + keptMs };
      entry.key.catch(() => {
        entry.until = Date.now() + failedMs;
      });
      known.delete(url);
      known.set(url, entry);
      const [oldest] = known.keys();
      if (known.size > maxKeys && oldest !== undefined) known.delete(oldest);
      return entry.key;
    },
  };
}
