import type { Texts } from './texts/say';

/** The texts in a language, by its BCP 47 tag: Dutch ones from a bundle of their own, which no other language loads. */
export function loadTexts(language: string): Texts | undefined {
  return /^nl\b/i.test(language) ? require('./texts.nl.js').texts : undefined;
}
