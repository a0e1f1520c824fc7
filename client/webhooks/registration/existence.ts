/** Checks whether services still have the webhooks that are active in the ledger. */

import { t } from '../../common/translate';
import type { RegistrationCheck, WebhookRegistration } from '../../domain/registration';
import { type Context, messageOf } from '../context';
import { connect } from '../remote/authorization';
import { isWebhookUrl, planDelete, usableLocation } from '../remote/deleteTarget';
import { createPolicedService } from '../remote/policedService';
import type { Service } from '../services/services';
import type { SignInOptions } from '../webhooksApi';
import { hasDotSegments, matchesTemplate } from '../webhookUrl';
import { perService } from './perService';

/** Minimum time between two background checks of the same webhook. */
const againMs = 10 * 60_000;

interface Existence {
  /** Asks the services for these webhooks, or for all. A failure is part of the result. */
  check(ids?: string[], options?: SignInOptions): Promise<RegistrationCheck[]>;
  /**
   * Tells that a view shows this webhook. Its service is asked in the background, now and then, unless it was registered
   * in this window.
   */
  shown(id: string): void;
}

export function createExistence(context: Context): Existence {
  const { ledger, live, emit, log } = context;
  const fromBefore = new Set(ledger.entries().map(({ id }) => id));
  const askedAt = new Map<string, number>();
  context.onEvent((event) => {
    // A delivery of the service proves more than any GET.
    const isAlive = event.type === 'delivery' && event.delivery.origin === undefined;
    if (isAlive && live.markThere(event.registration.id)) emit({ type: 'registrations' });
  });
  /** Background checks run one after another: nobody waits for them, and services count calls. */
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
    // The webhook may have been deleted in the meantime.
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
  if (registration.state !== 'active')
    return unknown(t('The outcome of its create or delete request is not known yet.'));
  const service: Service = context.services[registration.service];
  const url = readableUrl(registration);
  if (url === undefined) return unknown(t('The definition has no GET at the URL of the webhook.'));
  // Saved credentials only: a check never asks for others.
  const credentials = await context.credentials.of(registration);
  if (!credentials) return unknown(t('Its credentials are no longer saved.'));
  const call = await connect(context, registration, { credentials, interactive });
  const status = await createPolicedService(service, registration).status(url, call);
  const detail = t('A GET returns {0}.', status);
  if (status >= 200 && status < 300) return { remote: 'there', detail };
  const isGone = status === 410 || (status === 404 && !(await service.mayHide?.(url, call.authorization)));
  return { remote: isGone ? 'gone' : 'unknown', detail };
}

/** Returns the URL of a GET for the webhook: GitHub's API has one for each hook, other definitions must declare it. */
function readableUrl(registration: WebhookRegistration): string | undefined {
  const { service, remoteUrl, baseUrl, trigger } = registration;
  if (service === 'github') return planDelete(registration).targets.find(({ unconfirmed }) => !unconfirmed)?.url;
  const ofBody = remoteUrl !== undefined && isWebhookUrl(registration, remoteUrl) ? remoteUrl : undefined;
  const url = usableLocation(registration) ?? ofBody;
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');
  if (url === undefined) return undefined;
  const { pathname } = new URL(url);
  if (hasDotSegments(pathname) || !pathname.startsWith(`${prefix}/`)) return undefined;
  const path = pathname.slice(prefix.length);
  return trigger.readable?.some((template) => matchesTemplate(template, path)) ? url : undefined;
}
