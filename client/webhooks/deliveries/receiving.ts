import { setTimeout as wait } from 'node:timers/promises';
import { t } from '../../common/translate';
import type { StoredDelivery } from '../../domain/delivery';
import { newDifferences } from '../../domain/differences';
import type { Difference, WebhookRegistration } from '../../domain/registration';
import type { ReceiverHost } from '../../receiver/host';
import type { PortChange } from '../../receiver/listener';
import { createReceiver, type Receiver } from '../../receiver/receiver';
import { type Context, messageOf } from '../context';
import { windowPath } from '../exposure/receiverPorts';
import { createRelays } from '../exposure/relays';
import { createExpiryWatch } from '../registration/expiryWatch';
import { pruneDeleted } from './clearDeliveries';
import type { Forwarding } from './forwarding';
import { createMissedWatch } from './missed';
import { createPayloadChecks } from './payloadChecks';
import type { HeaderList } from './rawRequest';

/** The receiver of this window, and the work that follows a response. */
export interface Receiving {
  /** The port on which the receiver listens; it is opened where it is not open yet. Rejects while it has lost its port. */
  port(): Promise<number>;
  /** Connects the relay of a webhook that is about to be registered. Rejects, naming `exposure`, on failure. */
  openRelay(registration: WebhookRegistration): Promise<void>;
  /** Connects GitHub's relay for a webhook that was just created, with further attempts after a failure. */
  openForwarder(registration: WebhookRegistration): Promise<void>;
  /** Announces and checks a delivery that was stored by other code than the receiver. */
  arrived(registration: WebhookRegistration, delivery: StoredDelivery): void;
  /** Checks the deliveries of a webhook again that could not be checked so far. */
  checkAgain(registration: WebhookRegistration): void;
  /**
   * Continues the work of earlier runs: opens the receiver where something is registered, forwards its port, finishes
   * checks. To be called once all listeners are attached: events are emitted as they happen. Rejects where the receiver
   * cannot be opened, and after {@link close}.
   */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The part of a receiving that is under way: nothing is received for earlier webhooks before `running`. */
type State = 'created' | 'starting' | 'running' | 'closed';

/** Interval in milliseconds at which ports that became free are taken over. */
const takeOverMs = 2_000;

/** Interval at which a port is tried that was not free for long. */
const lastTakeOverMs = 30_000;

/** Maximum time in milliseconds that closing waits for running checks. */
const closeMs = 1_000;

/** Names and values in turn, as pairs. */
const pairs = (list: string[]): HeaderList =>
  list.flatMap((name, index): HeaderList => (index % 2 === 0 ? [[name, list[index + 1] ?? '']] : []));

export function createReceiving(context: Context, forwarding: Forwarding): Receiving {
  const { env, ledger, ports, store, signing, log, emit } = context;
  let receiver: Promise<Receiver> | undefined;
  const isOurs = ({ receiverPort }: WebhookRegistration): boolean =>
    receiverPort !== undefined && listening.includes(receiverPort);
  const missed = createMissedWatch(context, isOurs);
  const expiry = createExpiryWatch(context, isOurs);
  let caughtUp: Promise<void> = Promise.resolve();
  const listening: number[] = [];
  /** The ports that were not free, and when they are tried again. */
  const taken = new Map<number, { pause: number; until: number }>();
  const relays = createRelays(context, listening);
  const afterwards = createPayloadChecks(context, listening);
  let takeOver: NodeJS.Timeout | undefined;
  let state: State = 'created';

  const stored = (registration: WebhookRegistration, delivery: StoredDelivery) => {
    const event = delivery.event ? ` ${context.quote(delivery.event, 60)}` : '';
    log(`Received ${delivery.kind}${event} for ${registration.operationId}: answered ${delivery.answered}`);
    // It came through a port of this window: reading those of other windows would cost more than everything else here.
    emit({ type: 'delivery', registration: context.live.current(registration, new Set(listening)), delivery });
    afterwards.follow(registration, delivery);
    if (delivery.differences)
      rememberDifferences(registration.id, delivery.differences).catch((error) => log(messageOf(error)));
  };

  /** Notes in the ledger what the deliveries of a webhook showed first, so that it is reported once. */
  const rememberDifferences = async (id: string, found: Difference[]) => {
    const registration = ledger.get(id);
    const known = registration?.differences ?? [];
    const news = newDifferences(found, known);
    if (registration && news.length > 0) await ledger.put({ ...registration, differences: [...known, ...news] });
  };

  const portChanged = (change: PortChange) => {
    const { port } = change;
    if (change.state === 'down') {
      log(`The receiver lost port ${port}`);
      listening.splice(listening.indexOf(port), 1);
      emit({ type: 'receiver', port, state: 'down', since: new Date(change.since).toISOString() });
    } else {
      log(`The receiver has port ${port} again, after ${change.downMs} ms`);
      listening.push(port);
      emit({ type: 'receiver', port, state: 'back', milliseconds: change.downMs });
    }
    ports.enter(listening);
    emit({ type: 'registrations' });
  };

  const host: ReceiverHost = {
    registrations: {
      live: () => ledger.recent(),
      fresh: () => ledger.entries(),
      closed: () => ledger.closed(),
    },
    secrets: {
      read: async (registration) => ({
        secrets: await signing.allOf(registration),
        described: registration.signature,
        ...(registration.keyHosts && { keyHosts: registration.keyHosts }),
        offered: await signing.offered(registration).catch(() => undefined),
      }),
      async keep({ id }, secret) {
        await signing.keep(id, secret);
        // Read again: its create call may have been answered meanwhile.
        const registration = ledger.get(id);
        if (registration) await ledger.record({ ...registration, signed: true });
      },
      fetchKey: context.publicKeys.read,
      redact: context.redactor.text,
    },
    selfSent: context.selfSent,
    isWindowPath: (pathname) => pathname === windowPath(ports.window),
    probes: context.probes,
    announce(event) {
      if (event.type === 'port') return portChanged(event.change);
      if (event.type === 'notStored') return emit(event);
      const { registration, delivery, rawHeaders, search } = event;
      stored(registration, delivery);
      forwarding.follow(registration, delivery, { headers: pairs(rawHeaders), query: search });
    },
    log,
  };

  const open = async (): Promise<Receiver> => {
    const { receiverPort } = env.settings();
    if (!Number.isInteger(receiverPort) || receiverPort < 0 || receiverPort > 65_535)
      throw new Error(t('The setting `flowWebhooks.receiver.port` must be a whole number from 0 to 65535.'));
    const wanted = receiverPort || ports.kept() || 0;
    await ports.verify();
    const started = await createReceiver([wanted], store, host);
    const isTaken = wanted !== 0 && started.port !== wanted;
    // Another open window keeps its port; the next window that starts alone uses it again.
    const isOtherWindow = isTaken && ports.served().has(wanted);
    if (receiverPort === 0 && !isOtherWindow) ports.keep(started.port);
    listening.push(started.port);
    ports.enter(listening);
    takeOver = setInterval(
      () => takeOverPorts(started).catch((error) => log(`No port was taken over: ${messageOf(error)}`)),
      takeOverMs,
    ).unref();
    context.onEvent(({ type }) => {
      if (['creating', 'registrations', 'deleted', 'createFailed'].includes(type)) relays.sync();
    });
    log(`Receiver on 127.0.0.1:${started.port}${isTaken ? `: port ${wanted} was taken` : ''}`);
    emit({ type: 'receiver', port: started.port, state: isTaken && !isOtherWindow ? 'moved' : 'listening' });
    return started;
  };

  const need = (): Promise<Receiver> => {
    receiver ??= open().catch((error) => {
      receiver = undefined;
      throw error;
    });
    return receiver;
  };

  /** Listens on the ports of registrations that are served no longer: their window or another program has closed them. */
  const takeOverPorts = async (running: Receiver) => {
    await ports.verify();
    const served = ports.served();
    const wanted = new Set(ledger.entries().flatMap(({ receiverPort }) => receiverPort ?? []));
    for (const port of served) taken.delete(port);
    for (const port of wanted) {
      if (served.has(port) || listening.includes(port) || !mayTry(port)) continue;
      if (!(await running.listenToo(port))) continue;
      taken.delete(port);
      listening.push(port);
      ports.enter(listening);
      log(`Receiver on 127.0.0.1:${port}, too`);
      emit({ type: 'receiver', port, state: 'listening' });
      emit({ type: 'registrations' });
    }
    relays.sync();
    await store.release(isKept);
  };

  /** False while a port that another program holds should be left alone: it sees each attempt as a connection. */
  const mayTry = (port: number): boolean => {
    const { pause, until } = taken.get(port) ?? { pause: takeOverMs * 0.4, until: 0 };
    if (Date.now() < until) return false;
    const next = Math.min(pause * 2, lastTakeOverMs);
    taken.set(port, { pause: next, until: Date.now() + next });
    return true;
  };

  /** Has the editor forward the port again, and notes the registrations whose address has changed. */
  const restoreForwards = async (port: number) => {
    const forwarded = ledger
      .entries()
      .filter(({ exposure, receiverPort }) => exposure === 'forwarded' && receiverPort === port);
    if (forwarded.length === 0) return;
    const base = await env.forward(port).catch(() => undefined);
    const lost = forwarded.filter(({ callbackUrl }) => base === undefined || !callbackUrl.startsWith(`${base}/`));
    for (const { id } of lost) context.live.markForwardLost(id);
    if (lost.length > 0) emit({ type: 'registrations' });
  };

  /** Where the ledger can't be read now, every registration may exist. */
  const isKept = (id: string): boolean =>
    !ledger.isCurrent() || ledger.get(id) !== undefined || context.deleted.mayHave(id);

  /** Drops what belongs to no registration, and finishes checks, except those of webhooks that another window receives. */
  const catchUp = async () => {
    await store.retain(isKept).catch((error) => log(`Old deliveries were not removed: ${messageOf(error)}`));
    await pruneDeleted(context).catch((error) => log(`Old deliveries were not dropped: ${messageOf(error)}`));
    const served = ports.served();
    for (const registration of ledger.entries()) {
      const { receiverPort } = registration;
      const isReceivedElsewhere =
        receiverPort !== undefined && served.has(receiverPort) && !listening.includes(receiverPort);
      if (isReceivedElsewhere) continue;
      afterwards.catchUp(registration);
      await forwarding.catchUp(registration);
    }
  };

  return {
    async port() {
      const { port } = await need();
      // Another program on the lost port must get neither a delivery nor its signature.
      const served = listening.includes(port) ? port : listening[0];
      if (served === undefined) {
        throw new Error(
          t(
            'The callback server has lost its port {0}, which another program may use now. New attempts follow automatically.',
            port,
          ),
        );
      }
      return served;
    },
    openRelay: (registration) => relays.open(registration),
    openForwarder: (registration) => relays.openForwarder(registration),
    arrived: stored,
    checkAgain: afterwards.checkAgain,
    async start() {
      if (state === 'closed') throw new Error('Deliveries cannot be received after closing.');
      if (state !== 'created') return;
      state = 'starting';
      const hasWebhooks = ledger.entries().length > 0;
      try {
        if (hasWebhooks) {
          const running = await need();
          await takeOverPorts(running);
          void restoreForwards(running.port);
        }
      } catch (error) {
        if (state === 'starting') state = 'created';
        throw error;
      }
      if (state !== 'starting') return;
      state = 'running';
      caughtUp = catchUp().catch((error) => log(`Earlier deliveries were not checked: ${messageOf(error)}`));
      if (hasWebhooks) void missed.checkAll();
    },
    async close() {
      state = 'closed';
      clearInterval(takeOver);
      relays.close();
      missed.close();
      expiry.close();
      const running = await receiver?.catch(() => undefined);
      await running?.close();
      // A check that does not end in time is repeated after the next start.
      const settled = caughtUp.then(() => afterwards.done());
      await Promise.race([settled, wait(closeMs, undefined, { ref: false })]);
      await forwarding.close(closeMs);
      await store.close();
      ports.leave();
      if (running) emit({ type: 'receiver', port: running.port, state: 'closed' });
    },
  };
}
