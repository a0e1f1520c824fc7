import { InputError } from '../../common/inputError';
import { t } from '../../common/translate';
import { ProxyError, ServiceError } from '../../common/transport';
import { callbackPath } from '../../domain/callback';
import type { WebhookRegistration } from '../../domain/registration';
import { openGithubForwarder } from '../../receiver/relays/githubForwarder';
import type { RelayTarget } from '../../receiver/relays/injectDelivery';
import { type Relay, RelayGoneError, type RelayState, type RetryTimes } from '../../receiver/relays/reconnect';
import { openSmeeRelay } from '../../receiver/relays/smee';
import { type Context, messageOf, tokenIn } from '../context';
import { authorizationOf } from '../remote/authorization';
import { hookTarget } from '../remote/deleteTarget';
import { bareToken, savedRelayUrl } from './githubRelay';

/** The relay connections of this window: one for each webhook that was registered through smee or GitHub's relay. */
interface Relays {
  /** Connects smee for a webhook that is about to be registered. Rejects, naming `exposure`, when it can't be reached. */
  open(registration: WebhookRegistration): Promise<void>;
  /** Connects GitHub's relay for a webhook that was just created; a failure is tried again. */
  openForwarder(registration: WebhookRegistration): Promise<void>;
  /** Connects the relays of the webhooks whose port this window serves, and closes those of deleted webhooks. */
  sync(): void;
  close(): void;
}

interface OpenRelay {
  relay: Relay;
  /** True once the ledger had the webhook: when it has it no longer, the webhook was deleted. */
  known: boolean;
}

const nothing: Relay = { downSince: () => undefined, close: () => {} };

/** @param listening the ports that this window serves; changes with time */
export function createRelays(context: Context, listening: readonly number[], times?: RetryTimes): Relays {
  const { ledger, emit, log, live } = context;
  const kept = new Map<string, OpenRelay>();
  /** The relays whose first connection is under way. */
  const opening = new Map<string, Promise<void>>();
  let closed = false;

  const targetOf = (registration: WebhookRegistration): RelayTarget => {
    const port = registration.receiverPort ?? 0;
    return { port, path: callbackPath(tokenIn(registration)), isOurs: () => listening.includes(port) };
  };

  const drop = (id: string) => {
    kept.get(id)?.relay.close();
    kept.delete(id);
    live.relayUp(id);
  };

  const announce = (registration: WebhookRegistration, relay: string, change: RelayState) => {
    const { id } = registration;
    // GitHub ends the connection of a hook that is deleted: not a loss.
    if (closed || live.isDeleting(id)) return;
    const since = change.state === 'lost' ? change.since : (live.relayDownSince(id) ?? Date.now());
    if (change.state === 'lost') {
      live.relayDown(id, { since, relay, reason: context.quote(change.reason), isFinal: change.isFinal });
    } else live.relayUp(id);
    emit({
      type: 'relay',
      registration: ledger.get(id) ?? registration,
      state: change.state,
      since: new Date(since).toISOString(),
      milliseconds: change.state === 'back' ? change.downMs : 0,
    });
  };

  const throughSmee = (registration: WebhookRegistration, patient: boolean): Promise<Relay> => {
    const { host } = new URL(registration.callbackUrl);
    return openSmeeRelay(
      {
        channelUrl: registration.callbackUrl,
        target: targetOf(registration),
        changed: (change) => announce(registration, host, change),
        log,
        times,
      },
      patient,
    );
  };

  const throughGithub = async (registration: WebhookRegistration, patient: boolean): Promise<Relay> => {
    const url = await savedRelayUrl(context, registration.id);
    if (url === undefined) {
      const reason = t('its address is not known');
      announce(registration, 'GitHub', { state: 'lost', reason, since: Date.now(), isFinal: true });
      return nothing;
    }
    const activate = async () => {
      const authorization = await authorizationOf(context, registration);
      await context.services.github.activate!(hookTarget(registration).url, authorization).catch((error) => {
        throw error instanceof ServiceError && error.status === 404 ? new RelayGoneError(error.message) : error;
      });
    };
    const { host } = new URL(url);
    return openGithubForwarder(
      {
        url,
        token: async () => bareToken(await authorizationOf(context, registration)),
        activate,
        target: targetOf(registration),
        changed: (change) => announce(registration, host, change),
        log,
        times,
      },
      patient,
    );
  };

  /** Connects once for each webhook; a second caller waits for the first. */
  const open = (registration: WebhookRegistration, patient: boolean): Promise<void> => {
    const { id, exposure } = registration;
    if (kept.has(id)) return Promise.resolve();
    const underWay = opening.get(id);
    if (underWay) return underWay;
    const connect = exposure === 'github' ? throughGithub : throughSmee;
    const opened = connect(registration, patient)
      .then((relay) => {
        if (closed) relay.close();
        else kept.set(id, { relay, known: patient });
      })
      .finally(() => opening.delete(id));
    opening.set(id, opened);
    return opened;
  };

  return {
    async open(registration) {
      const { host } = new URL(registration.callbackUrl);
      await open(registration, false).catch((error) => {
        if (error instanceof ProxyError) throw new InputError('exposure', error.message);
        throw new InputError(
          'exposure',
          t(
            "Can't reach the relay {0} ({1}), so nothing was sent to the service. Check the setting `flowWebhooks.smee.server` and your connection.",
            host,
            context.quote(messageOf(error)),
          ),
        );
      });
    },

    // The patient attempt reports why the first connection failed, in the same way as a later loss.
    openForwarder: (registration) => open(registration, false).catch(() => open(registration, true)),

    sync() {
      for (const [id, one] of kept) {
        const isThere = ledger.get(id) !== undefined;
        if (one.known && !isThere) drop(id);
        one.known ||= isThere;
      }
      for (const registration of ledger.entries()) {
        const { id, exposure, state, receiverPort, credentials } = registration;
        // A hook of GitHub's relay has a URL, and its credentials are saved, once it is created.
        const isCreated = state === 'active' && credentials.account !== undefined && !live.isRegistering(id);
        const isRelayed = exposure === 'smee' || (exposure === 'github' && isCreated);
        const isOurs = isRelayed && receiverPort !== undefined && listening.includes(receiverPort);
        if (isOurs && !kept.has(id) && !opening.has(id)) {
          open(registration, true).catch((error) => log(`A relay was not opened: ${messageOf(error)}`));
        }
      }
    },

    close() {
      closed = true;
      for (const id of [...kept.keys()]) drop(id);
    },
  };
}
