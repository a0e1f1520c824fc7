import { t } from '../../common/translate';
import { ServiceError } from '../../common/transport';
import { callbackPath } from '../../domain/callback';
import type { WebhookRegistration } from '../../domain/registration';
import { openForwarder } from '../../receiver/relays/githubForwarder';
import type { Target } from '../../receiver/relays/injectDelivery';
import { GoneForGood, type Relay, type RelayState, type RetryTimes } from '../../receiver/relays/reconnect';
import { openRelay } from '../../receiver/relays/smee';
import { type Context, messageOf, tokenIn } from '../context';
import { authorizationOf } from '../remote/authorization';
import { hookTarget } from '../remote/deleteTarget';
import { bareToken, keptForwarder } from './githubRelay';

/** The relay connections of this window: one for each webhook that was registered through smee or GitHub's relay. */
export interface Relays {
  /** For a webhook that is about to be registered. Rejects, naming `exposure`, where the relay cannot be reached. */
  open(registration: WebhookRegistration): Promise<void>;
  /** For one that GitHub just created. One that cannot be reached yet is tried again. */
  openForwarder(registration: WebhookRegistration): Promise<void>;
  /** Opens what is missing and closes what is gone: the webhooks whose port this window serves are its own. */
  sync(): void;
  close(): void;
}

interface Kept {
  relay: Relay;
  /** The ledger had it at some time: once it has it no longer, it is over. */
  known: boolean;
}

const nothing: Relay = { downSince: () => undefined, close: () => {} };

/** `listening`: the ports that this window serves, at any time. */
export function createRelays(context: Context, listening: readonly number[], times?: RetryTimes): Relays {
  const { ledger, emit, log, live } = context;
  const kept = new Map<string, Kept>();
  /** While their first connection is under way. */
  const opening = new Map<string, Promise<void>>();
  let closed = false;

  const targetOf = (registration: WebhookRegistration): Target => {
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
    // GitHub ends the connection of a hook that is deleted: that is no loss.
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
    return openRelay(
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
    const url = await keptForwarder(context, registration.id);
    if (url === undefined) {
      const reason = t('its address is not known');
      announce(registration, 'GitHub', { state: 'lost', reason, since: Date.now(), isFinal: true });
      return nothing;
    }
    const activate = async () => {
      const authorization = await authorizationOf(context, registration);
      await context.services.github.activate!(hookTarget(registration).url, authorization).catch((error) => {
        throw error instanceof ServiceError && error.status === 404 ? new GoneForGood(error.message) : error;
      });
    };
    const { host } = new URL(url);
    return openForwarder(
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

  /** Once for each; a second caller waits for the first. */
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
        throw new Error(
          t(
            '"exposure": the relay {0} cannot be reached ({1}). Check "flowWebhooks.smee.server" and the network. Nothing was sent to the service.',
            host,
            context.quote(messageOf(error)),
          ),
        );
      });
    },

    // What makes the first connection fail is told by the patient one, in the same way as a later loss.
    openForwarder: (registration) => open(registration, false).catch(() => open(registration, true)),

    sync() {
      for (const [id, one] of kept) {
        const isThere = ledger.get(id) !== undefined;
        if (one.known && !isThere) drop(id);
        one.known ||= isThere;
      }
      for (const registration of ledger.entries()) {
        const { id, exposure, state, receiverPort, credentials } = registration;
        // A hook of GitHub's relay has an address, and its credentials are kept, once it is created.
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
