import type { Evidence } from '../model/inference/evidence';
import type { StoredBody } from '../protocol/body';
import type { JsonObject } from '../protocol/json';
import type {
  CheckPayloadParams,
  CheckPayloadsParams,
  ExamplePayload,
  ExamplePayloadParams,
  PayloadReport,
} from '../protocol/payloads';
import type { Violation } from './payloadSchema';

/**
 * Checks stored payloads and makes examples; on Node in a worker, so that an untrusted pattern or 25 MB of JSON never block
 * the server.
 */
export interface PayloadChecker {
  check(params: CheckPayloadParams): Promise<PayloadReport>;
  /** One report for each body, in their order. */
  checkAll(params: CheckPayloadsParams): Promise<PayloadReport[]>;
  /** The combined evidence of the bodies. Rejects where the worker fails or takes too long. */
  evidence(bodies: StoredBody[]): Promise<BodyEvidence>;
  /** The keywords of a schema that some of the bodies violate. Rejects as {@link evidence} does. */
  violations(bodies: StoredBody[], schema: JsonObject): Promise<Violation[]>;
  /** An example payload. Rejects where none can be made. */
  example(params: ExamplePayloadParams): Promise<ExamplePayload>;
  close(): Promise<void>;
}

export interface BodyEvidence {
  evidence: Evidence;
  /** Bodies that are neither JSON nor a form, or can't be read; they are not in the evidence. */
  unread: { file: string; message: string }[];
}

export type WorkerRequest =
  | { kind: 'check'; bodies: StoredBody[]; schema: JsonObject | null }
  | { kind: 'example'; params: ExamplePayloadParams }
  | { kind: 'evidence'; bodies: StoredBody[] }
  | { kind: 'violations'; bodies: StoredBody[]; schema: JsonObject };

/** A response to the request with the same number; a check gets one for each body, in their order. */
export type WorkerResponse = { number: number; result: unknown } | { number: number; error: string };

/** What the worker says once it can answer. */
export const workerStarted = 'started';

export type WorkerMessage = WorkerResponse | typeof workerStarted;
