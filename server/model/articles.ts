import { mark, say } from '../texts/say';

/** The kinds of JSON values and the types of Swagger. */
const nouns: Record<string, string> = {
  array: mark('an array'),
  boolean: mark('a boolean'),
  file: mark('a file'),
  integer: mark('an integer'),
  null: mark('a null'),
  number: mark('a number'),
  object: mark('an object'),
  string: mark('a string'),
};

/** A noun with its indefinite article, for messages: `a number`, `an object`. */
export const withArticle = (name: string): string =>
  say(nouns[name] ?? `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`);
