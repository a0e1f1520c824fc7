/** What happens to a delivery that a target does not accept. */
export const forwardRetries = ['never', 'briefly', 'always'] as const;

/** `briefly`: for half a minute; `always`: until it is accepted, and the deliveries behind it wait. */
export type ForwardRetries = (typeof forwardRetries)[number];

/** A place that accepted deliveries of a webhook go on to. Its URL may hold a token: it is in SecretStorage alone. */
export interface ForwardTarget {
  id: string;
  /** The host, and of a URL on this computer the path; holds no secret. */
  label: string;
  on: boolean;
  retries: ForwardRetries;
  /** When it was switched on last (ISO 8601): deliveries from then on go there. */
  since: string;
}

/** What became of one delivery at one target. */
export interface ForwardOutcome {
  /** Id of the target. */
  target: string;
  /** HTTP status of the last attempt; 0 where there was no response. */
  status: number;
  /** Time of the last attempt. */
  milliseconds: number;
  attempts: number;
  /** Why the target did not get it; undefined where it did. */
  problem?: string;
  /** Headers with secrets were left out, because they are not stored and the window was restarted meanwhile. */
  isIncomplete?: true;
}

/** A target with what this window knows of it. */
export interface ForwardState extends ForwardTarget {
  /** Number of deliveries that it accepted, and of those that it did not get. */
  forwarded: number;
  failed: number;
  /** Number of deliveries that are still to be sent. */
  waiting: number;
  /** Why the delivery in turn is tried again. */
  problem?: string;
}

/** A change of a webhook's targets. */
export interface ForwardChange {
  /** The URLs to switch; empty for all that the webhook has. */
  to: string[];
  on: boolean;
  /** Undefined keeps what was chosen, or `briefly`. */
  retries?: ForwardRetries;
  /** Hosts of other machines that the person agreed to. */
  confirmHosts?: string[];
  /** Removes the targets, instead of switching them. */
  remove?: boolean;
}

/** True for a response that says the target has the delivery. */
export const isForwarded = ({ status, problem }: ForwardOutcome): boolean =>
  problem === undefined && status >= 200 && status < 300;
