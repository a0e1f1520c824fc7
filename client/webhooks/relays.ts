import { callbackPath } from '../receiver/receiver';
import { openRelay, type Relay, type RelayOptions } from '../receiver/relay';
import { type Context, messageOf, tokenIn } from './context';
import type { Registration } from './types';

/** The relay connections of this window: one for each webhook that was registered through smee. */
export interface Relays {
  /** For a webhook that is about to be registered. Rejects, naming `exposure`, where the relay cannot be reached. */
  open(registration: Registration): Promise<void>;
  /** Opens what is missing and closes what is gone: the webhooks whose port this window serves are its own. */
  sync(listening: number[]): void;
  close(): void;
}

interface Kept {
  relay: Relay;
  /** The ledger had it at some time: once it has it no longer, it is over. */
  known: boolean;
}

export function createRelays(context: Context, times?: RelayOptions['times']): Relays {
  const { ledger, emit, log, downRelays } = context;
  const kept = new Map<string, Kept>();
  /** While their first connection is under way. */
  const opening = new Set<string>();

  const drop = (id: string) => {
    kept.get(id)?.relay.close();
    kept.delete(id);
    downRelays.delete(id);
  };

  const open = async (registration: Registration, patient: boolean) => {
    const { id, callbackUrl, receiverPort = 0 } = registration;
    opening.add(id);
    try {
      const relay = await openRelay(
        {
          channelUrl: callbackUrl,
          target: { port: receiverPort, path: callbackPath(tokenIn(registration)) },
          changed(state, downMs) {
            if (state === 'lost') downRelays.set(id, Date.now());
            else downRelays.delete(id);
            emit({ type: 'relay', registration: ledger.get(id) ?? registration, state, milliseconds: downMs });
          },
          log,
          times,
        },
        patient,
      );
      kept.set(id, { relay, known: patient });
    } finally {
      opening.delete(id);
    }
  };

  return {
    async open(registration) {
      const { host } = new URL(registration.callbackUrl);
      await open(registration, false).catch((error) => {
        throw new Error(
          `"exposure": the relay ${host} cannot be reached (${context.quote(messageOf(error))}). Check "flowWebhooks.smee.server" and the network. Nothing was sent to the service.`,
        );
      });
    },

    sync(listening) {
      for (const [id, one] of kept) {
        const isThere = ledger.get(id) !== undefined;
        if (one.known && !isThere) drop(id);
        one.known ||= isThere;
      }
      for (const registration of ledger.entries()) {
        const { id, exposure, receiverPort } = registration;
        const isOurs = exposure === 'smee' && receiverPort !== undefined && listening.includes(receiverPort);
        if (isOurs && !kept.has(id) && !opening.has(id)) void open(registration, true);
      }
    },

    close() {
      for (const id of [...kept.keys()]) drop(id);
    },
  };
}
