import type { DocumentParams, Range } from './document';
import type { Json, JsonObject } from './json';
import type { ConnectionParameter, ConnectionParameterSet, PolicyDescription } from './policies';

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
  /** Base URLs by `apiProperties.json` next to the definition, which replace the endpoint. */
  addresses?: AddressTemplate[];
  /** The policies of the create call. */
  policies?: PolicyDescription[];
  /** The policies of every operation, for a DELETE call that is no operation of the definition. */
  commonPolicies?: PolicyDescription[];
  /** The values of the connection that the policies of the create call and of the unsubscribe operations read. */
  connectionParameters?: ConnectionParameter[];
  /** The ways to connect, where there are several. */
  connectionParameterSets?: ConnectionParameterSet[];
  /** Media types the operation takes, the document's where it names none. */
  consumes: string[];
  /** Path, query, header and form parameters in the order of the definition, `$ref` followed, path item included. */
  parameters: ParameterDescription[];
  body?: BodyDescription;
  callback?: CallbackDescription;
  notification?: NotificationDescription;
  /** DELETE operations in the order of {@link relations}, the likeliest first. */
  unsubscribe: UnsubscribeCandidate[];
  /** Which of them is this trigger's own. */
  unsubscribeVerdict: UnsubscribeVerdict;
  /**
   * Path templates with a GET, where a DELETE may be for the webhook, or below the trigger's path: a webhook may be read
   * there.
   */
  readable?: string[];
  /** Alternatives; the first is the definition's default. Empty where it declares none. */
  security: SecurityDescription[];
  /** The calls that the `script.csx` next to the definition runs for in Power Automate; undefined where it runs for none. */
  script?: ScriptReach;
  /** Documented success responses. */
  answers: { status: string; location: boolean }[];
}

/** The calls of a trigger that a connector's script takes over in Power Automate. */
export interface ScriptReach {
  create?: true;
  unsubscribe?: true;
  /** The operationIds of the operations that list values or give schemas. */
  dynamic?: string[];
}

/** The service's URL by the definition; each part may be missing or contain a placeholder. */
export interface Endpoint {
  schemes: string[];
  host?: string;
  /** Begins with a slash or is empty; never ends with a slash. */
  basePath: string;
}

/** A base URL (host and base path) that a connection's parameters complete. */
export interface AddressTemplate {
  /** `https://{site}.example.com/api`: names in braces are parameters. */
  template: string;
  parameters: ConnectionParameter[];
}

export type Visibility = 'none' | 'important' | 'advanced' | 'internal';

/** The description of a value, common to parameters and fields of the body. */
export interface ValueDescription {
  /** `x-ms-summary` (a field: `title` first), else the name. Never empty. */
  title: string;
  description?: string;
  required: boolean;
  format?: string;
  enum?: Json[];
  /** Titles of the values of `enum` (`x-ms-enum-values`): flow makers choose from these. */
  enumTitles?: TitledValue[];
  default?: Json;
  visibility: Visibility;
  /** Type of an array's items. */
  itemsType?: string;
  /** Allowed values of an array's items. */
  itemsEnum?: Json[];
  itemsEnumTitles?: TitledValue[];
  /** A starting point for a value that is typed as JSON: its required properties, empty or with their defaults. */
  template?: Json;
  limits?: ValueLimits;
  /** The service knows the allowed values; for an array, those of its items. */
  dynamic?: DynamicValues;
}

/** A value and its title. */
export interface TitledValue {
  value: Json;
  title: string;
}

/** Inclusive, as in the definition. */
export type ValueLimits = Partial<
  Record<'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems', number>
>;

/** The call of an operation of the same definition that an `x-ms-dynamic-*` extension names. */
export interface DynamicCall {
  /** Undefined where the definition names none that it has; `problem` then says so. */
  operation?: OperationDescription;
  problem?: string;
  arguments: DynamicArgument[];
}

/**
 * `x-ms-dynamic-schema` or `x-ms-dynamic-properties`: an operation whose response has the schema of a body, or of a part
 * of it.
 */
export interface DynamicSchema extends DynamicCall {
  /** Property names to the schema in the response; empty for the response itself. */
  valuePath: string[];
  /** The keys and indices from the described schema down to the one that the response replaces; empty for the whole. */
  at: (string | number)[];
}

/**
 * `x-ms-dynamic-values`, `x-ms-dynamic-list` or a level of `x-ms-dynamic-tree`, resolved: an operation of the same
 * definition whose response contains the values to choose from.
 */
export interface DynamicValues extends DynamicCall {
  /** Property names to the array in the response; empty for the response itself. */
  itemsPath: string[];
  /** Property names in an item to the value that is sent; empty for the item itself. */
  valuePath: string[];
  /** Property names in an item to its title; undefined where the value is its own title. */
  titlePath?: string[];
  /** Set where the listed items are the roots of a tree. */
  tree?: DynamicTree;
}

/** `x-ms-dynamic-tree`: items that have others below them. */
export interface DynamicTree {
  /** Lists the items below an item. */
  browse: DynamicValues;
  /** The items that have others below them: all or none, or those whose property is (or is not) a value. */
  parents: boolean | { path: string[]; is: Json; not: boolean };
  canSelectParents: boolean;
  canSelectLeaves: boolean;
}

/** Fills a parameter of the operation of a {@link DynamicCall}. */
export interface DynamicArgument {
  /** Name of the operation's parameter; for a part of its body, property names from the body parameter's name down. */
  path: string[];
  value?: Json;
  /** Property names from the `parameters` of the register command down to the value that it takes. */
  from?: string[];
  /** Property names in the opened item of a tree to the value that it takes. */
  selected?: string[];
  /** Undefined where the definition does not say; `false` allows the call without it. */
  required?: boolean;
}

/** Everything needed to call an operation. */
export interface OperationDescription {
  operationId: string;
  title: string;
  method: Method;
  path: string;
  consumes: string[];
  parameters: ParameterDescription[];
  body?: BodyDescription;
  policies?: PolicyDescription[];
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
  /** A self-contained schema: `$ref`s point into its own `definitions`. */
  schema: JsonObject;
  /**
   * The fields that a flow maker fills in, flattened as in the designer: scalars, arrays and objects without properties.
   * Read-only properties are left out. A body that is not an object is one field with an empty path.
   */
  fields: BodyField[];
  /** All defaults of the schema in place; undefined where there is none. */
  defaults?: Json;
  /**
   * The paths of those defaults that are in an internal object. A flow made in the designer of Logic Apps does not send them:
   * it sends an internal object as the object's own default, or not at all.
   */
  closedDefaults?: string[][];
  /** The parts of the schema that only the service knows. */
  dynamicSchemas?: DynamicSchema[];
}

/** A body parameter whose schema is complete: what only the service knows is in it. */
export interface DescribeBodyParams extends Pick<BodyDescription, 'name' | 'required'> {
  /** Self-contained, as in {@link BodyDescription.schema}. */
  schema: JsonObject;
}

/** `required` is true where every level from the body down requires it. `visibility` is the nearest one from the property up. */
export interface BodyField extends ValueDescription {
  /** Property names from the body's root. */
  path: string[];
  /** Undefined where the schema has none. */
  type?: string;
  /** True when a body requires it, though the body itself is optional. */
  expected?: boolean;
  /** The callback URL goes here. */
  callback: boolean;
}

interface CallbackDescription {
  /** Property names from the body's root to the callback property. */
  path: string[];
  /** Set where it is inside an array, which the designer does not open. */
  inArray?: true;
  /** The property that carries `x-ms-notification-url`. */
  range: Range;
}

interface NotificationDescription {
  description?: string;
  /** Self-contained like {@link BodyDescription.schema}; undefined where the content has no schema. */
  schema?: JsonObject;
  /** The value of `x-ms-notification-content`. */
  range: Range;
  /** True when only the service knows the shape of the whole, at run time. */
  dynamic: boolean;
  /** The schemas that only the service knows: of the whole, or of parts. Undefined where there is none. */
  dynamicSchemas?: DynamicSchema[];
}

/**
 * Where a DELETE operation is as seen from a trigger's path, the likeliest place first. `unlikely` ones delete something
 * other than webhooks, `other-trigger` ones what another trigger creates: neither is ever called for this trigger.
 */
export const relations = [
  'child',
  'same-path',
  'sibling',
  'descendant',
  'elsewhere',
  'unlikely',
  'other-trigger',
] as const;

export type Relation = (typeof relations)[number];

/** False for a DELETE that belongs to another trigger, or that does not look like an unsubscribe operation. */
export const isOwnUnsubscribe = ({ relation }: { relation: Relation }): boolean =>
  relation !== 'other-trigger' && relation !== 'unlikely';

/** The operation that deletes a trigger's webhooks. Only an `own` one is ever called without asking. */
export type UnsubscribeVerdict =
  | { kind: 'own'; candidate: UnsubscribeCandidate }
  /** Several elsewhere look alike: which one is this trigger's is not known. */
  | { kind: 'several'; candidates: UnsubscribeCandidate[] }
  /** It is a POST, PUT or PATCH, which Power Automate never calls: it sends a DELETE. */
  | { kind: 'other-method'; candidate: UnsubscribeCandidate }
  /** There is none; `unlikely` is true where some DELETE belongs to no other trigger, though it looks like an action. */
  | { kind: 'none'; unlikely: boolean };

/** A required input of an unsubscribe operation that neither the `Location`, a default nor a policy fills in. */
export interface Unfilled {
  in: 'header' | 'body' | 'formData';
  name: string;
}

export interface UnsubscribeCandidate {
  operationId?: string;
  method: Method;
  path: string;
  relation: Relation;
  parameters: ParameterDescription[];
  /** Name of the path parameter for the id in the create response: the last one that the trigger lacks. */
  idParameter?: string;
  hasBody: boolean;
  /** Undefined for an operation that is not taken to be this trigger's. */
  body?: BodyDescription;
  /** Media types of the body; undefined without one. */
  consumes?: string[];
  /** True when flow makers see the operation as an action. */
  visible: boolean;
  unfilled: Unfilled[];
  policies?: PolicyDescription[];
}

export interface SecurityDescription {
  name: string;
  type: 'basic' | 'apiKey' | 'oauth2';
  /** The name of the connection parameter set that it belongs to, where there are several ways to connect. */
  set?: string;
  /**
   * The connection parameters that are asked for when signing in: user name and password, a key, or what fills the
   * placeholders of the addresses below, each `{placeholder}`.
   */
  asks?: (ConnectionParameter & { placeholder?: string })[];
  /** For an API key: where it goes and under which name. */
  in?: 'header' | 'query';
  parameterName?: string;
  flow?: string;
  authorizationUrl?: string;
  tokenUrl?: string;
  /** Where tokens are renewed, if not at {@link tokenUrl}. */
  refreshUrl?: string;
  scopes?: string[];
  /** Stands between scopes; a space where it is undefined. */
  scopeDelimiter?: string;
  /** Fixed parameters of the authorization request. */
  authorizationQuery?: Record<string, string>;
  /** The client id of the connector's own app. */
  clientId?: string;
  /** The redirect URI of connections in Power Automate, which that app has to know as well. */
  redirectUrl?: string;
}
