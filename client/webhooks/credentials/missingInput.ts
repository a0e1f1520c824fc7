/** A property is missing that a person can be asked for; `property` names it for a script. */
export class MissingInput extends Error {
  constructor(
    readonly property: 'credentials' | 'exposure' | 'confirmUrl',
    message: string,
  ) {
    super(message);
  }
}
