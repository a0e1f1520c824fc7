/**
 * The language of what people read: messages, titles of fixes, hovers, completions. English unless {@link setTexts} was given
 * the texts of another language. What is written into a definition is always English: certification requires it.
 */

/** Texts of another language by the English ones. Both have the same places for values: `{0}`, `{1}`, … */
export type Texts = Readonly<Record<string, string>>;

let texts: Texts | undefined;

/** Called once, before a document is read: findings are kept with the definition. Without an argument, texts are English. */
export function setTexts(given?: Texts): void {
  texts = given;
}

/** What {@link setTexts} was given, for a thread that has a language of its own. */
export const currentTexts = (): Texts | undefined => texts;

type Value = string | number | boolean | null | undefined;

/**
 * A text in the language of the person. As a tag it takes the values from the template: the English text of
 * `` say`${count} others` `` is `{0} others`.
 */
export function say(english: string): string;
export function say(english: TemplateStringsArray, ...values: Value[]): string;
export function say(english: string | TemplateStringsArray, ...values: Value[]): string {
  if (typeof english === 'string') return texts?.[english] ?? english;
  const translated = texts?.[keyOf(english)];
  if (translated === undefined) return english.reduce((text, part, index) => `${text}${values[index - 1]}${part}`);
  return translated.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));
}

/** Marks a text that is translated where it is shown, because it is declared before the language is known. */
export const mark = <Text extends string>(english: Text): Text => english;

/** `{0} others` for `${count} others`. */
const keyOf = (parts: TemplateStringsArray): string =>
  parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`);

/** `a, b and c` */
export const allOf = (names: readonly string[]): string => joined(names, say(' and '));

/** `a, b or c` */
export const anyOf = (names: readonly string[]): string => joined(names, say(' or '));

function joined(names: readonly string[], last: string): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')}${last}${names.at(-1)}`;
}

/**
 * `1,048,576`, of a whole number. Not by `toLocaleString`: its first call loads tables for 14 ms, while the first findings of a
 * large definition are waited for.
 */
export function digits(count: number): string {
  const all = String(count);
  const groups = [all.slice(0, all.length % 3 || 3)];
  for (let at = groups[0]!.length; at < all.length; at += 3) groups.push(all.slice(at, at + 3));
  return groups.join(say('1,000').charAt(1));
}
