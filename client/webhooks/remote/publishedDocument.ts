import { t } from '../../common/translate';

/** Maximum size in bytes: a chain of certificates is smaller, and so is the response to a confirmation. */
const maxBytes = 64 * 1024;

/**
 * Gets what a provider publishes, without credentials. Only over https and from its documented hosts: neither a sender nor
 * a redirect decides whom this machine calls. Rejects for any other address, and where nothing comes in time.
 */
export async function getPublished(
  address: string,
  hosts: RegExp,
  { timeoutMs, call = fetch }: { timeoutMs: number; call?: typeof fetch | undefined },
): Promise<{ status: number; text: string }> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isDocumented =
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    hosts.test(url.hostname);
  if (!url || !isDocumented) {
    throw new Error(t('{0} is not an address that the service documents.', (url?.host ?? address).slice(0, 100)));
  }
  url.hash = '';
  const response = await call(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  return { status: response.status, text: await readText(response) };
}

async function readText(response: Response): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > maxBytes) throw new Error(t('the response has more than {0} bytes', maxBytes));
  }
  return Buffer.concat(chunks).toString('utf8');
}
