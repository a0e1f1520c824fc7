import type { MissedDelivery, StoredDelivery } from './delivery';
import type { ForwardOutcome, ForwardTarget } from './forwarding';
import type { CheckStep, Difference, RemoteOutcome, WebhookRegistration } from './registration';

/** A change of a registration, a delivery or the receiver. Events are emitted in the order in which they happen. */
export type WebhookEvent =
  | { type: 'registrations' }
  | { type: 'creating'; registration: WebhookRegistration }
  | { type: 'created'; registration: WebhookRegistration; milliseconds: number }
  | { type: 'createFailed'; registration: WebhookRegistration; message: string; milliseconds: number }
  | { type: 'delivery'; registration: WebhookRegistration; delivery: StoredDelivery }
  | { type: 'checked'; registration: WebhookRegistration; delivery: StoredDelivery }
  /** A delivery was sent on, or could not be. */
  | {
      type: 'forwarded';
      registration: WebhookRegistration;
      delivery: StoredDelivery;
      target: ForwardTarget;
      outcome: ForwardOutcome;
    }
  /** The moment has come at which the service ends the webhook, by its create response. */
  | { type: 'expired'; registration: WebhookRegistration }
  | { type: 'deleted'; registration: WebhookRegistration; remote: RemoteOutcome; milliseconds: number }
  /** Deliveries of a webhook, which may be a deleted one, were cleared: these, or all. */
  | { type: 'cleared'; registration: WebhookRegistration; deliveryIds?: readonly string[] }
  | { type: 'deleteFailed'; registration: WebhookRegistration; message: string; milliseconds: number }
  | {
      type: 'unsubscribeChecked';
      registration: WebhookRegistration;
      steps: CheckStep[];
      differences: Difference[];
      milliseconds: number;
    }
  /** `since`: time of the loss (ISO 8601); `milliseconds`: how long it was down, once it is back. */
  | { type: 'relay'; registration: WebhookRegistration; state: 'lost' | 'back'; since: string; milliseconds: number }
  /** What was done about a webhook could not be noted, so that only this window knows it; `message` says why. */
  | { type: 'unsaved'; registration: WebhookRegistration; message: string }
  /** What could not be noted is noted now. */
  | { type: 'saved'; registration: WebhookRegistration }
  /** A delivery could not be stored, and its sender got the response 500. */
  | { type: 'notStored'; registration: WebhookRegistration; message: string }
  /** Found at start, after sleep or when a relay is back; each is announced once. */
  | { type: 'missed'; registration: WebhookRegistration; missed: MissedDelivery[] }
  | { type: 'receiver'; port: number; state: 'listening' | 'moved' | 'closed' }
  /** The loss of the port, with its time (ISO 8601, in UTC), and its return. The port is tried again until it is free. */
  | { type: 'receiver'; port: number; state: 'down'; since: string }
  | { type: 'receiver'; port: number; state: 'back'; milliseconds: number };
