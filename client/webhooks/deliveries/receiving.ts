import { setTimeout as wait } from 'node:timers/promises';
import { t } from '../../common/translate';
import type { StoredDelivery } from '../../domain/delivery';
import type { WebhookEvent } from '../../domain/events';
import type { WebhookRegistration } from '../../domain/registration';
import type { PortChange } from '../../receiver/listener';
import { createReceiver, type Receiver } from '../../receiver/receiver';
import { type Context, messageOf } from '../context';
import { createRelays } from '../exposure/relays';
import { createMissedWatch } from './missed';
import { createPayloadChecks } from './payloadChecks';

/** The receiver of this window, and what comes after an answer. */
export interface Receiving {
  /** Where the receiver listens; it is started where it is not running yet. Rejects while it has lost its port. */
  port(): Promise<number>;
  /** Connects the relay of a webhook that is about to be registered. Rejects, naming `exposure`, where that fails. */
  openRelay(registration: WebhookRegistration): Promise<void>;
  /** Connects GitHub's relay for a webhook that was just created; where that fails, it is tried again. */
  openForwarder(registration: WebhookRegistration): Promise<void>;
  /** Checks and announces a delivery that was stored in another way than by the receiver. */
  arrived(registration: WebhookRegistration, delivery: StoredDelivery): void;
  /** Brings back what an earlier run left: the receiver where something is registered, forwarding, unfinished checks. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** How often to look for ports that became free. */
const takeOverMs = 2_000;

/** How long closing waits for checks that are under way. */
const closeMs = 1_000;

export function createReceiving(context: Context): Receiving {
  const { env, ledger, ports, store, signing, log, emit } = context;
  let receiver: Promise<Receiver> | undefined;
  const missed = createMissedWatch(
    context,
    ({ receiverPort }) => receiverPort !== undefined && listening.includes(receiverPort),
  );
  let caughtUp: Promise<void> = Promise.resolve();
  const listening: number[] = [];
  const relays = createRelays(context, listening);
  const afterwards = createPayloadChecks(context, listening);
  let takeOver: NodeJS.Timeout | undefined;
  /** Events from before anybody can listen: whoever waits for the whole has to have it first. */
  const early: WebhookEvent[] = [];
  let announce = (event: WebhookEvent): void => {
    early.push(event);
  };

  const stored = (registration: WebhookRegistration, delivery: StoredDelivery) => {
    const event = delivery.event ? ` ${context.quote(delivery.event, 60)}` : '';
    log(`Received ${delivery.kind}${event} for ${registration.operationId}: answered ${delivery.answered}`);
    // It came through a port of ours: to look at those of other windows would cost more than all the rest.
    emit({ type: 'delivery', registration: context.live.current(registration, new Set(listening)), delivery });
    afterwards.follow(registration, delivery);
  };

  const portChanged = (change: PortChange) => {
    const { port } = change;
    if (change.state === 'down') {
      log(`The receiver lost port ${port}`);
      listening.splice(listening.indexOf(port), 1);
      announce({ type: 'receiver', port, state: 'down', since: new Date(change.since).toISOString() });
    } else {
      log(`The receiver has port ${port} again, after ${change.downMs} ms`);
      listening.push(port);
      announce({ type: 'receiver', port, state: 'back', milliseconds: change.downMs });
    }
    ports.enter(listening);
    announce({ type: 'registrations' });
  };

  const start = async (): Promise<Receiver> => {
    const { receiverPort } = env.settings();
    if (!Number.isInteger(receiverPort) || receiverPort < 0 || receiverPort > 65_535)
      throw new Error(t('The setting "flowWebhooks.receiver.port" has to be a whole number from 0 to 65535.'));
    const wanted = receiverPort || ports.kept() || 0;
    const started = await createReceiver([wanted], store, {
      live: () => ledger.recent(),
      fresh: () => ledger.entries(),
      closed: () => ledger.closed(),
      keysOf: async (registration) => ({
        secrets: await signing.allOf(registration),
        described: registration.signature,
        offered: await signing.offered(registration).catch(() => undefined),
      }),
      async keepSecret({ id }, secret) {
        await signing.keep(id, secret);
        // As it is now: its create call may have been answered meanwhile.
        const registration = ledger.get(id);
        if (registration) await ledger.put({ ...registration, signed: true });
      },
      stored,
      redact: context.redactor.text,
      changed: portChanged,
      marks: context.marks,
      log,
    });
    const isTaken = wanted !== 0 && started.port !== wanted;
    // Another window that lives keeps the port that it has; the next one to start alone comes back on it.
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
    announce({ type: 'receiver', port: started.port, state: isTaken && !isOtherWindow ? 'moved' : 'listening' });
    return started;
  };

  const need = (): Promise<Receiver> => {
    receiver ??= start().catch((error) => {
      receiver = undefined;
      throw error;
    });
    return receiver;
  };

  /** Listens for registrations whose port nobody serves any more: its window was closed, or whoever took it let go. */
  const takeOverPorts = async (running: Receiver) => {
    const served = ports.served();
    const wanted = new Set(ledger.entries().flatMap(({ receiverPort }) => receiverPort ?? []));
    for (const port of wanted) {
      if (served.has(port) || listening.includes(port) || !(await running.listenToo(port))) continue;
      listening.push(port);
      ports.enter(listening);
      log(`Receiver on 127.0.0.1:${port}, too`);
      announce({ type: 'receiver', port, state: 'listening' });
      announce({ type: 'registrations' });
    }
    relays.sync();
  };

  /** Has the editor forward the port again, and notes the registrations whose address is no longer the same. */
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

  /** Where another window receives, it also checks. */
  const catchUp = async () => {
    await store.retain((id) => ledger.get(id) !== undefined);
    const served = ports.served();
    for (const registration of ledger.entries()) {
      const { receiverPort } = registration;
      const isAnothers = receiverPort !== undefined && served.has(receiverPort) && !listening.includes(receiverPort);
      if (!isAnothers) afterwards.catchUp(registration);
    }
  };

  return {
    async port() {
      const { port } = await need();
      // Whoever else has it must get neither a delivery nor what it is signed with.
      const ours = listening.includes(port) ? port : listening[0];
      if (ours === undefined) {
        throw new Error(
          t(
            'The receiver has lost its port {0}, and another program may have it. It is tried for again and again.',
            port,
          ),
        );
      }
      return ours;
    },
    openRelay: (registration) => relays.open(registration),
    openForwarder: (registration) => relays.openForwarder(registration),
    arrived: stored,
    async resume() {
      const isResumed = ledger.entries().length > 0;
      if (isResumed) {
        const running = await need();
        await takeOverPorts(running);
        void restoreForwards(running.port);
      }
      caughtUp = catchUp().catch((error) => log(`What was received before was not looked at: ${messageOf(error)}`));
      setImmediate(() => {
        announce = emit;
        for (const event of early.splice(0)) emit(event);
        if (isResumed) void missed.checkAll();
      });
    },
    async close() {
      clearInterval(takeOver);
      relays.close();
      missed.close();
      const running = await receiver?.catch(() => undefined);
      await running?.close();
      // A check that hangs is made after the next start.
      const settled = caughtUp.then(() => afterwards.done());
      await Promise.race([settled, wait(closeMs, undefined, { ref: false })]);
      await store.close();
      ports.leave();
      if (running) emit({ type: 'receiver', port: running.port, state: 'closed' });
    },
  };
}
