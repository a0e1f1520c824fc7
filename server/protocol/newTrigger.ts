import type { Range } from './document';
import type { Json } from './json';
import type { ListTriggersParams, Method } from './triggers';

/**
 * Samples and choices for a new webhook trigger. For a {@link TriggerDraft} anything may be missing; to write the trigger,
 * everything that the draft's `problems` name is required.
 */
export interface NewTriggerParams extends Partial<ListTriggersParams> {
  /** The request that creates a webhook: a cURL command, an HTTP message, or its JSON body, as text or as a value. */
  request?: Json;
  /** Wins over the method of the request; POST otherwise. */
  method?: string;
  /** Wins over the address of the request: absolute, or a path below the definition's base path. `{braces}` are parameters. */
  url?: string;
  /** The service's response: the JSON body, as text or as a value, or an HTTP message. */
  response?: Json;
  /** A delivery from the service: JSON, as text or as a value. */
  notification?: Json;
  /** The property of the request's body that takes the callback URL: a JSON pointer, or its name where only one has it. */
  callback?: string;
  /** Pointers of the values of the request that flow makers may change, query parameters as `?name`; all where it is missing. */
  visible?: string[];
  /** Pointers of the values of the notification that flow makers get, `*` for the items of a list; all where it is missing. */
  tokens?: string[];
  summary?: string;
  operationId?: string;
  /** Path of the DELETE; false writes none. Where it is missing, one that is there is used, or the likely one written. */
  unsubscribe?: string | false;
  /** Language of a new definition. */
  language?: 'json' | 'yaml';
}

export interface TriggerDraft {
  method: Method;
  /** As the definition will have it; undefined where no address is known. */
  path?: string;
  /** The whole URL, including host and base path of the definition, for review. */
  url?: string;
  /** Properties that can take the callback URL, the likeliest first. */
  callbacks: SampleValue[];
  /** Values of the request that flow makers might change. */
  fields: SampleValue[];
  /** Values of the notification that flow makers can get. */
  contents: SampleValue[];
  summary: string;
  operationId: string;
  /** Undefined where no address is known. */
  unsubscribe?: { path: string; exists: boolean };
  /** Reasons why the trigger can't be written yet, each with the property that would fix it. */
  problems: { property: keyof NewTriggerParams; message: string }[];
  /** Parts of the samples that were left out, with the reasons. */
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
