/** A property is missing that the user can be asked for; `property` names it for a script. */
export class MissingInput extends Error {
  constructor(
    readonly property: 'credentials' | 'exposure' | 'confirmUrl' | 'connectionParameters' | 'parameters',
    message: string,
  ) {
    super(message);
  }
}
