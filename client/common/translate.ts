/** Translates an English message with `{0}`, `{1}`, … for values into the language of the person. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

/** A message with its values in place of `{0}`, `{1}`, … */
export const fillPlaces = (message: string, values: readonly (string | number)[]): string =>
  message.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));

const english: Translate = (message, ...values) => fillPlaces(message, values);

let translate = english;

/** Translates the messages that reach people. English until {@link setTranslator} is called, as in tests. */
export const t: Translate = (message, ...values) => translate(message, ...values);

/** Called once at start where the messages are not English. Without an argument, they are English again. */
export function setTranslator(given: Translate = english): void {
  translate = given;
}
