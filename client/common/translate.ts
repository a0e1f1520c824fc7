/** Translates an English message with `{0}`, `{1}`, … for values into the language of the person. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));

let translate = english;

/**
 * Translates the messages that reach people, for the parts that don't import `vscode`. English until
 * {@link setTranslator} is called, as in tests.
 */
export const t: Translate = (message, ...values) => translate(message, ...values);

/** Called once at start with the editor's `l10n.t`. Without an argument, messages are English again. */
export function setTranslator(given: Translate = english): void {
  translate = given;
}
