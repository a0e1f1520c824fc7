import type { Range } from './document';
import type { Json } from './json';
import type { ListTriggersParams, Method } from './triggers';

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
