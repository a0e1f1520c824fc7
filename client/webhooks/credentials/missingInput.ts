import { InputError } from '../../common/inputError';

/** A property is missing that the user can be asked for; `property` names it for a script. */
export class MissingInput extends InputError {
  constructor(
    property: 'credentials' | 'exposure' | 'confirmUrl' | 'connectionParameters' | 'parameters',
    message: string,
    hint?: string,
  ) {
    super(property, message, hint);
  }
}
