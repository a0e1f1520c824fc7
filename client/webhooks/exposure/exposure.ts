import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';
import type { Exposure } from '../../domain/registration';
import { MissingInput } from '../credentials/missingInput';
import { badSetting, isLoopback } from '../request/baseUrl';

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
    throw new InputError(
      'exposure',
      t(
        "{0} can't reach {1}, which is this computer. {2}",
        new URL(choice.baseUrl).host,
        hostname,
        waysOut(choice.port),
      ),
      choicesForScripts,
    );
  }
  return resolved;
}

const waysOut = (port: number) =>
  t(
    'Enter a public URL that leads to http://127.0.0.1:{0} (of a dev tunnel, ngrok, cloudflared or a proxy) in the setting `flowWebhooks.receiver.publicUrl`, or use a relay.',
    port,
  );

/** What a script can choose where nothing leads to this computer. */
const choicesForScripts =
  'It is "custom" with the setting "flowWebhooks.receiver.publicUrl", "smee", or "github" for webhooks at GitHub.';

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
      return { exposure: 'smee', base: checkedBase(choice.smeeServer, badSetting('smee.server')) };
    case 'github':
      return { exposure: 'github', base: local.base };
    case 'auto': {
      if (isLoopback(new URL(choice.baseUrl).hostname)) return local;
      if (choice.publicUrl) return { exposure: 'custom', base: publicBase(choice.publicUrl) };
      const base = await forwardedBase(choice);
      if (!isLoopback(new URL(base).hostname)) return { exposure: 'forwarded', base };
      throw new MissingInput(
        'exposure',
        t("{0} can't reach this computer from the internet. {1}", new URL(choice.baseUrl).host, waysOut(choice.port)),
        choicesForScripts,
      );
    }
    default:
      throw new InputError('exposure', 'It must be auto, local, forwarded, smee, github or custom.');
  }
}

async function forwardedBase({ forward, port }: ExposureChoice): Promise<string> {
  const address = await forward(port).catch((error: Error) => {
    throw new InputError(
      'exposure',
      t("The editor couldn't forward port {0} ({1}). {2}", port, error.message, waysOut(port)),
      choicesForScripts,
    );
  });
  return checkedBase(address, t('The URL that the editor forwards to must be a plain http or https URL.'));
}

function publicBase(publicUrl: string): string {
  if (!publicUrl)
    throw new InputError(
      'exposure',
      t('No public URL is set. Enter one in the setting `flowWebhooks.receiver.publicUrl`.'),
    );
  return checkedBase(publicUrl, badSetting('receiver.publicUrl'));
}

function checkedBase(text: string, problem: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new InputError('exposure', problem);
  }
  return (url.origin + url.pathname).replace(/(?<!\/)\/+$/, '');
}
