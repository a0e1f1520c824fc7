/** A message of English text with `{0}`, `{1}`, … for values, in the language of the person. */
export type Translate = (message: string, ...values: (string | number)[]) => string;

const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));

let translate = english;

/**
 * Messages that reach people. The parts that know nothing of the editor take its translations from here; where nobody
 * brings any, as in tests, they are English.
 */
export const t: Translate = (message, ...values) => translate(message, ...values);

/** Once, at start: the editor's `l10n.t`. */
export function setTranslator(given: Translate): void {
  translate = given;
}
