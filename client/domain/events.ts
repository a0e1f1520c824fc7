import type { MissedDelivery, StoredDelivery } from './delivery';
import type { CheckStep, RemoteOutcome, WebhookRegistration } from './registration';

/** Whatever happens to a registration or a delivery, in the order it happened. */
export type WebhookEvent =
  | { type: 'registrations' }
  | { type: 'creating'; registration: WebhookRegistration }
  | { type: 'created'; registration: WebhookRegistration; milliseconds: number }
  | { type: 'createFailed'; registration: WebhookRegistration; message: string; milliseconds: number }
  | { type: 'delivery'; registration: WebhookRegistration; delivery: StoredDelivery }
  | { type: 'checked'; registration: WebhookRegistration; delivery: StoredDelivery }
  | { type: 'deleted'; registration: WebhookRegistration; remote: RemoteOutcome; milliseconds: number }
  | { type: 'deleteFailed'; registration: WebhookRegistration; message: string; milliseconds: number }
  | { type: 'unsubscribeChecked'; registration: WebhookRegistration; steps: CheckStep[]; milliseconds: number }
  /** `since`: when it went down (ISO 8601); `milliseconds`: how long it was down, once it is back. */
  | { type: 'relay'; registration: WebhookRegistration; state: 'lost' | 'back'; since: string; milliseconds: number }
  /** Found at start, after sleep or when a relay was back; each is told of once. */
  | { type: 'missed'; registration: WebhookRegistration; missed: MissedDelivery[] }
  | { type: 'receiver'; port: number; state: 'listening' | 'moved' | 'closed' }
  /** It lost its port, since when (ISO 8601, in UTC), or has it again, after how long. It is tried for again and again. */
  | { type: 'receiver'; port: number; state: 'down'; since: string }
  | { type: 'receiver'; port: number; state: 'back'; milliseconds: number };
