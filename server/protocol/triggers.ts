import type { DocumentParams, Range } from './document';
import type { Json, JsonObject } from './json';

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
  /** DELETE operations in the order of {@link relations}, the likeliest first. */
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

export interface UnsubscribeCandidate {
  operationId?: string;
  path: string;
  relation: Relation;
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
