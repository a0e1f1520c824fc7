import type { StoredBody } from './body';
import type { ChangeReport } from './compare';
import type { DocumentParams, Range } from './document';
import type { Json, JsonObject } from './json';

/** Checks a stored delivery. */
export interface CheckPayloadParams extends StoredBody {
  /** The notification schema, from {@link NotificationDescription.schema}. */
  schema: JsonObject | null;
}

/** Checks several bodies with one schema: while many deliveries arrive, a message for each would cost more than its check. */
export interface CheckPayloadsParams {
  bodies: StoredBody[];
  schema: JsonObject | null;
}

export interface PayloadReport {
  /** Null where it could not be decided; `problems` then gives the reason. */
  conforms: boolean | null;
  problems: PayloadProblem[];
}

export interface PayloadProblem {
  /** JSON pointer into the payload; empty for its root. */
  pointer: string;
  message: string;
}

export interface ExamplePayloadParams {
  /** A notification schema, from {@link NotificationDescription.schema}. */
  schema: JsonObject;
}

/** A payload that a service might send. */
export interface ExamplePayload {
  value: Json;
  /** Places where no valid value was found: the schema contradicts itself, or has a pattern that no tried text matches. */
  problems: PayloadProblem[];
}

/** A delivery kept in a repository, one JSON file each; the format is documented in docs/deliveries.md. */
export interface DeliveryFixture {
  /** operationId of the trigger. */
  trigger: string;
  event: string | null;
  /** ISO 8601, in UTC. */
  receivedAt: string;
  /** By lower-case name; secrets and signatures masked. */
  headers: Record<string, string>;
  /** The value of JSON; a form's fields, or the JSON in its field `payload`; the text of anything else. */
  body: Json;
}

/**
 * The last delivery of a trigger: what contradicts its notification schema becomes diagnostics of the definition, until
 * the definition or the next delivery agrees.
 */
export interface ObservedDelivery extends StoredBody {
  uri: string;
  operationId: string;
  /** ISO 8601, in UTC. An older one than what is known already is dropped. */
  receivedAt: string;
  /** True for a replay, or an example that was sent from the editor. */
  sentFromHere?: boolean;
  /** True to count although a later one is known: what counts was changed. */
  replaces?: boolean;
}

/** The result of a check of the unsubscribe contract, until the next one replaces it. */
export interface UnsubscribeReport {
  uri: string;
  operationId: string;
  /** ISO 8601, in UTC. */
  checkedAt: string;
  steps: { name: string; ok: boolean; detail: string }[];
}

/** The notification schema that a service gave for a trigger, complete and self-contained; null when it is not known any more. */
export interface SchemaReport {
  uri: string;
  operationId: string;
  schema: JsonObject | null;
}

/** Writes a trigger's notification schema from payloads, or updates the existing one. */
export interface InferSchemaParams extends DocumentParams {
  operationId: string;
  samples: StoredBody[];
  /** Where to write the schema; undefined leaves it where it is and writes a new one inline. */
  place?: SchemaPlace;
}

export interface InferredSchema {
  /** The schema after the edits, self-contained like {@link NotificationDescription.schema}. */
  schema: JsonObject;
  changed: boolean;
  /** Edits of the document in {@link version}; they do not overlap. */
  edits: { range: Range; newText: string }[];
  /** Null where the document came as text. */
  version: number | null;
  /** Samples that could not be read, with the reasons. */
  unread: { file: string; message: string }[];
  /** What the edits break in flows that use the definition as it is now. */
  breaking: Pick<ChangeReport, 'code' | 'message' | 'operationId' | 'path'>[];
}

/** Where a notification schema is written: at the trigger's path, or under `#/definitions` with a reference to it. */
export type SchemaPlace = 'inline' | 'definition';
