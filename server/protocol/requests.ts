/**
 * The custom requests and notifications between client and server. Their types are next to this file: this folder is
 * the only one that both sides import.
 */

/** Names of the requests, each with its parameters and result. */
export const Requests = {
  /** {@link ListTriggersParams} → {@link TriggerList} */
  listTriggers: 'flowWebhooks/listTriggers',
  /** {@link CheckPayloadParams} → {@link PayloadReport} */
  checkPayload: 'flowWebhooks/checkPayload',
  /** {@link CheckPayloadsParams} → an array of {@link PayloadReport}, one for each body, in their order */
  checkPayloads: 'flowWebhooks/checkPayloads',
  /** {@link ExamplePayloadParams} → {@link ExamplePayload} */
  examplePayload: 'flowWebhooks/examplePayload',
  /** {@link PreviewParams} → {@link Preview} */
  preview: 'flowWebhooks/preview',
  /** {@link NewTriggerParams} → {@link TriggerDraft} */
  draftTrigger: 'flowWebhooks/draftTrigger',
  /** {@link NewTriggerParams} → {@link NewTrigger} */
  newTrigger: 'flowWebhooks/newTrigger',
  /** {@link InferSchemaParams} → {@link InferredSchema} */
  inferSchema: 'flowWebhooks/inferSchema',
  /** {@link DocumentParams} → {@link ExportedDefinition} */
  exportDefinition: 'flowWebhooks/exportDefinition',
} as const;

export const Notifications = {
  /** From the server after it has read a definition, so that views over its triggers can refresh: {@link TriggersChangedParams} */
  triggersChanged: 'flowWebhooks/triggersChanged',
  /** From the client: {@link ObservedDelivery} */
  deliveryObserved: 'flowWebhooks/deliveryObserved',
  /** From the client: {@link UnsubscribeReport} */
  unsubscribeChecked: 'flowWebhooks/unsubscribeChecked',
} as const;

export interface TriggersChangedParams {
  uri: string;
}

/**
 * Options that a client may set at start, as `initializationOptions`, and later by `workspace/didChangeConfiguration`
 * with `{settings: {flowWebhooks: {profile, rules}}}`.
 */
export interface ServerOptions {
  /** Codes that the editor itself reports for JSON documents: `syntax`, `duplicate-key`. */
  hostOwns?: string[];
  /** Send {@link Notifications.triggersChanged}; only a client that knows it should ask for it. */
  announceTriggers?: boolean;
  /** A command of the client that shows references: (uri, position, locations) as LSP has them. Without it no lens is sent. */
  showReferencesCommand?: string;
  profile?: Profile;
  /** Severity by code; `off` silences it. */
  rules?: Record<string, 'error' | 'warning' | 'information' | 'hint' | 'off'>;
}

export type Profile = 'custom' | 'certification';

/** The JSON that Power Automate imports. */
export interface ExportedDefinition {
  text: string;
}
