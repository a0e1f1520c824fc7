import { type FSWatcher, watch } from 'node:fs';
import { InputError } from '../common/inputError';
import { t } from '../common/translate';
import type { WebhookRegistration } from '../domain/registration';
import { type Context, createContext, messageOf, requireDeliveriesOf } from './context';
import { deletedPrefix } from './deletedWebhooks';
import { clearAllDeliveries, clearDeliveries } from './deliveries/clearDeliveries';
import { createForwarding } from './deliveries/forwarding';
import { ping, redeliver } from './deliveries/githubHooks';
import { fetchDelivery, missedDeliveries, missedSeen } from './deliveries/missed';
import { createReceiving } from './deliveries/receiving';
import { replay, sendAsService } from './deliveries/replay';
import type { WebhookEnvironment } from './environment';
import { curlOf, fixturesOf, harOf, payloadText } from './export/export';
import { probe } from './exposure/reach';
import { confirmSubscription } from './registration/confirmSubscription';
import { deleteWebhook, previewDelete } from './registration/delete';
import { loadBodySchema, reloadSchema } from './registration/dynamicSchema';
import { listValues } from './registration/dynamicValues';
import { createExistence } from './registration/existence';
import { preview, reach, registerWebhook } from './registration/register';
import { changedRequest, renewalOf } from './registration/renewal';
import { curlOfRequest } from './registration/requestPreview';
import { setHandshakeAnswer } from './registration/setHandshakeAnswer';
import { keyHostOf, setSignature } from './registration/setSignature';
import { checkUnsubscribe } from './registration/unsubscribeCheck';
import { supplyCredentials } from './remote/authorization';
import { checkBaseUrl, originOf } from './request/baseUrl';
import type { Webhooks } from './webhooksApi';

/**
 * Opens the webhooks of one storage folder. The receiver starts at once when something is registered, otherwise with the
 * first registration.
 */
export async function createWebhooks(env: WebhookEnvironment): Promise<Webhooks> {
  const context = await createContext(env);
  const { ledger, store, credentials, live } = context;
  const forwarding = createForwarding(context);
  const receiving = createReceiving(context, forwarding);
  const watcher = watchOtherWindows(context);
  const existence = createExistence(context);
  return {
    storageFolder: context.storageFolder,
    register: async (request, signal) => (await registerWebhook(context, receiving, request, signal)).registration,
    probe: async (publicUrl, signal) => {
      const port = await receiving.port();
      return probe(context.probes, checkBaseUrl(publicUrl), port, signal);
    },
    reach: (request, signal) => reach(context, receiving, request, signal),
    delete: (id, options = {}) => deleteWebhook(context, id, options),
    renewal: (id, trigger, given, mayLack) => renewalOf(context, id, trigger, given, mayLack),
    changedRequest: (id, trigger) => changedRequest(context, id, trigger),
    previewDelete: (id) => previewDelete(context, id),
    checkUnsubscribe: (request, signal) => checkUnsubscribe(context, receiving, request, signal),
    preview: (request) => preview(context, receiving, request),
    curlOfRequest: (request, shell) => curlOfRequest(context, request, shell),
    listValues: (request, signal) => listValues(context, request, signal),
    loadBodySchema: (request, signal) => loadBodySchema(context, request, signal),
    async loadSchema(id, options) {
      const registration = await reloadSchema(context, id, options);
      receiving.checkAgain(registration);
      return registration;
    },
    checkRegistrations: (ids, options) => existence.check(ids, options),
    shown: (id) => existence.shown(id),
    list: () => live.allCurrent(ledger.entries()),
    get(id) {
      const registration = ledger.get(id);
      return registration && live.current(registration);
    },
    deleted: () => deletedWebhooks(context),
    find: (id) => findWebhook(context, id),
    clearDeliveries: (id, deliveryIds) => clearDeliveries(context, id, deliveryIds),
    clearAllDeliveries: () => clearAllDeliveries(context),
    deliveries: async (id) => store.list(requireDeliveriesOf(context, id).id),
    summaries: async (id) => store.summaries(requireDeliveriesOf(context, id).id),
    stored: async (id) => store.stored(requireDeliveriesOf(context, id).id),
    async delivery(id, deliveryId) {
      const found = await store.get(requireDeliveriesOf(context, id).id, deliveryId);
      if (!found)
        throw new InputError('deliveryId', t('There is no delivery {0}.', context.quote(String(deliveryId), 60)));
      return found;
    },
    setHandshakeAnswer: (id, answer) => setHandshakeAnswer(context, id, answer),
    setSignature: (id, change) => setSignature(context, id, change),
    keyHost: (id) => keyHostOf(context, id),
    confirmSubscription: (id, deliveryId) => confirmSubscription(context, id, deliveryId),
    supplyCredentials: (id, given) => supplyCredentials(context, id, given),
    ping: (id, options) => ping(context, id, options),
    redeliver: (id, deliveryId, options) => redeliver(context, id, deliveryId, options),
    missed: (id, options) => missedDeliveries(context, id, options),
    missedSeen: (id, found) => missedSeen(context, id, found),
    fetchDelivery: (id, deliveryId, options) => fetchDelivery(context, receiving.arrived, id, deliveryId, options),
    replay: (id, deliveryId, options = {}) => replay(context, receiving.port, id, deliveryId, options),
    send: (id, options) => sendAsService(context, receiving.port, id, options),
    forward: (id, change) => forwarding.change(id, change),
    forwards: (id) => forwarding.targets(id),
    forwardStates: (id) => forwarding.states(id),
    payloadText: (id, deliveryId) => payloadText(context, id, deliveryId),
    curl: (id, deliveryId, shell) => curlOf(context, id, deliveryId, shell),
    har: (id, version, options) => harOf(context, id, version, options),
    fixtures: (id, deliveryIds, options) => fixturesOf(context, id, deliveryIds, options),
    credentials: () => credentials.list(),
    async removeCredentials(origin) {
      const only = origin !== undefined && URL.canParse(origin) ? originOf(origin) : origin;
      const concerned = ledger.entries().filter(({ baseUrl }) => only === undefined || originOf(baseUrl) === only);
      for (const { id } of concerned) live.releaseCredentials(id);
      return credentials.forget(only);
    },
    orphans: () => ledger.entries().filter(({ state }) => state === 'orphan'),
    onEvent: context.onEvent,
    start: receiving.start,
    async close() {
      watcher?.close();
      await live.close();
      await receiving.close();
      await ledger.settle();
    },
  };
}

/** One that is in the ledger as well was not deleted after all: its window died meanwhile. */
const deletedWebhooks = ({ deleted, ledger }: Context) =>
  deleted.list().filter(({ registration }) => ledger.get(registration.id) === undefined);

function findWebhook({ ledger, live, deleted }: Context, id: string): WebhookRegistration | undefined {
  const registration = ledger.get(id);
  return registration ? live.current(registration) : deleted.get(id)?.registration;
}

/** Emits an event when another window registered or deleted something, so that lists are drawn again. */
function watchOtherWindows({ storageFolder, emit, log }: Context): FSWatcher | undefined {
  const unwatched = (error: unknown) => log(`What other windows do is not seen at once: ${messageOf(error)}`);
  try {
    const watcher = watch(storageFolder, { persistent: false }, (_, name) => {
      if (name === 'registrations.jsonl' || name?.startsWith(deletedPrefix)) emit({ type: 'registrations' });
    });
    return watcher.on('error', unwatched);
  } catch (error) {
    // The system's limit of watches is used up.
    unwatched(error);
    return undefined;
  }
}
