import { t } from '../../common/translate';
import type { Exposure } from '../../domain/registration';
import { MissingInput } from '../credentials/missingInput';
import { isLoopback } from '../request/baseUrl';

export interface ExposureChoice {
  exposure: Exposure | 'auto';
  /** The service's base URL. */
  baseUrl: string;
  /** The receiver's port on 127.0.0.1. */
  port: number;
  /** The person's own public URL; empty for none. */
  publicUrl: string;
  /** The URL of the smee relay. */
  smeeServer: string;
  /** The editor's port forwarding. */
  forward(port: number): Promise<string>;
}

interface ResolvedExposure {
  exposure: Exposure;
  /** The URL that a callback's path, or the name of a relay's channel, is appended to; no trailing slash. */
  base: string;
}

/**
 * Decides how the service reaches the receiver. Rejects, naming `exposure`, when there is no way, and when a loopback URL
 * would go to a service on another computer, which would then call a port of its own.
 */
export async function resolveExposure(choice: ExposureChoice): Promise<ResolvedExposure> {
  const resolved = await resolve(choice);
  // GitHub's relay delivers to this computer; the service never sees the URL.
  if (resolved.exposure === 'github') return resolved;
  const { hostname } = new URL(resolved.base);
  if (isLoopback(hostname) && !isLoopback(new URL(choice.baseUrl).hostname)) {
    throw new Error(
      t(
        '"exposure": {0} cannot reach {1}, which is this machine. {2}',
        new URL(choice.baseUrl).host,
        hostname,
        waysOut(),
      ),
    );
  }
  return resolved;
}

const waysOut = () =>
  t(
    'Set "flowWebhooks.receiver.publicUrl" to a public address that leads to the receiver (a dev tunnel, ngrok, cloudflared or a proxy) and choose "custom", or choose "smee": payloads then pass through that relay. For webhooks of GitHub there is "github", too: its development relay.',
  );

async function resolve(choice: ExposureChoice): Promise<ResolvedExposure> {
  const local: ResolvedExposure = { exposure: 'local', base: `http://127.0.0.1:${choice.port}` };
  switch (choice.exposure) {
    case 'local':
      return local;
    case 'custom':
      return { exposure: 'custom', base: publicBase(choice.publicUrl) };
    case 'forwarded':
      return { exposure: 'forwarded', base: await forwardedBase(choice) };
    case 'smee':
      return { exposure: 'smee', base: checkedBase(choice.smeeServer, t('The setting "flowWebhooks.smee.server"')) };
    case 'github':
      return { exposure: 'github', base: local.base };
    case 'auto': {
      if (isLoopback(new URL(choice.baseUrl).hostname)) return local;
      if (choice.publicUrl) return { exposure: 'custom', base: publicBase(choice.publicUrl) };
      const base = await forwardedBase(choice);
      if (!isLoopback(new URL(base).hostname)) return { exposure: 'forwarded', base };
      throw new MissingInput(
        'exposure',
        t(
          'Supply "exposure": {0} cannot reach a receiver on this machine by itself. {1}',
          new URL(choice.baseUrl).host,
          waysOut(),
        ),
      );
    }
    default:
      throw new Error(t('"exposure" has to be auto, local, forwarded, smee, github or custom.'));
  }
}

async function forwardedBase({ forward, port }: ExposureChoice): Promise<string> {
  const address = await forward(port).catch((error: Error) => {
    throw new Error(t('"exposure": the editor could not forward port {0} ({1}). {2}', port, error.message, waysOut()));
  });
  return checkedBase(address, t('The address that the editor forwards'));
}

function publicBase(publicUrl: string): string {
  if (!publicUrl) throw new Error(t('"exposure": custom needs the setting "flowWebhooks.receiver.publicUrl".'));
  return checkedBase(publicUrl, t('The setting "flowWebhooks.receiver.publicUrl"'));
}

function checkedBase(text: string, what: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new Error(t('{0} has to be a plain http or https address.', what));
  }
  return (url.origin + url.pathname).replace(/(?<!\/)\/+$/, '');
}
