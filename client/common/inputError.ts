/**
 * A value of a command's input is missing, wrong or dangerous. The message is for people and names no property; `property`
 * is the path in the command's object, such as `credentials.username`, which a script reads in its own message.
 */
export class InputError extends Error {
  constructor(
    readonly property: string,
    message: string,
    /** What a script can do in addition, in English, such as `Supply "forget": true to drop the entry only.` */
    readonly hint?: string,
  ) {
    super(message);
  }
}

/** The failure of a call by a script: the message of `error` after the property that it is about, and its hint. */
export class ScriptError extends Error {
  readonly property?: string;

  constructor(error: Error) {
    super(messageForScripts(error), { cause: error });
    if (hasText(error, 'property')) this.property = error.property;
  }
}

/** `"baseUrl": The definition names no host.`, and the hint if there is one; the message alone where no property is named. */
function messageForScripts(error: Error): string {
  const message = hasText(error, 'property') ? `"${error.property}": ${error.message}` : error.message;
  return hasText(error, 'hint') ? `${message} ${error.hint}` : message;
}

const hasText = <Name extends string>(error: Error, name: Name): error is Error & Record<Name, string> =>
  name in error && typeof (error as unknown as Record<Name, unknown>)[name] === 'string';
