/** Whether services still have the webhooks that the ledger believes to be active. */

import { t } from '../../common/translate';
import type { RegistrationCheck, WebhookRegistration } from '../../domain/registration';
import { type Context, messageOf } from '../context';
import { fits } from '../ownAddress';
import { authorizationOf } from '../remote/authorization';
import { isOfBody, planDelete } from '../remote/deleteTarget';
import type { Service } from '../services/services';
import type { SignInOptions } from '../types';
import { perService } from './perService';

/** How often the service is asked for one that a view shows. */
const againMs = 10 * 60_000;

export interface Existence {
  /** Asks the services for these, or for all. A failure is part of what is answered. */
  check(ids?: string[], options?: SignInOptions): Promise<RegistrationCheck[]>;
  /**
   * A view shows this one. Asks for it in the background, now and then; what was registered in this window just now is
   * known to be there.
   */
  shown(id: string): void;
}

export function createExistence(context: Context): Existence {
  const { ledger, live, emit, log } = context;
  const fromBefore = new Set(ledger.entries().map(({ id }) => id));
  const askedAt = new Map<string, number>();
  context.onEvent((event) => {
    // What the service itself sends says more than any GET.
    const isAlive = event.type === 'delivery' && event.delivery.origin === undefined;
    if (isAlive && live.markThere(event.registration.id)) emit({ type: 'registrations' });
  });
  /** One after another: nobody waits for it, and services count calls. */
  let queue: Promise<unknown> = Promise.resolve();

  const checkOne = async (
    registration: WebhookRegistration,
    options: SignInOptions = {},
  ): Promise<RegistrationCheck> => {
    const { id, operationId } = registration;
    askedAt.set(id, Date.now());
    const found = await ask(context, registration, options).catch((error) =>
      unknown(context.redactor.text(messageOf(error))),
    );
    // It may have been deleted meanwhile.
    const isNews = ledger.get(id) !== undefined && live.isGone(id) !== (found.remote === 'gone');
    if (isNews && found.remote !== 'unknown') {
      if (found.remote === 'gone') live.markGone(id, new Date().toISOString());
      else live.markThere(id);
      emit({ type: 'registrations' });
    }
    return { id, operationId, ...found };
  };

  return {
    async check(ids, options) {
      const wanted = ledger.entries().filter(({ id }) => ids === undefined || ids.includes(id));
      return perService(wanted, (registration) => checkOne(registration, options));
    },

    shown(id) {
      const isDue = fromBefore.has(id) && Date.now() - (askedAt.get(id) ?? 0) >= againMs;
      if (!isDue) return;
      askedAt.set(id, Date.now());
      queue = queue.then(async () => {
        const registration = ledger.get(id);
        if (registration?.state !== 'active' || live.isClosed) return;
        const { remote, detail } = await checkOne(registration);
        if (remote !== 'there')
          log(`Whether the webhook of ${registration.operationId} is still there: ${remote} (${detail})`);
      });
    },
  };
}

type Found = Pick<RegistrationCheck, 'remote' | 'detail'>;

const unknown = (detail: string): Found => ({ remote: 'unknown', detail });

async function ask(
  context: Context,
  registration: WebhookRegistration,
  { interactive }: SignInOptions,
): Promise<Found> {
  if (registration.state !== 'active') return unknown(t('Its create or delete call is in doubt, or under way.'));
  const service: Service = context.services[registration.service];
  const url = readableUrl(registration);
  if (url === undefined) return unknown(t('The definition has no GET at the address of the webhook.'));
  // Only what the person has left with us: nothing is asked for in passing.
  const credentials = await context.credentials.of(registration);
  if (!credentials) return unknown(t('Its credentials are no longer kept.'));
  const authorization = await authorizationOf(context, registration, { credentials, interactive });
  const status = await service.status(url, authorization);
  const detail = t('A GET answers {0}.', status);
  if (status >= 200 && status < 300) return { remote: 'there', detail };
  const isGone = status === 410 || (status === 404 && !(await service.mayHide?.(url, authorization)));
  return { remote: isGone ? 'gone' : 'unknown', detail };
}

/** GitHub's API has a GET for each hook; of another service the definition has to say so. */
function readableUrl(registration: WebhookRegistration): string | undefined {
  const { service, location, remoteUrl, baseUrl, trigger } = registration;
  if (service === 'github') return planDelete(registration).targets.find(({ unconfirmed }) => !unconfirmed)?.url;
  const ofBody = remoteUrl !== undefined && isOfBody(registration, remoteUrl) ? remoteUrl : undefined;
  const url = location ?? ofBody;
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  if (url === undefined) return undefined;
  const { pathname } = new URL(url);
  if (!pathname.startsWith(`${prefix}/`)) return undefined;
  const path = pathname.slice(prefix.length);
  return trigger.readable?.some((template) => fits(template, path)) ? url : undefined;
}
