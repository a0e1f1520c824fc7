/** Warnings about a webhook that was created all the same. Code decides by {@link Warning.code}, never by the message. */

/** What is wrong with the `Location` header of the response to a create call. */
type LocationProblem =
  | 'location-missing'
  | 'location-empty'
  | 'location-several'
  | 'location-has-space'
  | 'location-elsewhere'
  | 'location-unusable'
  | 'location-repeats-secret'
  | 'location-is-create-url';

export type WarningCode =
  | LocationProblem
  | 'status'
  | 'expires'
  | 'response'
  | 'unknown-parameter'
  | 'reserved-header'
  | 'value-not-listed'
  | 'callback-in-array'
  | 'secret-not-sent'
  | 'relay-limits'
  | 'schema-not-loaded'
  | 'credentials-not-saved';

export interface Warning {
  code: WarningCode;
  /** A whole message for the user, translated; holds no secret. */
  message: string;
}

export const messagesOf = (warnings: readonly Warning[]): string[] => warnings.map(({ message }) => message);

export const isLocationProblem = ({ code }: Warning): boolean => code.startsWith('location-');
