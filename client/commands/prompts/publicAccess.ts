import * as vscode from 'vscode';
import { t } from '../../common/translate';
import type { Exposure } from '../../domain/registration';
import { withProgress } from '../../editor/progress';
import { rememberPublicUrl, webhookSettings } from '../../editor/settings';
import { checkBaseUrl } from '../../webhooks/request/baseUrl';
import type { RegisterRequest, Webhooks } from '../../webhooks/webhooksApi';
import { messageOf } from '../command';
import { askText, notAnAddress } from './askText';
import { type Choice, pickOne } from './pick';
import { Canceled, type Frame } from './steps';

/** A tunnel that leads from a public URL to this computer. */
interface Tunnel {
  label: string;
  detail: string;
  /** The command that opens it, which is copied; undefined for the editor's own. */
  command?: string;
  /** The page that explains it. */
  about: string;
}

type Way = { exposure: 'smee' | 'github' } | { exposure: 'custom'; tunnel: Tunnel | undefined };

/** What asking needs of the webhooks. */
type Probing = Pick<Webhooks, 'probe' | 'reach'>;

/**
 * Asks how deliveries get here, helps to open a tunnel, and saves its public URL once a request through it has arrived.
 * @param port the receiver's port
 */
export async function askPublicAccess(
  title: string,
  { baseUrl }: Pick<RegisterRequest, 'baseUrl'>,
  webhooks: Probing,
  port: number,
): Promise<Exposure> {
  const { origin, host } = new URL(baseUrl);
  const question = t('How can {0} reach this computer?', host);
  const way = await pickOne({ title }, question, waysFor(port, origin));
  if (way.exposure !== 'custom') return way.exposure;
  await saveTested(await askPublicUrl({ title }, webhooks, port, way.tunnel));
  return 'custom';
}

/**
 * Tries the public URL that a request would use. Resolves once it works, or to what the person wants instead; rejects with
 * {@link Canceled} when they give up.
 */
export async function checkPublicAccess(
  title: string,
  request: RegisterRequest,
  webhooks: Probing,
  port: number,
): Promise<RegisterRequest> {
  for (;;) {
    const doing = t('Testing the public URL');
    const reach = await withProgress(doing, (signal) => webhooks.reach(request, signal));
    if (reach?.problem === undefined) return request;
    const again = t('Try Again');
    const another = t('Use Another Address');
    const otherWay = t('Choose Another Way');
    const showPorts = t('Show Ports');
    const buttons = reach.problem === 'sign-in-page' ? [again, showPorts, otherWay] : [again, another, otherWay];
    const chosen = await vscode.window.showErrorMessage(reach.message, ...buttons);
    if (chosen === undefined) throw new Canceled();
    if (chosen === showPorts) await openPorts();
    if (chosen === otherWay) return { ...request, exposure: await askPublicAccess(title, request, webhooks, port) };
    if (chosen === another) {
      await saveTested(await askPublicUrl({ title }, webhooks, port, undefined));
      return { ...request, exposure: 'custom' };
    }
  }
}

/** The setting holds a URL only once a request through it has arrived. */
const saveTested = (url: string): Promise<void> => rememberPublicUrl(url);

async function askPublicUrl(
  frame: Frame,
  webhooks: Probing,
  port: number,
  tunnel: Tunnel | undefined,
): Promise<string> {
  if (tunnel?.command !== undefined) await vscode.env.clipboard.writeText(tunnel.command);
  else if (tunnel) await openPorts();
  const url = await askText(frame, {
    prompt: promptFor(port, tunnel),
    placeholder: 'https://…',
    ...(tunnel && {
      button: {
        icon: 'link-external',
        tooltip: t('Open the documentation'),
        press: () => vscode.env.openExternal(vscode.Uri.parse(tunnel.about)),
      },
    }),
    validate: (text) => (/^https?:\/\/[^/\s]+/i.test(text.trim()) ? undefined : notAnAddress()),
    async check(text) {
      try {
        const reach = await webhooks.probe(text.trim());
        return reach.problem === undefined ? undefined : reach.message;
      } catch (error) {
        return messageOf(error);
      }
    },
  });
  return checkBaseUrl(url);
}

function promptFor(port: number, tunnel: Tunnel | undefined): string {
  const target = `http://127.0.0.1:${port}`;
  if (!tunnel) return t('Enter the public URL that leads to {0}. It is tested, then saved for all workspaces.', target);
  if (tunnel.command === undefined)
    return t(
      'In the Ports view, forward port {0} and set its visibility to Public. Then enter its forwarded address.',
      port,
    );
  return t('Run "{0}" in a terminal (the command is copied). Then enter the https URL that it shows.', tunnel.command);
}

const openPorts = async (): Promise<void> => {
  await vscode.commands.executeCommand('~remote.forwardedPorts.focus');
};

/** @param origin the service's */
function waysFor(port: number, origin: string): Choice<Way>[] {
  const server = webhookSettings().smeeServer;
  const host = URL.canParse(server) ? new URL(server).host : server;
  return [
    ...tunnelsTo(port).map(
      (tunnel): Choice<Way> => ({
        value: { exposure: 'custom', tunnel },
        label: tunnel.label,
        detail: tunnel.detail,
        ...(tunnel.command && { description: tunnel.command }),
      }),
    ),
    {
      value: { exposure: 'custom', tunnel: undefined },
      label: t('$(globe) My own public URL (dev tunnel, ngrok, cloudflared…)'),
    },
    {
      value: { exposure: 'smee' },
      label: t('$(broadcast) The relay {0}', host),
      detail: t('Nothing to install, but every payload passes through it'),
    },
    ...(origin === 'https://api.github.com'
      ? [
          {
            value: { exposure: 'github' } as const,
            label: t("$(github) GitHub's development relay"),
            detail: t('Exact bytes and no public URL, but not documented'),
          },
        ]
      : []),
  ];
}

function tunnelsTo(port: number): Tunnel[] {
  const ports: Tunnel =
    vscode.env.remoteName === 'codespaces'
      ? {
          label: t('$(plug) Port of this codespace'),
          detail: t('Set the visibility of port {0} to Public in the Ports view', port),
          about: 'https://docs.github.com/codespaces/developing-in-a-codespace/forwarding-ports-in-your-codespace',
        }
      : {
          label: t('$(plug) Port forwarding of VS Code'),
          detail: t('Forward port {0} in the Ports view, with visibility Public', port),
          about: 'https://code.visualstudio.com/docs/debugtest/port-forwarding',
        };
  return [
    ports,
    {
      label: '$(terminal) Dev tunnels',
      detail: t("Microsoft's dev tunnels, as in VS Code's port forwarding"),
      command: `devtunnel host -p ${port} --allow-anonymous`,
      about: 'https://learn.microsoft.com/azure/developer/dev-tunnels/get-started',
    },
    {
      label: '$(terminal) cloudflared',
      detail: t("Cloudflare's tunnel; no account required"),
      command: `cloudflared tunnel --url http://127.0.0.1:${port}`,
      about:
        'https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/trycloudflare/',
    },
    {
      label: '$(terminal) ngrok',
      detail: t('Requires an account'),
      command: `ngrok http ${port}`,
      about: 'https://ngrok.com/docs/getting-started/',
    },
  ];
}
