import type { Position, Range } from './document';
import type { Json } from './json';
import type { ListTriggersParams, UnsubscribeVerdict } from './triggers';

/** Asks for the view that flow makers get of a trigger in Power Automate. */
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
  /** `info.title`: the name that flow makers see for the connector. */
  connector: string;
  /** True when the operation is internal: flow makers do not find it. */
  hidden: boolean;
  /** The method key. */
  range: Range;
  /** In the designer's order. */
  parameters: CardParameter[];
  /** Internal parameters: flow makers never see them, but their values are sent. */
  sent: SentParameter[];
  tokens: CardToken[];
  /** True when there are more tokens than the list contains. */
  moreTokens: boolean;
  /**
   * The tokens come from the service while a flow is edited; the operation that returns them, where it is named. `loaded`:
   * those shown are the ones that it returned for a webhook of this editor.
   */
  dynamicTokens?: { operation?: string; loaded?: true };
  /** How the webhook is deleted when a flow is turned off or deleted; undefined for a polling trigger. */
  deletion?: CardDeletion;
  /** With `x-ms-trigger: batch`: the title of the list of whose items each starts its own run. */
  splitOn?: string;
}

/** The judgment on the unsubscribe operation, as {@link UnsubscribeVerdict} has it, in the words of a card. */
export interface CardDeletion {
  kind: UnsubscribeVerdict['kind'];
  /** `DELETE /hooks/{id}`; for `other-method` such as `POST /hooks/{id}/stop`. Set for these two kinds. */
  request?: string;
  /** Names of its required inputs that nothing fills in. */
  unfilled: string[];
  range?: Range;
}

export interface CardParameter {
  /** Property names from the parameter down; for a field of the body, from the body's root. */
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
  /** For `list`: the fields of one item. */
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
  /** The expression in a flow: `triggerBody()?['head_commit']?['url']`. */
  expression: string;
  /** Titles of the lists around it, from outside: using it puts an "Apply to each" around the action for each. */
  loops: string[];
  range: Range;
}
