/**
 * The custom requests and notifications between client and server. Their types are next to this file: this folder is
 * the only one that both sides import.
 */
import type { CompareParams, ComparisonReport } from './compare';
import type { DocumentParams, Range } from './document';
import type { ExpressionParams, PlaceExpression } from './expression';
import type { NewTrigger, NewTriggerParams, TriggerDraft } from './newTrigger';
import type {
  CheckPayloadParams,
  CheckPayloadsParams,
  ExamplePayload,
  ExamplePayloadParams,
  InferredSchema,
  InferSchemaParams,
  ObservedDelivery,
  PayloadReport,
  SchemaReport,
  UnsubscribeReport,
} from './payloads';
import type { Preview, PreviewParams } from './preview';
import type { BodyDescription, DescribeBodyParams, ListTriggersParams, TriggerList } from './triggers';

/** The parameters and the result of each request, by its name. */
interface RequestMap {
  'flowWebhooks/listTriggers': { params: ListTriggersParams; result: TriggerList };
  'flowWebhooks/describeBody': { params: DescribeBodyParams; result: BodyDescription };
  'flowWebhooks/checkPayload': { params: CheckPayloadParams; result: PayloadReport };
  /** One report for each body, in their order. */
  'flowWebhooks/checkPayloads': { params: CheckPayloadsParams; result: PayloadReport[] };
  'flowWebhooks/examplePayload': { params: ExamplePayloadParams; result: ExamplePayload };
  'flowWebhooks/preview': { params: PreviewParams; result: Preview };
  'flowWebhooks/expression': { params: ExpressionParams; result: PlaceExpression };
  'flowWebhooks/draftTrigger': { params: NewTriggerParams; result: TriggerDraft };
  'flowWebhooks/newTrigger': { params: NewTriggerParams; result: NewTrigger };
  'flowWebhooks/inferSchema': { params: InferSchemaParams; result: InferredSchema };
  'flowWebhooks/compare': { params: CompareParams; result: ComparisonReport };
  'flowWebhooks/checkDefinition': { params: CheckDefinitionParams; result: CheckedDefinition };
  'flowWebhooks/exportDefinition': { params: DocumentParams; result: ExportedDefinition };
  'flowWebhooks/convertOpenApi': { params: DocumentParams; result: ConvertedOpenApi };
}

export type RequestName = keyof RequestMap;
export type ParamsOf<Name extends RequestName> = RequestMap[Name]['params'];
export type ResultOf<Name extends RequestName> = RequestMap[Name]['result'];

/** The names of the requests. */
export const Requests = {
  listTriggers: 'flowWebhooks/listTriggers',
  describeBody: 'flowWebhooks/describeBody',
  checkPayload: 'flowWebhooks/checkPayload',
  checkPayloads: 'flowWebhooks/checkPayloads',
  examplePayload: 'flowWebhooks/examplePayload',
  preview: 'flowWebhooks/preview',
  expression: 'flowWebhooks/expression',
  draftTrigger: 'flowWebhooks/draftTrigger',
  newTrigger: 'flowWebhooks/newTrigger',
  inferSchema: 'flowWebhooks/inferSchema',
  compare: 'flowWebhooks/compare',
  checkDefinition: 'flowWebhooks/checkDefinition',
  exportDefinition: 'flowWebhooks/exportDefinition',
  convertOpenApi: 'flowWebhooks/convertOpenApi',
} as const satisfies Record<string, RequestName>;

/** The parameters of each notification, by its name. */
export interface NotificationMap {
  /** From the server after it has read a definition, so that views over its triggers can refresh. */
  'flowWebhooks/triggersChanged': TriggersChangedParams;
  /** From the client. */
  'flowWebhooks/deliveryObserved': ObservedDelivery;
  /** From the client. */
  'flowWebhooks/unsubscribeChecked': UnsubscribeReport;
  /** From the client. */
  'flowWebhooks/schemaLoaded': SchemaReport;
}

/** The names of the notifications. */
export const Notifications = {
  triggersChanged: 'flowWebhooks/triggersChanged',
  deliveryObserved: 'flowWebhooks/deliveryObserved',
  unsubscribeChecked: 'flowWebhooks/unsubscribeChecked',
  schemaLoaded: 'flowWebhooks/schemaLoaded',
} as const satisfies Record<string, keyof NotificationMap>;

export interface TriggersChangedParams {
  uri: string;
}

/**
 * Settings of a client: sent at start as `initializationOptions`, and later by `workspace/didChangeConfiguration`
 * with `{settings: {flowWebhooks: {profile, rules}}}`.
 */
export interface ServerOptions {
  /** Codes that the editor itself reports for JSON documents: `syntax`, `duplicate-key`. */
  hostOwns?: string[];
  /** True for a client that handles {@link Notifications.triggersChanged}; otherwise it is not sent. */
  announceTriggers?: boolean;
  /**
   * The client's command that shows references. Its arguments are (uri, position, locations), in the types of LSP.
   * Without it no code lens is sent.
   */
  showReferencesCommand?: string;
  /**
   * The client's command that converts an OpenAPI 3 definition. Its argument is `{ask: true, uri}`. Without it the quick
   * fix replaces the text of the file.
   */
  convertCommand?: string;
  /** The language of messages, at start only; without it, the `locale` of the request decides. */
  language?: string;
  profile?: Profile;
  /** Severity by code; `off` silences it. */
  rules?: Record<string, 'error' | 'warning' | 'information' | 'hint' | 'off'>;
}

export type Profile = 'custom' | 'certification';

/** An OpenAPI 3 definition as OpenAPI 2.0. */
export interface ConvertedOpenApi {
  /** In the language of the file, JSON or YAML. */
  text: string;
  /** What OpenAPI 2.0 cannot express, or a person must complete. */
  losses: { pointer: string; message: string }[];
}

/** Checks a definition with a profile, whatever the settings say of it. */
interface CheckDefinitionParams extends DocumentParams {
  profile: Profile;
}

export interface CheckedDefinition {
  /** In the order of the document. */
  errors: { message: string; range: Range }[];
  /** Number of warnings. */
  warnings: number;
}

/** The JSON that Power Automate imports. */
export interface ExportedDefinition {
  text: string;
}
