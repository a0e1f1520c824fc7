/** Something is missing that a person can be asked for; a script learns which property it is. */
export class Needed extends Error {
  constructor(
    readonly property: 'credentials' | 'exposure' | 'confirmUrl',
    message: string,
  ) {
    super(message);
  }
}
