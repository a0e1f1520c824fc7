import type { JsonObject } from '../../../server/protocol/json';
import { t } from '../../common/translate';
import type { WebhookRegistration } from '../../domain/registration';

/**
 * Returns the schema that deliveries of a webhook are checked against: that of the definition, null without one, or the
 * one that the service gave. Otherwise the reason why it is not known; what the definition has beside it does not count.
 */
export function notificationSchema({
  trigger: { notification },
  dynamicSchema,
}: Pick<WebhookRegistration, 'trigger' | 'dynamicSchema'>): { schema: JsonObject | null } | { problem: string } {
  if (!notification?.dynamic && !notification?.dynamicSchemas?.length) return { schema: notification?.schema ?? null };
  if (dynamicSchema && 'schema' in dynamicSchema) return dynamicSchema;
  return { problem: notLoaded(dynamicSchema?.problem ?? notAsked()) };
}

export const notLoaded = (problem: string): string =>
  t('The schema comes from the service and was not loaded: {0}', problem);

export const notAsked = (): string => t('It was not asked for.');
