/**
 * The contract between client and server: custom requests and their types.
 * The only file that both sides import; it imports nothing itself.
 */

/** Zero-based, in UTF-16 code units, as in LSP. */
export interface Position {
  line: number;
  character: number;
}
export interface Range {
  start: Position;
  end: Position;
}

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Names of the requests. */
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
 * What a client may set at start, as `initializationOptions`, and later by `workspace/didChangeConfiguration`
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

/** Which definition a request is about. */
export interface DocumentParams {
  uri: string;
  /** The text where the document is not open in this client (its file is read by the client). */
  text?: string;
  /** Needed with `text`: `json`, `jsonc` or `yaml`. */
  languageId?: string;
}

export type ListTriggersParams = DocumentParams;

export interface TriggerList {
  uri: string;
  /** Null where the document came as text. */
  version: number | null;
  /** False where the document is no connector definition. */
  isDefinition: boolean;
  triggers: TriggerDescription[];
}

export type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch';

/** Everything a client needs to show a trigger and to register its webhook. */
export interface TriggerDescription {
  operationId: string;
  /** `webhook`: `x-ms-trigger` and a notification on its path or a callback in its body. `polling`: neither. */
  kind: 'webhook' | 'polling';
  /** `summary`, else the operationId. */
  title: string;
  description?: string;
  hint?: string;
  /** The whole operation, with its method key. */
  range: Range;
  /** The method key. */
  selectionRange: Range;
  method: Method;
  /** Path template as written, such as `/repos/{owner}/{repo}/hooks`. */
  path: string;
  endpoint: Endpoint;
  /** Where its calls go instead by `apiProperties.json` beside the definition. */
  addresses?: AddressTemplate[];
  /** Media types the operation takes, the document's where it names none. */
  consumes: string[];
  /** Path, query, header and form parameters in the order of the definition, `$ref` followed, path item included. */
  parameters: ParameterDescription[];
  body?: BodyDescription;
  callback?: CallbackDescription;
  notification?: NotificationDescription;
  /** The most plausible one first; only operations with DELETE. */
  unsubscribe: UnsubscribeCandidate[];
  /**
   * Path templates with a GET, where a DELETE may be for the webhook, or below the trigger's path: a webhook may be read
   * there.
   */
  readable?: string[];
  /** Alternatives; the first is the definition's default. Empty where it declares none. */
  security: SecurityDescription[];
  /** Documented success answers. */
  answers: { status: string; location: boolean }[];
}

/** Where the service is, as the definition says; each may be missing or hold a placeholder. */
export interface Endpoint {
  schemes: string[];
  host?: string;
  /** Begins with a slash or is empty; never ends with a slash. */
  basePath: string;
}

/** A base URL, host and base path, of which a connection says the rest. */
export interface AddressTemplate {
  /** `https://{site}.example.com/api`: names in braces are parameters. */
  template: string;
  parameters: ConnectionParameter[];
}

export interface ConnectionParameter {
  name: string;
  title: string;
  description?: string;
  default?: string;
  /** May be left empty. */
  optional: boolean;
  choices?: { value: string; title: string }[];
}

export type Visibility = 'none' | 'important' | 'advanced' | 'internal';

/** What a parameter and a field of the body say alike about their value. */
export interface ValueDescription {
  /** `x-ms-summary` (a field: `title` first), else the name. Never empty. */
  title: string;
  description?: string;
  required: boolean;
  format?: string;
  enum?: Json[];
  /** Beside `enum`, what its values are called (`x-ms-enum-values`): makers choose from these. */
  enumTitles?: TitledValue[];
  default?: Json;
  visibility: Visibility;
  /** Type of an array's items. */
  itemsType?: string;
  /** What an array's items may be. */
  itemsEnum?: Json[];
  itemsEnumTitles?: TitledValue[];
  /** Something to begin with where the value has to be typed as JSON: its required properties, empty or with their defaults. */
  template?: Json;
  limits?: ValueLimits;
  /** The service knows what may stand here; for an array, what may be its items. */
  dynamic?: DynamicValues;
}

/** A value and what it is called. */
export interface TitledValue {
  value: Json;
  title: string;
}

/** Inclusive, as in the definition. */
export type ValueLimits = Partial<
  Record<'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems', number>
>;

/**
 * `x-ms-dynamic-values`, `x-ms-dynamic-list` or a level of `x-ms-dynamic-tree`, resolved: an operation of the same definition whose answer holds the
 * values to choose from.
 */
export interface DynamicValues {
  /** Undefined where the definition names none that it has; `problem` then says so. */
  operation?: OperationDescription;
  problem?: string;
  arguments: DynamicArgument[];
  /** Property names to the array in the answer; empty for the answer itself. */
  itemsPath: string[];
  /** Property names in an item to the value that is sent; empty for the item itself. */
  valuePath: string[];
  /** To the text that is shown; undefined for the value itself. */
  titlePath?: string[];
  /** What is listed are the roots of a tree. */
  tree?: DynamicTree;
}

/** `x-ms-dynamic-tree`: items that have others below them. */
export interface DynamicTree {
  /** Lists what is below an item. */
  browse: DynamicValues;
  /** Which items have others below them: all or none, or those whose property is (or is not) a value. */
  parents: boolean | { path: string[]; is: Json; not: boolean };
  canSelectParents: boolean;
  canSelectLeaves: boolean;
}

/** Fills a parameter of a {@link DynamicValues} operation. */
export interface DynamicArgument {
  /** Of the operation's parameter; for a part of its body, property names from the body parameter's name down. */
  path: string[];
  value?: Json;
  /** Where the answer stands that it takes: property names from the `parameters` of the register command down. */
  from?: string[];
  /** Property names in the item of a tree that is opened, to the value that it takes. */
  selected?: string[];
  /** Undefined where the definition does not say; `false` allows the call without it. */
  required?: boolean;
}

/** An operation as far as it takes to call it. */
export interface OperationDescription {
  operationId: string;
  title: string;
  method: Method;
  path: string;
  consumes: string[];
  parameters: ParameterDescription[];
  body?: BodyDescription;
}

export interface ParameterDescription extends ValueDescription {
  name: string;
  in: 'path' | 'query' | 'header' | 'formData';
  type: string;
  collectionFormat?: string;
  urlEncoding?: 'single' | 'double';
}

export interface BodyDescription {
  /** The body parameter's name: by it `parameters` of the register command give the whole body. */
  name: string;
  required: boolean;
  /** A schema that stands alone: `$ref`s point into its own `definitions`. */
  schema: JsonObject;
  /**
   * What a maker would fill in, flattened as the designer does: scalars, arrays and objects without properties.
   * Read-only properties are left out. A body that is no object is the one field with an empty path.
   */
  fields: BodyField[];
  /** All defaults of the schema in place; undefined where there is none. */
  defaults?: Json;
}

/** `required` is true where every level from the body down requires it. `visibility` is the nearest one from the property up. */
export interface BodyField extends ValueDescription {
  /** Property names from the body's root. */
  path: string[];
  /** Undefined where the schema has none. */
  type?: string;
  /** A body that is sent lacks something without it, though the body as a whole may be left out. */
  expected?: boolean;
  /** The callback URL goes here. */
  callback: boolean;
}

export interface CallbackDescription {
  /** Property names from the body's root to the callback property. */
  path: string[];
  /** It stands inside a list, where the designer does not come. */
  inArray?: true;
  /** The property that carries `x-ms-notification-url`. */
  range: Range;
}

export interface NotificationDescription {
  description?: string;
  /** Stands alone like {@link BodyDescription.schema}; undefined where the content has no schema. */
  schema?: JsonObject;
  /** The value of `x-ms-notification-content`. */
  range: Range;
  /** The schema's shape is only known to the service at run time. */
  dynamic: boolean;
}

export interface UnsubscribeCandidate {
  operationId?: string;
  path: string;
  /**
   * Where it is as seen from the trigger's path. `other-trigger` ones delete what another trigger creates, and `unlikely`
   * ones something else: neither is ever called for this trigger.
   */
  relation: 'same-path' | 'child' | 'sibling' | 'descendant' | 'elsewhere' | 'other-trigger' | 'unlikely';
  parameters: ParameterDescription[];
  /** Name of the path parameter that the id of the create answer fills; the last one that the trigger lacks. */
  idParameter?: string;
  hasBody: boolean;
}

export interface SecurityDescription {
  name: string;
  type: 'basic' | 'apiKey' | 'oauth2';
  /** For an API key: where it goes and under which name. */
  in?: 'header' | 'query';
  parameterName?: string;
  flow?: string;
  authorizationUrl?: string;
  tokenUrl?: string;
  scopes?: string[];
}

/**
 * A body stays in its file (25 MB would not do over JSON-RPC); the server reads it in a worker that it can stop.
 */
export interface StoredBody {
  /** Absolute path of a file that holds the raw body. */
  file: string;
  /** Where in the file it begins; 0 unless told. */
  start?: number;
  /** How long it is; all that follows unless told. */
  bytes?: number;
  contentType: string | null;
  contentEncoding: string | null;
}

/**
 * The charset of a body, as `TextDecoder` takes it; both sides read bodies by it. A byte-order mark decides, then what
 * the content type says, then the zeros that UTF-16 has beside the ASCII that JSON, XML and forms begin with
 * (RFC 4627, section 3). UTF-8 else: it is what JSON has to be in (RFC 8259, section 8.1).
 */
export function charsetOf(bytes: Uint8Array, contentType: string | null): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  const named = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? '';
  if (/^utf-?16(le|be)$/.test(named)) return named.replace(/^utf-?/, 'utf-');
  if (first === 0 && isAscii(second) && isAscii(bytes[3] ?? second)) return 'utf-16be';
  if (second === 0 && isAscii(first) && isAscii(bytes[2] ?? first)) return 'utf-16le';
  if (/^(utf-?16|ucs-2|unicode)$/.test(named)) return 'utf-16le';
  return isKnownCharset(named) ? named : 'utf-8';
}

const isAscii = (byte = 0) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d);

function isKnownCharset(name: string): boolean {
  try {
    return name !== '' && new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}

/**
 * The compressions of a body, the outermost first: they were applied in the order of the header (RFC 9110, 8.4). Some
 * senders name their charset there, which compresses nothing.
 */
export function encodingsOf(contentEncoding: string | null): string[] {
  const names = (contentEncoding ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => !/^(|identity|none|utf-?8)$/.test(name)).reverse();
}

/** Whether deflated bytes have the frame that "deflate" stands for (RFC 1950, 2.2). Some senders leave it out. */
export function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/** Checks a stored delivery. */
export interface CheckPayloadParams extends StoredBody {
  /** The notification schema, from {@link NotificationDescription.schema}. */
  schema: JsonObject | null;
}

/** Several of one schema: while many deliveries arrive, a message for each would cost more than its check. */
export interface CheckPayloadsParams {
  bodies: StoredBody[];
  schema: JsonObject | null;
}

export interface PayloadReport {
  /** Null where it could not be decided; `problems` then says why. */
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
  /** Where the schema could not be met: it contradicts itself, or has a pattern for which no text was found. */
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

/** Asks what makers see of a trigger in Power Automate. */
export interface PreviewParams extends ListTriggersParams {
  /** The cursor: the trigger around it is shown, or one that uses the definition around it. */
  position?: Position;
  /** {@link PreviewedTrigger.id} or operationId of the one to show where `position` is at none. */
  trigger?: string;
}

export interface Preview {
  uri: string;
  /** Null where the document came as text. */
  version: number | null;
  isDefinition: boolean;
  /** The first fault of a text that cannot be read as a whole: the card may then lack something. */
  fault?: { message: string; range: Range };
  /** All triggers to choose from, in the order of the document. */
  triggers: PreviewedTrigger[];
  /** Undefined where there is no trigger. */
  card?: TriggerCard;
}

export interface PreviewedTrigger {
  /** `post /repos/{owner}/hooks`: stays the same while its operationId is being typed. */
  id: string;
  /** `summary`, else the operationId, else the id. */
  title: string;
  operationId?: string;
  kind: 'webhook' | 'polling';
}

/** A trigger as the Logic Apps designer (Azure/LogicAppsUX, the nearest public relative of Power Automate's) shows it. */
export interface TriggerCard extends PreviewedTrigger {
  description?: string;
  hint?: string;
  /** `info.title`: what makers know the connector by. */
  connector: string;
  /** The operation is internal: makers do not find it. */
  hidden: boolean;
  /** The method key. */
  range: Range;
  /** In the designer's order. */
  parameters: CardParameter[];
  /** Internal ones: makers never see them, their values are sent all the same. */
  sent: SentParameter[];
  tokens: CardToken[];
  /** There are more tokens than were counted. */
  moreTokens: boolean;
  /** The tokens come from the service at run time; the operation that tells them, where it is named. */
  dynamicTokens?: { operation?: string };
  /** With `x-ms-trigger: batch`: the title of the list of whose items each starts a run of its own. */
  splitOn?: string;
}

export interface CardParameter {
  /** Names from the parameter down; for a field of the body, from the body's root. */
  name: string;
  in: 'path' | 'query' | 'header' | 'formData' | 'body';
  title: string;
  /** The designer shows a description in the empty field. */
  placeholder?: string;
  required: boolean;
  /** Behind "Show advanced options". */
  advanced: boolean;
  /** How it is filled in; `dynamicValues` is a list that the service fills, `dynamicSchema` fields that it names. */
  control:
    | 'text'
    | 'number'
    | 'date'
    | 'html'
    | 'file'
    | 'object'
    | 'choice'
    | 'list'
    | 'dynamicValues'
    | 'dynamicSchema';
  /** For `choice`, in order; a blank one has an empty title. */
  choices?: { title: string; value: Json }[];
  /** For the dynamic ones: the operation that is called, by its summary or its id. */
  source?: string;
  /** For `list`: what one item is filled in with. */
  items?: CardParameter[];
  /** Prefilled. */
  default?: Json;
  /** Visible though Power Automate fills it with the callback URL. */
  callback: boolean;
  range: Range;
}

export interface SentParameter {
  name: string;
  title: string;
  /** Undefined for the callback, and for what has no default: that is not sent. */
  value?: Json;
  callback: boolean;
  range: Range;
}

export interface CardToken {
  title: string;
  description?: string;
  type: string;
  format?: string;
  /** Shown last, and only after "See more". */
  advanced: boolean;
  source: 'body' | 'header';
  /** What a flow reads: `triggerBody()?['head_commit']?['url']`. */
  expression: string;
  /** Titles of the lists around it, from outside: using it puts an "Apply to each" around the action for each. */
  loops: string[];
  range: Range;
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
}

/** What a check of the unsubscribe contract found; the next one takes its place. */
export interface UnsubscribeReport {
  uri: string;
  operationId: string;
  /** ISO 8601, in UTC. */
  checkedAt: string;
  steps: { name: string; ok: boolean; detail: string }[];
}

/** Writes a trigger's notification schema from payloads, into what is there. */
export interface InferSchemaParams extends DocumentParams {
  operationId: string;
  samples: StoredBody[];
  /** Undefined leaves the schema where it is; a new one is written inline. */
  place?: SchemaPlace;
}

export interface InferredSchema {
  /** Stands alone like {@link NotificationDescription.schema}, as it is after the edits. */
  schema: JsonObject;
  changed: boolean;
  /** Of the document in {@link version}; none of them touch. */
  edits: { range: Range; newText: string }[];
  /** Null where the document came as text. */
  version: number | null;
  /** Samples that say nothing about a schema, and why. */
  unread: { file: string; message: string }[];
}

/** The JSON that Power Automate imports. */
export interface ExportedDefinition {
  text: string;
}

/** Where a notification schema is written: at the trigger's path, or under `#/definitions` with a reference to it. */
export type SchemaPlace = 'inline' | 'definition';

/**
 * What is known of a webhook trigger that is to be written: samples, and what the person chose. Anything may be missing
 * in a {@link TriggerDraft}; to write it, all that its `problems` name has to be there.
 */
export interface NewTriggerParams extends Partial<ListTriggersParams> {
  /** The request that creates a webhook: a cURL command, an HTTP message, or its JSON body, as text or as a value. */
  request?: Json;
  /** Wins over the method of the request; POST otherwise. */
  method?: string;
  /** Wins over the address of the request: absolute, or a path below the definition's base path. `{braces}` are parameters. */
  url?: string;
  /** What the service answers: the JSON body, as text or as a value, or an HTTP message. */
  response?: Json;
  /** What the service sends: JSON, as text or as a value. */
  notification?: Json;
  /** The property of the request's body that takes the callback URL: a JSON pointer, or its name where only one has it. */
  callback?: string;
  /** Pointers of the values of the request that makers may change, query parameters as `?name`; all where it is missing. */
  visible?: string[];
  /** Pointers of what makers get of the notification, `*` for the items of a list; all where it is missing. */
  tokens?: string[];
  summary?: string;
  operationId?: string;
  /** Path of the DELETE; false writes none. Where it is missing, one that is there is used, or the likely one written. */
  unsubscribe?: string | false;
  /** What a new definition is written in. */
  language?: 'json' | 'yaml';
}

export interface TriggerDraft {
  method: Method;
  /** As the definition will have it; undefined where no address is known. */
  path?: string;
  /** The whole address, with what the definition says elsewhere, to be looked at and corrected. */
  url?: string;
  /** Properties that can take the callback URL, the likeliest first. */
  callbacks: SampleValue[];
  /** Values of the request that makers might change. */
  fields: SampleValue[];
  /** Values of the notification: what makers can get. */
  contents: SampleValue[];
  summary: string;
  operationId: string;
  /** Undefined where no address is known. */
  unsubscribe?: { path: string; exists: boolean };
  /** What keeps the trigger from being written, by the property that would mend it. */
  problems: { property: keyof NewTriggerParams; message: string }[];
  /** What was left out of the samples, and why. */
  notes: string[];
}

export interface SampleValue {
  /** Into the sample; `*` for the items of a list, `?name` for a query parameter. */
  pointer: string;
  title: string;
  type: string;
  /** Undefined for what must not be shown, as a secret. */
  value?: Json;
  /** For callbacks: a property with such a name or value usually is one. */
  likely?: boolean;
}

export interface NewTrigger {
  operationId: string;
  path: string;
  method: Method;
  /** Into the document; for a new definition, the whole text at its beginning. */
  edits: { range: Range; newText: string }[];
  /** The document with the edits made. */
  text: string;
  notes: string[];
}
